// SPDX-License-Identifier: Apache-2.0
// A conversation that changes its channel, as in the integration guide, and what each side sees of it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { Hub, until } from './lib/hub.mjs';

describe('a channel transfer of the integration guide', () => {
  let hub;
  before(async () => (hub = await Hub.start()));
  after(() => hub?.stop());

  const request = {
    "customer_id": "customer_004",
    "session_id": "omni_session_004",
    "from_channel": "voice",
    "to_channel": "chat",
    "context_data": {
      "conversation_summary": "Customer needs to upload billing documents",
      "issue_type": "document_verification",
      "agent_notes": "Customer has invoice #12345 ready to upload"
    },
    "reason": "Document sharing capability needed"
  };
  let transferred;

  it('is 404 for a session that nobody opened', async () => {
    const { status, body } = await hub.post('/transfer/channel', request);
    assert.deepEqual([status, body.code], [404, 'session.not_found']);
  });

  it('moves a call to a chat with all that was said', async () => {
    await hub.post('/session/create', {
      customer_id: 'customer_004', session_id: 'omni_session_004', channel: 'voice',
      customer_profile: { name: 'Erika', tier: 'enterprise' }, campaign_context: { campaign_id: 'solar' }
    });
    await hub.say('customer_004', 'Customer called about billing issue', { session_id: 'omni_session_004', channel: 'voice' });
    const told = [];
    const live = new WebSocket(hub.url.replace('http', 'ws') + '/ws/omni_session_004');
    live.on('message', (text) => told.push(JSON.parse(text)));
    await until(() => told.some((frame) => frame.type === 'subscribed'));
    const { status, body } = await hub.post('/transfer/channel', request);
    assert.equal(status, 200);
    transferred = body;
    assert.equal(body.success, true);
    assert.equal(body.transfer_completed, true);
    assert.equal(body.state, 'completed');
    assert.equal(body.waiting, null);
    assert.equal(body.new_channel_session.channel, 'chat');
    assert.equal(body.new_channel_session.session_id, 'omni_session_004');
    const { conversation_history: history, customer_profile: profile, issue_context: issue } = body.new_channel_session.preserved_context;
    assert.deepEqual(history.map((i) => [i.type, i.channel, i.content]), [['message', 'voice', 'Customer called about billing issue']]);
    assert.equal(profile.tier, 'enterprise');
    assert.deepEqual(issue, { campaign_context: { campaign_id: 'solar' }, ...request.context_data });
    assert.equal(body.websocket_url, hub.url.replace('http', 'ws') + '/ws/omni_session_004');
    const frame = await until(() => told.find((f) => f.type === 'channel_transfer'));
    assert.deepEqual([frame.payload.from, frame.payload.to, frame.payload.reason], ['voice', 'chat', request.reason]);
    await until(() => told.some((f) => f.type === 'session_update' && f.payload.channel === 'chat'));
    for (const f of told) hub.contract.frame(f);
    live.close();
  });

  it('shows in the unified view between what was said before and after', async () => {
    await hub.say('customer_004', 'Document uploaded successfully', { session_id: 'omni_session_004' });
    const { body } = await hub.get('/customer/customer_004/unified-view');
    assert.deepEqual(body.interaction_timeline.map((i) => i.type), ['message', 'transfer', 'message']);
    const [call, transfer, chat] = body.interaction_timeline;
    assert.deepEqual([call.channel, chat.channel], ['voice', 'chat']);
    assert.deepEqual([transfer.from, transfer.to, transfer.reason], ['voice', 'chat', request.reason]);
    assert.ok(Date.parse(call.timestamp) <= Date.parse(transfer.timestamp) && Date.parse(transfer.timestamp) <= Date.parse(chat.timestamp));
    assert.deepEqual(body.active_channels, ['voice', 'chat']);
    assert.equal(body.total_interactions, 3);
    const { body: session } = await hub.get('/session/omni_session_004');
    assert.deepEqual([session.channel, session.primary_channel, session.channel_type], ['chat', 'voice', 'voice']);
  });

  it('tells its steps', async () => {
    const { body } = await hub.get(`/transfer/${transferred.transfer_id}/status`);
    assert.equal(body.state, 'completed');
    assert.deepEqual(body.history.map((h) => h.state), ['requested', 'completed']);
    assert.deepEqual([body.from.channel, body.to.channel], ['voice', 'chat']);
    assert.equal((await hub.get('/transfer/none/status')).status, 404);
  });

  it('refuses a channel that the session has left, and names the real one', async () => {
    const { status, body } = await hub.post('/transfer/channel', request);
    assert.deepEqual([status, body.code], [409, 'transfer.elsewhere']);
    assert.match(body.detail, /chat/);
    assert.equal(body.errors[0].pointer, '/from_channel');
  });

  it('says plainly when nothing can tell the customer', async () => {
    const { status, body } = await hub.post('/sessions/omni_session_004/transfer', { to_channel: 'sms' });
    assert.deepEqual([status, body.state, body.waiting], [200, 'completed', 'no connector']);
    assert.deepEqual(body.delivery, { status: 'waiting', waiting: 'no connector' });
    assert.equal(body.new_channel_session.channel, 'sms');
    const { body: told } = await hub.get(`/transfer/${body.transfer_id}/status`);
    assert.deepEqual(told.history.map((h) => h.state), ['requested', 'completed', 'waiting']);
    const { body: back } = await hub.post('/session/omni_session_004/transfer', { to_channel: 'web_portal', reason: null });
    assert.equal(back.waiting, null);
    assert.equal((await hub.get(`/transfer/${body.transfer_id}/status`)).body.state, 'superseded');
  });

  it('needs somewhere to go, and people and queues that exist', async () => {
    const to = async (body) => (await hub.post('/session/omni_session_004/transfer', body)).status;
    assert.deepEqual(await Promise.all([to({}), to({ to_agent: 'nobody' }), to({ to_queue: 'nowhere' }), to({ to_channel: 'fax' }), to({ to_channel: 'web_portal' })]),
      [422, 404, 404, 422, 409]);
    const other = { ...request, customer_id: 'customer_005', from_channel: null, to_channel: 'email' };
    assert.equal((await hub.post('/transfer/channel', other)).body.code, 'session.of_another_customer');
  });
});

