// SPDX-License-Identifier: Apache-2.0
// Text messages through a provider: configured in a minute, tried by one call, joined to the chat of the morning,
// sent in order and once through the provider's outage.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Hub, until } from './lib/hub.mjs';
import { Provider } from './lib/provider.mjs';
import { Socket } from './lib/ws.mjs';

const PHONE = '+15552223333';

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

describe('text messages through a provider', () => {
  let hub, provider, connector, session;
  const frames = [];
  before(async () => {
    const port = await freePort();
    provider = await Provider.start({ callbacks: { delayMs: 300 } });
    hub = await Hub.start({
      env: { OMNIHUB_EGRESS_ALLOW: '127.0.0.1', OMNICHANNEL_PUBLIC_URL: `http://127.0.0.1:${port}` }, args: ['--port', String(port)],
    });
  });
  after(async () => {
    await hub?.stop();
    await provider?.stop();
  });
  const outbound = async () => (await hub.messages(session)).filter((one) => one.direction === 'outbound');
  const webhook = () => `${hub.url}/webhook/sms/${connector.id}`;
  const answer = (content) => hub.post('/message/respond', { session_id: session, channel: 'sms', content });

  it('is configured by one call', async () => {
    const { status, body } = await hub.post('/channels/sms/configure', { adapter: 'twilio', config: provider.config });
    assert.equal(status, 200, JSON.stringify(body));
    connector = body.connector;
    assert.ok(!JSON.stringify(body).includes(provider.config.auth_token), 'the token is shown');
    assert.equal(connector.webhook_url, webhook());
  });

  it('is tried by one call, without sending anything', async () => {
    const { status, body } = await hub.post('/channels/sms/test', {});
    assert.deepEqual([status, body.outcome], [200, 'ok'], JSON.stringify(body));
    assert.equal(provider.taken.length, 0);
  });

  it('is told when the token is wrong, and keeps nothing of it', async () => {
    await hub.post('/channels/sms/configure', { connector_id: 'wrong', adapter: 'twilio', config: { ...provider.config, auth_token: 'not that' } });
    const { body } = await hub.post('/channels/sms/test', { connector_id: 'wrong' });
    assert.equal(body.outcome, 'refused', JSON.stringify(body));
  });

  it("joins a customer's message to the chat of the morning", async () => {
    const morning = await hub.post('/session/create', { customer_id: 'cust_erika', channel: 'chat', customer_profile: { name: 'Erika', phone: PHONE } });
    session = morning.body.session_id;
    await hub.say('cust_erika', 'Is my order on its way?', { session_id: session });
    const socket = new Socket(`${hub.url.replace('http', 'ws')}/ws/${session}`);
    socket.onmessage = ({ data }) => frames.push(JSON.parse(data));
    await until(() => frames.some(({ type }) => type === 'subscribed'));
    assert.equal(await provider.post(webhook(), provider.inbound(PHONE, 'I am at the door now')), 200);
    const all = await hub.messages(session);
    assert.deepEqual(all.map(({ channel, content }) => [channel, content]), [['chat', 'Is my order on its way?'], ['sms', 'I am at the door now']]);
  });

  it('answers, and what became of it is seen: queued, sent, delivered', async () => {
    const { body } = await answer('The driver is two minutes away.');
    assert.equal(body.delivery.status, 'queued');
    await until(async () => (await outbound())[0].delivery.status === 'delivered');
    assert.deepEqual(provider.taken.map((one) => [one.to, one.body]), [[PHONE, 'The driver is two minutes away.']]);
    const seen = () => frames.filter(({ payload }) => (payload?.id ?? payload?.message_id) === body.message_id).map(({ payload }) => payload.delivery?.status ?? payload.status);
    await until(() => seen().includes('delivered'));
    assert.deepEqual([...new Set(seen())].slice(-2), ['sent', 'delivered'], JSON.stringify(seen()));
    for (const frame of frames) hub.contract.frame(frame);
  });

  it('takes webhooks with the right signature only, before it reads them', async () => {
    const count = (await hub.messages(session)).length;
    assert.equal(await provider.post(webhook(), provider.inbound(PHONE, 'forged'), { token: 'another' }), 403);
    assert.equal(await provider.post(`${hub.url}/webhook/sms/con_nobody`, provider.inbound(PHONE, 'lost')), 404);
    assert.equal((await hub.messages(session)).length, count);
  });

  it('takes the same webhook ten times, and has the message once', async () => {
    const fields = provider.inbound(PHONE, 'Thank you');
    for (let i = 0; i < 10; i++) assert.equal(await provider.post(webhook(), fields), 200);
    assert.equal((await hub.messages(session)).filter(({ content }) => content === 'Thank you').length, 1);
  });

  it('sends in order and once what was said while the provider was gone', { timeout: 60000 }, async () => {
    const before = provider.taken.length;
    const gone = provider.restart(3000);
    const said = Array.from({ length: 12 }, (_, i) => `number ${i} of twelve`);
    for (const content of said) assert.equal((await answer(content)).status, 200);
    await gone;
    await until(async () => (await outbound()).every(({ delivery }) => delivery.status === 'delivered'), 40000, 'all of them');
    assert.deepEqual(provider.taken.slice(before).map(({ body }) => body), said);
  });

  it('says unknown where nobody can say, and sends it again only when it is told to', { timeout: 90000 }, async () => {
    const count = provider.taken.length;
    provider.faults.fail = 1;
    const { body } = await answer('Was this taken?');
    const end = async () => (await hub.get(`/message/${body.message_id}`)).body.delivery;
    await until(async () => (await end()).status === 'unknown', 70000, 'the end');
    provider.faults.fail = 0;
    assert.ok((await end()).reason);
    assert.equal(provider.taken.length, count);
    const { body: dead } = await hub.get('/deliveries?state=unknown');
    assert.equal(dead.deliveries.length, 1);
    assert.equal((await hub.post(`/deliveries/${dead.deliveries[0].id}/replay`, {})).status, 409);
    assert.equal((await hub.post(`/deliveries/${dead.deliveries[0].id}/replay`, { accept_duplicate: true })).status, 200);
    await until(async () => (await end()).status === 'delivered', 20000, 'the second time');
    assert.equal(provider.taken.length, count + 1);
  });
});
