#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A stand-in for the hub, to try the bench itself: answers in the API's shapes, keeps nothing on disk but an
empty SQLite file. Its figures mean nothing."""
import argparse
import asyncio
import base64
import hashlib
import json
import os
import sqlite3
import sys

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
REASONS = {200: "OK", 404: "Not Found", 422: "Unprocessable Entity"}


class State:
    def __init__(self):
        self.position = 0
        self.sessions = {}
        self.views = {}
        self.sockets = {}
        self.log = None


state = State()


def frame(text):
    data = text.encode()
    head = bytes([0x81, len(data)]) if len(data) < 126 else b"\x81\x7e" + len(data).to_bytes(2, "big")
    return head + data


def session_of(customer):
    return state.sessions.setdefault(customer, f"session-{customer}")


def process(message):
    session = session_of(message["customer_id"])
    state.position += 1
    state.views.setdefault(message["customer_id"], []).append(message["content"])
    event = frame(json.dumps({"type": "new_message", "payload": {"content": message["content"]},
                              "sessionId": session, "position": f"1-{state.position}"}))
    for writer in state.sockets.get(session, ()):
        writer.write(event)
    return 200, {"success": True, "message_id": str(state.position), "duplicate": False, "session_id": session,
                 "position": state.position}


def answer(method, path, body):
    if path == "/health":
        return 200, {"status": "healthy", "services": {}, "uptime": 1, "version": "stub"}
    if path == "/metrics":
        return 200, (f"omnihub_writer_works_total {state.position}\n"
                     f"omnihub_writer_batches_total {state.position / 8}\n")
    if path == "/session/create":
        return 200, {"success": True, "session_id": session_of(json.loads(body)["customer_id"])}
    if path == "/message/process":
        return process(json.loads(body))
    if path.endswith("/unified-view"):
        entries = state.views.get(path.split("/")[2])
        return (200, {"success": True, "entries": entries[-50:]}) if entries else (404, {"success": False})
    return 404, {"success": False}


async def upgrade(path, headers, reader, writer):
    accept = base64.b64encode(hashlib.sha1(headers["sec-websocket-key"].encode() + GUID).digest()).decode()
    writer.write(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode())
    sockets = state.sockets.setdefault(path.removeprefix("/ws/"), set())
    sockets.add(writer)
    try:
        while await reader.read(4096):
            pass
    finally:
        sockets.discard(writer)


async def serve_one(reader, writer):
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, path, _ = head[0].split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    if headers.get("upgrade") == "websocket":
        await upgrade(path, headers, reader, writer)
        return False
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    status, reply = answer(method, path, body)
    text = (reply if isinstance(reply, str) else json.dumps(reply)).encode()
    writer.write(f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: application/json\r\n"
                 f"Content-Length: {len(text)}\r\n\r\n".encode() + text)
    if state.log:
        state.log.write(f'127.0.0.1 - - "{method} {path}" {status}\n')
    return True


async def connection(reader, writer):
    try:
        while await serve_one(reader, writer):
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data")
    options = parser.parse_args()
    if options.command == "version":
        print("stub, not the hub")
        return
    if os.environ.get("OMNICHANNEL_ACCESS_LOG"):
        state.log = open(os.environ["OMNICHANNEL_ACCESS_LOG"], "a", encoding="utf-8", buffering=1)
    database = sqlite3.connect(os.path.join(options.data, "hub.db"))
    database.execute("CREATE TABLE IF NOT EXISTS stub(at)")
    database.close()
    server = await asyncio.start_server(connection, options.host, options.port, backlog=4096)
    print(f"ready on http://{options.host}:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(0)
