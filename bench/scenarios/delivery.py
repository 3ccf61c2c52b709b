# SPDX-License-Identifier: Apache-2.0
"""Messages to customers through a local provider, and the provider's signed webhooks."""
import json
import time

from harness.figures import Figure, absent, ratios
from harness.process import Missing, rss_bytes
from harness.servers import FastApi, call
from harness.tools import Tools, notes, trouble

NAME = "delivery"
ABOUT = ("Text messages by the `twilio` adapter to a provider on this machine that takes each at once. Throughput: messages that "
         "wait while the connector is switched off leave as fast as they can, to 2,000 customers in turn, while 1,000 messages a "
         "second come in from customers; the provider's own count of the middle eight tenths of the time. Idle: twenty messages a second, from "
         "the reply to `POST /message/respond` (the commit is before it) to the request at the provider. Webhooks: texts of 20,000 customers who are known, each "
         "signed, 64 connections, answered after the commit. Waiting: what a million messages that wait add to the memory of a hub just "
         "started, and to the time of a commit. The hub has every core, and so have they that "
         "stand beside it in the same round: a bare client that posts the same forms to the same provider, storing nothing; FastAPI on "
         "uvicorn with Redis `appendfsync always`, which checks the same signatures and keeps each message once; appended records "
         "of 600 bytes with one fdatasync a batch of the hub's mean size (bare_log).")
TARGETS = {"out": (">=", 3000), "idle": ("<=", 10), "hooks": (">=", 8000), "hooks_p99": ("<=", 25), "memory": ("<=", 50)}
ACCOUNT, TOKEN = "AC0123456789abcdef0123456789abcdef", "bench-token"
CUSTOMERS = 2000
ENV = {"OMNIHUB_EGRESS_ALLOW": "127.0.0.1"}

SESSION = ('{"customer_id":"bench-{{each}}","session_id":"bench-to-{{each}}","channel":"sms",'
           '"customer_profile":{"phone":"+1555{{each}}"}}')
RESPOND = '{"session_id":"bench-to-{{each}}","channel":"sms","content":"Your parcel {{number}} arrives today."}'
INBOUND = '{"customer_id":"in-{{customer}}","channel":"chat","content":"Where is my parcel {{number}}?"}'
HOOK = ("AccountSid=" + ACCOUNT + "&ApiVersion=2010-04-01&Body=Where+is+my+parcel+{{number}}%3F&From=%2B1556{{customer}}"
        "&FromCountry=US&MessageSid=SM{{random}}{{random}}&NumMedia=0&NumSegments=1&SmsStatus=received&To=%2B15550001111")


class Provider:
    """The tool `provider`; what it counted is told at its end."""

    def __init__(self, bench):
        self.child = bench.tools.start("provider")
        line = self.child.stdout.readline()
        if not line:
            Tools.finish(self.child)
        self.port = json.loads(line)["port"]
        self.told = None

    def finish(self):
        if self.told is None:
            self.told = Tools.finish(self.child)
        return self.told

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None and self.told is None:
            self.child.kill()
            self.child.wait()


def ask(hub, method, path, body=None):
    status, text = call(hub.port, method, path, body)
    if status // 100 != 2:
        raise Missing(f"{status} to {method} {path}: {text[:200]}")
    return json.loads(text)


def configure(hub, port, **more):
    config = {"account_sid": ACCOUNT, "auth_token": TOKEN, "from": "+15550001111", "status_callbacks": False,
              "base_url": f"http://127.0.0.1:{port}"}
    return ask(hub, "POST", "/channels/sms/configure", {"adapter": "twilio", "config": config, **more})["connector"]


def post(bench, hub, path, body, count, **more):
    result = bench.tools.load(url=hub.url(path), body=body, count=count, connections=64, customers=CUSTOMERS, **more)
    if result["good"] != count:
        raise Missing(f"only {result['good']} of {count} at {path}: {trouble(result)}")
    return result


def wait_until_taken(hub, wanted, timeout_s):
    """Until no message waits any more, by the hub's own list of deliveries."""
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        if not any(ask(hub, "GET", f"/deliveries?state={state}&limit=1")["deliveries"] for state in ("queued", "waiting")):
            return
        time.sleep(0.5)
    raise Missing(f"of {wanted} messages some still wait after {timeout_s} s")


def middle_rate(told):
    """Messages a second over the middle eight tenths of the time."""
    tenths = told["each_tenth"]
    cut = len(tenths) // 10
    middle = tenths[cut:len(tenths) - cut]
    return sum(middle) * 10 / max(len(middle), 1)


FORM = ("To=%2B1555{{each}}&From=%2B15550001111&Body=Your+parcel+{{number}}+arrives+today.")


