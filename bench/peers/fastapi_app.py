# SPDX-License-Identifier: Apache-2.0
"""The peer of POST /message/process and of a provider's signed webhooks: FastAPI and Redis, written the way a careful team would.

The same work as the hub's: the body is checked, a message whose provider id is known is answered as a
duplicate, customer and default session are made when they are missing, the message joins the session's
timeline and the stream of events, and the reply names the ids. All of it is one script in Redis, so one
round trip; `appendfsync always` makes it durable before the reply.
"""
import base64
import hashlib
import hmac
import os
import uuid
from datetime import datetime, timezone
from enum import Enum
from typing import Any, Dict, List, Optional
from urllib.parse import parse_qsl

import redis.asyncio as redis
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

PROCESS = """
local customer, channel, provider, message = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local session, fresh, content, now = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
if provider ~= '' then
    local known = redis.call('HGET', 'provider:' .. channel, provider)
    if known then
        local at = string.find(known, ' ', 1, true)
        return {'duplicate', string.sub(known, 1, at - 1), string.sub(known, at + 1), 0}
    end
end
if session == '' then
    session = redis.call('HGET', 'customer:' .. customer, 'session')
    if not session then
        session = fresh
        redis.call('HSET', 'customer:' .. customer, 'created_at', now, 'session', session)
        redis.call('HSET', 'session:' .. session, 'customer', customer, 'channel', channel,
                   'status', 'active', 'created_at', now)
    end
elseif redis.call('EXISTS', 'session:' .. session) == 0 then
    return {'unknown', '', session, 0}
end
local position = redis.call('INCR', 'position')
redis.call('XADD', 'timeline:' .. session, '*', 'id', message, 'position', position, 'type', 'message',
           'channel', channel, 'direction', 'inbound', 'content', content, 'provider', provider,
           'metadata', ARGV[9], 'at', now)
redis.call('XADD', 'events', '*', 'position', position, 'kind', 'new_message', 'session', session,
           'customer', customer, 'ref', message)
redis.call('HSET', 'session:' .. session, 'last_activity', now, 'last_position', position)
redis.call('HINCRBY', 'session:' .. session, 'messages', 1)
if provider ~= '' then
    redis.call('HSET', 'provider:' .. channel, provider, message .. ' ' .. session)
end
return {'new', message, session, position}
"""

app = FastAPI(openapi_url=None)
store = redis.Redis(port=int(os.environ["BENCH_REDIS_PORT"]), decode_responses=True, max_connections=256)
process = store.register_script(PROCESS)
TOKEN = os.environ.get("BENCH_TWILIO_TOKEN", "").encode()


class Channel(str, Enum):
    voice = "voice"
    video = "video"
    chat = "chat"
    email = "email"
    sms = "sms"
    mobile_app = "mobile_app"
    whatsapp = "whatsapp"
    social_media = "social_media"


class Message(BaseModel):
    customer_id: str = Field(min_length=1, max_length=128, regex=r"^[A-Za-z0-9._:@+-]+$")
    session_id: Optional[str] = Field(default=None, max_length=128, regex=r"^[A-Za-z0-9._:@+-]+$")
    channel: Channel
    content: str = Field(min_length=1, max_length=65536)
    priority: Optional[str] = None
    message_id: Optional[str] = Field(default=None, max_length=128)
    attachments: List[Dict[str, Any]] = []
    metadata: Dict[str, Any] = {}


@app.post("/message/process")
async def process_message(message: Message):
    state, message_id, session_id, position = await process(args=[
        message.customer_id, message.channel.value, message.message_id or "", str(uuid.uuid4()),
        message.session_id or "", str(uuid.uuid4()), message.content,
        datetime.now(timezone.utc).isoformat(timespec="milliseconds"), str(message.metadata)])
    if state == "unknown":
        return JSONResponse({"success": False, "code": "session.unknown"}, status_code=404)
    return JSONResponse({
        "success": True, "message_id": message_id, "provider_message_id": message.message_id,
        "duplicate": state == "duplicate", "session_id": session_id, "position": position,
        "sentiment": None, "intent": None, "response": None, "response_pending": False})


@app.post("/webhook/sms")
async def webhook(request: Request):
    """Twilio's: signed over the address and the form's fields in order, by HMAC-SHA1."""
    form = parse_qsl((await request.body()).decode(), keep_blank_values=True)
    signed = str(request.url) + "".join(name + value for name, value in sorted(form))
    code = base64.b64encode(hmac.new(TOKEN, signed.encode(), hashlib.sha1).digest()).decode()
    if not hmac.compare_digest(code, request.headers.get("x-twilio-signature", "")):
        return Response(status_code=403)
    fields = dict(form)
    await process(args=[fields["From"], "sms", fields["MessageSid"], str(uuid.uuid4()), "", str(uuid.uuid4()), fields["Body"],
                        datetime.now(timezone.utc).isoformat(timespec="milliseconds"), "{}"])
    return Response("<Response/>", media_type="text/xml")


@app.get("/health")
async def health():
    return JSONResponse({"status": "healthy"})
