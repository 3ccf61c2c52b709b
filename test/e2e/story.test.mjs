// SPDX-License-Identifier: Apache-2.0
// One story from the first call to a restored machine: who called, chatted and wrote under two names is one person,
// and nothing of it is lost on the way. Every answer and every frame is held against the contract.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Hub, binary, until } from './lib/hub.mjs';
import { Socket } from './lib/ws.mjs';

const run = promisify(execFile);
const contents = (list) => list.filter((entry) => entry.type === 'message').map((entry) => entry.content);

describe('a customer who called, chatted and wrote', () => {
  let hub, place, key, session, mailed, cookie;
  const told = [];
  const auth = () => ({ Authorization: 'Bearer ' + key });
  const get = async (path) => (await hub.get(path, auth())).body;
  const post = (path, body, headers = auth()) => hub.post(path, body, headers);
  /** What must succeed. */
  const act = async (path, body, headers) => {
    const { status, body: answer } = await post(path, body, headers);
    assert.ok(status < 300, `${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const on = (path, body, headers) => act(`/session/${session}/${path}`, body, headers);
  const say = (customer_id, channel, content, more = {}) => act('/message/process', { customer_id, channel, content, ...more });
  const toldOf = (type, check) => until(() => told.find((f) => f.type === type && check(f)), 5000, type + ' ' + check);

  before(async () => {
    place = await mkdtemp(join(tmpdir(), 'omnihub-story-'));
    hub = await Hub.start();
  });
  after(async () => {
    await hub?.stop();
    await rm(place, { recursive: true, force: true });
  });

  it('the operator makes a key beside the running hub, an administrator follows the link, an agent logs in', async () => {
    const { stdout } = await run(binary(), ['key', 'create', '--data', hub.data, '--name', 'site', '--scope', 'admin', '--json']);
    key = JSON.parse(stdout).key;
    assert.equal((await hub.get('/sessions/active')).status, 401);
    const token = (await until(() => /setup#(\S+)/.exec(hub.log)))[1];
    const first = await post('/auth/setup', { token, name: 'Root', email: 'root@example.org', password: 'a good long password' }, {});
    assert.deepEqual([first.status, first.body.scope], [200, 'admin']);
    await act('/queues', { id: 'billing', name: 'Billing' });
    await act('/agents', { id: 'bo', name: 'Bo Lind', email: 'bo@example.org', password: 'another good password', queues: ['billing'] });
    const login = await post('/auth/login', { email: 'bo@example.org', password: 'another good password' }, {});
    assert.equal(login.status, 200);
    cookie = { Cookie: login.headers.get('set-cookie').split(';')[0] };
    assert.equal((await hub.get('/auth/me', cookie)).body.agent.id, 'bo');
  });

  it('somebody watches all of it live', async () => {
    const live = new Socket(hub.url.replace('http', 'ws') + '/ws');
    live.on('message', (text) => told.push(JSON.parse(text)));
    await new Promise((open) => live.once('open', open));
    live.send(JSON.stringify({ type: 'auth', payload: { token: key } }));
    live.send(JSON.stringify({ type: 'subscribe', topic: 'dashboard' }));
    await until(() => told.some((frame) => frame.type === 'subscribed'));
  });

  it('calls, then chats: one session', async () => {
    const created = await act('/session/create', {
      customer_id: 'anna_phone', channel: 'voice', customer_profile: { name: 'Anna Berg', phone: '+49 170 1234567', tier: 'gold' },
    });
    session = created.session_id;
    assert.deepEqual([created.status, created.channel, created.customer_info.phone], ['active', 'voice', '+49 170 1234567']);
    await say('anna_phone', 'voice', 'My invoice 881 is wrong', { call_sid: 'CA1' });
    assert.equal((await say('anna_phone', 'chat', 'I am in the chat now')).session_id, session);
  });

  it('writes an email under another name: another customer, so far', async () => {
    const sent = await say('anna_mail', 'email', 'Invoice 881: the PDF, as promised', { message_id: '<m1@example.org>' });
    mailed = sent.session_id;
    assert.notEqual(mailed, session);
    assert.equal((await say('anna_mail', 'email', 'Invoice 881: the PDF, as promised', { message_id: '<m1@example.org>' })).duplicate, true);
    await act('/customers/anna_mail/identities', { kind: 'email', address: 'Anna@Example.org' });
    const taken = await post('/customers/anna_mail/identities', { kind: 'phone', address: '0049 170 1234567' });
    assert.deepEqual([taken.status, taken.body.errors[0].pointer], [409, '/address']);
    assert.match(taken.body.detail, /anna_phone/);
  });

  it('is one person after a merge, by whatever name one asks', async () => {
    await act('/customers/anna_phone/merge', { customer_id: 'anna_mail', reason: 'the same invoice' });
    for (const id of ['anna_phone', 'anna_mail', 'anna@example.org', '+491701234567']) {
      const view = await get(`/customer/${id}/unified-view`);
      assert.deepEqual([view.customer_id, view.active_sessions, view.active_channels], ['anna_phone', 2, ['voice', 'chat', 'email']]);
      assert.deepEqual(contents(view.interaction_timeline),
        ['My invoice 881 is wrong', 'I am in the chat now', 'Invoice 881: the PDF, as promised']);
      assert.equal(view.engagement_metrics.total_channels_used, 3);
    }
    for (const query of ['email=anna@example.org', 'phone=%2B49%20170%201234567', 'phone=+491701234567'])
      assert.deepEqual((await get('/customers?' + query)).customers.map((c) => c.customer_id), ['anna_phone'], query);
  });

  it('and two again after unmerging, each with what was theirs; then merged for good', async () => {
    await act('/customers/anna_phone/unmerge', { customer_id: 'anna_mail' });
    assert.deepEqual(contents((await get('/customer/anna_mail/unified-view')).interaction_timeline), ['Invoice 881: the PDF, as promised']);
    assert.equal((await get('/customer/anna_phone/unified-view')).total_interactions, 2);
    await act('/customers/anna_phone/merge', { customer_id: 'anna_mail' });
    assert.equal((await get('/customer/anna_mail/unified-view')).total_interactions, 3);
    await on('merge', { session_id: mailed });
    assert.equal((await get('/customer/anna_mail/unified-view')).active_sessions, 1);
    assert.equal((await get('/session/' + mailed)).merged_into, session);
  });

  it('goes from email to chat and to an agent with all that is known', async () => {
    const { channel } = await get('/session/' + session);
    const moved = await act('/transfer/channel', {
      customer_id: 'anna_phone', session_id: session, from_channel: channel, to_channel: channel === 'chat' ? 'email' : 'chat',
      context_data: { issue_type: 'billing' }, reason: 'papers',
    });
    assert.deepEqual([moved.success, moved.transfer_completed, moved.state], [true, true, 'completed']);
    const { conversation_history: history, customer_profile: profile, issue_context: issue } = moved.new_channel_session.preserved_context;
    assert.ok(contents(history).includes('I am in the chat now'));
    assert.deepEqual([profile.tier, issue.issue_type], ['gold', 'billing']);
    assert.equal((await get(`/transfer/${moved.transfer_id}/status`)).state, 'completed');
    await on('transfer', { to_queue: 'billing' });
    await on('transfer', { to_agent: 'bo' });
    const { agent_id, queue } = await get('/session/' + session);
    assert.deepEqual([agent_id, queue], ['bo', 'billing']);
    await toldOf('channel_transfer', (f) => f.payload.reason === 'papers');
  });

  it('is answered by the agent, with a note that only the company sees', async () => {
    await on('notes', { content: 'The warehouse knows of 881, ask @bo' }, cookie);
    const { message_id } = await act('/message/respond', { session_id: session, content: 'The invoise is corrected' }, cookie);
    const edit = await hub.request('PUT', '/message/' + message_id, { ...cookie, 'Content-Type': 'application/json' }, '{"content":"The invoice is corrected"}');
    assert.deepEqual([edit.status, edit.body.author.name, edit.body.edits], [200, 'Bo Lind', 1]);
    await toldOf('message_updated', (f) => f.payload.content === 'The invoice is corrected');
    assert.ok((await hub.get('/notifications', cookie)).body.notifications.some((n) => n.session_id === session));
    await on('tags', { add: ['invoice', 'vip'] }, cookie);
    assert.deepEqual((await get('/sessions/active?tag=vip')).sessions.map((s) => s.session_id), [session]);
  });

  it('is resolved, rates it, comes back within the window, and is resolved again', async () => {
    await on('snooze', { seconds: 3600 }, cookie);
    assert.equal((await get('/session/' + session)).status, 'pending');
    assert.equal((await on('resolve', { resolution: 'corrected' }, cookie)).status, 'resolved');
    assert.equal((await on('csat', { score: 5, comment: 'quick' })).rating, 5);
    assert.equal((await say('anna_mail', 'email', 'One more thing: the address')).session_id, session);
    assert.equal((await get('/session/' + session)).status, 'active');
    await on('resolve', {}, cookie);
    const view = await get('/customer/anna_phone/unified-view');
    assert.deepEqual([view.engagement_metrics.resolution_rate, view.engagement_metrics.satisfaction_score], ['100%', 5]);
    assert.match(view.engagement_metrics.average_response_time, /minutes$/);
  });

  it('is found by words of any channel', async () => {
    const hits = await until(async () => {
      const found = await get('/search?q=invoice&customer_id=anna_mail');
      return found.messages.length >= 3 && found;
    });
    assert.ok(hits.messages.every((hit) => hit.customer_id === 'anna_phone'));
    assert.match(hits.messages.map((hit) => hit.highlights[0].html).join(), /<mark>[Ii]nvoice<\/mark> 881/);
    assert.deepEqual((await get('/search?q=berg&type=customer')).customers.map((c) => c.customer_id), ['anna_phone']);
  });

  it('the watcher saw each entry once, in order, without a hole', async () => {
    await until(() => told.some((f) => f.type === 'session_update' && f.payload.status === 'resolved') && told.some((f) => f.payload?.content === 'One more thing: the address'));
    for (const frame of told) hub.contract.frame(frame);
    const events = told.filter((frame) => frame.position !== null && frame.type !== 'subscribed');
    const number = (position) => Number(position.split('-')[1]);
    for (let i = 1; i < events.length; i++) {
      assert.ok(number(events[i].position) > number(events[i - 1].position));
      assert.equal(events[i].previous, events[i - 1].position);
    }
    const entries = told.filter((f) => f.type === 'new_message').map((f) => f.payload.id);
    assert.equal(new Set(entries).size, entries.length);
  });

  it('another customer asks to be forgotten, and is', async () => {
    await say('forgotten', 'sms', 'words that nobody shall find');
    const job = (await hub.request('DELETE', '/customers/forgotten', auth())).body;
    assert.equal((await hub.get('/customer/forgotten/unified-view', auth())).status, 404);
    await until(async () => (await get('/jobs/' + job.job_id)).state === 'done', 20000);
    assert.deepEqual((await get('/search?q=nobody')).messages, []);
  });

  /** All that one can read of the story; positions are compared by their numbers, for a restore begins a new epoch. */
  async function everything() {
    const paths = ['/customer/anna_mail/unified-view', '/customer/anna_mail/sessions', '/customer/anna_phone/history', `/session/${session}`,
      `/session/${session}/messages`, `/session/${session}/events`, '/customers/anna_phone/profile', '/customers/anna_phone/identities',
      '/customers', '/sessions/active', '/agents', '/queues', '/tags', '/tenants'];
    const read = {};
    for (const path of paths) {
      const { status, body } = await hub.get(path, auth());
      assert.equal(status, 200, path);
      read[path] = JSON.parse(JSON.stringify(body), (name, value) =>
        (name === 'position' ? Number(value.split('-')[1]) : name === 'duration' || name === 'next_cursor' ? undefined : value));
    }
    return read;
  }

  it('is backed up, restored on another machine, and goes on', async () => {
    const known = await everything();
    const [copy, elsewhere] = [join(place, 'backup'), join(place, 'elsewhere')];
    const { stdout } = await run(binary(), ['backup', '--data', hub.data, '--to', copy]);
    assert.match(stdout, /done and verified/);
    await run(binary(), ['restore', '--from', copy, '--data', elsewhere]);
    const epoch = (await get('/sessions/active')).position.split('-')[0];
    hub.child.kill('SIGTERM');
    await hub.gone;
    await rm(hub.data, { recursive: true });
    hub.data = elsewhere;
    await hub.run();
    assert.deepEqual(await everything(), known);
    assert.notEqual((await get('/sessions/active')).position.split('-')[0], epoch);
    assert.equal((await hub.get('/auth/me', cookie)).body.agent.id, 'bo');
    assert.equal((await hub.get('/customer/forgotten/unified-view', auth())).status, 404);
    assert.equal((await say('anna@example.org', 'email', 'Thank you')).session_id, session);
    assert.equal(contents((await get('/customer/anna_phone/unified-view')).interaction_timeline).at(-1), 'Thank you');
    await until(async () => (await get('/search?q=thank')).messages.length === 1);
    const { stdout: doctor } = await run(binary(), ['doctor', '--data', hub.data]);
    assert.doesNotMatch(doctor, /^(fault|doubt)/m);
  });
});
