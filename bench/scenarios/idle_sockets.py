# SPDX-License-Identifier: Apache-2.0
"""Memory of WebSockets that say nothing, beside Node's ws."""
import json
import time

from harness.figures import Figure, absent, ratios
from harness.process import Missing, rss_bytes
from harness.servers import NodeWs
from harness.tools import Tools

NAME = "idle-sockets"
ABOUT = ("5,000 WebSockets that subscribe to one session each round and say nothing: growth of the server's resident "
         "memory for each (the kernel's own memory is not counted), and the time that connecting them took.")


def one_round(bench, server, path):
    before = rss_bytes(server.pid)
    count = bench.choose(5000, 1000)
    child = bench.tools.start("idle", url=server.url(path, "ws"), count=count)
    line = child.stdout.readline()
    if not line:
        Tools.finish(child)
    opened = json.loads(line)
    time.sleep(1)
    opened["bytes"] = (rss_bytes(server.pid) - before) / count
    closed = Tools.finish(child)["closed"]
    if closed:
        raise Missing(f"the server closed {closed} of {count} idle sockets")
    return opened


def figures_of(name, results):
    return [Figure(f"{name}: bytes a socket", [r["bytes"] for r in results], "B"),
            Figure(f"{name}: connecting them took", [r["seconds"] for r in results], "s")]


# A fresh process each round: memory that is freed is seldom given back.
def measure(bench):
    hub_results, node_results, why = [], [], "no round"
    for number in range(bench.rounds):
        with bench.hub(f"{NAME}-{number}") as hub:
            hub_results.append(one_round(bench, hub, f"/ws/{hub.session_of('bench-idle')}"))
        try:
            with NodeWs(bench.peers, bench.folder("node"), bench.server_cores) as node:
                node_results.append(one_round(bench, node, "/sub"))
        except Missing as missing:
            why = missing
    bench.keep_raw(NAME, {"hub": hub_results, "node": node_results})
    if not node_results:
        return [*figures_of("hub", hub_results), absent("Node ws / hub, bytes a socket", why)]
    sizes = [[r["bytes"] for r in results] for results in (node_results, hub_results)]
    return [*figures_of("hub", hub_results), *figures_of("Node ws", node_results),
            Figure("Node ws / hub, bytes a socket", ratios(*sizes), "×")]
