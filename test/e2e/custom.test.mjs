// SPDX-License-Identifier: Apache-2.0
// A connector for a system of the customer's own, both ways, against a provider that verifies and signs with the
// npm package `standardwebhooks`; and the guide's example taken literally.
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { Hub, until } from './lib/hub.mjs';
import { WebhookProvider } from './lib/webhook_provider.mjs';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

async function sessionWith(hub, text) {
  return until(async () => {
    for (const session of await hub.sessions()) {
      const messages = await hub.messages(session.session_id);
      if (messages.some((m) => m.content === text)) return { ...session, messages };
    }
    return null;
  }, 5000, `the session in which somebody said ${text}`);
}

const delivery = async (hub, id) => (await hub.get('/message/' + id)).body.delivery;
const reaches = (hub, id, status) => until(async () => (await delivery(hub, id)).status === status, 10000, `${id} to be ${status}`);

describe('a connector by configuration', () => {
  let hub, provider, connector;
  before(async () => {
    provider = await WebhookProvider.start({ secret: SECRET });
    hub = await Hub.start({ env: { OMNIHUB_EGRESS_ALLOW: '127.0.0.1' } });
    const { status, body } = await hub.post('/channels/sms/configure', {
      adapter: 'custom',
      connector_id: 'gateway',
      config: { send_url: provider.url + '/messages', idempotent: true },
      signing_secret: SECRET,
    });
    assert.equal(status, 200, JSON.stringify(body));
    connector = body.connector;
  });
  after(async () => {
    await hub?.stop();
    await provider?.stop();
  });

  it('shows nothing of its secrets', async () => {
    const { text } = await hub.get('/connectors');
    assert.ok(!text.includes(SECRET.slice(6)));
    assert.ok(!hub.log.includes(SECRET.slice(6)));
  });

  it('takes what a customer says, once however often it comes', async () => {
    const body = { messages: [{ id: 'm-1', from: '+49301234567', name: 'Ann', text: 'Is the lamp in stock?' }] };
    for (let i = 0; i < 3; i++) assert.equal((await provider.call(connector.webhook_url, body)).status, 200);
    const { messages } = await sessionWith(hub, 'Is the lamp in stock?');
    assert.equal(messages.filter((m) => m.content === 'Is the lamp in stock?').length, 1);
    assert.equal(messages[0].channel, 'sms');
  });

  it('brings the answer to the provider, signed, and its receipts back', async () => {
    const { session_id } = await sessionWith(hub, 'Is the lamp in stock?');
    const { status, body } = await hub.post('/message/respond', { session_id, channel: 'sms', content: 'It is. “Brass” or steel?' });
    assert.equal(status, 200, JSON.stringify(body));
    const taken = await until(() => [...provider.taken.values()].find((m) => m.text === 'It is. “Brass” or steel?'));
    assert.equal(taken.to, '+49301234567');
    assert.deepEqual(provider.faults, []);
    const asked = provider.requests.find((r) => r.message?.id === taken.id);
    assert.equal(asked.headers['idempotency-key'], taken.id);
    await reaches(hub, body.message_id, 'sent');
    assert.equal((await provider.call(connector.webhook_url, { receipts: [{ id: taken.provider_id, state: 'read' }, { id: taken.provider_id, state: 'delivered' }] })).status, 200);
    await reaches(hub, body.message_id, 'read');
  });

  it('gives the same message again under the same id when nobody knows', async () => {
    const { session_id } = await sessionWith(hub, 'Is the lamp in stock?');
    let times = 0;
    provider.answer = (message) => (message.text === 'Once, please.' && times++ < 2 ? { status: 500, body: {} } : null);
    const { body } = await hub.post('/message/respond', { session_id, channel: 'sms', content: 'Once, please.' });
    await reaches(hub, body.message_id, 'sent');
    provider.answer = undefined;
    const ids = new Set(provider.requests.filter((r) => r.message?.text === 'Once, please.').map((r) => r.headers['idempotency-key']));
    assert.equal(ids.size, 1);
    assert.equal(times, 3);
  });

  it('says what a provider refuses, with its code', async () => {
    const { session_id } = await sessionWith(hub, 'Is the lamp in stock?');
    provider.answer = (message) => (message.text === 'Not this.' ? { status: 422, body: { error: { code: 'E-LANDLINE', message: 'It is a landline.' } } } : null);
    const { body } = await hub.post('/message/respond', { session_id, channel: 'sms', content: 'Not this.' });
    await reaches(hub, body.message_id, 'failed');
    provider.answer = undefined;
    assert.equal((await delivery(hub, body.message_id)).code, 'E-LANDLINE');
  });

  it('takes a thousand updates at once, whole', async () => {
    const messages = Array.from({ length: 1000 }, (_, i) => ({ id: 'bulk-' + i, from: '+4930777', text: 'number ' + i }));
    assert.equal((await provider.call(connector.webhook_url, { messages })).status, 200);
    const { session_id } = await sessionWith(hub, 'number 999');
    assert.equal((await hub.messages(session_id)).length, 1000);
  });

  it('refuses what is not signed, or signed for another time or body', async () => {
    const body = JSON.stringify({ messages: [{ id: 'evil', from: '+1', text: 'not theirs' }] });
    const id = 'hook-1', signature = (at) => provider.webhook.sign(id, at, body);
    const seconds = (at) => String(Math.floor(at.getTime() / 1000));
    const now = new Date(), old = new Date(now.getTime() - 360000);
    const tries = [
      { 'webhook-id': '', 'webhook-timestamp': '', 'webhook-signature': '' },
      { 'webhook-id': 'another', 'webhook-timestamp': seconds(now), 'webhook-signature': signature(now) },
      { 'webhook-id': id, 'webhook-timestamp': seconds(old), 'webhook-signature': signature(old) },
      { 'webhook-id': id, 'webhook-timestamp': seconds(now), 'webhook-signature': 'v1,AAAA' },
    ];
    for (const headers of tries) assert.equal((await provider.call(connector.webhook_url, body, { headers })).status, 403);
    assert.equal((await provider.call(connector.webhook_url, '{"messages":')).status, 400);
    for (const session of await hub.sessions())
      assert.ok((await hub.messages(session.session_id)).every((m) => m.content !== 'not theirs'));
  });

  it('believes those whose public key it has', async () => {
    const pair = generateKeyPairSync('ed25519');
    const key = 'whpk_' + pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64');
    const { status, body } = await hub.post('/channels/sms/configure', {
      adapter: 'custom', connector_id: 'signs', config: { send_url: provider.url + '/messages' }, webhook_secret: key,
    });
    assert.equal(status, 200, JSON.stringify(body));
    const text = JSON.stringify({ messages: [{ id: 'ed-1', from: '+4930888', text: 'signed by hand' }] });
    const at = String(Math.floor(Date.now() / 1000));
    const headers = { 'webhook-id': 'ed', 'webhook-timestamp': at,
      'webhook-signature': 'v1a,' + sign(null, Buffer.from(`ed.${at}.${text}`), pair.privateKey).toString('base64') };
    const call = (what, more) => provider.call(body.connector.webhook_url, what, { headers: { ...headers, ...more } });
    assert.equal((await call(text.replace('hand', 'foot'))).status, 403);
    assert.equal((await call(text, { 'webhook-id': 'ed2' })).status, 403);
    assert.equal((await call(text)).status, 200);
    await sessionWith(hub, 'signed by hand');
  });

  it('answers 200 to kinds that it does not know, and is asked whether it is configured right', async () => {
    assert.equal((await provider.call(connector.webhook_url, { polls: [{ id: 1 }] })).status, 200);
    const { status, body } = await hub.post('/channels/sms/test', { connector_id: 'gateway' });
    assert.equal(status, 200);
    assert.equal(body.success, true, JSON.stringify(body));
  });

  it('names what is wrong in a configuration by its place', async () => {
    const { status, body } = await hub.post('/channels/sms/configure', {
      adapter: 'custom',
      connector_id: 'wrong',
      config: { send_url: provider.url, in: [{ message: { id: 'id', from: '/from' } }] },
    });
    assert.equal(status, 422);
    assert.deepEqual(body.errors.map((e) => e.pointer), ['/config/in/0/message/id']);
  });
});

