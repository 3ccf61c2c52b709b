// SPDX-License-Identifier: Apache-2.0
// The integration guide taken literally, and one person who writes two hundred times at once.
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { Hub, until } from './lib/hub.mjs';

describe('the integration guide', () => {
  let hub;
  before(async () => (hub = await Hub.start()));
  after(() => hub?.stop());

  it('opens a session as in its example', async () => {
    const { status, body } = await hub.post('/session/create', {
      "customer_id": "customer_002",
      "channel": "video",
      "customer_profile": {
        "name": "Sarah Johnson",
        "company": "Tech Innovations Inc",
        "communication_preference": "visual"
      }
    });
    assert.equal(status, 201);
    assert.equal(body.success, true);
    assert.equal(body.customer_name, 'Sarah Johnson');
    assert.deepEqual(body.active_channels, ['video']);
    assert.equal(body.session_data.customer_profile.company, 'Tech Innovations Inc');
    const again = await hub.post('/sessions/create', { customer_id: 'customer_002', channel: 'chat' });
    assert.equal(again.status, 200);
    assert.equal(again.body.session_id, body.session_id);
  });

  it('gives the unified view with every field of its example', async () => {
    for (const channel of ['voice', 'chat', 'email']) await hub.say('customer_004', 'by ' + channel, { channel });
    await hub.post('/session/create', { customer_id: 'customer_004', session_id: 'second', channel: 'chat' });
    const { body } = await hub.get('/customer/customer_004/unified-view');
    assert.equal(body.customer_id, 'customer_004');
    assert.equal(body.active_sessions, 2);
    assert.deepEqual(body.active_channels, ['voice', 'chat', 'email']);
    assert.equal(body.total_interactions, 3);
    assert.deepEqual(body.interaction_timeline.map((i) => [i.type, i.channel, i.content]),
      [['message', 'voice', 'by voice'], ['message', 'chat', 'by chat'], ['message', 'email', 'by email']]);
    for (const entry of body.interaction_timeline) assert.ok('ai_sentiment' in entry && !Number.isNaN(Date.parse(entry.timestamp)));
    assert.deepEqual(Object.keys(body.engagement_metrics).sort(),
      ['average_response_time', 'resolution_rate', 'satisfaction_score', 'total_channels_used']);
    assert.equal(body.engagement_metrics.total_channels_used, 3);
  });

  it('serves each route under /v1 too', async () => {
    assert.equal((await hub.get('/v1/customer/customer_004/unified-view')).body.customer_id, 'customer_004');
  });

  it('names every field that is wrong', async () => {
    const { status, body } = await hub.post('/message/process', { channel: 'pigeon', content: 7 });
    assert.equal(status, 422);
    assert.deepEqual(body.errors.map((e) => e.pointer).sort(), ['/channel', '/content', '/customer_id']);
    assert.equal(body.success, false);
    assert.equal((await hub.post('/message/process', '{"customer_id":')).status, 400);
    assert.equal((await hub.request('POST', '/message/process', { 'Content-Type': 'text/plain' }, 'x')).status, 415);
    assert.equal((await hub.get('/session/nowhere')).status, 404);
    assert.equal((await hub.get('/nothing/here')).status, 404);
    assert.equal((await hub.request('PUT', '/message/process')).status, 405);
  });

  it('would notice an answer that is not as the document promises', async () => {
    const { body } = await hub.get('/sessions/active');
    const check = (value) => hub.contract.answer('GET', '/sessions/active', 200, 'application/json', value);
    check(body);
    assert.throws(() => check({ ...body, position: 7 }));
    assert.throws(() => check({ ...body, sessions: [{ ...body.sessions[0], status: 'asleep' }] }));
    assert.throws(() => hub.contract.answer('GET', '/sessions/active', 418, 'application/json', body));
  });

  it('answers health, readiness, version, figures and its own document', async () => {
    assert.equal((await hub.get('/health')).body.status, 'healthy');
    assert.equal((await hub.get('/ready')).body.status, 'ready');
    assert.match((await hub.get('/version')).body.version, /^\d/);
    assert.equal((await hub.get('/metrics')).status, 200);
    assert.equal((await hub.get('/openapi.json')).body.openapi, '3.1.0');
  });
});

describe('200 first messages of one person at one instant', () => {
  let hub;
  before(async () => (hub = await Hub.start()));
  after(() => hub?.stop());

  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const send = (n) => new Promise((done, failed) => {
    const text = JSON.stringify({ customer_id: 'storm', channel: 'whatsapp', content: 'number ' + n, message_id: 'wamid.' + n });
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
    const sending = request({ agent, port: hub.port, host: '127.0.0.1', method: 'POST', path: '/message/process', headers }, (response) => {
      let body = '';
      response.on('data', (data) => (body += data));
      response.on('end', () => {
        const value = JSON.parse(body);
        hub.contract.answer('POST', '/message/process', response.statusCode, response.headers['content-type'], value);
        done({ status: response.statusCode, ...value });
      });
    });
    sending.on('error', failed);
    sending.end(text);
  });

  it('are one customer, one session and 200 messages, announced once, though each came ten times', { timeout: 60000 }, async () => {
    const told = [];
    const live = new WebSocket(hub.url.replace('http', 'ws') + '/ws/dashboard');
    live.on('message', (text) => told.push(JSON.parse(text)));
    await until(() => told.some((frame) => frame.type === 'subscribed'));
    // The ten of one message are spread, so that they meet on different connections.
    const sent = Array.from({ length: 2000 }, (_, i) => i % 200);
    const answers = await Promise.all(sent.map(send));
    agent.destroy();
    assert.deepEqual([...new Set(answers.map((a) => a.status))], [200]);
    assert.equal(new Set(answers.map((a) => a.session_id)).size, 1);
    assert.equal(new Set(answers.map((a) => a.message_id)).size, 200);
    assert.equal(answers.filter((a) => !a.duplicate).length, 200);
    await until(() => told.filter((f) => f.type === 'new_message').length >= 200);
    await hub.say('other', 'a last one, behind all the others');
    await until(() => told.at(-1).customerId === 'other');
    live.close();
    const news = told.filter((f) => f.type === 'new_message' && f.customerId === 'storm');
    assert.equal(news.length, 200);
    assert.equal(new Set(news.map((f) => f.payload.id)).size, 200);
    for (const frame of told) hub.contract.frame(frame);
    const stored = await hub.messages(answers[0].session_id);
    assert.equal(new Set(stored.map((m) => m.provider_message_id)).size, 200);
    assert.equal(stored.length, 200);
    assert.deepEqual(stored.map((m) => m.id), news.map((f) => f.payload.id));
    const { body: view } = await hub.get('/customer/storm/unified-view');
    assert.deepEqual([view.active_sessions, view.total_interactions], [1, 200]);
    const { body: list } = await hub.get('/sessions/active');
    assert.equal(list.sessions.filter((s) => s.customer_id === 'storm').length, 1);
  });
});
