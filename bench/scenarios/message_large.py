# SPDX-License-Identifier: Apache-2.0
"""POST /message/process on a large store, for long: rate, WAL and the writer's CPU."""
import time

from harness.figures import Figure, absent
from harness.process import Sampler, thread_cpu_us
from harness.tools import notes
from scenarios.prefill import note_later, prefill

NAME = "message-large"
ABOUT = ("`POST /message/process` with unique provider ids, 64 connections, 20,000 customers drawn at random, a "
         "million messages before, 120 s. One run: the rate of each tenth of it shows the spread. The WAL's size is "
         "read each second; the writer's CPU is that of the thread named `writer`.")
TARGETS = {"rate": (">=", 8000), "p99": ("<=", 50), "wal": ("<=", 300), "writer": ("<=", 50)}


def tenths(each_second):
    whole = each_second[:-1] or each_second
    size = max(1, len(whole) // 10)
    parts = [whole[i:i + size] for i in range(0, len(whole), size)]
    return [sum(part) / len(part) for part in parts if len(part) == size]


def writer_figure(before, after, replies):
    name = "hub: writer's CPU a message"
    if before is None or after is None:
        return absent(name, "the hub has no thread named writer", "µs", TARGETS["writer"])
    return Figure(name, [(after - before) / max(replies, 1)], "µs", TARGETS["writer"])


def run(bench, hub, customers, seconds):
    writer, cpu = thread_cpu_us(hub.pid, "writer"), hub.cpu_us()
    with Sampler(hub.wal_bytes) as wal:
        result = bench.tools.load(url=hub.url("/message/process"), seconds=seconds, connections=64,
                                  customers=customers, seed=int(time.time()), expect='"success"',
                                  body_file=bench.here / "bodies" / "message_with_id.json")
    result["wal_bytes"] = wal.values
    result["writer_us"] = [writer, thread_cpu_us(hub.pid, "writer")]
    result["cpu_us"] = (hub.cpu_us() - cpu) / max(result["replies"], 1)
    return result


def measure(bench):
    customers, before = bench.choose(20000, 500), bench.choose(1_000_000, 3000)
    with bench.hub(NAME, keeps=True) as hub:
        before = prefill(bench, hub, customers, before)
        result = run(bench, hub, customers, bench.choose(120, 3))
        note_later(hub, result["good"])
    bench.keep_raw(NAME, result)
    parts = tenths(result["each_second"])
    return [
        Figure("hub: messages a second", [result["good_rate"]], "/s", TARGETS["rate"],
               "; ".join(filter(None, [f"{before:,} messages before", notes([result]),
                                       f"tenths of the run {min(parts):,.0f} to {max(parts):,.0f}"]))),
        Figure("hub: p99", [result["ms"]["p99"]], "ms", TARGETS["p99"]),
        Figure("hub: largest WAL", [max(result["wal_bytes"]) / 1e6], "MB", TARGETS["wal"]),
        writer_figure(*result["writer_us"], result["replies"]),
        Figure("hub: p50", [result["ms"]["p50"]], "ms"),
        Figure("hub: slowest reply", [result["ms"]["max"]], "ms"),
        Figure("hub: CPU a message, all threads", [result["cpu_us"]], "µs"),
    ]
