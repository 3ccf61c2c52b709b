# SPDX-License-Identifier: Apache-2.0
"""From the start of the process to its ready line, on an empty directory, and its memory when idle."""
import shutil
import time

from harness.figures import Figure
from harness.process import rss_bytes

NAME = "start"
ABOUT = ("Ten starts, each on an empty data directory: time from the start of the process to its ready line, and its "
         "resident memory half a second later. The program's file is in the page cache.")
TARGETS = {"ready": ("<=", 0.1), "rss": ("<=", 25)}


def one_start(bench, number):
    name = f"{NAME}-{number}"
    with bench.hub(name) as hub:
        time.sleep(0.5)
        result = {"ready_s": hub.ready_s, "rss": rss_bytes(hub.pid), "data": str(hub.data)}
    shutil.rmtree(result["data"], ignore_errors=True)
    return result


def measure(bench):
    results = [one_start(bench, number) for number in range(bench.choose(10, 3))]
    bench.keep_raw(NAME, results)
    return [Figure("hub: start to ready", [r["ready_s"] for r in results], "s", TARGETS["ready"]),
            Figure("hub: memory when idle", [r["rss"] / 1e6 for r in results], "MB", TARGETS["rss"])]
