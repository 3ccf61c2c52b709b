// SPDX-License-Identifier: Apache-2.0
// A visitor at the widget: what they may do, and that they get at nothing of another customer's and nothing
// internal. Every route of the served document is asked with a visitor's token; one that this file does not know
// how to ask fails the test, so that new ones are covered too.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { Hub, until } from './lib/hub.mjs';
import { Raw } from './lib/raw.mjs';
import { Socket } from './lib/ws.mjs';

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const KEY = 'a key of more than sixteen letters';
const SECRET = /SECRET/; // in every text of another customer, and in every internal one
const asKey = { 'X-API-Key': KEY, 'Content-Type': 'application/json' };
const SHOP = { Origin: 'https://shop.test' };

/** The example of the guide is what is tested. */
async function exampleOfGuide() {
  const guide = await readFile(new URL('../../doc/guide/widget.md', import.meta.url), 'utf8');
  const [, code] = /```js\n(import \{ createHmac[\s\S]*?)```/.exec(guide);
  return (await import('data:text/javascript,' + encodeURIComponent(code))).identityToken;
}

/** A page: what it keeps, and its socket. */
class Page {
  constructor(hub, site = 'shop', origin = SHOP) {
    Object.assign(this, { hub, site, origin, frames: [], closed: null });
  }

