# SPDX-License-Identifier: Apache-2.0
"""Messages that are there before: sent through the hub's own API, and kept with --keep."""
import json
from pathlib import Path

from harness.process import Missing
from harness.tools import trouble



def state_path(hub):
    """Beside the data directory, in which only the hub has files."""
    data = Path(hub.data)
    return data.with_name(data.name + "-filled.json")


def read_state(hub):
    path = state_path(hub)
    if path.exists():
        return json.loads(path.read_text(encoding="utf-8"))
    return {"messages": 0, "customers": 0, "later": 0}


def write_state(hub, state):
    state_path(hub).write_text(json.dumps(state), encoding="utf-8")


def note_later(hub, count):
    """That a run has added messages of its own to what was filled in."""
    state = read_state(hub)
    write_state(hub, {**state, "later": state["later"] + count})


def prefill(bench, hub, customers, messages):
    """`messages` in all, customers in turn, provider ids unique; goes on where an earlier run ended. Returns how
    many messages there are now."""
    state = read_state(hub)
    if state["messages"] > 0 and state["customers"] != customers:
        raise Missing(f"the kept data has {state['customers']} customers, not {customers}; remove {hub.data}")
    missing = messages - state["messages"]
    if missing <= 0:
        there = state["messages"] + state["later"]
        print(f"  {there:,} messages are there from before", flush=True)
        return there
    print(f"  filling {missing:,} messages of {customers:,} customers through the API", flush=True)
    result = bench.tools.load(url=hub.url("/message/process"), count=missing, connections=256, customers=customers,
                              first=state["messages"], body_file=bench.here / "bodies" / "prefill.json",
                              progress=True)
    if result["good"] != missing:
        raise Missing(f"only {result['good']:,} of {missing:,} messages could be filled in: {trouble(result)}")
    write_state(hub, {"messages": messages, "customers": customers, "later": state["later"]})
    return messages + state["later"]
