# SPDX-License-Identifier: Apache-2.0
"""POST /message/process, durable before the reply, beside the bare store, the bare disk and FastAPI with Redis."""
from harness.figures import Figure, absent, ratios
from harness.process import Missing
from harness.servers import FastApi, database_files
from harness.tools import notes

NAME = "message"
ABOUT = ("`POST /message/process` with an fsync before every reply, 64 connections, closed loop, 2,000 customers drawn "
         "at random. In each round beside it: a bare loop that inserts the same rows, looking nothing up, in batches "
         "of the hub's mean size (bare_insert); appended records of 600 bytes with one fdatasync a batch (bare_log); "
         "FastAPI on uvicorn with Redis `appendfsync always`. Every server has the same core, the client another.")
TARGETS = {"rate": (">=", 15000), "p99": ("<=", 25), "bare": (">=", 0.65), "fastapi": (">=", 5)}


def load_options(bench, server, seconds):
    return {"url": server.url("/message/process"), "seconds": seconds, "connections": 64,
            "customers": bench.choose(2000, 200), "body_file": bench.here / "bodies" / "message.json",
            "expect": '"success"'}


def one_round(bench, server, seconds, seed):
    before = server.cpu_us()
    result = bench.tools.load(**load_options(bench, server, seconds), seed=seed)
    result["cpu_us"] = (server.cpu_us() - before) / max(result["replies"], 1)
    return result


def hub_round(bench, hub, seconds, seed):
    before = hub.batches()
    result = one_round(bench, hub, seconds, seed)
    after = hub.batches()
    result["batch"] = None
    if before and after and after[1] > before[1]:
        result["batch"] = (after[0] - before[0]) / (after[1] - before[1])
    return result


def empty_database(bench):
    """A database as the hub makes it, without the hub: started once on a folder of its own, then stopped."""
    with bench.hub(f"{NAME}-bare") as hub:
        data = hub.data
    files = database_files(data)
    if not files:
        raise Missing("the hub left no SQLite file in its data directory")
    return files[0]


def bare_insert(bench, database, batch, seconds, seed):
    return bench.tools.run("bare_insert", bench.server_cores, database=database, sql=bench.here / "bare_insert.sql",
                           batch=batch, seconds=seconds, customers=bench.choose(2000, 200), seed=seed)


def bare_log(bench, batch, seconds):
    return bench.tools.run("bare_log", bench.server_cores, file=bench.folder(f"{NAME}-bare") / "log", batch=batch,
                           seconds=min(seconds, 3))


class Rounds:
    """What the rounds gave, by who; what could not be measured stands in `missing`."""

    def __init__(self):
        self.results = {"hub": [], "bare_insert": [], "bare_log": [], "fastapi": []}
        self.missing = {}


def attempt(rounds, name, run, *arguments):
    """Adds a round of it, unless it was or is found missing."""
    if name in rounds.missing:
        return
    try:
        rounds.results[name].append(run(*arguments))
    except Missing as missing:
        rounds.missing[name] = str(missing)


def measure_bare(bench, rounds, database, seconds, number):
    """The store's and the disk's limit at the batch that the hub has just had."""
    batch = rounds.results["hub"][-1]["batch"] or bench.batch
    if batch is None:
        why = "/metrics does not tell the mean batch; give it with --batch"
        rounds.missing.update(bare_insert=why, bare_log=why)
        return
    size = max(1, round(batch))
    attempt(rounds, "bare_insert", bare_insert, bench, database, size, seconds, number + 1)
    attempt(rounds, "bare_log", bare_log, bench, size, seconds)


def start_fastapi(bench, rounds):
    try:
        server = FastApi(bench.peers, bench.folder("fastapi"), bench.server_cores)
    except Missing as missing:
        rounds.missing["fastapi"] = str(missing)
        return None
    one_round(bench, server, 1, 99)
    return server


def run_rounds(bench, hub, database, fastapi, rounds):
    seconds = bench.choose(10, 1)
    one_round(bench, hub, 1, 99)
    for number in range(bench.rounds):
        rounds.results["hub"].append(hub_round(bench, hub, seconds, number + 1))
        measure_bare(bench, rounds, database, seconds, number)
        if fastapi:
            attempt(rounds, "fastapi", one_round, bench, fastapi, seconds, number + 1)


def rates(results):
    return [result.get("good_rate", result.get("rate")) for result in results]


def ratio_figure(name, hub, other, target, why):
    if not other:
        return absent(name, why or "no round", target=target)
    return Figure(name, ratios(rates(hub), rates(other)), "×", target)


def figures_of(bench, rounds):
    hub, missing = rounds.results["hub"], rounds.missing
    insert, log, fastapi = (rounds.results[name] for name in ("bare_insert", "bare_log", "fastapi"))
    figures = [
        Figure("hub: messages a second", rates(hub), "/s", TARGETS["rate"], notes(hub)),
        Figure("hub: p99", [r["ms"]["p99"] for r in hub], "ms", TARGETS["p99"]),
        ratio_figure("hub / bare_insert", hub, insert, TARGETS["bare"], missing.get("bare_insert")),
        ratio_figure("hub / FastAPI and Redis", hub, fastapi, TARGETS["fastapi"], missing.get("fastapi")),
        ratio_figure("hub / bare_log", hub, log, None, missing.get("bare_log")),
        Figure("hub: p50", [r["ms"]["p50"] for r in hub], "ms"),
        Figure("hub: CPU a message", [r["cpu_us"] for r in hub], "µs"),
        Figure("hub: mean batch", [r["batch"] for r in hub], "messages"),
    ]
    if insert:
        figures += [Figure("bare_insert: messages a second", rates(insert), "/s"),
                    Figure("bare_insert: CPU a message", [r["cpu_us"] for r in insert], "µs")]
    if log:
        figures.append(Figure("bare_log: records a second", rates(log), "/s"))
    if fastapi:
        figures += [Figure("FastAPI and Redis: messages a second", rates(fastapi), "/s", note=notes(fastapi)),
                    Figure("FastAPI and Redis: p99", [r["ms"]["p99"] for r in fastapi], "ms"),
                    Figure("FastAPI and Redis: CPU a message", [r["cpu_us"] for r in fastapi], "µs")]
    return figures


def measure(bench):
    rounds = Rounds()
    database = None
    try:
        database = empty_database(bench)
    except Missing as missing:
        rounds.missing["bare_insert"] = str(missing)
    with bench.hub(NAME) as hub:
        fastapi = start_fastapi(bench, rounds)
        try:
            run_rounds(bench, hub, database, fastapi, rounds)
        finally:
            if fastapi:
                fastapi.stop()
    bench.keep_raw(NAME, rounds.results)
    return figures_of(bench, rounds)
