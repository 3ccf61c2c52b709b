# SPDX-License-Identifier: Apache-2.0
"""GET /sessions/active by each filter and order among a million open sessions, while messages are written."""
import json
import subprocess
import urllib.parse
from pathlib import Path

from harness.figures import Figure
from harness.servers import call
from harness.tools import Tools, notes

NAME = "sessions"
ABOUT = ("`GET /sessions/active` of 50 by each filter and order among 1,000,000 open sessions, page 1 and page 1,000 (or "
         "the last one, where there are fewer): one connection, closed loop, while 3,000 messages a second are posted "
         "to random ones of them (open loop, 64 more connections). p99 of the whole request, the slower of the two pages. "
         "CPU: the same pages read in a process alone, without network and messages.")
P99_MS = 5
WRITES = 3000
PAGE = 1000

LISTS = ["", "status=active", "status=pending", "status=snoozed", "channel=video", "channel=chat", "priority=urgent",
         "priority=normal", "agent_id=agent-007", "agent_id=agent-000", "unassigned=true", "queue=queue-07", "tag=vip",
         "tag=group-42", "customer_id=bench-0000017", "sort=created_at", "sort=priority", "sort=waiting",
         "queue=queue-07&sort=waiting", "tag=group-42&sort=priority", "agent_id=agent-007&sort=waiting", "queue=queue-07&sort=priority",
         "status=active&channel=email&priority=high", "agent_id=agent-000&tag=vip&sort=created_at"]


def fill(bench, data, sessions):
    mark = Path(str(data) + "-sessions.json")
    if mark.exists() and json.loads(mark.read_text(encoding="utf-8")).get("sessions") == sessions:
        print(f"  {sessions:,} sessions are there from before", flush=True)
        return
    print(f"  filling {sessions:,} sessions", flush=True)
    data.mkdir(parents=True, exist_ok=True)
    subprocess.run([str(bench.tools.folder / "session_fill"), str(data), str(sessions)], check=True,
                   stdout=subprocess.DEVNULL)
    mark.write_text(json.dumps({"sessions": sessions}), encoding="utf-8")


def cpu_figures(bench, data):
    """What a loop spends on a page, whoever else wants the machine."""
    done = subprocess.run([str(bench.tools.folder / "session_pages"), str(data), str(bench.choose(1000, 100))],
                          capture_output=True, text=True, check=True)
    lists = json.loads(done.stdout)
    bench.keep_raw(NAME + "-cpu", lists)
    for each in lists:
        note = f"page {each['page']}: {each['deep']['p99_us'] / 1000:.2f} ms; {each['first']['sessions']} sessions on page 1"
        yield Figure(f"{each['list'] or 'all'}: CPU p99", [max(each[at]["p99_us"] for at in ("first", "deep")) / 1000],
                     "ms", ("<=", P99_MS), note)


def deep(hub, query):
    """The query of page PAGE, or of the last one, and which it is."""
    at = query
    for page in range(1, PAGE):
        status, text = call(hub.port, "GET", "/sessions/active?" + at)
        cursor = json.loads(text)["next_cursor"] if status == 200 else None
        if cursor is None:
            return at, page
        at = f"{query}&cursor={urllib.parse.quote(cursor)}"
    return at, PAGE


def read(bench, hub, query, seconds):
    return bench.tools.load(url=hub.url("/sessions/active?" + query), seconds=seconds, connections=1)


def measure(bench):
    sessions = bench.choose(1000000, 20000)
    seconds = bench.choose(3, 1)
    data = bench.folder(NAME) / "data"
    if bench.options.keep:
        data = (bench.options.out / "data" / (f"{NAME}-{sessions}")).resolve()
    fill(bench, data, sessions)
    raw, figures = {}, list(cpu_figures(bench, data))
    with bench.filled_hub(NAME, data) as hub:
        pages = {query: deep(hub, query) for query in LISTS}
        rounds = [(query, number) for number in range(bench.rounds) for query in LISTS]
        total = len(rounds) * 2 * seconds + 10
        writes = bench.tools.start("load", url=hub.url("/message/process"), seconds=total, connections=64,
                                   rate=bench.choose(WRITES, 300), customers=sessions, seed=1,
                                   body_file=bench.here / "bodies" / "message.json")
        for query, _ in rounds:
            first, last = read(bench, hub, query, seconds), read(bench, hub, pages[query][0], seconds)
            raw.setdefault(query, []).append({"first": first, "last": last, "page": pages[query][1]})
        written = Tools.finish(writes)
    bench.keep_raw(NAME, {"lists": raw, "writes": written})
    for query, results in raw.items():
        both = [r[which] for r in results for which in ("first", "last")]
        note = f"page {results[0]['page']}: {max(r['last']['ms']['p99'] for r in results):.2f} ms"
        figures.append(Figure(f"{query or 'all'}: p99", [max(r["first"]["ms"]["p99"], r["last"]["ms"]["p99"])
                                                         for r in results],
                              "ms", ("<=", P99_MS), "; ".join(filter(None, [note, notes(both)]))))
    figures.append(Figure("messages stored a second meanwhile", [written["good_rate"]], "/s", note=notes([written])))
    return figures
