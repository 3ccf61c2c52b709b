// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { after, beforeEach, describe, it } from 'node:test';
import { HubClient } from './client.js';
import { State, epochOf, numberOf } from './state.js';

globalThis.crypto ??= webcrypto; // Node 18

const at = (n) => `e1-${n}`;
const summary = (id, more = {}) => ({
  session_id: id, customer_id: 'c-' + id, customer_name: null, active_channels: ['chat'], status: 'active',
  last_activity: '2026-01-01T00:00:00.000Z', updated_at: '', total_interactions: 0, ...more,
});
const message = (n, more = {}) => ({
  id: 'm' + n, position: at(n), type: 'message', channel: 'chat', content: 'text ' + n, provider_message_id: null,
  timestamp: new Date(1767225600000 + n * 1000).toISOString(), author: { type: 'customer', id: 'c', name: null }, ...more,
});
const event = (n, previous, more = {}) => ({
  type: 'new_message', payload: message(n, more.payload), sessionId: 's1', customerId: 'c', topic: 'dashboard',
  timestamp: '', position: at(n), previous: at(previous), ...more, ...(more.payload ? { payload: message(n, more.payload) } : {}),
});
const control = (type, n, topic = 'dashboard') => ({ type, payload: {}, topic, position: at(n), previous: at(n), sessionId: null });

describe('positions', () => {
  it('are numbers of an epoch', () => {
    assert.equal(numberOf('c7492e2c-17'), 17);
    assert.equal(epochOf('c7492e2c-17'), 'c7492e2c');
    assert.equal(numberOf(null), -1);
    assert.equal(numberOf('nonsense'), -1);
  });
});

describe('state', () => {
  it('counts a message once, however often it is told', () => {
    const state = new State();
    state.replaceSessions([summary('s1')], 4, null);
    for (const n of [5, 5, 6, 5]) state.apply(event(n, n - 1));
    assert.equal(state.sessions.get('s1').count, 2);
    assert.equal(state.sessions.get('s1').last.id, 'm6');
  });

  it('takes a transfer for an entry, and an edit for what it changes', () => {
    const state = new State();
    state.replaceSessions([summary('s1')], 4, null);
    state.expectTimeline('s1');
    state.replaceTimeline('s1', [message(4)], 4, null);
    state.apply(event(5, 4, { type: 'channel_transfer', payload: { type: 'transfer', from: 'voice', to: 'chat' } }));
    state.apply({ ...event(6, 5), type: 'message_updated', payload: { ...message(4), content: 'better' } });
    state.apply({ ...event(7, 6), type: 'delivery_update', position: null, payload: { client_id: 'x' } });
    const { messages } = state.timelines.get('s1');
    assert.deepEqual(messages.map((m) => [m.id, m.type, m.content]), [['m4', 'message', 'better'], ['m5', 'transfer', 'text 5']]);
    assert.equal(state.sessions.get('s1').count, 1);
  });

  it('drops what the read already knows', () => {
    const state = new State();
    state.replaceSessions([summary('s1', { total_interactions: 3 })], 7, null);
    state.apply(event(7, 6));
    assert.equal(state.sessions.get('s1').count, 3);
  });

  it('holds messages of a session that is not known until it is read', () => {
    const state = new State();
    state.apply(event(5, 4));
    state.apply(event(6, 5));
    assert.deepEqual([...state.wanted], ['s1']);
    state.takeSummary(summary('s1', { total_interactions: 1 }), 5);
    assert.equal(state.sessions.get('s1').count, 2);
  });

  it('does not count again what a summary told later already has', () => {
    const state = new State();
    const told = { ...summary('s1', { total_interactions: 9 }), position: at(12) };
    state.apply({ type: 'session_update', sessionId: 's1', payload: told, position: at(3), previous: at(2) });
    for (let n = 4; n <= 12; n++) state.apply(event(n, n - 1));
    assert.equal(state.sessions.get('s1').count, 9);
    state.apply(event(13, 12));
    assert.equal(state.sessions.get('s1').count, 10);
  });

  it('keeps a timeline in order while pages and events cross', () => {
    const state = new State();
    state.replaceSessions([summary('s1')], 1, null);
    state.expectTimeline('s1');
    for (const n of [4, 5, 6]) state.apply(event(n, n - 1));
    state.replaceTimeline('s1', [message(5), message(4)], 5, 'older');
    state.addOlder('s1', [message(3), message(2)], null);
    assert.deepEqual(state.timelines.get('s1').messages.map((m) => m.id), ['m2', 'm3', 'm4', 'm5', 'm6']);
  });

  it('lets the beginning of a timeline go past its limit and says so', () => {
    const state = new State({ sessions: 10, messages: 3, held: 10 });
    state.expectTimeline('s1');
    state.replaceTimeline('s1', [], 1, null);
    for (let n = 2; n < 8; n++) state.apply(event(n, n - 1));
    assert.deepEqual(state.timelines.get('s1').messages.map((m) => m.id), ['m5', 'm6', 'm7']);
    assert.ok(state.timelines.get('s1').isTrimmed);
  });

  it('shows open sessions only, the last active first', () => {
    const state = new State();
    const page = [['a', 1, 'active'], ['b', 3, 'active'], ['c', 2, 'closed']];
    state.replaceSessions(page.map(([id, t, status]) => summary(id, { status, last_activity: `2026-01-0${t}` })), 9, null);
    assert.deepEqual(state.list().map((e) => e.id), ['b', 'a']);
  });
});

