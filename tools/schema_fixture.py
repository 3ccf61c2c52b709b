#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a fixture of the schema that a released omnihub writes: what a store of that time looks like, and what
it answered.

    python3 tools/schema_fixture.py BINARY

Run it with the program of a release, once, before the next one changes the schema. It writes
test/corpus/schema/NNNN.sql (the database as SQL) and NNNN.json (answers that every later program must still
give); test/e2e/upgrade.test.mjs opens each of them with today's program."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "test" / "corpus" / "schema"

CREATED = [
    {"customer_id": "cust_ada", "channel": "chat",
     "customer_profile": {"name": "Ada Lovelace", "phone": "+1234567890", "email": "Ada@Example.org",
                          "timezone": "PST", "tier": "gold"},
     "preferences": {"preferred_channel": "email"}, "priority": "high",
     "initial_message": "Where is my order?", "campaign_context": {"campaign_id": "spring"}},
    {"customer_id": "cust_ada", "session_id": "sess_own", "channel": "voice"},
    {"customer_id": "cust_bob", "channel": "email", "customer_profile": {"name": "Bob \"B\" \u00dc\u20ac\U0001F600"}},
]
SAID = [
    {"customer_id": "cust_ada", "channel": "chat", "content": "It was to come on Monday.", "message_id": "provider-1"},
    {"customer_id": "cust_ada", "channel": "email", "content": "And this is the receipt.",
     "attachments": [{"name": "receipt.pdf", "url": "https://example.org/receipt.pdf"}], "metadata": {"folder": "inbox"}},
    {"customer_id": "cust_ada", "session_id": "sess_own", "channel": "voice", "content": "line\nbreak, 'quotes' and \\"},
    {"customer_id": "cust_bob", "channel": "sms", "content": "STOP"},
    {"customer_id": "cust_new", "channel": "whatsapp", "content": "made by a message", "unknown_field": [1, 2]},
] + [{"customer_id": "cust_long", "channel": "chat", "content": "entry %d" % n} for n in range(60)]


class Hub:
    def __init__(self, binary, data):
        self.process = subprocess.Popen([binary, "serve", "--port", "0", "--data", data], stdout=subprocess.PIPE,
                                        text=True)
        self.url = re.search(r"http\S+", self.process.stdout.readline()).group(0)

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as reply:
            return json.load(reply)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def record(hub):
    """Fills the hub; what it then answers, by path."""
    sessions = {hub.ask("/session/create", body)["session_id"] for body in CREATED}
    sessions |= {hub.ask("/message/process", body)["session_id"] for body in SAID}
    customers = sorted({body["customer_id"] for body in CREATED + SAID})
    paths = ["/sessions/active?limit=100"]
    paths += ["/session/%s%s" % (s, rest) for s in sorted(sessions) for rest in ("", "/messages?limit=100")]
    paths += ["/customer/%s/%s" % (c, rest) for c in customers for rest in ("unified-view", "history?limit=100")]
    return {path: hub.ask(path) for path in paths}


def dump(path):
    """The database as SQL. sqlite3's own dump leaves the STRICT tables' types to SQLite, as is right."""
    database = sqlite3.connect(path)
    number = int(database.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()[0])
    text = "\n".join(database.iterdump()) + "\n"
    database.close()
    return number, text


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as data:
        hub = Hub(arguments[0], data)
        try:
            answers = record(hub)
        finally:
            hub.stop()
        number, text = dump(data + "/hub.db")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / ("%04d.sql" % number)).write_text(text)
    (FOLDER / ("%04d.json" % number)).write_text(json.dumps(answers, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    print("test/corpus/schema/%04d.sql, .json" % number)


if __name__ == "__main__":
    main(sys.argv[1:])
