# SPDX-License-Identifier: Apache-2.0
"""The AsyncAPI document as it is served: messages made from the lists of types, with the schemas that they use."""
import json

import yaml

from . import document
from .source import SourceError

PATH = "asyncapi/asyncapi.yaml"


def build(folder, api, version):
    """`api`: the OpenAPI document that document.build made."""
    try:
        source = yaml.safe_load((folder / PATH).read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise SourceError(f"{folder / PATH}: {error}") from None
    source["info"]["version"] = version
    frames, requests, events = (source.pop(name) for name in ("x-frames", "x-requests", "x-events"))
    schemas = api["components"]["schemas"]
    _same(folder, "x-frames", frames, schemas["LiveType"]["enum"])
    _same(folder, "x-requests", requests, schemas["LiveRequestType"]["enum"])
    messages = {}
    for name, frame in frames.items():
        messages["frame_" + name] = _frame(name, frame["summary"], frame["payload"])
    for name, summary in requests.items():
        messages["request_" + name] = _request(name, summary)
    for name, event in events.items():
        messages["event_" + name.replace(".", "_")] = _event(name, event["summary"], event["data"])
    source["components"]["messages"] = messages
    _put(source, "live", [m for m in messages if not m.startswith("event_")])
    _put(source, "webhooks", [m for m in messages if m.startswith("event_")])
    _hear(source, "tellLive", "live", [m for m in messages if m.startswith("frame_")])
    _hear(source, "askLive", "live", [m for m in messages if m.startswith("request_")])
    _hear(source, "tellEndpoint", "webhooks", [m for m in messages if m.startswith("event_")])
    _add_schemas(folder, source, schemas)
    return document._strip(source)


def _same(folder, name, mine, theirs):
    wrong = sorted(set(mine) ^ set(theirs))
    if wrong:
        raise SourceError(f"{folder / PATH}: {name} and the API do not name the same types: {', '.join(wrong)}")


def _schema(name):
    return {"$ref": f"#/components/schemas/{name}"}


def _frame(name, summary, payload):
    return {"name": name, "title": name, "summary": summary, "payload": {"allOf": [
        _schema("LiveFrame"), {"type": "object", "properties": {"type": {"const": name}, "payload": _schema(payload)}}]}}


def _request(name, summary):
    return {"name": name, "title": name, "summary": summary, "payload": {"allOf": [
        _schema("LiveRequest"), {"type": "object", "properties": {"type": {"const": name}}}]}}


def _event(name, summary, data):
    return {"name": name, "title": name, "summary": summary, "headers": _schema("WebhookHeaders"), "payload": {"allOf": [
        _schema("WebhookEvent"), {"type": "object", "properties": {"type": {"const": name}, "data": _schema(data)}}]}}


def _put(source, channel, names):
    source["channels"][channel]["messages"] = {n: {"$ref": f"#/components/messages/{n}"} for n in names}


def _hear(source, operation, channel, names):
    source["operations"][operation]["messages"] = [{"$ref": f"#/channels/{channel}/messages/{n}"} for n in names]


def _add_schemas(folder, source, theirs):
    """Those of the API that are used, and what they use."""
    mine = source["components"]["schemas"]
    waiting = sorted(_used(source))
    while waiting:
        name = waiting.pop()
        if name in mine:
            continue
        if name not in theirs:
            raise SourceError(f"{folder / PATH}: there is no schema {name}")
        mine[name] = json.loads(json.dumps(theirs[name]))
        waiting += sorted(_used(mine[name]))
    source["components"]["schemas"] = dict(sorted(mine.items()))


def _used(value):
    found = set()
    if isinstance(value, dict):
        ref = value.get("$ref")
        if isinstance(ref, str) and ref.startswith("#/components/schemas/"):
            found.add(ref.rpartition("/")[2])
        for item in value.values():
            found |= _used(item)
    elif isinstance(value, list):
        for item in value:
            found |= _used(item)
    return found