  async ask(method, path, body, headers = {}) {
    const response = await fetch(this.hub.url + path, {
      method,
      headers: { ...this.origin, ...(this.token && { Authorization: 'Bearer ' + this.token }), ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : text };
  }

  /** POST /widget/session; its answer must be as the document promises. */
  async begin(more = {}) {
    const reply = await this.hub.post('/widget/session', { site: this.site, ...(this.visitor && { visitor: this.visitor }), ...more }, this.origin);
    if (reply.status === 200) ({ token: this.token, visitor: this.visitor } = reply.body);
    return reply;
  }

  async connect(path = '/ws', { auth = true, protocols = [], headers = {} } = {}) {
    const socket = (this.socket = new Socket(this.hub.url.replace('http', 'ws') + path, protocols, { headers: { ...this.origin, ...headers } }));
    this.closed = null;
    socket.on('message', (text) => this.frames.push(JSON.parse(text)));
    socket.on('close', (code) => (this.closed = code));
    await new Promise((open, fail) => socket.once('open', open).once('error', fail));
    if (!auth) return;
    this.send('auth', { token: this.token });
    await this.frame((f) => f.type === 'subscribed' && f.payload.authenticated);
  }

  send(type, payload = {}, more = {}) {
    this.socket.send(JSON.stringify({ type, payload, ...more }));
  }

  frame(check, ms) {
    return until(() => this.frames.find(check), ms, String(check));
  }

  /** Says it live; returns the session in which it was said. */
  async say(content, client_id = content) {
    this.send('message', { content, client_id });
    const ack = await this.frame((f) => f.payload?.client_id === client_id);
    assert.equal(ack.type, 'delivery_update', JSON.stringify(ack));
    return ack.sessionId;
  }
}

describe('a visitor', () => {
  let hub, secret, identityToken;

  const make = async (method, path, body) => {
    const response = await fetch(hub.url + path, { method, headers: asKey, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };
  const newPage = async (more) => {
    const page = new Page(hub);
    assert.equal((await page.begin(more)).status, 200);
    return page;
  };
  const talking = async (more) => {
    const page = await newPage(more);
    await page.connect();
    page.session = await page.say('hello ' + Math.random());
    return page;
  };
  const pages = [];

  before(async () => {
    identityToken = await exampleOfGuide();
    hub = await Hub.start({ env: { OMNICHANNEL_API_KEY: KEY, OMNICHANNEL_VISITOR_RATE: '1000' } });
    secret = (await make('POST', '/widget/sites', { id: 'shop', origins: [SHOP.Origin, 'http://localhost'], settings: { title: 'Lamps', greeting: 'Hello' } })).identity_secret;
  });
  after(() => hub?.stop());

  it('costs no row until the first message', async () => {
    const { body } = await new Page(hub).begin({ language: 'en', page: { url: 'https://shop.test/lamps', title: 'Lamps' } });
    assert.equal(body.session_id, null);
    assert.equal(body.site.title, 'Lamps');
    assert.equal(body.agents_online, false);
    assert.equal((await fetch(`${hub.url}/customers/${body.customer_id}/profile`, { headers: asKey })).status, 404);
  });

  it('tells agents on which page they spoke', async () => {
    const page = await newPage({ language: 'de', page: { url: 'https://shop.test/lamps?' + 'x'.repeat(1000), title: 'Lämpchen'.repeat(40) } });
    await page.connect();
    const session = await page.say('here');
    const { messages } = await make('GET', `/session/${session}/messages`);
    const { site, language, page: told } = messages[0].metadata;
    assert.deepEqual([site, language, told.url.slice(0, 24), told.url.length], ['shop', 'de', 'https://shop.test/lamps?', 400]);
    assert.ok(told.title.startsWith('Lämpchen') && !told.title.includes('\ufffd'));
    page.socket.close();
  });

  it('speaks, hears and comes back as the same', async () => {
    const page = await newPage();
    await page.connect();
    const session = await page.say('good day');
    const order = page.frames.map((f) => f.type).filter((type) => ['subscribed', 'delivery_update'].includes(type));
    assert.deepEqual(order, ['subscribed', 'subscribed', 'delivery_update']); // of auth, of the session, of the message
    await make('POST', '/messages/send', { session_id: session, content: 'what can I do for you?' });
    await page.frame((f) => f.type === 'new_message' && f.payload.content === 'what can I do for you?');
    const again = await page.begin();
    assert.equal(again.body.session_id, session);
    assert.equal(again.body.customer_id, (await page.begin()).body.customer_id);
    const { body } = await page.ask('GET', `/session/${session}/messages`);
    assert.deepEqual(body.messages.map((m) => m.content), ['what can I do for you?', 'good day']);
    page.socket.close();
    await page.connect(`/ws/${session}`, { auth: false, protocols: ['bearer.' + page.token] });
    await page.frame((f) => f.topic === `session/${session}`);
    page.socket.close();
  });

  it('is stored once however often it is sent, also before the page knows the session', async () => {
    const page = await newPage();
    await page.connect();
    const session = await page.say('once', 'id-1');
    page.socket.close();
    await page.begin();
    await page.connect();
    page.frames.length = 0;
    page.send('message', { content: 'once', client_id: 'id-1' });
    page.send('message', { content: 'once', client_id: 'id-1' }, { sessionId: session });
    await until(() => page.frames.filter((f) => f.payload?.duplicate === true).length === 2);
    const reply = await page.ask('POST', '/chat/send-message', { room_id: session, content: 'once', client_id: 'id-1' });
    assert.equal(reply.status, 200, reply.text);
    assert.equal(reply.body.duplicate, true);
    assert.equal((await page.ask('GET', `/session/${session}/messages`)).body.messages.length, 1);
    page.socket.close();
  });

  describe('from which page', () => {
    const preflight = (path, origin, method = 'POST') =>
      fetch(hub.url + path, { method: 'OPTIONS', headers: { Origin: origin, 'Access-Control-Request-Method': method, 'Access-Control-Request-Headers': 'content-type' } });

    it('is asked before the browser asks', async () => {
      const good = await preflight('/widget/session', SHOP.Origin);
      assert.equal(good.status, 204);
      assert.equal(good.headers.get('access-control-allow-origin'), SHOP.Origin);
      assert.match(good.headers.get('access-control-allow-headers'), /Content-Type/);
      assert.equal(good.headers.get('access-control-allow-credentials'), null);
      assert.equal((await preflight('/session/x/messages', SHOP.Origin, 'GET')).headers.get('access-control-allow-origin'), SHOP.Origin);
      for (const [path, origin] of [['/widget/session', 'https://evil.test'], ['/widget/session', 'null'], ['/widget/sites', SHOP.Origin], ['/keys', SHOP.Origin]])
        assert.equal((await preflight(path, origin)).headers.get('access-control-allow-origin'), null, path + origin);
    });

    it('others are refused', async () => {
      for (const origin of ['https://evil.test', 'https://shop.test.evil.test', 'http://shop.test', 'null']) {
        const { status, body } = await new Page(hub, 'shop', { Origin: origin }).begin();
        assert.deepEqual([status, body.code], [403, 'widget.origin'], origin);
      }
      const local = await new Page(hub, 'shop', { Origin: 'http://localhost:5173' }).begin();
      assert.equal(local.status, 200);
      assert.equal((await new Page(hub, 'nowhere').begin()).status, 404);
      // The hub's own pages are none of the shop's.
      assert.equal((await new Page(hub, 'shop', { Origin: hub.url }).begin()).body.code, 'widget.origin');
    });

    it('a token is of its site’s pages', async () => {
      await make('POST', '/widget/sites', { id: 'other', origins: ['https://other.test'] });
      const page = await talking();
      const path = `/session/${page.session}/messages`;
      assert.equal((await page.ask('GET', path)).status, 200);
      assert.equal((await page.ask('GET', path, undefined, { Origin: 'https://other.test' })).body.code, 'widget.origin');
      const thief = new Page(hub, 'shop', { Origin: 'https://other.test' });
      await thief.connect('/ws', { auth: false });
      thief.send('auth', { token: page.token });
      await until(() => thief.closed === 4001);
      // The visitor of one site is nobody at another.
      const other = new Page(hub, 'other', { Origin: 'https://other.test' });
      const { body } = await other.begin({ visitor: page.visitor });
      assert.equal(body.session_id, null);
      await make('DELETE', '/widget/sites/other');
    });

    it('neither keys nor cookies count there', async () => {
      const page = new Page(hub);
      assert.equal((await page.ask('GET', '/health')).status, 200);
      assert.equal((await page.ask('POST', '/chat/send-message', { room_id: 'x', content: 'x' }, { 'X-API-Key': KEY })).status, 403);
      await page.connect('/ws', { auth: false });
      page.send('auth', { token: KEY });
      await until(() => page.closed === 4001);
    });
  });

  describe('who is signed in', () => {
    it('is the customer whom the shop’s server named', async () => {
      const page = await newPage({ identity_token: identityToken(secret, { sub: 'cust_ann', name: 'Ann Lee', email: 'ann@example.org' }) });
      const { body } = await page.begin();
      assert.equal(body.customer_id, 'cust_ann');
      const customer = await make('GET', '/customers/cust_ann/profile');
      assert.equal(customer.name, 'Ann Lee');
      const { identities } = await make('GET', '/customers/cust_ann/identities');
      assert.ok(identities.find((i) => i.address === 'ann@example.org').verified_at);
    });

    it('keeps what the random visitor said, and what is sent again', async () => {
      const page = await talking();
      await page.say('before', 'before');
      const before = page.session;
      const { body } = await page.begin({ identity_token: identityToken(secret, { sub: 'cust_bob' }) });
      assert.deepEqual([body.customer_id, body.session_id], ['cust_bob', before]);
      page.socket.close();
      page.frames.length = 0;
      await page.connect();
      page.send('message', { content: 'before', client_id: 'before' });
      assert.equal((await page.frame((f) => f.payload?.client_id === 'before')).payload.duplicate, true);
      assert.equal(await page.say('after'), before);
      const { interactions } = await make('GET', '/customer/cust_bob/history');
      assert.equal(interactions.filter((i) => i.type === 'message').length, 3);
      page.socket.close();
    });

    it('needs a good signature, HS256 and an end within a day', async () => {
      const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const sign = (header, claims, key = secret) => {
        const text = part(header) + '.' + part(claims);
        return text + '.' + createHmac('sha256', key).update(text).digest('base64url');
      };
      const hs = { alg: 'HS256', typ: 'JWT' };
      const soon = Math.floor(Date.now() / 1000) + 60;
      const bad = {
        'another secret': sign(hs, { sub: 'cust_ann', exp: soon }, 'x'.repeat(47)),
        none: part({ alg: 'none' }) + '.' + part({ sub: 'cust_ann', exp: soon }) + '.',
        'another algorithm': sign({ alg: 'HS512' }, { sub: 'cust_ann', exp: soon }),
        expired: sign(hs, { sub: 'cust_ann', exp: soon - 120 }),
        'without end': sign(hs, { sub: 'cust_ann' }),
        'too long': sign(hs, { sub: 'cust_ann', exp: soon + 86400 + 120 }),
        'no customer': sign(hs, { exp: soon }),
        'a word of the hub’s': sign(hs, { sub: 'search', exp: soon }),
        nonsense: 'a.b.c',
      };
      for (const [why, identity_token] of Object.entries(bad)) {
        const { status, body } = await new Page(hub).begin({ identity_token });
        if (why === 'a word of the hub’s' && status === 200) continue; // no word in a path of customers
        assert.deepEqual([status, body.code, body.errors[0].pointer], [401, 'widget.identity', '/identity_token'], why);
      }
    });

    it('is known no longer than the secret that signed is taken', async () => {
      const site = await make('POST', '/widget/sites', { id: 'turning', origins: [SHOP.Origin] });
      const page = new Page(hub, 'turning');
      const token = identityToken(site.identity_secret, { sub: 'cust_cy' });
      await page.begin({ identity_token: token });
      await page.connect();
      await page.say('hi');
      await make('POST', '/widget/sites/turning/rotate', { grace_s: 1000 });
      assert.equal((await page.begin()).body.customer_id, 'cust_cy');
      assert.equal((await new Page(hub, 'turning').begin({ identity_token: token })).status, 200);
      await make('POST', '/widget/sites/turning/rotate', {});
      await until(() => page.closed === 4001);
      assert.equal((await page.ask('GET', '/chat/room/x/history')).status, 401);
      assert.equal((await new Page(hub, 'turning').begin({ identity_token: token })).status, 401);
      assert.match((await page.begin()).body.customer_id, /^visitor_/);
    });
  });

  describe('is closed out', () => {
    it('when blocked', async () => {
      const page = await talking();
      const { customer_id } = (await page.begin()).body;
      await make('POST', `/customers/${customer_id}/block`, { blocked: true });
      await until(() => page.closed === 4001);
      assert.equal((await page.ask('GET', `/session/${page.session}/messages`)).status, 401);
      assert.deepEqual([(await page.begin()).status, (await page.begin()).body.code], [403, 'customer.blocked']);
    });

    it('when erased, and begins anew', async () => {
      const page = await talking();
      const { customer_id } = (await page.begin()).body;
      await make('DELETE', `/customers/${customer_id}`);
      await until(() => page.closed === 4001);
      assert.equal((await page.ask('GET', `/session/${page.session}/messages`)).status, 401);
      assert.notEqual((await page.begin()).body.customer_id, customer_id);
    });

    it('when erased in the middle of an upload, of which nothing stays', async () => {
      const page = await talking();
      const { customer_id } = (await page.begin()).body;
      const raw = new Raw(new URL(hub.url).port);
      raw.send(`POST /attachments HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${page.token}\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nabc`);
      await sleep(200);
      await make('DELETE', `/customers/${customer_id}`);
      await until(() => page.closed === 4001);
      const { status, body } = await raw.send('def').answer();
      raw.end();
      assert.deepEqual([status, JSON.parse(body).code], [401, 'widget.over']);
    });

    it('of more than ten uploads at once', async () => {
      const page = await talking();
      const begin = () => new Raw(new URL(hub.url).port).send(`POST /attachments HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${page.token}\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nabc`);
      const under = Array.from({ length: 10 }, begin);
      await sleep(300);
      const more = begin();
      const { status, body } = await more.answer();
      assert.deepEqual([status, JSON.parse(body).code], [429, 'file.crowded']);
      assert.deepEqual(await Promise.all(under.map(async (raw) => (await raw.send('def').answer()).status)), Array(10).fill(201));
      for (const raw of [...under, more]) raw.end();
    });

    it('when the site is closed', async () => {
      await make('POST', '/widget/sites', { id: 'brief', origins: [SHOP.Origin] });
      const page = new Page(hub, 'brief');
      await page.begin();
      await page.connect();
      await make('PUT', '/widget/sites/brief', { enabled: false });
      await until(() => page.closed === 4001);
      assert.equal((await page.begin()).status, 404);
      assert.equal((await preflightOf('https://shop.test')).status, 204);
    });
    const preflightOf = (Origin) => fetch(hub.url + '/widget/session', { method: 'OPTIONS', headers: { Origin, 'Access-Control-Request-Method': 'POST' } });
  });

  describe('gets at nothing', () => {
    const x = {}; // what there is of others, and of the company
    let page;

    before(async () => {
      Object.assign(x, { tenant: 'default', channel: 'sms', agent: 'SECRET_agent', customer: 'SECRET_cust', session: 'SECRET_sess', queue: 'SECRET_queue', skill: 'SECRET_skill', tag: 'SECRETtag', site: 'shop' });
      await make('POST', '/queues', { id: x.queue, name: 'SECRET queue' });
      await make('POST', '/skills', { id: x.skill, name: 'SECRET skill' });
      await make('POST', '/agents', { id: x.agent, name: 'Ann', email: 'secret.ann@example.org', password: 'a good password', queues: [x.queue] });
      await make('POST', '/tags', { name: x.tag });
      x.key = (await make('POST', '/keys', { name: 'SECRET key', scope: 'read' })).id;
      await make('POST', '/session/create', { customer_id: x.customer, session_id: x.session, channel: 'chat', customer_profile: { name: 'SECRET Eve', email: 'secret.eve@example.org' } });
      x.message = (await make('POST', '/message/process', { customer_id: x.customer, session_id: x.session, channel: 'chat', content: 'SECRET words' })).message_id;
      await make('POST', `/session/${x.session}/assign`, { agent_id: x.agent });
      await make('POST', '/notifications/send', { agents: [x.agent], title: 'SECRET title', message: 'SECRET' });
      x.notification = (await make('GET', '/notifications')).notifications[0].id;
      x.identity = (await make('GET', `/customers/${x.customer}/identities`)).identities[0].identity_id.toString();
      x.transfer = (await make('POST', '/transfer/channel', { session_id: x.session, customer_id: x.customer, from_channel: 'chat', to_channel: 'email', reason: 'SECRET' })).transfer_id;
      const job = await make('POST', '/transfer/bulk', { session_ids: [x.session], to_channel: 'sms', reason: 'SECRET' });
      x.job = job.job_id ?? job.id;
      const upload = await fetch(`${hub.url}/attachments?name=SECRET.txt&session_id=${x.session}`, { method: 'POST', headers: { 'X-API-Key': KEY, 'Content-Type': 'text/plain' }, body: 'SECRET' });
      x.attachment = (await upload.json()).id;

      // The visitor's own session, with what is internal in it.
      page = await talking();
      const own = page.session;
      await make('POST', `/session/${own}/notes`, { content: 'SECRET note' });
      await make('POST', `/session/${own}/tags`, { add: [x.tag] });
      await make('PUT', `/session/${own}`, { context: { rating: 'SECRET context' }, priority: 'urgent' });
      await make('POST', `/session/${own}/assign`, { agent_id: x.agent, queue: x.queue });
      await make('POST', '/transfer/channel', { session_id: own, customer_id: (await page.begin()).body.customer_id, from_channel: 'chat', to_channel: 'chat', to_queue: x.queue, reason: 'SECRET reason' }).catch(() => {});
      await make('POST', '/chat/send-message', { room_id: own, content: 'an answer', agent_id: x.agent, metadata: { hint: 'SECRET' } });
    });

    const kinds = {
      agents: 'agent', customer: 'customer', customers: 'customer', session: 'session', sessions: 'session', messages: 'session', message: 'message', queues: 'queue',
      skills: 'skill', keys: 'key', jobs: 'job', tenants: 'tenant', transfer: 'transfer', notifications: 'notification', identities: 'identity', tags: 'tag',
      sites: 'site', room: 'session', attachments: 'attachment', 'word-rules': 'tag', connectors: 'tag', agent: 'agent', ws: 'session',
      channels: 'channel', integrations: 'channel', webhook: 'channel', sms: 'message', webhooks: 'tag', deliveries: 'message',
    };
    const pathOf = (pattern, own = {}) => pattern.replace(/([\w-]+)\/\{(\w+)\}/g, (_, word) => {
      assert.ok(kinds[word], `${pattern}: which id follows ${word}? Tell it in kinds`);
      return `${word}/${encodeURIComponent({ ...x, ...own }[kinds[word]])}`;
    });
    const sockets = new Set(['live', 'liveAgent', 'liveCustomer', 'liveDashboard', 'liveSession']);
    // How to ask public routes for what is another's, and which answer is right; `own`: what the visitor's own is answered.
    const recipes = {
      asyncapi: { status: 200, open: true },
      attachmentCreate: { body: () => ({}), status: [404, 415, 422], query: () => `?session_id=${x.session}` },
      attachmentGet: { status: 404 },
      attachmentLink: { status: 404 },
      chatFileUpload: { body: () => ({}), status: [404, 415, 422] },
      chatHistory: { status: 404, own: 200 },
      chatParticipants: { status: 404, own: 200 },
      chatSend: { body: () => ({ room_id: x.session, content: 'hello' }), status: 404 },
      chatTyping: { body: () => ({ room_id: x.session, typing: true }), status: 404 },
      capabilities: { status: [200, 403] },
      health: { status: 200 },
      openapi: { status: 200, open: true },
      ready: { status: 200 },
      sessionCsat: { body: () => ({ score: 1 }), status: 404, own: 200 },
      sessionMessages: { status: 404, own: 200 },
      version: { status: 200 },
      webhookChallenge: { status: [403, 404] },
      webhookReceive: { status: [403, 404] },
      widgetSession: { body: () => ({ site: 'shop' }), status: 200 },
    };

    const operations = async () => {
      const { paths } = (await page.ask('GET', '/openapi.json')).body;
      return Object.entries(paths).flatMap(([pattern, item]) => Object.entries(item)
        .filter(([method]) => ['get', 'put', 'post', 'delete', 'patch'].includes(method))
        .map(([method, operation]) => ({ pattern, method: method.toUpperCase(), operation, name: operation.operationId.replace(/Alias\d*$/, '') })));
    };
    const ask = (call, path, body) => page.ask(call.method, path, call.operation.requestBody === undefined ? undefined : body ?? {});

    it('by a route that is not for visitors', async () => {
      const internal = (await operations()).filter(({ operation }) => operation['x-audience'] === 'internal');
      assert.ok(internal.length > 80);
      for (const call of internal) {
        const path = pathOf(call.pattern);
        const reply = await ask(call, path);
        assert.ok([401, 403, 404].includes(reply.status), `${call.method} ${path} (${call.name}): ${reply.status} ${reply.text}`);
        assert.doesNotMatch(reply.text.replaceAll(path, ''), SECRET, `${call.method} ${path}`);
      }
    });

    it('by one that is', async () => {
      for (const call of (await operations()).filter(({ operation, name }) => operation['x-audience'] === 'public' && !sockets.has(name))) {
        const recipe = recipes[call.name];
        assert.ok(recipe, `${call.method} ${call.pattern} (${call.name}): tell in recipes how to ask for what is another’s`);
        const path = pathOf(call.pattern) + (recipe.query?.() ?? '');
        const reply = await ask(call, path, recipe.body?.());
        assert.ok([recipe.status].flat().includes(reply.status), `${call.method} ${path} (${call.name}): ${reply.status} ${reply.text}`);
        if (!recipe.open) assert.doesNotMatch(reply.text.replaceAll(path.split('?')[0], ''), SECRET, `${call.method} ${path}`);
        if (!recipe.own) continue;
        const own = await ask(call, pathOf(call.pattern, { session: page.session }), recipe.body?.());
        assert.equal(own.status, recipe.own, own.text);
        assert.doesNotMatch(own.text, SECRET, `${call.method} ${call.pattern} of one’s own`);
      }
    });

    it('with a key’s header beside the token, an id of another tenant or an unknown one', async () => {
      for (const id of [x.session, 'nowhere', '%00', '..']) {
        const reply = await page.ask('GET', `/session/${id}/messages`);
        assert.ok([400, 404, 422].includes(reply.status), reply.text);
      }
      const [known, unknown] = await Promise.all([x.session, 'nowhere'].map((id) => page.ask('GET', `/session/${id}/messages`)));
      assert.equal(known.text.replaceAll(x.session, ''), unknown.text.replaceAll('nowhere', ''));
      const broken = await page.ask('GET', `/session/${page.session}/messages`, undefined, { Authorization: 'Bearer ' + page.token.slice(0, -1) + (page.token.endsWith('A') ? 'E' : 'A') });
      assert.equal(broken.status, 401);
      const swapped = await page.ask('GET', `/session/${page.session}/messages`, undefined, { Authorization: 'Bearer ' + page.visitor.replace('ohv_', 'oht_') });
      assert.equal(swapped.status, 401);
    });

    it('by a topic, or a position to resume from', async () => {
      const other = new Page(hub);
      other.token = page.token;
      await other.connect();
      const epoch = (await page.begin()).body.position.split('-')[0];
      const topics = [`session/${x.session}`, 'session/nowhere', `customer/${x.customer}`, `agent/${x.agent}`, `queue/${x.queue}`, 'dashboard', 'unqueued', 'nonsense', `customer/${(await page.begin()).body.customer_id}`];
      for (const topic of topics) {
        other.send('subscribe', { topic });
        other.send('subscribe', { topic, audience: 'internal' });
        other.send('resume', { topic, position: `${epoch}-1` });
      }
      other.send('message', { content: 'into another’s', client_id: 'm' }, { sessionId: x.session });
      other.send('typing', { typing: true }, { sessionId: x.session });
      other.send('read', {}, { sessionId: x.session, position: `${epoch}-1` });
      other.send('auth', { token: other.token, sessionId: x.session });
      await until(() => other.frames.filter((f) => f.type === 'error').length === 3 * topics.length + 4);
      const errors = other.frames.filter((f) => f.type === 'error');
      const said = new Set(errors.filter((f) => f.topic !== null).map((f) => JSON.stringify({ ...f.payload })));
      assert.equal(said.size, 1, 'unknown and forbidden topics get the same error');
      assert.ok(errors.every((f) => f.payload.status === 404), JSON.stringify(errors.map((f) => f.payload.code)));
      await make('POST', '/message/process', { customer_id: x.customer, session_id: x.session, channel: 'chat', content: 'SECRET live' });
      await make('POST', `/session/${page.session}/notes`, { content: 'SECRET second note' });
      other.send('subscribe', { topic: `session/${page.session}` });
      other.send('resume', { topic: `session/${page.session}`, position: `${epoch}-1` });
      await other.frame((f) => f.type === 'resumed');
      await make('POST', `/session/${page.session}/assign`, { agent_id: null });
      await make('POST', `/session/${page.session}/notes`, { content: 'SECRET third note' });
      await make('POST', '/messages/send', { session_id: page.session, content: 'the end', agent_id: x.agent });
      await other.frame((f) => f.type === 'new_message' && f.payload.content === 'the end');
      for (const frame of other.frames) assert.doesNotMatch(JSON.stringify(frame.type === 'error' ? { ...frame, topic: null } : frame), SECRET);
      assert.ok(page.frames.length > 0);
      for (const frame of page.frames) assert.doesNotMatch(JSON.stringify(frame), SECRET);
      other.socket.close();
    });

    it('by a socket of another’s path', async () => {
      for (const path of [`/ws/${x.session}`, `/ws/agent/${x.agent}`, `/ws/customer/${x.customer}`, '/ws/dashboard']) {
        const other = new Page(hub);
        other.token = page.token;
        const opened = await other.connect(path, { auth: false, protocols: ['bearer.' + page.token] }).then(() => true, () => false);
        if (path !== `/ws/${x.session}`) assert.equal(opened, false, path);
        else await other.frame((f) => f.type === 'error' && f.payload.code === 'topic.not_found');
        other.socket.close();
      }
    });

    it('by another’s file, in a message or by its address', async () => {
      const mine = await page.ask('POST', '/attachments?name=a.txt', 'mine', { 'Content-Type': 'text/plain' });
      assert.equal(mine.status, 201, mine.text);
      assert.equal((await page.ask('GET', `/attachments/${mine.body.id}`)).status, 200);
      page.send('message', { content: 'look', client_id: 'stolen', attachments: [{ id: x.attachment }] });
      assert.equal((await page.frame((f) => f.payload?.client_id === 'stolen')).payload.status, 422);
      page.send('message', { content: 'look', client_id: 'made-up', attachments: [{ url: 'https://evil.test/x.png' }] });
      assert.equal((await page.frame((f) => f.payload?.client_id === 'made-up')).payload.status, 422);
      page.send('message', { content: 'look', client_id: 'mine', attachments: [{ id: mine.body.id }] });
      assert.equal((await page.frame((f) => f.payload?.client_id === 'mine')).type, 'delivery_update');
    });

    it('when agents merge them with somebody', async () => {
      const lone = await talking();
      const { customer_id } = (await lone.begin()).body;
      await make('POST', `/customers/${x.customer}/merge`, { customer_id });
      await make('POST', '/messages/send', { session_id: lone.session, content: 'to both' });
      await lone.frame((f) => f.payload?.content === 'to both');
      assert.equal(await lone.say('still here'), lone.session);
      assert.equal((await lone.begin()).body.session_id, lone.session);
      assert.equal((await lone.ask('GET', `/session/${x.session}/messages`)).status, 404);
      for (const path of [`/session/${lone.session}/messages`, `/chat/room/${lone.session}/participants`, `/chat/room/${lone.session}/history`])
        assert.doesNotMatch((await lone.ask('GET', path)).text, SECRET, path);
      lone.send('typing', { typing: true }, { sessionId: lone.session });
      for (const frame of lone.frames) assert.doesNotMatch(JSON.stringify(frame), SECRET);
      await make('DELETE', `/session/${lone.session}`);
      lone.send('message', { content: 'and now?', client_id: 'now' });
      assert.equal((await lone.frame((f) => f.payload?.client_id === 'now')).payload.code, 'widget.over');
      await until(() => lone.closed === 4001);
      assert.notEqual((await lone.begin()).body.customer_id, customer_id);
      pages.push(lone);
    });
  });
});
