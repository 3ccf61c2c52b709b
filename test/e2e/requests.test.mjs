// SPDX-License-Identifier: Apache-2.0
// What holds for every request: retries by Idempotency-Key, ETags, rate limits, and pages that end by bytes.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Hub } from './lib/hub.mjs';

const KEY = 'an-admin-key-for-tests';
const keyed = (key) => ({ 'Idempotency-Key': key });
const isReplay = (reply) => reply.headers.get('idempotent-replayed') === 'true';
const fifty = (ask) => Promise.all(Array.from({ length: 50 }, ask));

describe('a POST that is sent again', () => {
  let hub;
  before(async () => (hub = await Hub.start()));
  after(() => hub?.stop());

  const contents = async (customer) => (await hub.get(`/customer/${customer}/history`)).body.interactions.map((i) => i.content);

  it('stores fifty parallel tries once and answers all alike', async () => {
    const message = { customer_id: 'fifty', channel: 'chat', content: 'once' };
    const replies = await fifty(() => hub.post('/message/process', message, keyed('fifty-1')));
    assert.deepEqual([...new Set(replies.map((r) => r.status))], [200]);
    assert.equal(new Set(replies.map((r) => r.text)).size, 1);
    assert.equal(new Set(replies.map((r) => r.headers.get('x-position'))).size, 1);
    assert.equal(replies.filter((r) => !isReplay(r)).length, 1);
    assert.deepEqual(await contents('fifty'), ['once']);
  });

  it('does the same for a session with a first message', async () => {
    const open = { customer_id: 'opener', channel: 'email', initial_message: 'once' };
    const replies = await fifty(() => hub.post('/session/create', open, keyed('open-1')));
    assert.deepEqual([...new Set(replies.map((r) => r.status))], [201]);
    assert.equal(new Set(replies.map((r) => r.text)).size, 1);
    assert.deepEqual(await contents('opener'), ['once']);
  });

  it('gives one refusal to fifty, and undoes what each had begun', async () => {
    const message = { customer_id: 'refused', channel: 'chat', content: 'x', session_id: 'nowhere' };
    const replies = await fifty(() => hub.post('/message/process', message, keyed('refused-1')));
    assert.deepEqual([...new Set(replies.map((r) => r.status))], [404]);
    assert.equal(new Set(replies.map((r) => r.text)).size, 1);
    assert.equal((await hub.get('/customer/refused/history')).status, 404);
    // What has come into being since does not change what was answered.
    await hub.post('/session/create', { customer_id: 'refused', session_id: 'nowhere', channel: 'chat' });
    const again = await hub.post('/message/process', message, keyed('refused-1'));
    assert.equal(again.text, replies[0].text);
    assert.ok(isReplay(again));
  });

  it('refuses a key that came with another body; another route has keys of its own', async () => {
    await hub.post('/message/process', { customer_id: 'a', channel: 'chat', content: '1' }, keyed('taken'));
    const other = await hub.post('/message/process', { customer_id: 'a', channel: 'chat', content: '2' }, keyed('taken'));
    assert.equal(other.status, 409);
    assert.equal(other.body.code, 'idempotency.mismatch');
    assert.equal((await hub.post('/session/create', { customer_id: 'a', channel: 'chat' }, keyed('taken'))).status, 200);
  });

  it('refuses what is no key', async () => {
    for (const key of ['a b', 'x'.repeat(256)]) {
      const reply = await hub.post('/message/process', { customer_id: 'a', channel: 'chat', content: '1' }, keyed(key));
      assert.equal(reply.body.code, 'idempotency.bad_key');
    }
  });

  it('answers the same after kill -9, whether or not the first answer arrived', async () => {
    const message = (n) => ({ customer_id: 'killed', channel: 'sms', content: `m${n}` });
    const sent = [];
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const tries = numbers.map(async (n) => {
      try {
        sent[n] = (await hub.post('/message/process', message(n), keyed(`kill-${n}`))).text;
      } catch {
        sent[n] = null; // nobody knows what became of it
      }
    });
    while (sent.filter((text) => text).length < 40) await new Promise((go) => setTimeout(go, 1));
    await hub.kill();
    await Promise.all(tries);
    await hub.run();
    for (const n of numbers) {
      const reply = await hub.post('/message/process', message(n), keyed(`kill-${n}`));
      assert.equal(reply.status, 200);
      if (sent[n]) assert.equal(reply.text, sent[n]);
      if (sent[n]) assert.ok(isReplay(reply));
    }
    const { body } = await hub.get('/customer/killed/history?limit=500');
    assert.deepEqual(body.interactions.map((i) => i.content).sort(), numbers.map((n) => `m${n}`).sort());
  });
});

