// SPDX-License-Identifier: Apache-2.0
// The hub as far as a visitor's browser sees it, in memory: enter, auth, subscribe, resume, say once, read,
// history. Cuts, refusals and holes can be ordered.

const later = (run) => setTimeout(run, 0);

export class FakeHub {
  epoch = 'e1';
  position = 0;
  site = { id: 'demo', title: 'Fjord & Lamp', greeting: 'Hello! How can we help you today?', color: '#0f6b5c', language: null };
  agentsOnline = true;
  /** Paths answered otherwise: [status, body], taken once each. */
  refusals = new Map();
  requests = [];
  sessions = new Map();
  customers = new Map(); // of a visitor's secret
  sockets = new Set();
  stored = new Map(); // client_id → message
  received = [];
  acknowledges = true;
  isDown = false;
  #next = 1;

  at(n = this.position) {
    return `${this.epoch}-${n}`;
  }

  // ---- over HTTP

  fetch = async (url, init = {}) => {
    if (this.isDown) throw new TypeError('network');
    const { pathname, searchParams } = new URL(url);
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : init.body;
    this.requests.push({ path: pathname, query: Object.fromEntries(searchParams), body, headers: init.headers ?? {} });
    await new Promise(later);
    if (this.isDown) throw new TypeError('network');
    const refusal = this.refusals.get(pathname)?.shift();
    const [status, answer] = refusal ?? this.#answer(pathname, searchParams, body, init);
    return new Response(JSON.stringify(answer), { status, headers: { 'Content-Type': 'application/json' } });
  };

  refuse(path, ...answers) {
    this.refusals.set(path, answers);
  }

  #answer(path, query, body, init) {
    if (path === '/widget/session') return [200, this.#enter(body)];
    const customer = this.#customerOf((init.headers?.Authorization ?? '').replace('Bearer ', ''));
    if (customer === null) return [401, { code: 'key.unknown', detail: 'this token is not known' }];
    const session = this.sessions.get(/^\/session\/([^/]+)\//.exec(path)?.[1]);
    if (path.startsWith('/session/') && session?.customer !== customer) return [404, { code: 'session.not_found', detail: 'there is no such session' }];
    if (path.endsWith('/messages')) return [200, this.#page(session, query)];
    if (path.endsWith('/csat')) return [200, { success: true }];
    return [404, { code: 'route.unknown', detail: path }];
  }

  #enter(body) {
    const visitor = body.visitor ?? 'visitor-' + this.#next++;
    const known = this.customers.get(visitor);
    const customer = body.identity_token ? 'cust-' + body.identity_token : (known ?? 'cust-' + visitor);
    const secret = body.identity_token && !visitor.endsWith('+' + body.identity_token) ? visitor + '+' + body.identity_token : visitor;
    this.customers.set(secret, customer);
    const session = [...this.sessions.values()].find((s) => s.customer === customer);
    return {
      success: true, token: 'token:' + customer, expires_at: new Date(Date.now() + 3600e3).toISOString(), visitor: secret, customer_id: customer,
      session_id: session?.id ?? null, websocket_url: 'ws://hub.test/ws', position: this.at(), site: this.site, agents_online: this.agentsOnline,
      upload: { max_bytes: 1e6, types: ['image/png', 'image/jpeg', 'application/pdf'] },
    };
  }

  #customerOf(token) {
    return token.startsWith('token:') ? token.slice(6) : null;
  }

