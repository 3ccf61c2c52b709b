// SPDX-License-Identifier: Apache-2.0
// A day of webhooks of four connectors (test/corpus/webhooks/), replayed ten times over into one hub, by several
// callers at once and across a kill -9: each message is there once, one event out tells of it, nothing is answered
// with a 500, and what the hub said on the first day it does not say again.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { binary, Hub, until } from './lib/hub.mjs';
import { signature as twilioSignature } from './lib/provider.mjs';
import { Receiver } from './lib/receiver.mjs';
import { WebhookProvider } from './lib/webhook_provider.mjs';

const ROUNDS = 10, CALLERS = 6, KILLED_IN = 4;
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', DESK = 'the signing secret of a chat tool', TOKEN = 'a token that is shown';
const text = (path) => readFile(new URL('../../' + path, import.meta.url), 'utf8');

// How each provider signs what it sends now.
const signers = {
  gateway: (body) => {
    const at = new Date();
    return { 'webhook-id': 'hook', 'webhook-timestamp': String(Math.floor(at / 1000)), 'webhook-signature': new Webhook(SECRET).sign('hook', at, body) };
  },
  desk: (body) => {
    const at = String(Math.floor(Date.now() / 1000));
    return { 'x-slack-request-timestamp': at, 'x-slack-signature': 'v0=' + createHmac('sha256', DESK).update(`v0:${at}:${body}`).digest('hex') };
  },
  fake: () => ({ 'x-fake-token': TOKEN }),
  twilio: (body, url) => ({ 'x-twilio-signature': twilioSignature(TOKEN, url, Object.fromEntries(new URLSearchParams(body))) }),
};

async function timeline(hub) {
  const all = [];
  for (const { session_id } of await hub.sessions()) all.push(...(await hub.messages(session_id)));
  return all;
}

const describeOf = (messages) =>
  messages.map((m) => `${m.channel} ${m.direction} ${m.provider_message_id ?? m.content} ${m.delivery?.status}`).sort();

/** How far the day's receipts bring a message of ours. */
function furthest(day, id) {
  const states = day.filter((r) => r.connector === 'gateway' && r.status === 200).flatMap((r) => JSON.parse(r.body).receipts ?? []);
  const has = (state) => states.some((receipt) => receipt.id === id && receipt.state === state);
  return has('read') ? 'read' : has('delivered') ? 'delivered' : 'sent';
}