describe('what the company says', () => {
  let hub;
  before(async () => (hub = await Hub.start()));
  after(() => hub?.stop());

  const put = (path, body, headers = {}) => hub.request('PUT', path, { 'Content-Type': 'application/json', ...headers }, JSON.stringify(body));

  it('goes where the customer spoke last, and counts as a response', async () => {
    const { session_id } = await hub.say('anna', 'where is my parcel?', { channel: 'whatsapp' });
    const { status, body } = await hub.post('/message/respond', { session_id, content: 'on its way', tone: 'friendly' });
    assert.equal(status, 200);
    assert.deepEqual([body.channel, body.waiting, body.delivery.status], ['whatsapp', 'no connector', 'waiting']);
    const last = (await hub.messages(session_id)).at(-1);
    assert.deepEqual([last.id, last.type, last.direction, last.author.type], [body.message_id, 'message', 'outbound', 'agent']);
    assert.deepEqual(last.metadata, { tone: 'friendly' });
    const { body: view } = await hub.get('/customer/anna/unified-view');
    assert.match(view.engagement_metrics.average_response_time, /minutes$/);
    const chat = await hub.post('/messages/send', { customer_id: 'anna', channel: 'chat', content: 'also here' });
    assert.deepEqual([chat.status, chat.body.delivery, chat.body.session_id], [200, { status: 'sent', waiting: null }, session_id]);
  });

  it('is refused when nothing says whom or where', async () => {
    const send = async (body) => (await hub.post('/message/respond', body)).status;
    assert.deepEqual(await Promise.all([
      send({ content: 'x' }), send({ customer_id: 'nobody-yet', content: 'x' }), send({ session_id: 'none', content: 'x' }),
      send({ customer_id: 'anna' }), send({ customer_id: 'anna', content: 'x', agent_id: 'nobody' })]), [422, 422, 404, 422, 404]);
  });

  it('can be edited, once its version is the one that was seen, and keeps what it said before', async () => {
    const { body: sent } = await hub.post('/message/respond', { customer_id: 'anna', channel: 'chat', content: 'tomorow' });
    const told = [];
    const live = new WebSocket(hub.url.replace('http', 'ws') + '/ws/' + sent.session_id);
    live.on('message', (text) => told.push(JSON.parse(text)));
    await until(() => told.some((frame) => frame.type === 'subscribed'));
    const path = '/message/' + sent.message_id;
    const seen = await hub.get(path);
    assert.deepEqual([seen.body.content, seen.body.edited_at, seen.body.version], ['tomorow', null, 1]);
    const tag = seen.headers.get('etag');
    assert.equal((await hub.request('GET', path, { 'If-None-Match': tag })).status, 304);
    const edited = await put(path, { content: 'tomorrow' }, { 'If-Match': tag });
    assert.deepEqual([edited.status, edited.body.content, edited.body.version], [200, 'tomorrow', 2]);
    assert.equal((await put(path, { content: 'never' }, { 'If-Match': tag })).status, 412);
    const { body: now } = await hub.get(path);
    assert.deepEqual(now.edit_history.map((e) => e.content), ['tomorow']);
    const frame = await until(() => told.find((f) => f.type === 'message_updated'));
    assert.deepEqual([frame.payload.id, frame.payload.content], [sent.message_id, 'tomorrow']);
    for (const f of told) hub.contract.frame(f);
    live.close();
  });

  it('does not reach what the customer said', async () => {
    const { message_id } = await hub.say('anna', 'I am cross');
    assert.equal((await put('/message/' + message_id, { content: 'I am happy' })).body.code, 'message.of_customer');
    assert.equal((await put('/message/none', { content: 'x' })).status, 404);
    assert.equal((await put('/message/' + message_id, {})).status, 422);
  });
});

