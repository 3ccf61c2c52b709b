// SPDX-License-Identifier: Apache-2.0
// A chat between a visitor and two agents, each with a client that others wrote: rooms, typing, presence, receipts,
// quick replies, what is taken back, rules on words.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import ReconnectingWebSocket from 'reconnecting-websocket';
import WebSocket from 'ws';
import { Hub, until } from './lib/hub.mjs';

const PASSWORD = 'a good password';

/** Whoever listens to one session. */
class Client {
  constructor(hub, room, { headers = {}, protocols = [], resumes = false } = {}) {
    this.frames = [];
    const url = hub.url.replace('http', 'ws') + '/ws' + (room === null ? '' : '/' + room);
    class Own extends WebSocket {
      constructor(address, given) {
        super(address, given ?? protocols, { headers });
      }
    }
    this.socket = resumes
      ? new ReconnectingWebSocket(url, protocols, { WebSocket: Own, minReconnectionDelay: 50, maxReconnectionDelay: 300 })
      : new Own(url, protocols);
    this.socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(data);
      hub.contract.frame(frame);
      this.frames.push(frame);
    });
    this.socket.addEventListener('error', () => {});
  }
  send(frame) {
    this.socket.send(JSON.stringify(frame));
  }
  of(type) {
    return this.frames.filter((f) => f.type === type);
  }
  next(type, is = () => true) {
    return until(() => this.of(type).find(is), 8000, type);
  }
  /** The last presence of somebody, once it is as wanted. */
  there(type, is) {
    return until(() => {
      const who = this.of('presence').at(-1)?.payload.participants.find((p) => p.type === type && is(p));
      return who ?? null;
    }, 12000, 'presence of ' + type);
  }
  close() {
    this.socket.close();
  }
}

