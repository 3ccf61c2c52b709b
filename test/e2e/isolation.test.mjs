// SPDX-License-Identifier: Apache-2.0
// Tenants share a hub and nothing else. Every route of the served document is asked as tenant B for what is
// tenant A's; a route that this file does not know how to ask fails the test, so that new ones are covered too.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Hub, binary, until } from './lib/hub.mjs';
import { Socket } from './lib/ws.mjs';

const KEY = 'a key of more than sixteen letters';
const SECRET = /SECRET/; // in every text of A
const json = { 'Content-Type': 'application/json' };

/** What A has. @type {Record<string, string>} */
const a = {};
/** Whose id stands in a path, by the word before it. */
const kinds = {
  agents: 'agent', customer: 'customer', customers: 'customer', session: 'session', sessions: 'session',
  messages: 'session', message: 'message', queues: 'queue', skills: 'skill', keys: 'key', jobs: 'job',
  tenants: 'tenant', transfer: 'transfer', notifications: 'notification', identities: 'identity', tags: 'tag', sites: 'site', room: 'session',
  attachments: 'attachment', 'word-rules': 'rule', connectors: 'connector', channels: 'channel', integrations: 'channel', webhook: 'channel', sms: 'message',
  webhooks: 'webhook', deliveries: 'webhookDelivery',
};

