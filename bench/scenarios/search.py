# SPDX-License-Identifier: Apache-2.0
"""The search's follower and its questions, on a store of its own."""
import os

from harness.figures import Figure

NAME = "search"
ABOUT = ("A million messages of 4 to 30 words out of 50,000, as unequal as in a language (Zipf), of 20,000 customers: the "
         "index made from the tables, eight kinds of questions of 50 hits each (rare, middling and common words, two "
         "words, a phrase that occurs, a beginning of 3 to 5 letters, one customer's, one channel's), then 5,000 messages a "
         "second followed for 20 s, then one customer forgotten. No network; the store's writer works beside it.")
TARGETS = {"mixed": ("<=", 50), "lag": ("<=", 1000)}


def one_round(bench, number):
    return bench.tools.run("search_bench", cores=os.sched_getaffinity(0), dir=str(bench.folder(f"{NAME}-{number}") / "data"),
                           messages=bench.choose(1000000, 20000), rate=bench.choose(5000, 1000),
                           seconds=bench.choose(20, 2), queries=bench.choose(300, 30))


def measure(bench):
    results = [one_round(bench, number) for number in range(bench.rounds)]
    bench.keep_raw(NAME, results)
    kinds = [kind for kind in results[0]["ask"] if kind != "mixed"]

    def each(path, name, *rest):
        return Figure(name, [r[path[0]][path[1]] if len(path) == 2 else r[path[0]][path[1]][path[2]] for r in results],
                      *rest)

    return [each(("ask", "mixed", "p95"), "all kinds together: p95", "ms", TARGETS["mixed"]),
            each(("ask", "mixed", "p50"), "all kinds together: p50", "ms"),
            each(("ask", "mixed", "max"), "all kinds together: the longest", "ms"),
            *[each(("ask", kind, "p95"), f"{kind}: p95", "ms") for kind in kinds],
            each(("follow", "lag_ms_max"), "lag at 5,000 messages/s: the longest", "ms", TARGETS["lag"]),
            each(("follow", "lag_ms_p50"), "lag at 5,000 messages/s: p50", "ms"),
            each(("follow", "rate"), "messages followed a second", "/s"),
            each(("follow", "cpu_us"), "follower: CPU a message", "µs"),
            each(("reindex", "seconds"), "the index made from the tables", "s"),
            each(("reindex", "cpu_us"), "… CPU a row", "µs"),
            each(("size", "search_mb"), "search.db", "MB"),
            each(("size", "hub_mb"), "hub.db", "MB"),
            each(("forget", "seconds"), "one customer has left the file", "s")]