describe('a chat', () => {
  let hub, ann, bob, visitor, room, first;
  const all = [];
  const open = (...args) => {
    all.push(new Client(hub, ...args));
    return all.at(-1);
  };
  async function hire(id, role, by = {}) {
    const email = id + '@example.org';
    assert.equal((await hub.post('/agents', { id, name: 'Miss ' + id, email, password: PASSWORD, role }, by)).status, 201);
    const login = await hub.post('/auth/login', { email, password: PASSWORD });
    return { Cookie: login.headers.get('set-cookie').split(';')[0] };
  }
  async function visit() {
    const reply = await hub.post('/widget/session', { site: 'shop' }, { Origin: 'https://shop.example' });
    assert.equal(reply.status, 200);
    return { Authorization: 'Bearer ' + reply.body.token, token: reply.body.token };
  }
  const as = ({ token, ...headers }) => headers;

  before(async () => {
    hub = await Hub.start();
    ann = await hire('ann', 'admin');
    bob = await hire('bob', 'agent', ann);
    await hub.post('/widget/sites', { id: 'shop', name: 'Shop', origins: ['https://shop.example'] }, ann);
    visitor = await visit();
  });
  after(async () => {
    for (const client of all) client.close();
    await hub?.stop();
  });

  it('begins with what a visitor says, once, over HTTP and over a WebSocket', async () => {
    const message = { content: 'Is the lamp in stock?', client_id: 'first' };
    const sent = await hub.post('/chat/send-message', message, as(visitor));
    assert.equal(sent.status, 200);
    room = sent.body.room_id;
    first = sent.body.position;
    visitor.client = open(room, { protocols: ['bearer.' + visitor.token], resumes: true });
    await visitor.client.next('subscribed');
    visitor.client.send({ type: 'message', sessionId: room, payload: message });
    const ack = await visitor.client.next('delivery_update', (f) => f.payload.client_id === 'first');
    assert.deepEqual([ack.payload.message_id, ack.payload.duplicate], [sent.body.message_id, true]);
    const { body } = await hub.get(`/chat/room/${room}/history`, as(visitor));
    assert.deepEqual(body.messages.map((m) => m.content), ['Is the lamp in stock?']);
    assert.ok(!('metadata' in body.messages[0]));
  });

  it('tells each side who is there', async () => {
    ann.client = open(room, { headers: { Cookie: ann.Cookie } });
    await ann.client.there('customer', (p) => p.online);
    await ann.client.there('agent', (p) => p.id === 'ann' && p.online);
    const seen = await visitor.client.there('agent', (p) => p.online);
    assert.deepEqual([seen.id, seen.name], [null, 'Miss ann']);
    bob.client = open(room, { headers: { Cookie: bob.Cookie } });
    await ann.client.there('agent', (p) => p.id === 'bob' && p.online);
  });

  it('tells the others who types, whichever loop they are on, and stores nothing of it', async () => {
    const before = (await hub.get(`/chat/room/${room}/history`, as(ann))).body.position;
    const watchers = await Promise.all(Array.from({ length: 6 }, async () => {
      const client = open(room, { headers: { Cookie: bob.Cookie } });
      await client.next('subscribed');
      return client;
    }));
    visitor.client.send({ type: 'typing', sessionId: room, payload: { typing: true } });
    for (const client of [ann.client, bob.client, ...watchers]) {
      const frame = await client.next('typing');
      assert.equal(frame.payload.author.type, 'customer');
      assert.equal(frame.position, null);
    }
    for (const client of watchers) client.close();
    ann.client.send({ type: 'typing', payload: { typing: true } });
    const told = await visitor.client.next('typing');
    assert.deepEqual(told.payload, { typing: true, author: { type: 'agent', id: null, name: 'Miss ann' } });
    await bob.client.next('typing', (f) => f.payload.author.id === 'ann');
    assert.equal(visitor.client.of('typing').length, 1);
    assert.equal((await hub.get(`/chat/room/${room}/history`, as(ann))).body.position, before);
  });

  it('moves what was said to delivered and read as the customer says so', async () => {
    const sent = await hub.post('/chat/send-message', { room_id: room, content: 'Yes, three of them.' }, as(ann));
    const { position, message_id: id } = sent.body;
    await visitor.client.next('new_message', (f) => f.payload.id === id);
    const status = (client, wanted) => client.next('delivery_update', (f) => f.payload.id === id && f.payload.delivery?.status === wanted);
    visitor.client.send({ type: 'read', sessionId: room, position, payload: { state: 'delivered' } });
    await status(ann.client, 'delivered');
    visitor.client.send({ type: 'read', sessionId: room, position });
    await status(ann.client, 'read');
    await status(bob.client, 'read');
    await ann.client.there('customer', (p) => p.read_position === position && p.delivered_position === position);
    bob.client.send({ type: 'read', position: first });
    await visitor.client.there('agent', (p) => p.name === 'Miss bob' && p.read_position === first);
    const { body } = await hub.get(`/chat/room/${room}/participants`, as(ann));
    const ids = body.participants.map((p) => [p.type, p.id, p.online]);
    assert.deepEqual(ids.slice(1).sort(), [['agent', 'ann', true], ['agent', 'bob', true]]);
    assert.deepEqual(ids[0].slice(0, 1), ['customer']);
  });

  it('offers quick replies, and tells which one was chosen', async () => {
    const replies = [{ title: 'Brass', payload: 'brass' }, { title: 'Steel' }];
    ann.client.send({ type: 'message', payload: { content: 'Which one?', client_id: 'q', quick_replies: replies } });
    const asked = await visitor.client.next('new_message', (f) => f.payload.content === 'Which one?');
    assert.deepEqual(asked.payload.quick_replies, [replies[0], { title: 'Steel', payload: 'Steel' }]);
    visitor.client.send({ type: 'message', sessionId: room, payload: { content: 'Brass', client_id: 'r', quick_reply: 'brass' } });
    const chosen = await ann.client.next('new_message', (f) => f.payload.content === 'Brass');
    assert.equal(chosen.payload.metadata.quick_reply, 'brass');
  });

  it('takes back what was said, for those too who were away', async () => {
    const from = visitor.client.frames.findLast((f) => f.position !== null).position;
    const sent = await hub.post('/chat/send-message', { room_id: room, content: 'the code is 4711' }, as(ann));
    await visitor.client.next('new_message', (f) => f.payload.content === 'the code is 4711');
    const done = await hub.post('/chat/moderate/message', { message_id: sent.body.message_id, action: 'redact', reason: 'a code' }, as(ann));
    assert.deepEqual([done.status, done.body.redacted, done.body.content], [200, true, null]);
    const told = await visitor.client.next('message_updated', (f) => f.payload.id === sent.body.message_id);
    assert.deepEqual([told.payload.redacted, told.payload.content], [true, null]);
    const late = open(null, { protocols: ['bearer.' + visitor.token] });
    await until(() => late.socket.readyState === WebSocket.OPEN);
    late.send({ type: 'resume', topic: 'session/' + room, position: from });
    await late.next('resumed');
    assert.ok(!JSON.stringify(late.frames).includes('4711'));
    const found = await until(async () => {
      const { body } = await hub.get('/search?q=4711', as(ann));
      return body.index.lag === 0 ? body.messages : null;
    }, 5000);
    assert.deepEqual(found, []);
    late.close();
  });

  it('holds customers to the rules on words, at once on every loop', async () => {
    for (const rule of [{ word: 'Fool', action: 'mask' }, { word: 'scam', part: true, action: 'block' }, { word: 'refund', action: 'flag' }])
      assert.equal((await hub.post('/chat/word-rules', rule, as(ann))).status, 201);
    const say = (content) => hub.post('/chat/send-message', { room_id: room, content }, as(visitor));
    await until(async () => (await say('such a SCAMMER')).status === 422, 5000);
    for (let i = 0; i < 8; i++) assert.equal((await say('such a scam')).body.code, 'message.refused');
    await say('you f\u00f6ol, give me a refund');
    const heard = await ann.client.next('new_message', (f) => f.payload.content === 'you ***, give me a refund');
    assert.equal(heard.payload.metadata.moderation, 'flag');
    const approved = await hub.post('/chat/moderate/message', { message_id: heard.payload.id, action: 'approve' }, as(ann));
    assert.equal(approved.body.metadata.moderation, 'approved');
    const seen = await visitor.client.next('new_message', (f) => f.payload.content === 'you ***, give me a refund');
    assert.ok(!('metadata' in seen.payload));
  });

  it('lets nobody into the rooms of others', async () => {
    const other = await visit();
    for (const path of ['history', 'participants'])
      assert.equal((await hub.get(`/chat/room/${room}/${path}`, as(other))).status, 404);
    assert.equal((await hub.post('/chat/send-message', { room_id: room, content: 'x' }, as(other))).status, 404);
    assert.equal((await hub.post('/chat/typing-indicator', { room_id: room }, as(other))).status, 404);
    assert.equal((await hub.post('/chat/moderate/message', { message_id: 'x', action: 'redact' }, as(other))).status, 403);
    assert.equal((await hub.get('/chat/word-rules', as(visitor))).status, 403);
    const client = open(null, { protocols: ['bearer.' + other.token] });
    await until(() => client.socket.readyState === WebSocket.OPEN);
    client.send({ type: 'typing', sessionId: room, payload: { typing: true } });
    await client.next('error', (f) => f.payload.code === 'session.not_found');
    client.send({ type: 'read', sessionId: room, position: first });
    await until(() => client.of('error').length === 2);
    client.close();
  });

  it('forgives a short cut, and tells of a long one', async () => {
    const before = ann.client.of('presence').length;
    visitor.client.socket.reconnect();
    await until(() => visitor.client.of('subscribed').length >= 2);
    await new Promise((done) => setTimeout(done, 300));
    assert.ok(ann.client.of('presence').slice(before).every((f) => f.payload.participants[0].online));
    bob.client.close();
    await until(() => {
      const last = ann.client.of('presence').at(-1).payload.participants;
      return last.some((p) => p.id === 'bob' && !p.online);
    }, 12000);
  });

  it('goes on after a restart: marks are kept, presence is made anew', async () => {
    await hub.kill();
    await hub.run();
    await until(() => visitor.client.of('subscribed').length >= 3, 10000);
    const { body } = await hub.get(`/chat/room/${room}/participants`, as(ann));
    assert.equal(body.participants[0].online, true);
    assert.notEqual(body.participants[0].read_position, null);
    assert.equal(body.participants.find((p) => p.id === 'ann').online, false);
  });
});