describe('what clients hold', () => {
  let hub;
  before(async () => (hub = await Hub.start({ env: { OMNICHANNEL_ORIGINS: 'https://shop.example' } })));
  after(() => hub?.stop());

  it('is not sent again while it is the same', async () => {
    await hub.post('/session/create', { customer_id: 'held', session_id: 'held', channel: 'chat' });
    const first = await hub.get('/session/held');
    const tag = first.headers.get('etag');
    assert.match(tag, /^"v1-\d+"$/);
    const again = await hub.get('/session/held', { 'If-None-Match': tag });
    assert.equal(again.status, 304);
    assert.equal(again.text, '');
    assert.equal(again.headers.get('etag'), tag);
    await hub.say('held', 'news', { session_id: 'held' });
    assert.equal((await hub.get('/session/held', { 'If-None-Match': tag })).status, 200);
  });

  it('can be read by pages of allowed origins', async () => {
    const reply = await hub.get('/session/held', { Origin: 'https://shop.example' });
    const exposed = reply.headers.get('access-control-expose-headers').toLowerCase().split(', ');
    for (const name of ['etag', 'idempotent-replayed', 'ratelimit', 'ratelimit-policy', 'retry-after']) assert.ok(exposed.includes(name), name);
    const asked = await fetch(hub.url + '/session/create', { method: 'OPTIONS', headers: { Origin: 'https://shop.example', 'Access-Control-Request-Method': 'POST' } });
    const allowed = asked.headers.get('access-control-allow-headers').toLowerCase().split(', ');
    for (const name of ['idempotency-key', 'if-match', 'if-none-match']) assert.ok(allowed.includes(name), name);
  });

  it('leads from every problem to its explanation', async () => {
    const { body } = await hub.get('/session/none');
    const [path, code] = body.type.split('#');
    const page = await fetch(hub.url + path);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type'), /^text\/html/);
    assert.ok((await page.text()).includes(`id="${code}"`));
  });
});

describe('who asks too often', () => {
  let hub;
  before(async () => (hub = await Hub.start({ env: { OMNICHANNEL_API_KEY: KEY, OMNICHANNEL_KEY_RATE: '20' } })));
  after(() => hub?.stop());

  it('is told to wait, and is let in again', async () => {
    const replies = [];
    for (let i = 0; i < 60; i++) replies.push(await hub.get('/sessions/active', { 'X-API-Key': KEY }));
    const late = replies.filter((r) => r.status === 429);
    assert.ok(late.length > 0 && replies.filter((r) => r.status === 200).length >= 40);
    assert.equal(late[0].body.code, 'rate.exceeded');
    assert.match(late[0].headers.get('ratelimit'), /^"key";r=0;t=\d+$/);
    assert.equal(late[0].headers.get('ratelimit-policy'), '"key";q=40;w=2');
    await new Promise((go) => setTimeout(go, Number(late[0].headers.get('retry-after')) * 1000));
    assert.equal((await hub.get('/sessions/active', { 'X-API-Key': KEY })).status, 200);
  });

  it('may guess ten keys a minute, and harms no good one', async () => {
    const replies = [];
    for (let i = 0; i < 15; i++) replies.push(await hub.get('/sessions/active', { 'X-API-Key': `guess-number-${i}-of-many` }));
    assert.deepEqual(replies.map((r) => r.status), [...Array(10).fill(401), ...Array(5).fill(429)]);
    assert.ok(Number(replies.at(-1).headers.get('retry-after')) >= 1);
    assert.equal((await hub.get('/sessions/active', { 'X-API-Key': KEY })).status, 200);
  });
});

describe('what is large', () => {
  let hub;
  before(async () => (hub = await Hub.start()));
  after(() => hub?.stop());

  it('comes in pages that end by bytes', async () => {
    const profile = { text: 'x'.repeat(60000) };
    for (let i = 0; i < 150; i++)
      await hub.post('/session/create', { customer_id: `large-${i}`, channel: 'chat', customer_profile: profile, preferences: profile });
    const seen = [];
    let cursor = '', pages = 0;
    do {
      const { status, body, text } = await hub.get(`/sessions/active?limit=500${cursor && '&cursor=' + encodeURIComponent(cursor)}`);
      assert.equal(status, 200);
      assert.ok(text.length < 3 << 20);
      seen.push(...body.sessions.map((s) => s.customer_id));
      cursor = body.next_cursor;
      pages++;
    } while (cursor);
    assert.equal(new Set(seen).size, 150);
    assert.equal(seen.length, 150);
    assert.ok(pages > 5);
  });

  it('is refused by the name of its field', async () => {
    const message = { customer_id: 'a', channel: 'chat', content: 'x' };
    for (const more of [{ metadata: { a: 'x'.repeat(65536) } }, { attachments: [{ a: 'x'.repeat(65536) }] }]) {
      const { status, body } = await hub.post('/message/process', { ...message, ...more });
      assert.equal(status, 422);
      assert.deepEqual(body.errors.map((e) => e.pointer), ['/' + Object.keys(more)[0]]);
    }
  });
});