// A socket whose other end is the test.
class FakeSocket {
  static all = [];
  sent = [];
  constructor() {
    FakeSocket.all.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {}
  open() {
    this.onopen();
  }
  tell(...frames) {
    for (const frame of frames) this.onmessage({ data: JSON.stringify(frame) });
  }
  cut(code = 1006, reason = '') {
    this.onclose({ code, reason });
  }
}

describe('client', () => {
  let client, answers, asked;
  const clients = [];
  const settle = () => new Promise((go) => setTimeout(go, 5));
  const socket = () => FakeSocket.all[FakeSocket.all.length - 1];
  const count = () => client.state.sessions.get('s1').count;
  const types = () => socket().sent.map((r) => r.type);

  beforeEach(() => {
    FakeSocket.all = [];
    asked = [];
    answers = { '/sessions/active': { sessions: [summary('s1')], next_cursor: null, position: at(4) } };
    const fetch = async (url, options) => {
      const path = new URL(url).pathname;
      asked.push([path, options.headers.Authorization]);
      const answer = answers[path];
      return { ok: answer !== undefined, status: answer === undefined ? 500 : 200, json: async () => answer };
    };
    client = new HubClient({ base: 'http://hub', WebSocket: FakeSocket, fetch, random: () => 0.5, retryMs: 1 });
    clients.push(client);
  });
  after(() => clients.forEach((c) => c.stop()));

  async function live() {
    client.followDashboard();
    client.start();
    socket().open();
    socket().tell(control('subscribed', 4));
    await settle();
    assert.equal(client.status.phase, 'live');
  }

  it('subscribes first, then reads, and drops what is not newer', async () => {
    client.followDashboard();
    client.start();
    socket().open();
    assert.deepEqual(socket().sent, [{ type: 'subscribe', topic: 'dashboard' }]);
    assert.deepEqual(asked, []);
    answers['/sessions/active'].position = at(5);
    answers['/sessions/active'].sessions[0].total_interactions = 1;
    socket().tell(control('subscribed', 4), event(5, 4), event(6, 5));
    await settle();
    assert.equal(count(), 2);
    assert.equal(client.position, at(6));
  });

  it('resumes from the last position it has seen and counts what it missed', async () => {
    await live();
    socket().tell(event(5, 4));
    socket().cut();
    assert.equal(client.status.phase, 'waiting');
    await settle();
    socket().open();
    assert.deepEqual(socket().sent, [{ type: 'resume', topic: 'dashboard', position: at(5) }]);
    socket().tell(event(6, 5), event(8, 6), control('resumed', 9));
    assert.equal(client.status.phase, 'live');
    assert.equal(client.status.replayed, 2);
    assert.equal(count(), 3);
    assert.equal(client.position, at(9));
  });

  it('takes a frame that follows something unseen for a hole', async () => {
    await live();
    socket().tell(event(7, 6), event(8, 7));
    assert.deepEqual(socket().sent.slice(1), [{ type: 'resume', topic: 'dashboard', position: at(4) }]);
    socket().tell(event(5, 4), event(6, 5), event(7, 6), event(8, 7), control('resumed', 8));
    assert.equal(count(), 4);
  });

  it('reads again when the server says reset', async () => {
    await live();
    socket().cut();
    await settle();
    answers['/sessions/active'] = { sessions: [summary('s9')], next_cursor: null, position: 'e2-70' };
    socket().open();
    socket().tell({ ...control('reset', 0), position: 'e2-70' });
    await settle();
    assert.deepEqual([...client.state.sessions.keys()], ['s9']);
    assert.equal(client.status.resets, 1);
    assert.equal(client.status.phase, 'live');
  });

  it('reads until an answer is new enough', async () => {
    client.followDashboard();
    client.start();
    answers['/sessions/active'].position = at(3);
    socket().open();
    socket().tell(control('subscribed', 4));
    await settle();
    assert.equal(client.status.phase, 'connecting');
    answers['/sessions/active'].position = at(4);
    await new Promise((go) => setTimeout(go, 60));
    assert.equal(client.status.phase, 'live');
    assert.ok(asked.length > 1);
  });

  it('sends a message again after a cut until it is acknowledged', async () => {
    await live();
    const id = client.send('s1', 'hello');
    assert.equal(socket().sent.at(-1).payload.client_id, id);
    socket().cut();
    await settle();
    socket().open();
    assert.deepEqual(types(), ['resume', 'message']);
    assert.equal(socket().sent[1].payload.client_id, id);
    socket().tell({ type: 'delivery_update', payload: { client_id: id }, topic: null, position: null });
    assert.equal(client.outbox.messages.size, 0);
    socket().cut();
    await settle();
    socket().open();
    assert.deepEqual(types(), ['resume']);
  });

  it('keeps a refused message with the reason, and sends it again when asked', async () => {
    await live();
    const id = client.send('s1', 'hello');
    socket().tell({ type: 'error', payload: { status: 409, detail: 'closed', client_id: id }, topic: null, position: null });
    assert.deepEqual([client.outbox.of('s1')[0].state, client.outbox.of('s1')[0].detail], ['refused', 'closed']);
    client.outbox.retry(id);
    assert.equal(socket().sent.at(-1).payload.client_id, id);
  });

  it('asks for the key, then shows it first and in every read', async () => {
    client.followDashboard();
    client.start();
    socket().open();
    socket().cut(4001, 'say who you are first');
    assert.equal(client.status.phase, 'key');
    client.setKey('k');
    socket().open();
    assert.deepEqual(socket().sent[0], { type: 'auth', payload: { token: 'k' } });
    socket().tell(control('subscribed', 4));
    await settle();
    assert.deepEqual(asked, [['/sessions/active', 'Bearer k']]);
  });

  it('waits longer from attempt to attempt, and never for long', async () => {
    let clock = 0;
    client = new HubClient({ base: 'http://hub', WebSocket: FakeSocket, fetch, now: () => clock, random: () => 1, retryMs: 100, retryMaxMs: 1000 });
    clients.push(client);
    client.start();
    const waits = [];
    for (let i = 0; i < 6; i++) {
      socket().cut();
      waits.push(client.status.retryAt);
      client.reconnectNow();
    }
    assert.deepEqual(waits, [100, 200, 400, 800, 1000, 1000]);
  });

  /** @param {() => boolean} holds */
  const until = async (holds) => {
    for (let i = 0; i < 500 && !holds(); i++) await new Promise((go) => setTimeout(go, 10));
    assert.ok(holds());
  };

  it('holds a dead connection for cut', async () => {
    let clock = 0;
    client = new HubClient({ base: 'http://hub', WebSocket: FakeSocket, fetch, now: () => clock, random: () => 1, retryMs: 60000, pingMs: 1000, deadMs: 3000 });
    clients.push(client);
    client.start();
    socket().open();
    clock = 1500;
    await until(() => types().length > 0);
    assert.deepEqual(types(), ['ping']);
    clock = 3500;
    await until(() => client.status.phase === 'waiting');
  });
});
