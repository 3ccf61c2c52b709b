# SPDX-License-Identifier: Apache-2.0
"""One message to many subscribers, beside Node's ws."""
from harness.figures import Figure, absent, ratios
from harness.process import Missing
from harness.servers import NodeWs
from harness.tools import notes

NAME = "fanout"
ABOUT = ("One publisher, 1,000 subscribers of one session. Throughput with 16 messages outstanding, so that the server "
         "is never idle: deliveries a second and the server's CPU a delivery; the same with 4 outstanding; then 50 messages a second for latency, from when a message was due to each "
         "subscriber's read. The hub takes each message by `POST /message/process` and commits it first; Node's `ws` "
         "only broadcasts a frame of the same size. Each server has one core.")
TARGETS = {"rate": (">=", 300000), "ratio": (">=", 1.7)}
CUSTOMER = "bench-fanout"


def message_body(session):
    return ('{"customer_id":"%s","session_id":"%s","channel":"chat","content":"#bench{{number}} the parcel that was '
            'promised for Tuesday has not come"}' % (CUSTOMER, session))


class HubSide:
    def __init__(self, hub):
        self.server, self.published = hub, 0
        session = hub.session_of(CUSTOMER)
        self.options = {"subscribe_url": hub.url(f"/ws/{session}", "ws"), "publish_url": hub.url("/message/process"),
                        "body": message_body(session)}


class NodeSide:
    def __init__(self, node):
        self.server, self.published = node, 0
        self.options = {"subscribe_url": node.url("/sub", "ws"), "publish_url": node.url("/pub", "ws")}


def one_round(bench, side, **more):
    before = side.server.cpu_us()
    result = bench.tools.run("fanout", **side.options, subscribers=bench.choose(1000, 100), first=side.published,
                             **more)
    side.published += result["published"]
    result["cpu_us"] = (side.server.cpu_us() - before) / max(result["deliveries"], 1)
    return result


def both_rounds(bench, side, payload):
    size = {"payload_bytes": payload} if payload else {}
    return {"full": one_round(bench, side, outstanding=16, seconds=bench.choose(5, 1), **size),
            "few": one_round(bench, side, outstanding=4, seconds=bench.choose(5, 1), **size),
            "rate": one_round(bench, side, rate=bench.choose(50, 20), seconds=bench.choose(5, 1), **size)}


def note_of(results):
    bad = {key: sum(r[mode][key] for r in results for mode in ("full", "few", "rate"))
           for key in ("missing", "refused", "cut_off")}
    found = [f"{count} {key}" for key, count in bad.items() if count]
    return "; ".join(filter(None, [*found, notes([r["full"] for r in results])]))


def figures_of(name, results, target=None):
    return [Figure(f"{name}: deliveries a second", [r["full"]["rate"] for r in results], "/s", target,
                   note_of(results)),
            Figure(f"{name}: deliveries a second, 4 outstanding", [r["few"]["rate"] for r in results], "/s"),
            Figure(f"{name}: CPU a delivery", [r["full"]["cpu_us"] for r in results], "µs"),
            Figure(f"{name}: p99 at 50 messages a second",
                   [r["rate"]["ms"]["p99"] for r in results if r["rate"]["ms"]], "ms"),
            Figure(f"{name}: bytes a message", [r["full"]["payload_bytes"] for r in results], "B")]


def run_rounds(bench, hub, node):
    results = {"hub": [], "node": []}
    for _ in range(bench.rounds):
        results["hub"].append(both_rounds(bench, hub, None))
        if node:
            payload = max(32, round(results["hub"][-1]["full"]["payload_bytes"]))
            results["node"].append(both_rounds(bench, node, payload))
    return results


def measure(bench):
    with bench.hub(NAME) as hub:
        try:
            with NodeWs(bench.peers, bench.folder("node"), bench.server_cores) as node:
                results = run_rounds(bench, HubSide(hub), NodeSide(node))
        except Missing as missing:
            if "peer not installed" not in str(missing):
                raise
            results = run_rounds(bench, HubSide(hub), None)
            ratio = absent("hub / Node ws", missing, target=TARGETS["ratio"])
    bench.keep_raw(NAME, results)
    rates = {name: [r["full"]["rate"] for r in rounds] for name, rounds in results.items()}
    if results["node"]:
        ratio = Figure("hub / Node ws", ratios(rates["hub"], rates["node"]), "×", TARGETS["ratio"])
    peer = figures_of("Node ws", results["node"]) if results["node"] else []
    return [*figures_of("hub", results["hub"], TARGETS["rate"]), ratio, *peer]