describe('a bulk transfer', () => {
  let hub;
  before(async () => (hub = await Hub.start()));
  after(() => hub?.stop());

  const finished = (id) => until(async () => {
    const { body } = await hub.get('/jobs/' + id);
    return ['done', 'failed', 'cancelled'].includes(body.state) && body;
  }, 20000);

  it('moves each session of a list, and says which it could not', async () => {
    const ids = [];
    for (let i = 0; i < 40; i++) {
      const { body } = await hub.post('/session/create', { customer_id: 'c' + i, session_id: 's' + i, channel: 'voice' });
      ids.push(body.session_id);
    }
    const { status, body } = await hub.post('/transfer/bulk', { session_ids: [...ids, 'unknown'], to_channel: 'chat', reason: 'the line is down' });
    assert.deepEqual([status, body.state, body.total], [202, 'queued', 41]);
    const job = await finished(body.job_id);
    assert.deepEqual([job.state, job.done, job.total], ['done', 41, 41]);
    assert.deepEqual(job.result, { transferred: 40, unchanged: 0, failed: 1, failures: [{ session_id: 'unknown', code: 'session.not_found' }] });
    assert.equal((await hub.get('/session/s39')).body.channel, 'chat');
  });

  it('takes a filter, ten thousand ids, and nothing that says neither', async () => {
    const { body } = await hub.post('/transfer/bulk', { filter: { channel: 'chat' }, to_channel: 'email' });
    assert.equal((await finished(body.job_id)).result.transferred, 40);
    const ids = Array.from({ length: 10000 }, (_, i) => 'nobody-' + i);
    const { body: many } = await hub.post('/transfer/bulk', { session_ids: ids, to_channel: 'chat' });
    assert.deepEqual((await hub.request('DELETE', '/jobs/' + many.job_id)).status, 202);
    assert.equal((await finished(many.job_id)).state, 'cancelled');
    const ask = async (b) => (await hub.post('/transfer/bulk', b)).status;
    assert.deepEqual(await Promise.all([
      ask({ to_channel: 'chat' }), ask({ session_ids: ['s1'] }), ask({ session_ids: ['s1'], filter: { channel: 'chat' }, to_channel: 'sms' }),
      ask({ filter: {}, to_channel: 'sms' }), ask({ session_ids: ['s1'], to_queue: 'nowhere' }), ask({ session_ids: [...ids, 'x'], to_channel: 'sms' })]),
      [422, 422, 422, 422, 404, 422]);
  });
});
