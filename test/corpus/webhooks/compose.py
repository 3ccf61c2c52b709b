#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A day of webhooks as four providers send them: day.jsonl beside this file, the same each time.

Composed from the providers' documents, with what they do on an ordinary day: deliveries that come twice because an
answer was slow, receipts out of order and of messages that nobody knows, batches, kinds that were introduced
yesterday, probes by strangers. Signatures are not in it: they are made when it is replayed.

One line a request: {"at", "connector", "type", "body", "holds": [[provider's id, text], …], "status"}"""

import json
import os
import random
from urllib.parse import urlencode

HERE = os.path.dirname(os.path.abspath(__file__))
ACCOUNT = "AC0123456789abcdef0123456789abcdef"
WORDS = ("Where is my lamp?", "Danke!", "Merci, à demain 🙂", "Ist das noch da?", "ok", "Can I pay by card?", "¿Cuándo llega?",
         "The brass one, please", "مرحبا", "It is broken :(", "你好", "Any news\nof my order?", "STOPP das war ein Witz",
         "I’ll take two", "see you at 5", "thx", "no", "\"quoted\" & <tagged>", "100 % sure", "🏮🏮🏮")
UNKNOWN = ("poll_update", "order", "reaction_added", "account_alert", "template_status", "typing")
dice = random.Random(20261123)
requests = []


def text(number):
    return "%s [%d]" % (dice.choice(WORDS), number)


def add(connector, type_, body, holds=(), status=200):
    requests.append({"connector": connector, "type": type_, "body": body, "holds": list(holds), "status": status})
    if status == 200 and dice.random() < 0.12:  # the answer was slow: it comes again
        requests.append(dict(requests[-1]))


def people(prefix, count):
    return ["%s%07d" % (prefix, dice.randrange(10**7)) for _ in range(count)]


def as_json(value):
    return json.dumps(value, ensure_ascii=dice.random() < 0.5, separators=(",", ":"))


def gateway(number, crowd):
    """The adapter custom, told nothing: batches of messages and receipts."""
    messages = [{"id": "gw-%d-%d" % (number, i), "from": dice.choice(crowd), "text": text(number * 10 + i), "at": 1790000000 + number}
                for i in range(dice.choice((1, 1, 1, 2, 5)))]
    receipts = [{"id": "p-%d" % dice.randrange(1, 12), "state": dice.choice(("queued", "sent", "delivered", "read", "delivered", "lost"))}
                for _ in range(dice.choice((0, 0, 1, 3)))]
    add("gateway", "application/json", as_json({"messages": messages, "receipts": receipts}), [[m["id"], m["text"]] for m in messages])


def desk(number, crowd):
    """The adapter custom, as the guide's example has it: one event a request, many kinds."""
    kind = dice.random()
    event = {"type": "message", "channel": dice.choice(crowd), "user": "U%d" % dice.randrange(99), "text": text(number), "ts": "1790%06d.%06d" % (number, number)}
    holds = [["Ev%d" % number, event["text"]]]
    if kind < 0.15:
        event.update(subtype=dice.choice(("bot_message", "message_changed", "message_deleted")))
        holds = []
    elif kind < 0.25:
        event = {"type": dice.choice(UNKNOWN), "user": "U1"}
        holds = []
    elif kind < 0.4:
        event = {"type": dice.choice(("delivery_done", "delivery_seen", "delivery_failed")), "ts": "1790000000.%06d" % dice.randrange(9)}
        holds = []
    elif kind < 0.5:
        event.update(subtype="file_share", files=[{"url_private": "https://files.chat.example/%d" % number, "name": "a.png", "mimetype": "image/png"}])
    add("desk", "application/json", as_json({"type": "event_callback", "event_id": "Ev%d" % number, "event": event}), holds)


def fake(number, crowd):
    messages = [{"id": "fk-%d" % number, "from": dice.choice(crowd), "text": text(number)}]
    add("fake", "application/json", as_json({"messages": messages, "receipts": [{"id": "fake-nobody-%d" % number, "state": "read"}]}),
        [[m["id"], m["text"]] for m in messages])


def twilio(number, crowd):
    sid = "SM%032x" % (0xabc000000 + number)
    if dice.random() < 0.4:  # what became of a message that another system sent by this account
        states = ["sent", "delivered"] if dice.random() < 0.7 else ["delivered", "sent"]
        for state in states:
            add("twilio", "application/x-www-form-urlencoded", urlencode({"MessageSid": sid, "MessageStatus": state, "AccountSid": ACCOUNT, "To": dice.choice(crowd), "From": "+15550001111", "ApiVersion": "2010-04-01"}))
        return
    said = text(number)
    form = {"ToCountry": "DE", "MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT, "From": dice.choice(crowd), "To": "+15550001111", "Body": said,
            "NumMedia": "0", "NumSegments": "1", "ApiVersion": "2010-04-01"}
    add("twilio", "application/x-www-form-urlencoded", urlencode(form), [[sid, said]])


def stranger(number):
    """Somebody who found an address. 403 by a signature that is none comes of the replay, as status says."""
    body = dice.choice(("", "{}", "<?php", "a=1", "{\"messages\":[{\"id\":\"x\",\"from\":\"+1\",\"text\":\"buy\"}]}", "[" * 50))
    add(dice.choice(("gateway", "desk", "fake", "twilio")), "application/json", body, status=403)


def broken(number):
    """Signed, and neither JSON nor a form: a proxy cut it."""
    add("gateway", "application/json", "{\"messages\":[{\"id\":\"cut-%d\",\"from" % number, status=400)


def compose():
    makers = [(gateway, people("+4930", 40)), (desk, people("C", 30)), (fake, people("+4915", 30)), (twilio, people("+4917", 40))]
    for number in range(1, 601):
        draw = dice.random()
        if draw < 0.05:
            stranger(number)
        elif draw < 0.07:
            broken(number)
        else:
            maker, crowd = dice.choice(makers)
            maker(number, crowd)
    add("gateway", "application/json", as_json({"messages": [{"id": "night-%d" % i, "from": "+49301111111", "text": "of the night %d" % i} for i in range(1000)]}),
        [["night-%d" % i, "of the night %d" % i] for i in range(1000)])
    for i, request in enumerate(requests):
        seconds = 86399 * i // len(requests)
        yield {"at": "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60), **request}


if __name__ == "__main__":
    with open(os.path.join(HERE, "day.jsonl"), "w", encoding="utf-8") as file:
        for request in compose():
            file.write(json.dumps(request, ensure_ascii=False) + "\n")