// How to ask for what is A's, by operationId: a body for those that need one, `query`, and the status where there
// is no id in the path (else 404). `after`: it makes something of B's own under A's id, so it comes last.
const recipes = {
  agentChange: { body: { name: 'x' } },
  agentCreate: { body: () => ({ id: a.agent, name: 'Of B' }), status: 201, after: true },
  agentList: { status: 200 },
  agentStatus: { body: { status: 'busy' } },
  auditList: { query: () => `?object=queue&object_id=${a.queue}`, status: 200 },
  authInvitation: { body: { token: 'ohi_' + 'x'.repeat(43) }, status: 404 },
  authLogin: { body: () => ({ email: 'secret.ann@example.org', password: 'a good password', tenant: 'b' }), status: 401 },
  authLogout: { status: 200 },
  authMe: { status: 200 },
  authPassword: { body: { current_password: 'a good password', new_password: 'another password' }, status: 403 },
  authSetup: { body: { token: 'ohi_' + 'x'.repeat(43), password: 'a good password' }, status: 404 },
  channelAdapters: { status: 200 },
  channelConfigure: { body: () => ({ connector_id: a.connector, account: 'of B' }) },
  channelEnable: { body: () => ({ connector_id: a.connector, enabled: false }) },
  channelIntegrations: { status: 200 },
  channelPerformance: { status: 200 },
  channelStatus: { status: 200 },
  channelTest: { body: () => ({ connector_id: a.connector }) },
  connectorChange: { body: { name: 'x' } },
  connectorCreate: { body: { channel: 'sms', name: 'of B', adapter: 'fake', config: { account: 'of B' } }, status: 201 },
  connectorList: { status: 200 },
  customerConsentPut: { body: { channel: 'sms', purpose: 'marketing', given: true } },
  customerIdentityAdd: { body: { kind: 'email', address: 'b@example.org' } },
  customerMerge: { body: { customer_id: 'b_cust' } },
  customerTags: { body: { tags: ['x'] } },
  customerUnmerge: { body: { customer_id: 'b_cust' } },
  customersCreate: { body: () => ({ customer_id: a.customer }), status: [201, 409], after: true },
  customersList: { query: () => '?email=secret.eve@example.org', status: 200 },
  deliveryList: { status: 200 },
  deviceRemove: { body: () => ({ token: a.device }), status: 404 },
  deviceSubscribe: { body: () => ({ token: a.device }), status: 201, after: true },
  health: { status: 200 },
  integrationStatus: { status: 200 },
  jobList: { status: 200 },
  keyCreate: { body: { name: 'of B', scope: 'read' }, status: 201 },
  keyList: { status: 200 },
  messageBulkProcess: {
    body: () => ({ messages: [{ customer_id: a.customer, session_id: a.session, channel: 'chat', content: 'of B' }] }),
    status: [200, 202, 207, 404],
  },
  messageEdit: { body: { content: 'of B' } },
  messageProcess: { body: () => ({ customer_id: a.customer, session_id: a.session, channel: 'chat', content: 'of B' }), status: 404 },
  messageRespond: { body: () => ({ session_id: a.session, content: 'of B' }), status: 404 },
  metrics: { status: 403 },
  notificationHistory: { query: () => `?agent_id=${a.agent}`, status: 404 },
  notificationList: { status: 200 },
  notificationPreferences: { body: () => ({ agent_id: a.agent, muted: ['x'] }), status: 404 },
  notificationSend: { body: () => ({ agents: [a.agent], title: 'x', message: 'y' }), status: 404 },
  openapi: { status: 200 },
  operatorBackupStart: { body: { to: '/tmp/nowhere' }, status: 404 },
  operatorBackupStatus: { status: 404 },
  queueCreate: { body: () => ({ id: a.queue, name: 'Of B' }), status: 201, after: true },
  queueList: { status: 200 },
  ready: { status: 200 },
  search: { query: () => '?q=SECRET', status: 200 },
  searchReindex: { status: 403 },
  sessionAssign: { body: () => ({ agent_id: a.agent }) },
  sessionCreate: { body: () => ({ customer_id: a.customer, session_id: a.session, channel: 'chat' }), status: [200, 201], after: true },
  sessionCsat: { body: { score: 1 } },
  sessionMerge: { body: { session_id: 'b_sess' } },
  sessionNote: { body: { content: 'of B' } },
  sessionRemind: { body: () => ({ at: soon(), minutes: 5 }) },
  sessionSnooze: { body: () => ({ until: soon() }) },
  sessionTag: { body: { add: ['x'] } },
  sessionTransfer: { body: { to_channel: 'email' } },
  sessionsActive: { query: () => `?customer_id=${a.customer}`, status: [200, 404] },
  skillCreate: { body: () => ({ id: a.skill, name: 'Of B' }), status: 201, after: true },
  skillList: { status: 200 },
  queueChange: { body: { name: 'x' } },
  skillChange: { body: { name: 'x' } },
  tagList: { status: 200 },
  tagPut: { body: { name: 'SECRETtag' }, status: [200, 201], after: true, echoes: true },
  tenantChange: { body: { title: 'x' } },
  tenantCreate: { body: { id: 'c' }, status: 403 },
  attachmentCreate: { body: () => ({}), query: () => `?session_id=${a.session}`, status: [404, 415] },
  chatRoomCreate: { body: () => ({ customer_id: a.customer, session_id: a.session }), status: [200, 201], after: true },
  chatFileUpload: { body: () => ({}), status: [404, 415, 422] },
  chatModerate: { body: () => ({ message_id: a.message, action: 'redact' }), status: 404 },
  chatSend: { body: () => ({ room_id: a.session, content: 'of B' }), status: 404 },
  chatTyping: { body: () => ({ room_id: a.session, typing: true }), status: 404 },
  wordRuleList: { status: 200 },
  wordRulePut: { body: { word: 'of B', action: 'flag' }, status: 201 },
  webhookChange: { body: { description: 'of B' } },
  webhookCreate: { body: { url: 'https://b.test/in' }, status: 201 },
  webhookList: { status: 200 },
  webhookReplay: { body: {} },
  webhookRotate: { body: {} },
  webhookTest: { body: {} },
  widgetSession: { body: () => ({ site: 'nowhere' }), status: 404 },
  widgetSiteChange: { body: { name: 'x' } },
  widgetSiteCreate: { body: () => ({ id: a.site, origins: ['https://b.test'] }), status: 409 },
  widgetSiteList: { status: 200 },
  widgetSiteRotate: { body: {} },
  smsBulkSend: { body: () => ({ recipients: [{ to: '+4915112345678', customer_id: a.customer }], message: 'of B' }), status: [202, 404, 409, 422] },
  smsInbox: { status: 200 },
  smsSend: { body: () => ({ session_id: a.session, message: 'of B' }), status: 404 },
  tenantList: { status: 200 },
  transferBulk: { body: () => ({ session_ids: [a.session], to_channel: 'email' }), status: [200, 202, 404] },
  transferChannel: { body: () => ({ session_id: a.session, customer_id: a.customer, to_channel: 'email' }), status: 404 },
  asyncapi: { status: 200 },
  capabilities: { status: 200 },
  version: { status: 200 },
};
const sockets = new Set(['live', 'liveAgent', 'liveCustomer', 'liveDashboard', 'liveSession']);

const soon = () => new Date(Date.now() + 3600000).toISOString();

