// SPDX-License-Identifier: Apache-2.0
// Events out, as other systems take them: with the libraries of Standard Webhooks and CloudEvents, through outages
// of theirs and crashes of the hub.
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { Hub, until } from './lib/hub.mjs';
import { Receiver } from './lib/receiver.mjs';

const env = { OMNIHUB_EGRESS_ALLOW: '127.0.0.1' };

/** Throws unless the library takes it with that secret. */
const check = (secret, one) => new Webhook(secret).verify(one.body, one.headers);
const position = (one) => Number(one.headers['webhook-id'].split('_').at(-1));

/** Whether one of the v1a signatures is the key's. */
function isSignedBy(publicKey, one) {
  const raw = Buffer.from(publicKey.replace(/^whpk_/, ''), 'base64');
  const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]), format: 'der', type: 'spki' });
  const text = Buffer.from(`${one.headers['webhook-id']}.${one.headers['webhook-timestamp']}.${one.body}`);
  return one.headers['webhook-signature'].split(' ').filter((s) => s.startsWith('v1a,'))
    .some((s) => verify(null, text, key, Buffer.from(s.slice(4), 'base64')));
}

/** Holds what was sent against /asyncapi.json. */
class Promised {
  constructor(document) {
    this.ajv = new Ajv2020.default({ strict: false });
    addFormats.default(this.ajv);
    this.ajv.addSchema(document, 'told');
    this.types = new Set();
  }

  hold(one) {
    const body = JSON.parse(one.body);
    const at = `told#/components/messages/event_${body.type.replace('.', '_')}/`;
    for (const [part, value] of [['payload', body], ['headers', one.headers]]) {
      const check = this.ajv.compile({ $ref: at + part });
      assert.ok(check(value), `${body.type} is not as promised: ${this.ajv.errorsText(check.errors)}\n${one.body}`);
    }
    this.types.add(body.type);
  }
}