def bare_client(bench):
    """How many forms a second the provider is given by a client that does nothing else."""
    with Provider(bench) as provider:
        return bench.tools.load(url=f"http://127.0.0.1:{provider.port}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", body=FORM,
                                type="application/x-www-form-urlencoded", seconds=bench.choose(3, 1), connections=64,
                                customers=CUSTOMERS)


def throughput(bench, number):
    count = bench.choose(60000, 1500)
    with bench.hub(f"{NAME}-out-{number}", all_cores=True, env=ENV) as hub, Provider(bench) as provider:
        configure(hub, provider.port, enabled=False)
        post(bench, hub, "/session/create", SESSION, CUSTOMERS)
        post(bench, hub, "/message/respond", RESPOND, count)
        seconds = bench.choose(15, 2)
        inbound = bench.tools.start("load", url=hub.url("/message/process"), body=INBOUND, rate=bench.choose(1000, 200),
                                    seconds=seconds, connections=32, customers=CUSTOMERS)
        ask(hub, "PUT", "/channels/sms/enable", {"enabled": True})
        before = hub.cpu_us()
        wait_until_taken(hub, count, 120)
        cpu = hub.cpu_us() - before
        inbound, told = Tools.finish(inbound), provider.finish()
    if told["taken"] != count:
        raise Missing(f"the provider has {told['taken']} of {count} messages")
    return {"rate": middle_rate(told), "connections": told["connections"], "inbound": inbound, "cpu_us": cpu / count,
            "bare": bare_client(bench)}