describe('what is another tenant’s is not there', () => {
  let hub, other;
  const asA = { 'X-API-Key': KEY };

  const ask = async (method, path, body, headers) => {
    const response = await fetch(hub.url + path, {
      method, headers: { ...(body === undefined ? {} : json), ...headers }, body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const make = async (method, path, body, headers = asA) => {
    const reply = await ask(method, path, body, headers);
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.text === '' ? {} : JSON.parse(reply.text);
  };

  before(async () => {
    hub = await Hub.start({ env: { OMNICHANNEL_API_KEY: KEY, OMNIHUB_PLUGINS: join(dirname(binary()), 'src/channel/fake_plugin') } });
    Object.assign(a, { tenant: 'default', channel: 'sms', agent: 'a_agent', customer: 'a_cust', session: 'a_sess', queue: 'a_queue', skill: 'a_skill', tag: 'SECRETtag', device: 'SECRET-device' });
    await make('POST', '/queues', { id: a.queue, name: 'SECRET queue' });
    await make('POST', '/skills', { id: a.skill, name: 'SECRET skill' });
    await make('POST', '/agents', { id: a.agent, name: 'SECRET Ann', email: 'secret.ann@example.org', password: 'a good password', queues: [a.queue] });
    await make('POST', '/devices', { token: a.device });
    await make('POST', '/tags', { name: a.tag });
    a.key = (await make('POST', '/keys', { name: 'SECRET key', scope: 'read' })).id;
    await make('POST', '/session/create', {
      customer_id: a.customer, session_id: a.session, channel: 'chat', customer_profile: { name: 'SECRET Eve', email: 'secret.eve@example.org' },
    });
    a.message = (await make('POST', '/message/process', { customer_id: a.customer, session_id: a.session, channel: 'chat', content: 'SECRET words' })).message_id;
    await make('POST', `/session/${a.session}/assign`, { agent_id: a.agent });
    await make('POST', '/notifications/send', { agents: [a.agent], title: 'SECRET title', message: 'SECRET' });
    a.notification = (await make('GET', '/notifications')).notifications[0].id;
    a.identity = (await make('GET', `/customers/${a.customer}/identities`)).identities[0].identity_id.toString();
    a.site = (await make('POST', '/widget/sites', { id: 'a_site', name: 'SECRET site', origins: ['https://a.test'] })).id;
    a.connector = (await make('POST', '/channels/sms/configure', { connector_id: 'SECRET', adapter: 'fake', account: 'SECRET account', token: 'SECRET token' })).connector.id;
    await until(async () => (await make('GET', '/channels/sms/status')).connectors[0].state === 'open');
    a.webhook = (await make('POST', '/webhooks', { url: 'https://a.test/SECRET', description: 'SECRET' })).id;
    a.webhookDelivery = (await make('POST', `/webhooks/${a.webhook}/test`, {})).delivery.id;
    const upload = await fetch(`${hub.url}/attachments?name=SECRET.txt&session_id=${a.session}`, { method: 'POST', headers: { ...asA, 'Content-Type': 'text/plain' }, body: 'SECRET' });
    a.attachment = (await upload.json()).id;
    a.transfer = (await make('POST', '/transfer/channel', { session_id: a.session, customer_id: a.customer, from_channel: 'chat', to_channel: 'email', reason: 'SECRET' })).transfer_id;
    const job = await make('POST', '/transfer/bulk', { session_ids: [a.session], to_channel: 'sms', reason: 'SECRET' });
    a.job = job.job_id ?? job.id;
    other = { 'X-API-Key': (await make('POST', '/tenants', { id: 'b' })).key };
    await make('POST', '/session/create', { customer_id: 'b_cust', session_id: 'b_sess', channel: 'chat' }, other);
    for (const [name, id] of Object.entries(a)) assert.equal(typeof id, 'string', name);
  });
  after(() => hub?.stop());

  /** The path with A's ids in it. */
  const pathOf = (pattern) => pattern.replace(/([\w-]+)\/\{(\w+)\}/g, (_, word) => {
    assert.ok(kinds[word], `${pattern}: which id follows ${word}? Tell it in kinds`);
    return `${word}/${encodeURIComponent(a[kinds[word]])}`;
  });

  const readsOfA = () => Promise.all(
    [`/session/${a.session}`, `/session/${a.session}/messages`, `/customers/${a.customer}/profile`, `/agents/${a.agent}`, '/keys', '/queues', '/skills', '/tags', '/notifications/history', '/tenants/default', '/widget/sites', '/connectors', '/chat/word-rules', `/transfer/${a.transfer}/status`]
      .map(async (path) => (await ask('GET', path, undefined, asA)).text.replace(/"(position|duration)":"[^"]*"/g, '')));

  async function settled() {
    await until(async () => {
      const { state, status } = await make('GET', `/jobs/${a.job}`);
      return !/queued|running/.test(state ?? status);
    });
    return readsOfA();
  }

  it('by any route, whatever id stands in path, query or body', async () => {
    const before = await settled();
    const { paths } = JSON.parse((await ask('GET', '/openapi.json')).text);
    const calls = Object.entries(paths).flatMap(([pattern, item]) => Object.entries(item)
      .filter(([method]) => ['get', 'put', 'post', 'delete', 'patch'].includes(method))
      .map(([method, operation]) => ({ pattern, method: method.toUpperCase(), operation, name: operation.operationId.replace(/Alias\d*$/, '') })));
    assert.ok(calls.length > 80);
    const unknown = calls.filter(({ name, pattern }) => !recipes[name] && !sockets.has(name) && !pattern.includes('{'));
    assert.deepEqual(unknown.map((call) => `${call.method} ${call.pattern} (${call.name})`), [], 'tell in recipes how to ask for what is A’s');
    const last = (call) => Number(recipes[call.name]?.after ?? false);
    calls.sort((x, y) => last(x) - last(y));
    for (const call of calls.filter(({ name }) => !sockets.has(name))) {
      const recipe = recipes[call.name] ?? {};
      const value = (x) => (typeof x === 'function' ? x() : x);
      const path = pathOf(call.pattern) + (value(recipe.query) ?? '');
      const hasBody = call.operation.requestBody !== undefined;
      const body = hasBody ? value(recipe.body) ?? {} : undefined;
      const reply = await ask(call.method, path, body, other);
      const wanted = [recipe.status ?? 404].flat();
      assert.ok(wanted.includes(reply.status), `${call.method} ${path} (${call.name}): ${reply.status}, wanted ${wanted}: ${reply.text}`);
      if (!recipe.echoes && call.name !== 'openapi') assert.doesNotMatch(reply.text, SECRET, `${call.method} ${path}`);
    }
    assert.deepEqual(await readsOfA(), before, 'nothing of A’s was changed');
  });

  it('by a cursor', async () => {
    for (let i = 0; i < 3; i++) await make('POST', '/message/process', { customer_id: `a_more_${i}`, channel: 'chat', content: 'SECRET' });
    for (const list of ['/sessions/active', `/session/${a.session}/messages`, `/customer/${a.customer}/history`, '/agents', '/keys', '/audit', '/customers', '/notifications']) {
      const { next_cursor } = JSON.parse((await ask('GET', `${list}?limit=1`, undefined, asA)).text);
      if (!next_cursor) continue;
      const reply = await ask('GET', `${list}?limit=50&cursor=${encodeURIComponent(next_cursor)}`, undefined, other);
      assert.doesNotMatch(reply.text, SECRET, list);
    }
  });

  it('by an Idempotency-Key', async () => {
    const headers = { 'Idempotency-Key': 'the-same' };
    const body = { customer_id: 'twin', channel: 'chat', content: 'twin' };
    const first = await make('POST', '/message/process', body, { ...asA, ...headers });
    const reply = await ask('POST', '/message/process', body, { ...other, ...headers });
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get('idempotent-replayed'), null);
    assert.notEqual(JSON.parse(reply.text).message_id, first.message_id);
  });

  it('by a topic, or a position to resume from', async () => {
    const socket = new Socket(hub.url.replace('http', 'ws') + '/ws', { headers: other });
    const frames = [];
    socket.on('message', (text) => frames.push(JSON.parse(text)));
    await new Promise((open, fail) => socket.once('open', open).once('error', fail));
    const { position } = JSON.parse((await ask('GET', `/session/${a.session}`, undefined, asA)).text);
    const [epoch] = position.split('-');
    for (const topic of [`session/a_only`, `customer/a_only`, 'agent/a_only', 'queue/a_only']) socket.send(JSON.stringify({ type: 'subscribe', topic }));
    await make('POST', '/session/create', { customer_id: 'a_only', session_id: 'a_only', channel: 'chat' });
    await make('POST', '/agents', { id: 'a_only', name: 'SECRET' });
    await make('POST', '/queues', { id: 'a_only', name: 'SECRET' });
    for (const topic of [`session/a_only`, `customer/a_only`, 'agent/a_only', 'queue/a_only']) {
      socket.send(JSON.stringify({ type: 'subscribe', topic }));
      socket.send(JSON.stringify({ type: 'resume', topic, position: `${epoch}-1` }));
    }
    for (const topic of ['dashboard', 'unqueued']) socket.send(JSON.stringify({ type: 'resume', topic, position: `${epoch}-0` }));
    await until(() => frames.filter((f) => f.type === 'error').length === 12 && frames.filter((f) => ['resumed', 'reset'].includes(f.type)).length === 2);
    await make('POST', '/message/process', { customer_id: 'a_only', channel: 'chat', content: 'SECRET live' });
    await make('POST', '/message/process', { customer_id: 'b_cust', channel: 'chat', content: 'of B' }, other);
    await until(() => frames.some((f) => f.type === 'new_message'));
    assert.doesNotMatch(JSON.stringify(frames), SECRET);
    assert.ok(frames.filter((f) => f.type === 'error').every((f) => f.payload.code === 'topic.not_found'));
    socket.close();
  });
});