describe('events for other systems', () => {
  /** @type {Hub} */ let hub;
  /** @type {Receiver[]} */ const open = [];
  /** @type {string[]} */ const made = [];

  const receiver = async (behave) => {
    const one = await new Receiver(behave).open();
    open.push(one);
    return one;
  };
  const endpoint = async (at, more = {}) => {
    const { status, body } = await hub.post('/webhooks', { url: at.url, ...more });
    assert.equal(status, 201, JSON.stringify(body));
    made.push(body.id);
    return body;
  };
  const get = async (id) => (await hub.get(`/webhooks/${id}`)).body;
  const deliveries = async (id, query = '') => (await hub.get(`/webhooks/${id}/deliveries${query}`)).body.deliveries;
  /** Says something `count` times and returns the positions. */
  const say = async (customer, count) => {
    const positions = [];
    for (let i = 0; i < count; i++) positions.push(Number((await hub.say(customer, `word ${i}`)).position.split('-')[1]));
    return positions;
  };

  before(async () => {
    hub = await Hub.start({ env });
  });
  afterEach(async () => {
    for (const id of made.splice(0)) await hub.request('DELETE', `/webhooks/${id}`);
    for (const one of open.splice(0)) await one.close();
  });
  after(() => hub.stop());

  it('are signed so that the library of Standard Webhooks takes them, and nothing that was changed', async () => {
    const at = await receiver();
    const { secret } = await endpoint(at);
    const { message_id, session_id } = await hub.say('cust_signed', 'hello');
    await until(() => at.heard.some((one) => JSON.parse(one.body).type === 'message.created'));
    for (const one of at.heard) check(secret, one);
    const one = at.heard.find((h) => JSON.parse(h.body).type === 'message.created');
    const body = check(secret, one);
    assert.equal(body.data.id, message_id);
    assert.equal(body.data.content, 'hello');
    assert.equal(body.sessionId, session_id);
    assert.equal(body.customerId, 'cust_signed');
    assert.ok(!Number.isNaN(Date.parse(body.timestamp)));
    assert.equal(one.method, 'POST');
    assert.match(one.headers['user-agent'], /Omnihub/i);
    assert.throws(() => check(secret, { ...one, body: one.body.replace('hello', 'hallo') }));
    assert.throws(() => check(secret, { ...one, headers: { ...one.headers, 'webhook-id': 'evt_other' } }));
    assert.throws(() => check(secret, { ...one, headers: { ...one.headers, 'webhook-timestamp': String(Number(one.headers['webhook-timestamp']) - 1000) } }));
    assert.throws(() => check('whsec_' + Buffer.alloc(32).toString('base64'), one));
  });

  it('are as the served document describes them', async () => {
    const at = await receiver();
    const { id } = await endpoint(at);
    const promised = new Promised(await (await fetch(hub.url + '/asyncapi.json')).json());
    const { session_id } = await hub.say('cust_told', 'hello', { channel: 'chat' });
    await hub.say('cust_other', 'me too');
    const change = (path, body) => hub.request('PUT', path, { 'Content-Type': 'application/json' }, JSON.stringify(body));
    await hub.post(`/session/${session_id}/resolve`, {});
    await hub.post('/message/process', { customer_id: 'cust_told', channel: 'chat', content: 'again' });
    const { body: sent } = await hub.post('/message/respond', { session_id, content: 'yes?' });
    const edited = await change(`/message/${sent.message_id}`, { content: 'yes' });
    assert.equal(edited.status, 200, edited.text);
    await hub.post('/transfer/channel', { session_id, customer_id: 'cust_told', from_channel: 'chat', to_channel: 'email', reason: 'files' });
    await change('/customers/cust_told/profile', { name: 'Ada' });
    await hub.post('/customers/cust_told/merge', { customer_id: 'cust_other' });
    await hub.post(`/webhooks/${id}/test`, {});
    const heard = (type) => at.heard.some((one) => JSON.parse(one.body).type === type);
    const wanted = ['message.created', 'message.updated', 'session.updated', 'transfer.created', 'customer.updated', 'customer.merged', 'webhook.test'];
    await until(() => wanted.every(heard)); // what is erased is not told any more
    await hub.request('DELETE', '/customers/cust_told');
    await until(() => heard('customer.erased'));
    for (const one of at.heard) promised.hold(one);
    assert.equal(promised.types.size, wanted.length + 1);
  });

  it('carry signatures of both secrets and keys while they are replaced', async () => {
    const at = await receiver();
    const first = await endpoint(at, { ed25519: true });
    assert.match(first.public_key, /^whpk_/);
    const { body: second } = await hub.post(`/webhooks/${first.id}/rotate`, {});
    assert.notEqual(second.secret, first.secret);
    assert.notEqual(second.public_key, first.public_key);
    await hub.say('cust_rotated', 'hello');
    await until(() => at.heard.length > 0);
    for (const secret of [first.secret, second.secret]) check(secret, at.heard[0]);
    for (const key of [first.public_key, second.public_key]) assert.ok(isSignedBy(key, at.heard[0]));
    const { body: third } = await hub.post(`/webhooks/${first.id}/rotate`, { grace_s: 0 });
    at.heard.length = 0;
    await hub.say('cust_rotated', 'again');
    await until(() => at.heard.length > 0);
    check(third.secret, at.heard[0]);
    assert.throws(() => check(second.secret, at.heard[0]));
    assert.ok(!isSignedBy(second.public_key, at.heard[0]));
    // The secret is told once.
    assert.equal((await get(first.id)).secret, undefined);
  });

  it('are CloudEvents, in one document or in headers, as their library reads them', async () => {
    const structured = await receiver(), binary = await receiver();
    const one = await endpoint(structured, { format: 'cloudevents_structured', events: ['message.*'] });
    const two = await endpoint(binary, { format: 'cloudevents_binary', events: ['message.created'] });
    const { message_id, session_id } = await hub.say('cust_cloud', 'hello');
    await until(() => structured.heard.length > 0 && binary.heard.length > 0);
    check(one.secret, structured.heard[0]);
    check(two.secret, binary.heard[0]);
    for (const heard of [structured.heard[0], binary.heard[0]]) {
      const event = HTTP.toEvent({ headers: heard.headers, body: heard.body });
      assert.ok(event instanceof CloudEvent);
      event.validate();
      assert.equal(event.type, 'message.created');
      assert.equal(event.id, heard.headers['webhook-id']);
      assert.equal(event.subject, session_id);
      assert.equal(event.customerid, 'cust_cloud');
      assert.equal(event.data.id, message_id);
      assert.equal(event.source, 'urn:omnihub');
    }
  });

  it('that happen while nobody is there come once and in order when somebody is', async () => {
    const at = await receiver(), other = await receiver();
    const { id, secret } = await endpoint(at, { events: ['message.created'] });
    await endpoint(other, { events: ['message.created'] });
    await at.close();
    const positions = await say('cust_outage', 500);
    await until(() => other.heard.length === 500, 20000);
    assert.ok((await get(id)).failing.attempts >= 1);
    await at.open();
    // It would be tried by itself, after five minutes perhaps: whoever repaired it says so.
    await hub.request('PUT', `/webhooks/${id}`, { 'Content-Type': 'application/json' }, JSON.stringify({ enabled: true }));
    await until(() => at.heard.length >= 500, 40000);
    assert.deepEqual(at.heard.map(position), positions);
    assert.equal(new Set(at.heard.map((one) => one.headers['webhook-id'])).size, 500);
    for (const one of at.heard) check(secret, one);
    assert.deepEqual(other.heard.map(position), positions);
    await until(async () => (await get(id)).failing === null);
    await until(async () => (await deliveries(id, '?state=delivered&limit=500')).length === 500);
  });

  it('survive kill -9 of the hub: each comes, in order, with the same id if it comes again', async () => {
    const at = await receiver();
    await endpoint(at, { events: ['message.created'] });
    const positions = [];
    for (let round = 0; round < 3; round++) {
      positions.push(...await say('cust_killed', 40));
      await until(() => at.heard.length > positions.length - 30, 20000);
      await hub.kill();
      await hub.run();
    }
    await until(() => new Set(at.heard.map(position)).size === positions.length, 30000);
    const seen = new Map();
    const order = [];
    for (const one of at.heard) {
      const before = seen.get(position(one));
      if (before === undefined) order.push(position(one));
      else assert.equal(before, one.headers['webhook-id']);
      seen.set(position(one), one.headers['webhook-id']);
    }
    assert.deepEqual(order, positions);
  });

  it('end with 410, and go on where they ended', async () => {
    let isGone = true;
    const at = await receiver(() => ({ status: isGone ? 410 : 204 }));
    const { id } = await endpoint(at, { events: ['message.created'] });
    const positions = await say('cust_gone', 5);
    await until(async () => !(await get(id)).enabled);
    assert.equal((await get(id)).disabled_reason, 'gone');
    assert.equal(at.heard.length, 1);
    isGone = false;
    const { status } = await hub.request('PUT', `/webhooks/${id}`, { 'Content-Type': 'application/json' }, JSON.stringify({ enabled: true }));
    assert.equal(status, 200);
    await until(() => at.taken.length === 5);
    assert.deepEqual(at.taken.map(position), positions);
    assert.equal((await get(id)).disabled_reason, null);
  });

  it('wait as long as Retry-After says', async () => {
    const at = await receiver((_, n) => (n === 0 ? { status: 429, headers: { 'Retry-After': '2' } } : {}));
    await endpoint(at, { events: ['message.created'] });
    const positions = await say('cust_later', 3);
    await until(() => at.taken.length === 3, 10000);
    assert.deepEqual(at.taken.map(position), positions);
    const waited = at.heard[1].at - at.heard[0].at;
    assert.ok(waited >= 1900 && waited < 4500, `${waited} ms`);
    assert.equal(at.heard[0].headers['webhook-id'], at.heard[1].headers['webhook-id']);
  });

  it('are not held up by an endpoint that is slow', async () => {
    const slow = await receiver(() => ({ after_ms: 3000 })), fast = await receiver();
    for (let i = 0; i < 8; i++) await endpoint(slow, { events: ['message.created'] });
    await endpoint(fast, { events: ['message.created'] });
    const began = Date.now();
    const positions = await say('cust_slow', 50);
    await until(() => fast.heard.length === 50, 10000);
    assert.deepEqual(fast.heard.map(position), positions);
    assert.ok(slow.heard.length <= 8 * (1 + (Date.now() - began) / 3000));
  });

  it('can be tested and sent again, with what became of them', async () => {
    const at = await receiver();
    const { id, secret } = await endpoint(at, { events: ['session.*'] });
    const { status, body } = await hub.post(`/webhooks/${id}/test`, {});
    assert.equal(status, 202);
    await until(() => at.heard.length === 1);
    assert.equal(check(secret, at.heard[0]).type, 'webhook.test');
    assert.equal(at.heard[0].headers['webhook-id'], body.delivery.event_id);
    const [one] = await until(async () => {
      const all = await deliveries(id, '?state=delivered');
      return all.length === 1 && all;
    });
    assert.deepEqual([one.id, one.status, one.attempts, one.type], [body.delivery.id, 204, 1, 'webhook.test']);
    assert.deepEqual((await get(id)).last_delivery, one);
    assert.deepEqual((await hub.get('/webhooks')).body.webhooks.find((each) => each.id === id).last_delivery, one);
    const again = await hub.post(`/webhooks/${id}/deliveries/${one.id}/replay`, {});
    assert.equal(again.status, 202);
    await until(() => at.heard.length === 2);
    assert.equal(at.heard[1].headers['webhook-id'], at.heard[0].headers['webhook-id']);
  });

  it('are described for people, or not any more', async () => {
    const { id, description, last_delivery } = await endpoint(await receiver(), { description: 'The shop' });
    assert.deepEqual([description, last_delivery], ['The shop', null]);
    const describe = async (text) => (await hub.request('PUT', `/webhooks/${id}`, { 'Content-Type': 'application/json' }, JSON.stringify({ description: text }))).body.description;
    assert.deepEqual([await describe(null), await describe('Another'), await describe('')], ['The shop', 'Another', null]);
  });

  it('name who was erased, though nothing else is left of them', async () => {
    const at = await receiver();
    const { secret } = await endpoint(at, { events: ['customer.erased'] });
    await hub.say('cust_forgotten', 'hello');
    const { status } = await hub.request('DELETE', '/customers/cust_forgotten');
    assert.equal(status, 202);
    await until(() => at.heard.length === 1);
    assert.deepEqual(check(secret, at.heard[0]).data, { activity: 'erased', customer_id: 'cust_forgotten' });
  });

  it('are refused to addresses that are none, and to plain http elsewhere', async () => {
    const codes = async (more) => (await hub.post('/webhooks', { url: 'https://example.org/in', ...more })).body.code;
    for (const url of ['ftp://example.org', 'https://', 'https://user:pw@example.org/', 'https://example.org/#x', 'https://exa mple.org/', 'https://example.org:99999/'])
      assert.equal(await codes({ url }), 'webhook.bad_url', url);
    assert.equal(await codes({ url: 'http://example.org/in' }), 'webhook.plain_url');
    assert.equal(await codes({ url: 'http://10.0.0.1/in' }), 'webhook.plain_url');
    assert.equal(await codes({ events: ['message.unheard'] }), 'webhook.unknown_event');
    assert.equal(await codes({ secret: 'whsec_c2hvcnQ=' }), 'webhook.bad_secret');
    // One that is private, by https: it is taken, and never asked.
    const { body } = await hub.post('/webhooks', { url: 'https://10.0.0.1/in' });
    made.push(body.id);
    await hub.post(`/webhooks/${body.id}/test`, {});
    const [one] = await until(async () => {
      const all = await deliveries(body.id, '?state=dead');
      return all.length === 1 && all;
    });
    assert.equal(one.status, null);
    assert.match(one.fault, /address/);
  });
});