def idle(bench, number):
    count = bench.choose(400, 20)
    replied = {}
    with bench.hub(f"{NAME}-idle-{number}", all_cores=True, env=ENV) as hub, Provider(bench) as provider:
        configure(hub, provider.port)
        post(bench, hub, "/session/create", SESSION, 20)
        for i in range(count):
            ask(hub, "POST", "/message/respond", {"session_id": f"bench-to-{i % 20:07d}", "channel": "sms", "content": f"stamp {i}"})
            replied[str(i)] = time.monotonic_ns()
            time.sleep(0.05)
        wait_until_taken(hub, count, 30)
        stamps = provider.finish()["stamps"]
    if len(stamps) != count:
        raise Missing(f"the provider has {len(stamps)} of {count} messages")
    late = sorted(max(0, stamps[i] - at) / 1e6 for i, at in replied.items())
    return {"p50": late[len(late) // 2], "p99": late[int(len(late) * 0.99)], "max": late[-1]}


def hooks(bench, number):
    with bench.hub(f"{NAME}-hooks-{number}", all_cores=True, env=ENV) as hub, Provider(bench) as provider:
        path = f"/webhook/sms/{configure(hub, provider.port)['id']}"
        options = {"url": hub.url(path), "body": HOOK, "type": "application/x-www-form-urlencoded", "sign_token": TOKEN,
                   "sign_url": hub.url(path), "customers": 20000}
        known = {**options, "body": HOOK.replace("{{customer}}", "{{each}}")}
        bench.tools.load(count=bench.choose(20000, 500), connections=64, **known)
        before = hub.batches()
        closed = bench.tools.load(seconds=bench.choose(10, 1), connections=64, first=10 ** 6, seed=2, **options)
        after = hub.batches()
        due = bench.tools.load(seconds=bench.choose(10, 1), connections=256, first=2 * 10 ** 6, seed=3,
                               rate=bench.choose(8000, 200), **options)
    batch = (after[0] - before[0]) / max(after[1] - before[1], 1)
    log = bench.tools.run("bare_log", file=bench.folder(f"{NAME}-bare") / "log", batch=max(1, round(batch)),
                          seconds=bench.choose(3, 1))
    return {"closed": closed, "due": due, "batch": batch, "log": log, "fastapi": peer_hooks(bench)}


def peer_hooks(bench):
    """The same webhooks taken by FastAPI; without it why not."""
    try:
        server = FastApi(bench.peers, bench.folder("fastapi"), bench.all_cores, {"BENCH_TWILIO_TOKEN": TOKEN})
    except Missing as missing:
        return str(missing)
    try:
        url = server.url("/webhook/sms")
        return bench.tools.load(url=url, body=HOOK, type="application/x-www-form-urlencoded", sign_token=TOKEN, sign_url=url,
                                customers=20000, seconds=bench.choose(5, 1), connections=64)
    finally:
        server.stop()


def waiting(bench):
    """A million that wait for a connector: the hub's memory after a start, and commits before and after."""
    count = bench.choose(1_000_000, 2000)
    name = f"{NAME}-waiting"
    sizes, commits = [], []
    data = bench.folder(name) / "data"
    for fills in (0, count):
        with bench.filled_hub(name, data) as hub:
            if fills == 0:
                post(bench, hub, "/session/create", SESSION, CUSTOMERS)
                commits.append(bench.tools.load(url=hub.url("/message/process"), body=INBOUND, rate=1000, seconds=bench.choose(10, 1), customers=CUSTOMERS))
            else:
                post(bench, hub, "/message/respond", RESPOND, fills, progress=not bench.options.quick)
        with bench.filled_hub(name, data) as hub:
            time.sleep(bench.choose(5, 1))
            sizes.append(rss_bytes(hub.pid))
            if fills > 0:
                commits.append(bench.tools.load(url=hub.url("/message/process"), body=INBOUND, rate=1000, seconds=bench.choose(10, 1), customers=CUSTOMERS))
    return {"mb": (sizes[1] - sizes[0]) / 1e6, "before": commits[0], "after": commits[1], "count": count}


def tried(bench, part, names, make):
    """The figures of a part, or why there are none."""
    results, why = [], "no round"
    for number in range(bench.rounds if part is not waiting else 1):
        try:
            results.append(part(bench, number) if part is not waiting else part(bench))
        except Missing as missing:
            why = missing
    return results, make(results) if results else [absent(name, why, unit, target) for name, unit, target in names]


def beside_hooks(rounds):
    """The ratios to FastAPI and to the disk, and what they are made of."""
    rates = [r["closed"]["good_rate"] for r in rounds]
    why = next((r["fastapi"] for r in rounds if isinstance(r["fastapi"], str)), None)
    figures = [Figure("… / bare_log", ratios(rates, [r["log"]["rate"] for r in rounds]), "×")]
    if why is not None:
        return [absent("… / FastAPI and Redis", why, "×"), *figures]
    peers = [r["fastapi"] for r in rounds]
    return [Figure("… / FastAPI and Redis", ratios(rates, [p["good_rate"] for p in peers]), "×"), *figures,
            Figure("FastAPI and Redis: signed webhooks a second", [p["good_rate"] for p in peers], "/s", None, notes(peers)),
            Figure("FastAPI and Redis: p99", [p["ms"]["p99"] for p in peers], "ms")]


def measure(bench):
    raw, figures = {}, []
    parts = [
        (throughput, [("deliveries a second", "/s", TARGETS["out"])], lambda rs: [
            Figure("deliveries a second, while 1,000 messages/s come in", [r["rate"] for r in rs], "/s", TARGETS["out"],
                   notes([r["inbound"] for r in rs])),
            Figure("… / bare client", ratios([r["rate"] for r in rs], [r["bare"]["good_rate"] for r in rs]), "×"),
            Figure("… messages that came in", [r["inbound"]["good_rate"] for r in rs], "/s"),
            Figure("… their p99, from when each was due", [r["inbound"]["ms"]["p99"] for r in rs], "ms"),
            Figure("… CPU a delivery, with what came in", [r["cpu_us"] for r in rs], "µs")]),
        (idle, [("idle, reply to request: p99", "ms", TARGETS["idle"])], lambda rs: [
            Figure("idle, reply to request: p99", [r["p99"] for r in rs], "ms", TARGETS["idle"]),
            Figure("idle, reply to request: p50", [r["p50"] for r in rs], "ms")]),
        (hooks, [("signed webhooks a second", "/s", TARGETS["hooks"])], lambda rs: [
            Figure("signed webhooks a second, durable", [r["closed"]["good_rate"] for r in rs], "/s", TARGETS["hooks"],
                   notes([r["closed"] for r in rs])),
            Figure("… p99", [r["closed"]["ms"]["p99"] for r in rs], "ms", TARGETS["hooks_p99"]),
            *beside_hooks(rs),
            Figure("… at 8,000/s: p99, from when each was due", [r["due"]["ms"]["p99"] for r in rs], "ms", None,
                   notes([r["due"] for r in rs]))]),
        (waiting, [("a million that wait: memory", "MB", TARGETS["memory"])], lambda rs: [
            Figure("a million that wait: memory after a start", [rs[0]["mb"]], "MB", TARGETS["memory"],
                   "" if rs[0]["count"] == 1_000_000 else f"{rs[0]['count']} only"),
            Figure("commits at 1,000/s before: p99", [rs[0]["before"]["ms"]["p99"]], "ms"),
            Figure("commits at 1,000/s beside them: p99", [rs[0]["after"]["ms"]["p99"]], "ms")]),
    ]
    for part, names, make in parts:
        raw[part.__name__], told = tried(bench, part, names, make)
        figures += told
    bench.keep_raw(NAME, raw)
    return figures
