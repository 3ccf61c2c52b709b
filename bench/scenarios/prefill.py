# SPDX-License-Identifier: Apache-2.0
"""Messages that are there before: sent through the hub's own API, and kept with --keep."""
import json

from harness.process import Missing
from harness.tools import trouble

STATE = "bench-prefill.json"


def filled(data):
    path = data / STATE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"messages": 0, "customers": 0}


def prefill(bench, hub, customers, messages):
    """`messages` in all, customers in turn, provider ids unique; goes on where an earlier run ended."""
    state = filled(bench.data_of(hub))
    if state["messages"] > 0 and state["customers"] != customers:
        raise Missing(f"the kept data has {state['customers']} customers, not {customers}; remove {hub.data}")
    missing = messages - state["messages"]
    if missing <= 0:
        print(f"  {state['messages']:,} messages are there from before", flush=True)
        return
    print(f"  filling {missing:,} messages of {customers:,} customers through the API", flush=True)
    result = bench.tools.load(url=hub.url("/message/process"), count=missing, connections=256, customers=customers,
                              first=state["messages"], body_file=bench.here / "bodies" / "prefill.json",
                              progress=True)
    if result["good"] != missing:
        raise Missing(f"only {result['good']:,} of {missing:,} messages could be filled in: {trouble(result)}")
    state = {"messages": messages, "customers": customers}
    (bench.data_of(hub) / STATE).write_text(json.dumps(state), encoding="utf-8")