describe('the example of the guide', () => {
  const key = 'the signing secret of a chat tool';
  let hub, provider, connector;
  before(async () => {
    const text = await readFile(new URL('../../doc/guide/custom.md', import.meta.url), 'utf8');
    const config = JSON.parse(/custom\.test\.mjs -->\n```json\n([^]*?)\n```/.exec(text)[1]);
    provider = await WebhookProvider.start({
      answer: (message) => {
        if (message.channel === 'C-gone') return { status: 200, body: { ok: false, error: 'channel_not_found' } };
        return { status: 200, body: { ok: true, ts: '1790000000.000100' } };
      },
    });
    config.send_url = config.send_url.replace('https://chat.example', provider.url);
    hub = await Hub.start({ env: { OMNIHUB_EGRESS_ALLOW: '127.0.0.1' } });
    const { status, body } = await hub.post('/channels/social_media/configure', {
      adapter: 'custom', connector_id: 'desk', config, bearer_token: 'xoxb-token', webhook_secret: key,
    });
    assert.equal(status, 200, JSON.stringify(body));
    connector = body.connector;
  });
  after(async () => {
    await hub?.stop();
    await provider?.stop();
  });

  function call(event) {
    const raw = JSON.stringify(event), at = String(Math.floor(Date.now() / 1000));
    const signature = 'v0=' + createHmac('sha256', key).update(`v0:${at}:${raw}`).digest('hex');
    return provider.call(connector.webhook_url, raw, { headers: { 'X-Slack-Signature': signature, 'X-Slack-Request-Timestamp': at } });
  }

  it('answers the question whether the address is ours', async () => {
    assert.deepEqual(await call({ type: 'url_verification', challenge: '3eZbrw1aB' }), { status: 200, text: '3eZbrw1aB' });
  });

  it('hears and answers, and not itself', async () => {
    const event = { type: 'message', channel: 'C-1', user: 'U-7', text: 'Hello?', ts: '1790000000.000001' };
    for (let i = 0; i < 2; i++) assert.equal((await call({ type: 'event_callback', event_id: 'Ev1', event })).status, 200);
    assert.equal((await call({ type: 'event_callback', event_id: 'Ev2', event: { ...event, subtype: 'bot_message', text: 'an echo' } })).status, 200);
    const { session_id, messages } = await sessionWith(hub, 'Hello?');
    assert.equal(messages.length, 1);
    const { body } = await hub.post('/message/respond', { session_id, channel: 'social_media', content: 'Good day.' });
    await reaches(hub, body.message_id, 'sent');
    const asked = provider.requests.find((r) => r.message?.text === 'Good day.');
    assert.equal(asked.path, '/api/chat.postMessage');
    assert.equal(asked.message.channel, 'C-1');
    assert.equal(asked.headers.authorization, 'Bearer xoxb-token');
    assert.equal((await call({ event_id: 'Ev3', event: { type: 'delivery_seen', ts: '1790000000.000100' } })).status, 200);
    await reaches(hub, body.message_id, 'read');
  });

  it('reads a refusal out of an answer of 200', async () => {
    assert.equal((await call({ event_id: 'Ev4', event: { type: 'message', channel: 'C-gone', user: 'U-8', text: 'I leave', ts: '1790000001.1' } })).status, 200);
    const { session_id } = await sessionWith(hub, 'I leave');
    const { body } = await hub.post('/message/respond', { session_id, channel: 'social_media', content: 'Still there?' });
    await reaches(hub, body.message_id, 'failed');
    assert.equal((await delivery(hub, body.message_id)).code, 'channel_not_found');
  });
});