  #page(session, query) {
    const limit = Number(query.get('limit') ?? 50);
    const before = query.get('cursor') ? Number(query.get('cursor').slice(1)) : Infinity;
    const all = session.messages.filter((m) => Number(m.position.split('-')[1]) < before).reverse();
    const messages = all.slice(0, limit);
    const last = messages.at(-1);
    return { messages, next_cursor: all.length > limit ? 'p' + last.position.split('-')[1] : null, position: this.at() };
  }

  // ---- over the socket

  /** A constructor for `WebSocket` whose other end is this. */
  get WebSocket() {
    const hub = this;
    return class {
      constructor() {
        hub.connect(this);
      }
      send(text) {
        later(() => hub.sockets.has(this) && hub.hear(this, JSON.parse(text)));
      }
      close() {
        hub.sockets.delete(this);
      }
      tell(frame) {
        if (hub.sockets.has(this)) this.onmessage?.({ data: JSON.stringify(frame) });
      }
      drop(code) {
        hub.sockets.delete(this);
        this.onclose?.({ code, reason: '' });
      }
    };
  }

  connect(socket) {
    socket.customer = null;
    socket.topics = new Map(); // topic → the position told last
    later(() => {
      if (this.isDown) return socket.onclose?.({ code: 1006, reason: '' });
      this.sockets.add(socket);
      socket.onopen?.();
    });
  }

  frame(type, payload, more = {}) {
    return { type, payload, timestamp: new Date().toISOString(), sessionId: null, customerId: null, topic: null, position: null, previous: null, ...more };
  }

  hear(socket, request) {
    this.received.push(request);
    if (request.type === 'auth') {
      socket.customer = this.#customerOf(request.payload.token);
      if (socket.customer === null) socket.drop(4001);
      else socket.tell(this.frame('subscribed', { authenticated: true }));
    } else if (request.type === 'ping') socket.tell(this.frame('pong', {}));
    else if (request.type === 'subscribe' || request.type === 'resume') this.#join(socket, request);
    else if (request.type === 'message') this.#say(socket, request);
    else if (request.type === 'read') this.#read(request);
  }

  #join(socket, { type, topic, position }) {
    const session = this.sessions.get(topic.slice(8));
    if (session?.customer !== socket.customer) {
      socket.tell(this.frame('error', { status: 404, code: 'topic.not_found', detail: 'there is no such topic' }, { topic }));
      return;
    }
    const isOther = type === 'resume' && !position.startsWith(this.epoch + '-');
    if (type === 'resume' && !isOther) {
      const after = Number(position.split('-')[1]);
      for (const event of session.events.filter((e) => e.n > after)) socket.tell({ ...event.frame, topic });
    }
    socket.topics.set(topic, this.position);
    socket.tell(this.frame(isOther ? 'reset' : type === 'resume' ? 'resumed' : 'subscribed', {}, { topic, position: this.at(), previous: this.at() }));
    socket.tell(this.#presence(session));
  }

  #presence(session) {
    const participants = [
      { type: 'customer', id: session.customer, name: null, online: true, read_position: session.read ?? null, delivered_position: null },
      ...session.agents,
    ];
    return this.frame('presence', { participants }, { sessionId: session.id, topic: 'session/' + session.id });
  }

  #read({ sessionId, position, payload }) {
    const session = this.sessions.get(sessionId);
    if (payload.state === 'read') session.read = position;
    this.#tellAll(session, this.#presence(session));
  }

  #say(socket, { sessionId, payload }) {
    const refusal = this.refusals.get('message')?.shift();
    if (refusal) {
      socket.tell(this.frame('error', { status: refusal[0], ...refusal[1], client_id: payload.client_id }));
      return;
    }
    let message = this.stored.get(payload.client_id);
    const isDuplicate = message !== undefined;
    const session = this.#sessionFor(sessionId, socket.customer);
    if (!isDuplicate) {
      message = this.add(session.id, { direction: 'inbound', author: { type: 'customer', id: socket.customer, name: null }, content: payload.content, attachments: payload.attachments ?? [] });
      this.stored.set(payload.client_id, message);
    }
    if (!this.acknowledges) return;
    if (!socket.topics.has('session/' + session.id)) {
      socket.topics.set('session/' + session.id, this.position);
      socket.tell(this.frame('subscribed', {}, { topic: 'session/' + session.id, position: this.at(), previous: this.at() }));
      socket.tell(this.#presence(session));
    }
    socket.tell(this.frame('delivery_update', { client_id: payload.client_id, message_id: message.id, state: 'stored', duplicate: isDuplicate }, { sessionId: session.id }));
  }

  #sessionFor(id, customer) {
    const session = this.sessions.get(id) ?? [...this.sessions.values()].find((s) => s.customer === customer);
    return session ?? this.open(customer);
  }

  // ---- what the test orders

  open(customer, id = 's' + this.#next++) {
    const session = { id, customer, messages: [], events: [], agents: [] };
    this.sessions.set(id, session);
    return session;
  }

  /** Something happens in a session; `isLost` makes a hole of it for whoever listens. */
  add(id, more = {}, { type = 'new_message', isLost = false } = {}) {
    const session = this.sessions.get(id);
    const previous = session.events.at(-1)?.n ?? 0;
    const n = ++this.position;
    const message = {
      id: 'm' + n, position: this.at(n), type: 'message', channel: 'chat', direction: 'outbound', author: { type: 'agent', id: null, name: 'Anna' },
      content: 'text ' + n, attachments: [], timestamp: new Date().toISOString(), edited_at: null, delivery: null, quick_replies: [], redacted: false, ...more,
    };
    if (type === 'new_message') session.messages.push(message);
    else session.messages = session.messages.map((m) => (m.id === message.id ? message : m));
    const frame = this.frame(type, message, { sessionId: id, topic: 'session/' + id, position: this.at(n), previous: this.at(previous) });
    session.events.push({ n, frame });
    if (!isLost) this.#tellAll(session, frame);
    return message;
  }

  resolve(id) {
    const session = this.sessions.get(id);
    const previous = session.events.at(-1)?.n ?? 0;
    const n = ++this.position;
    const frame = this.frame('session_update', { session_id: id, status: 'resolved', rating: null }, { sessionId: id, topic: 'session/' + id, position: this.at(n), previous: this.at(previous) });
    session.events.push({ n, frame });
    this.#tellAll(session, frame);
  }

  update(id, message, change) {
    this.add(id, { ...message, ...change }, { type: 'message_updated' });
  }

  type(id, typing, name = 'Anna') {
    const session = this.sessions.get(id);
    this.#tellAll(session, this.frame('typing', { typing, author: { type: 'agent', id: null, name } }, { sessionId: id, topic: 'session/' + id }));
  }

  setAgents(id, agents) {
    const session = this.sessions.get(id);
    session.agents = agents.map((a) => ({ type: 'agent', id: null, name: 'Anna', online: true, read_position: null, delivered_position: null, ...a }));
    this.#tellAll(session, this.#presence(session));
  }

  #tellAll(session, frame) {
    for (const socket of [...this.sockets]) if (socket.topics.has('session/' + session.id)) socket.tell(frame);
  }

  cut() {
    this.isDown = true;
    for (const socket of [...this.sockets]) socket.drop(1006);
  }

  heal() {
    this.isDown = false;
  }
}
