# SPDX-License-Identifier: Apache-2.0
"""GET /customer/{id}/unified-view, idle and while messages are written."""
from harness.figures import Figure
from harness.tools import Tools, notes
from scenarios.prefill import note_later, prefill

NAME = "view"
ABOUT = ("`GET /customer/{id}/unified-view` of 20,000 customers drawn at random, 15 interactions each, 64 connections, "
         "closed loop: alone, and while 3,000 messages a second are posted (open loop, 64 more connections, from the "
         "client's core). The hub has every core, and shares one with the client.")
TARGETS = {"idle": (">=", 15000), "busy": (">=", 5000)}
WRITES = 3000


def view_options(hub, customers, seconds, seed):
    return {"url": hub.url("/customer/bench-{{customer}}/unified-view"), "seconds": seconds, "connections": 64,
            "customers": customers, "seed": seed, "expect": "Message 0"}


def one_round(bench, hub, customers, seconds, seed):
    before = hub.cpu_us()
    result = bench.tools.load(**view_options(hub, customers, seconds, seed))
    result["cpu_us"] = (hub.cpu_us() - before) / max(result["replies"], 1)
    return result


def busy_round(bench, hub, customers, seconds, seed):
    writes = bench.tools.start("load", url=hub.url("/message/process"), seconds=seconds + 1, connections=64,
                               rate=bench.choose(WRITES, 300), customers=customers, seed=seed,
                               body_file=bench.here / "bodies" / "message.json")
    result = one_round(bench, hub, customers, seconds, seed)
    result["writes"] = Tools.finish(writes)
    return result


def figures_of(name, results, target):
    size = results[0]["bytes_in"] / max(results[0]["replies"], 1)
    return [Figure(f"{name}: views a second", [r["good_rate"] for r in results], "/s", target, notes(results)),
            Figure(f"{name}: p99", [r["ms"]["p99"] for r in results], "ms"),
            Figure(f"{name}: bytes a reply", [size], "B")]


def measure(bench):
    customers = bench.choose(20000, 200)
    seconds = bench.choose(10, 1)
    idle, busy = [], []
    with bench.hub(NAME, keeps=True, all_cores=True) as hub:
        prefill(bench, hub, customers, 15 * customers)
        one_round(bench, hub, customers, 1, 99)
        for number in range(bench.rounds):
            idle.append(one_round(bench, hub, customers, seconds, number + 1))
            busy.append(busy_round(bench, hub, customers, seconds, number + 1))
        note_later(hub, sum(r["writes"]["good"] for r in busy))
    bench.keep_raw(NAME, {"idle": idle, "busy": busy})
    writes = [r["writes"] for r in busy]
    return [*figures_of("idle", idle, TARGETS["idle"]),
            Figure("idle: CPU a view", [r["cpu_us"] for r in idle], "µs"),
            *figures_of("while written", busy, TARGETS["busy"]),
            Figure("while written: messages stored a second", [w["good_rate"] for w in writes], "/s", note=notes(writes)),
            Figure("while written: a message's p99, from when it was due", [w["ms"]["p99"] for w in writes],
                   "ms")]