describe('a day of webhooks, ten times over', () => {
  let hub, day, connectors, provider, other;
  const answers = {};

  async function configure(channel, connector_id, adapter, config, secrets) {
    const { status, body } = await hub.post(`/channels/${channel}/configure`, { connector_id, adapter, config, ...secrets });
    assert.equal(status, 200, JSON.stringify(body));
    return body.connector.webhook_url;
  }

  before(async () => {
    day = (await text('test/corpus/webhooks/day.jsonl')).trim().split('\n').map((line) => JSON.parse(line));
    const desk = JSON.parse(/custom\.test\.mjs -->\n```json\n([^]*?)\n```/.exec(await text('doc/guide/custom.md'))[1]);
    provider = await WebhookProvider.start({ secret: SECRET });
    other = await new Receiver().open();
    hub = await Hub.start({ env: { OMNIHUB_EGRESS_ALLOW: '127.0.0.1', OMNIHUB_PLUGINS: join(dirname(binary()), 'src/channel/fake_plugin') } });
    assert.equal((await hub.post('/webhooks', { url: other.url, events: ['message.created'] })).status, 201);
    connectors = {
      gateway: await configure('sms', 'gateway', 'custom', { send_url: provider.url + '/messages' }, { signing_secret: SECRET }),
      desk: await configure('social_media', 'desk', 'custom', desk, { webhook_secret: DESK, bearer_token: 'x' }),
      fake: await configure('whatsapp', 'phone', 'fake', { account: 'a' }, { token: TOKEN }),
      twilio: await configure('sms', 'twilio', 'twilio', { account_sid: 'AC0123456789abcdef0123456789abcdef', from: '+15550001111' }, { auth_token: TOKEN }),
    };
  });
  after(async () => {
    await hub?.stop();
    await provider?.stop();
    await other?.close();
  });

  async function call({ connector, type, body, status }) {
    const url = connectors[connector];
    const signed = status === 403 ? {} : signers[connector](body, url);
    const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': type, ...signed }, body }).catch(() => null);
    await response?.arrayBuffer().catch(() => null);
    return response?.status ?? 0;
  }

  /** As a provider does: what was not answered, or with a 5xx, comes again. */
  async function send(request) {
    for (let tries = 0; ; tries++) {
      const status = await call(request);
      if (status !== 0 && status !== 503) {
        answers[status] = (answers[status] ?? 0) + 1;
        assert.equal(status, request.status, `${request.at} ${request.connector}: ${request.body.slice(0, 200)}`);
        return;
      }
      assert.ok(tries < 200, 'the hub does not come back');
      await new Promise((go) => setTimeout(go, 100));
    }
  }

  async function replay(round) {
    const waiting = day.slice();
    if (round % 2 === 1) waiting.reverse(); // and in any order
    const half = waiting.length / 2;
    const killer = round === KILLED_IN ? (async () => {
      while (waiting.length > half) await new Promise((go) => setTimeout(go, 5));
      await hub.kill();
      await hub.run();
    })() : null;
    await Promise.all(Array.from({ length: CALLERS }, async () => {
      for (let request; (request = waiting.shift()) !== undefined; ) await send(request);
    }));
    await killer;
  }

  // Of these the day has receipts: the provider calls them p-1 to p-11.
  it('begins with words of ours', async () => {
    await send({ ...day[0], connector: 'gateway', type: 'application/json', status: 200, body: JSON.stringify({ messages: [{ id: 'first', from: '+49309999999', text: 'first' }] }) });
    const [{ session_id }] = await until(async () => (await hub.sessions()).length > 0 && hub.sessions());
    for (let i = 1; i < 12; i++) {
      await hub.post('/message/respond', { session_id, channel: 'sms', content: 'ours ' + i });
      await until(() => provider.taken.size === i);
    }
  });

  it('holds each message once after the first', async () => {
    await replay(0);
    const ours = (await timeline(hub)).filter((m) => m.direction === 'outbound');
    assert.equal(ours.length, 11);
    for (const m of ours) assert.equal(m.delivery.status, furthest(day, m.provider_message_id), m.provider_message_id);
    const expected = new Map(day.flatMap((request) => (request.status === 200 ? request.holds : [])));
    expected.set('first', 'first');
    const inbound = (await timeline(hub)).filter((m) => m.direction === 'inbound');
    assert.equal(inbound.length, expected.size);
    for (const m of inbound) {
      assert.equal(m.content, expected.get(m.provider_message_id));
      expected.delete(m.provider_message_id);
    }
    assert.equal(expected.size, 0);
  });

  it('and holds nothing else after nine more', { timeout: 300000 }, async () => {
    const first = describeOf(await timeline(hub));
    for (let round = 1; round < ROUNDS; round++) await replay(round);
    assert.deepEqual(describeOf(await timeline(hub)), first);
    assert.deepEqual(Object.keys(answers).map(Number).sort(), [200, 400, 403]);
    assert.equal(provider.requests.length, 11);
    assert.equal(answers[200], 1 + ROUNDS * day.filter((r) => r.status === 200).length);
  });

  // At least once is the promise: what comes again, for the hub died before it knew, comes under its own id.
  it('told another system of each message by one event', { timeout: 60000 }, async () => {
    const messages = (await timeline(hub)).length;
    const events = () => new Set(other.taken.map((one) => one.headers['webhook-id']));
    await until(() => events().size >= messages, 50000, `${messages} events`);
    await new Promise((go) => setTimeout(go, 300));
    assert.equal(events().size, messages);
    assert.equal(new Set(other.taken.map((one) => JSON.parse(one.body).data.id)).size, messages);
  });

  it('knows how many kinds it did not know', async () => {
    const metrics = (await hub.get('/metrics')).text;
    const unknown = [...metrics.matchAll(/^omnihub_webhook_unknown_total\S* (\d+)$/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
    assert.ok(unknown > 0, metrics.split('\n').filter((line) => /unknown/.test(line)).join('\n'));
  });
});
