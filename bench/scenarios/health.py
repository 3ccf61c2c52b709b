# SPDX-License-Identifier: Apache-2.0
"""GET /health beside nginx: CPU of the server a request."""
import os

from harness.figures import Figure, absent, ratios
from harness.process import Missing
from harness.servers import API_KEY, Nginx, call
from harness.tools import notes

NAME = "health"
ABOUT = ("CPU of the server (user and system, from /proc) a request of `GET /health` with nine realistic headers, "
         "64 keep-alive connections, both servers with a buffered access log and the same body. Rounds interleaved; "
         "the ratio is taken round by round.")
TARGET = ("<=", 1.3)


def lines(path):
    if not os.path.exists(path):
        return 0
    with open(path, "rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def one_round(bench, server, path, seconds):
    before = server.cpu_us()
    result = bench.tools.load(url=server.url(path), seconds=seconds, headers_file=bench.here / "headers.txt")
    result["cpu_us"] = (server.cpu_us() - before) / max(result["replies"], 1)
    return result


def rounds_of(bench, servers, seconds):
    results = {name: [] for name in servers}
    for name, server in servers.items():
        one_round(bench, server, "/health", 1)
    for number in range(bench.rounds):
        for name, server in sorted(servers.items(), reverse=number % 2 == 1):
            results[name].append(one_round(bench, server, "/health", seconds))
    return results


def figures_of(name, results):
    note = notes(results)
    return [Figure(f"{name}: CPU a request", [r["cpu_us"] for r in results], "µs", note=note),
            Figure(f"{name}: requests a second", [r["good_rate"] for r in results], "/s"),
            Figure(f"{name}: p99", [r["ms"]["p99"] for r in results], "ms")]


def ratio_figure(results, log):
    """No ratio where the two did not do the same work."""
    name = "hub / nginx, CPU"
    refused = sum(r["replies"] - r["good"] for rounds in results.values() for r in rounds)
    if refused:
        return absent(name, f"{refused} replies were not 200", "×", TARGET)
    if lines(log) == 0:
        return absent(name, "the hub wrote no access log, nginx did", "×", TARGET)
    hub, nginx = ([r["cpu_us"] for r in results[who]] for who in ("hub", "nginx"))
    return Figure(name, ratios(hub, nginx), "×", TARGET)


def measure(bench):
    seconds = bench.choose(5, 1)
    log = bench.folder(NAME) / "access.log"
    with bench.hub(NAME, access_log=log, api_key=API_KEY) as hub:
        status, body = call(hub.port, "GET", "/health")
        if status != 200:
            raise Missing(f"the hub answers {status} to GET /health")
        try:
            with Nginx(bench.peers, bench.folder("nginx"), bench.server_cores, body) as nginx:
                results = rounds_of(bench, {"hub": hub, "nginx": nginx}, seconds)
        except Missing as missing:
            results = rounds_of(bench, {"hub": hub}, seconds)
            return figures_of("hub", results["hub"]) + [absent("hub / nginx, CPU", missing, target=TARGET)]
    bench.keep_raw(NAME, results)
    return [ratio_figure(results, log), *figures_of("hub", results["hub"]),
            *figures_of("nginx", results["nginx"])]
