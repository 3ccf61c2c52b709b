// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { FakeHub } from './fake_hub.mjs';
import { load } from './load.mjs';

const { Client, Storage } = await load('client', 'storage');

class Local {
  map = new Map();
  get length() {
    return this.map.size;
  }
  key(i) {
    return [...this.map.keys()][i] ?? null;
  }
  getItem(k) {
    return this.map.get(k) ?? null;
  }
  setItem(k, v) {
    const is = this.map.get(k) !== v;
    this.map.set(k, v);
    if (is) this.tell?.(k, v);
  }
  removeItem(k) {
    if (this.map.delete(k)) this.tell?.(k, null);
  }
}

const until = async (is, what = 'it does not happen') => {
  for (let i = 0; i < 400; i++) {
    if (is()) return;
    await new Promise((go) => setTimeout(go, 5));
  }
  assert.fail(what);
};
const settle = () => new Promise((go) => setTimeout(go, 60));

describe('client', () => {
  let hub, local, clients, heard;

  const start = (more = {}) => {
    const client = new Client({
      hub: 'http://hub.test', site: 'demo', storage: new Storage('demo', local), language: 'en', page: () => ({ url: 'http://shop.test/', title: 'Shop' }),
      fetch: hub.fetch, WebSocket: hub.WebSocket, changed: () => {}, fresh: (m) => heard.push(m.content), failed: (code) => heard.push(code),
      retryMs: 5, retryMaxMs: 20, pulseMs: 10, ...more,
    });
    clients.push(client);
    client.start();
    return client;
  };
  const contents = (client) => client.timeline.messages.map((m) => m.content);
  const live = (client) => until(() => client.phase === 'live', 'it is not live: ' + client.phase);

  beforeEach(() => {
    hub = new FakeHub();
    local = new Local();
    clients = [];
    heard = [];
  });
  afterEach(() => clients.forEach((c) => c.stop()));

  it('opens no socket for a page that is only looked at', async () => {
    const client = start();
    await until(() => client.visitor.entry !== null && client.phase === 'idle');
    assert.equal(client.site.title, 'Fjord & Lamp');
    assert.equal(hub.sockets.size, 0);
    assert.deepEqual(hub.requests[0].body.page, { url: 'http://shop.test/', title: 'Shop' });
  });

  it('says a first message, learns its session, and sees the message once', async () => {
    const client = start();
    client.send({ content: 'hello' });
    await until(() => client.timeline.messages.length === 1 && client.outbox.list().length === 0);
    assert.deepEqual(contents(client), ['hello']);
    assert.equal(local.getItem('omnihub.demo.session'), client.conversation.id);
    assert.equal([...local.map.keys()].filter((k) => k.includes('.out.')).length, 0);
    await live(client);
  });

  it('hears what is answered, and comes back to it with the same visitor', async () => {
    const client = start();
    client.send({ content: 'hello' });
    await until(() => client.timeline.messages.length === 1);
    await live(client);
    hub.add(client.conversation.id, { content: 'good day' });
    assert.deepEqual(heard, ['good day']);
    client.stop();
    const again = start();
    await live(again);
    await until(() => again.timeline.messages.length === 2);
    assert.deepEqual(contents(again), ['hello', 'good day']);
    assert.equal(hub.sessions.size, 1);
    assert.equal(heard.length, 1, 'history is not told as news');
  });

  it('resumes after a cut and gets what it missed, in order and once', async () => {
    const client = start();
    client.send({ content: '1' });
    await until(() => client.timeline.messages.length === 1);
    await live(client);
    hub.cut();
    await until(() => client.phase === 'waiting' && client.cutAt >= 0);
    for (const content of ['2', '3']) hub.add(client.conversation.id, { content });
    hub.heal();
    await live(client);
    assert.deepEqual(contents(client), ['1', '2', '3']);
    assert.equal(client.cutAt, -1);
  });

  it('sends once what it could not see acknowledged', async () => {
    const client = start();
    hub.acknowledges = false;
    client.send({ content: 'once' });
    await until(() => hub.stored.size === 1);
    hub.cut();
    await until(() => client.phase === 'waiting');
    assert.equal(client.outbox.waiting, 1);
    hub.acknowledges = true;
    hub.heal();
    await until(() => client.outbox.list().length === 0 && client.timeline.messages.length === 1);
    assert.equal(hub.sessions.values().next().value.messages.length, 1);
    assert.equal(hub.received.filter((r) => r.type === 'message').length, 2);
  });

  it('keeps what is written without a network over a reload, in order', async () => {
    hub.isDown = true;
    const client = start();
    for (const content of ['a', 'b', 'c']) client.send({ content });
    await settle();
    client.stop();
    hub.heal();
    const again = start();
    assert.deepEqual(again.outbox.list().map((m) => m.content), ['a', 'b', 'c']);
    await until(() => again.outbox.list().length === 0 && again.timeline.messages.length === 3);
    assert.deepEqual(contents(again), ['a', 'b', 'c']);
  });

  it('shows a message once while its acknowledgement is on its way', async () => {
    const client = start();
    client.send({ content: 'first' });
    await until(() => client.timeline.messages.length === 1);
    await live(client);
    hub.acknowledges = false;
    client.send({ content: 'second' });
    await until(() => client.timeline.messages.length === 2);
    assert.equal(client.outbox.waiting, 1);
    assert.deepEqual(client.outbox.shown(client.timeline.messages), []);
  });

  it('fills a hole that `previous` shows', async () => {
    const client = start();
    client.send({ content: '1' });
    await until(() => client.timeline.messages.length === 1);
    await live(client);
    hub.add(client.conversation.id, { content: 'lost' }, { isLost: true });
    hub.add(client.conversation.id, { content: 'told' });
    await until(() => client.timeline.messages.length === 3);
    assert.deepEqual(contents(client), ['1', 'lost', 'told']);
  });

  it('reads again after a reset', async () => {
    const client = start();
    client.send({ content: '1' });
    await until(() => client.timeline.messages.length === 1);
    await live(client);
    hub.cut();
    hub.epoch = 'e2';
    for (const s of hub.sessions.values()) s.messages = s.messages.map((m) => ({ ...m, position: m.position.replace('e1', 'e2') }));
    hub.add(client.conversation.id, { content: 'after the restore' });
    hub.heal();
    await until(() => client.timeline.messages.length === 2);
    assert.deepEqual(contents(client), ['1', 'after the restore']);
    hub.add(client.conversation.id, { content: 'and on' });
    await until(() => client.timeline.messages.length === 3);
  });

  it('takes edits and removals', async () => {
    const client = start();
    client.send({ content: '1' });
    await until(() => client.timeline.messages.length === 1);
    await live(client);
    const said = hub.add(client.conversation.id, { content: 'wrong' });
    hub.update(client.conversation.id, said, { content: 'right', edited_at: new Date().toISOString() });
    assert.deepEqual(contents(client), ['1', 'right']);
    hub.update(client.conversation.id, said, { content: null, redacted: true });
    assert.equal(client.timeline.last.redacted, true);
    assert.equal(heard.length, 1);
  });

  it('tells how far it read, and what became of its own', async () => {
    const client = start();
    client.send({ content: 'mine' });
    await until(() => client.timeline.messages.length === 1);
    await live(client);
    const mine = client.timeline.messages[0];
    const id = client.conversation.id;
    assert.equal(client.receipts.markOf(mine), 'sent');
    hub.setAgents(id, [{ delivered_position: mine.position }]);
    assert.equal(client.receipts.markOf(mine), 'delivered');
    hub.setAgents(id, [{ read_position: mine.position }]);
    assert.equal(client.receipts.markOf(mine), 'read');
    const answer = hub.add(id, { content: 'answer' });
    assert.equal(client.receipts.unread, 1);
    await until(() => hub.received.some((r) => r.type === 'read' && r.payload.state === 'delivered'));
    client.markRead();
    await until(() => hub.sessions.get(id).read === answer.position);
    assert.equal(client.receipts.unread, 0);
    client.markRead();
    await settle();
    assert.equal(hub.received.filter((r) => r.type === 'read' && r.payload.state === 'read').length, 1);
  });

  it('tells of typing sparingly, and forgets the other side\'s', async () => {
    let now = 1000;
    const client = start({ now: () => now });
    client.send({ content: 'mine' });
    await until(() => client.timeline.messages.length === 1);
    await live(client);
    for (let i = 0; i < 5; i++) client.receipts.tellTyping(true);
    client.receipts.tellTyping(false);
    client.receipts.tellTyping(false);
    await settle();
    assert.deepEqual(hub.received.filter((r) => r.type === 'typing').map((r) => r.payload.typing), [true, false]);
    hub.type(client.conversation.id, true);
    assert.equal(client.receipts.typing.name, 'Anna');
    now += 6001;
    await until(() => client.receipts.typing === null);
    hub.type(client.conversation.id, true);
    hub.add(client.conversation.id, { content: 'done' });
    assert.equal(client.receipts.typing, null);
  });

  it('tells of typing that begins right after a message, which ended the one before', async () => {
    const client = start();
    client.send({ content: 'first' });
    await until(() => client.timeline.messages.length === 1);
    await live(client);
    client.receipts.tellTyping(true);
    client.send({ content: 'second' });
    client.receipts.tellTyping(true);
    const told = () => hub.received.filter((r) => r.type === 'typing').map((r) => r.payload.typing);
    await settle();
    assert.deepEqual(told(), [true, false]);
    await until(() => told().length === 3);
    assert.deepEqual(told(), [true, false, true]);
  });

  it('is one visitor in two tabs, and both see everything once', async () => {
    const [a, b] = [start(), start()];
    local.tell = (key, value) => setTimeout(() => [a, b].forEach((c) => c.hearStorage(key, value)), 0);
    a.want();
    b.want();
    a.send({ content: 'from a' });
    await until(() => a.timeline.messages.length === 1 && b.timeline.messages.length === 1, 'both tabs have it');
    b.send({ content: 'from b' });
    await until(() => a.timeline.messages.length === 2 && b.timeline.messages.length === 2 && a.outbox.list().length + b.outbox.list().length === 0);
    assert.deepEqual(contents(a), contents(b));
    assert.equal(hub.sessions.size, 1);
    assert.equal(hub.stored.size, 2);
  });

  it('renews a token that the hub does not take any more', async () => {
    const client = start();
    client.send({ content: '1' });
    await until(() => client.timeline.messages.length === 1);
    await live(client);
    const entered = () => hub.requests.filter((r) => r.path === '/widget/session').length;
    const before = entered();
    for (const socket of [...hub.sockets]) socket.drop(4001);
    await until(() => entered() === before + 1);
    await live(client);
  });

  it('begins anew with a visitor that the hub does not know any more', async () => {
    local.setItem('omnihub.demo.visitor', 'of another key');
    hub.refuse('/widget/session', [401, { code: 'widget.visitor', detail: 'this visitor is not known' }]);
    const client = start();
    await until(() => client.visitor.entry !== null);
    assert.equal(local.getItem('omnihub.demo.visitor'), 'visitor-1');
  });

  it('becomes who the shop says, and nobody again', async () => {
    const client = start();
    client.send({ content: 'as a stranger' });
    await until(() => client.timeline.messages.length === 1);
    client.identify('ada');
    await until(() => client.visitor.entry?.customer_id === 'cust-ada' && client.phase === 'live' || client.phase === 'idle');
    await until(() => contents(client).length === 0);
    client.send({ content: 'as Ada' });
    await until(() => client.timeline.messages.length === 1);
    client.logout();
    await until(() => client.visitor.entry !== null && client.visitor.entry.customer_id !== 'cust-ada');
    assert.deepEqual(contents(client), []);
    assert.equal(local.getItem('omnihub.demo.session'), null);
  });

  it('does not lose an identity that comes while it enters', async () => {
    const client = start();
    client.identify('ada');
    await until(() => client.visitor.entry?.customer_id === 'cust-ada');
  });

  it('keeps what is shown when the same person is identified again', async () => {
    const client = start();
    client.identify('ada');
    client.send({ content: 'as Ada' });
    await until(() => client.timeline.messages.length === 1 && client.phase === 'live');
    client.identify('ada');
    assert.deepEqual(contents(client), ['as Ada']);
    await settle();
    await live(client);
    assert.deepEqual(contents(client), ['as Ada']);
  });

  it('stays a stranger when the shop\'s signature is bad', async () => {
    const client = start();
    await until(() => client.visitor.entry !== null);
    hub.refuse('/widget/session', [401, { code: 'widget.identity', detail: 'the signature does not fit' }]);
    client.identify('forged');
    await until(() => heard.includes('widget.identity'));
    await until(() => client.visitor.entry !== null && client.phase !== 'waiting');
    assert.match(client.visitor.entry.customer_id, /^cust-visitor/);
  });

  it('goes away on a page that may not carry it', async () => {
    hub.refuse('/widget/session', [403, { code: 'widget.origin', detail: 'this origin is not of the site' }]);
    const client = start();
    await until(() => client.phase === 'refused');
    await settle();
    assert.equal(hub.requests.length, 1);
    assert.deepEqual(heard, ['widget.origin']);
  });

  it('waits as long as the hub asks it to', async () => {
    hub.refuse('/widget/session', [503, {}], [429, {}], [503, {}]);
    const client = start();
    await until(() => client.visitor.entry !== null);
    assert.equal(hub.requests.length, 4);
  });

  it('marks what the hub refuses, and sends it again when asked', async () => {
    const client = start();
    hub.refuse('message', [422, { code: 'message.refused', detail: 'this cannot be said here' }]);
    client.send({ content: 'rude' });
    await until(() => client.outbox.list()[0]?.state === 'refused');
    assert.equal(client.outbox.list()[0].detail, 'this cannot be said here');
    client.outbox.retry(client.outbox.list()[0].client_id);
    await until(() => client.timeline.messages.length === 1);
  });

  it('knows when the company thinks that it is done, and says how it was', async () => {
    const client = start();
    client.send({ content: '1' });
    await until(() => client.timeline.messages.length === 1);
    await live(client);
    hub.resolve(client.conversation.id);
    assert.equal(client.status, 'resolved');
    await client.rate(5);
    assert.ok(client.hasRated);
    assert.deepEqual(hub.requests.at(-1).body, { score: 5 });
  });

  it('finds a dead line by its silence', async () => {
    let now = 1000;
    const client = start({ now: () => now, pingMs: 100, pongMs: 50, pulseMs: 10 });
    client.send({ content: '1' });
    await until(() => client.timeline.messages.length === 1);
    await live(client);
    for (const socket of hub.sockets) socket.tell = () => {};
    const before = hub.sockets.values().next().value;
    const clock = setInterval(() => (now += 20), 10);
    await until(() => !hub.sockets.has(before));
    clearInterval(clock);
    await live(client);
  });

  it('reads old pages, lets them go, and reads them again', async () => {
    const session = hub.open('cust-visitor-0', 's0');
    hub.customers.set('visitor-0', 'cust-visitor-0');
    local.setItem('omnihub.demo.visitor', 'visitor-0');
    for (let i = 1; i <= 120; i++) hub.add(session.id, { content: String(i) });
    const client = start();
    await live(client);
    await until(() => client.timeline.messages.length === 50);
    client.timeline.follow(false);
    await client.conversation.loadOlder();
    await client.conversation.loadOlder();
    assert.equal(client.timeline.messages.length, 120);
    assert.equal(client.timeline.older, null);
    client.timeline.follow(true);
    for (let i = 121; i <= 600; i++) hub.add(session.id, { content: String(i) });
    assert.ok(client.timeline.messages.length <= 250, 'it is bounded');
    assert.equal(client.timeline.last.content, '600');
    const kept = client.timeline.messages.length;
    client.timeline.follow(false);
    await client.conversation.loadOlder();
    assert.equal(client.timeline.messages.length, kept + 50);
    assert.deepEqual(contents(client), Array.from({ length: kept + 50 }, (_, i) => String(600 - kept - 50 + i + 1)));
  });
});
