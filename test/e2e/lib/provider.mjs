// SPDX-License-Identifier: Apache-2.0
// A provider of text messages on this machine that speaks Twilio's Messages API (POST and GET
// /2010-04-01/Accounts/{sid}/Messages.json, GET /2010-04-01/Accounts/{sid}.json), signs what it calls back as
// Twilio does, counts every message that it takes, and fails in the ways that providers do.
import { createHmac, randomBytes } from 'node:crypto';
import { Agent, createServer, request } from 'node:http';

export const ACCOUNT = 'AC' + '0123456789abcdef'.repeat(2);
export const TOKEN = 'a-token-that-nobody-knows';
export const FROM = '+15550001111';

const sleep = (ms) => new Promise((go) => setTimeout(go, ms));
const rfc2822 = (at) => new Date(at).toUTCString().replace('GMT', '+0000');

/** twilio.com/docs/usage/security: the url, and of each field by name, the name and the value. */
export function signature(token, url, fields) {
  const names = Object.keys(fields).sort();
  return createHmac('sha1', token).update(url + names.map((name) => name + fields[name]).join('')).digest('base64');
}

/** What may go wrong with a request, each with the share of requests that it happens to. */
export const FAULTS = {
  fail: 0, // 500, not taken
  busy: 0, // 503 with Retry-After, not taken
  throttle: 0, // 429 with Retry-After, not taken
  lie: 0, // 500, though taken
  garble: 0, // 200 with a body that is none, though taken
  boast: 0, // 200 with a body that is none, not taken
  cutBefore: 0, // the connection ends, not taken
  cutAfter: 0, // the connection ends, though taken
  late: 0, // taken, answered after `lateMs`
  stall: 0, // taken, never answered
  refuse: 0, // 400 with a code, for good
};

/** And with its callbacks. */
export const CALLBACKS = {
  isOn: true,
  twice: 0, // share of those that come again
  swapped: 0, // share of messages of which "delivered" comes before "sent"
  undelivered: 0, // share of messages that end "undelivered"
  atOnce: 16,
  delayMs: 0, // before the first of a message
};

export class Provider {
  constructor({ dice = Math.random, faults = {}, callbacks = {}, lateMs = 1500 } = {}) {
    this.dice = dice;
    this.faults = { ...FAULTS, ...faults };
    this.callbacks = { ...CALLBACKS, ...callbacks };
    this.lateMs = lateMs;
    this.taken = []; // {sid, to, body, at, status}, in their order
    this.bySid = new Map();
    this.byTo = new Map();
    this.sums = { requests: 0, questions: 0, called: 0, refusedCalls: 0, lostCalls: 0, restarts: 0 };
    this.happened = Object.fromEntries(Object.keys(FAULTS).map((name) => [name, 0]));
    this.media = new Map(); // by path: {type, body} or {location}, to be asked for as the account
    this.sockets = new Set();
    this.calls = []; // callbacks to come
    this.calling = 0;
    this.planned = 0;
    this.agent = new Agent({ keepAlive: true, maxSockets: this.callbacks.atOnce });
    this.isStopped = false;
  }

  static async start(options) {
    const provider = new Provider(options);
    await provider.#listen(0);
    return provider;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What a connector of the hub is configured with. */
  get config() {
    return { account_sid: ACCOUNT, auth_token: TOKEN, from: FROM, base_url: this.url };
  }

  #listen(port) {
    this.server = createServer((incoming, answer) => this.#serve(incoming, answer));
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    return new Promise((done, failed) => {
      this.server.once('error', failed);
      this.server.listen(port, '127.0.0.1', () => {
        this.port = this.server.address().port;
        done();
      });
    });
  }

  async #close() {
    const closed = new Promise((done) => this.server.close(done));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Gone for so long: connections are refused, what is under way is cut. What it took it has. */
  async restart(ms) {
    this.sums.restarts++;
    await this.#close();
    await sleep(ms);
    if (!this.isStopped) await this.#listen(this.port);
  }

  async stop() {
    this.isStopped = true;
    this.calls = [];
    this.agent.destroy();
    await this.#close();
  }

  async #serve(incoming, answer) {
    let text = '';
    incoming.setEncoding('utf8');
    try {
      for await (const part of incoming) text += part;
    } catch {
      return; // cut before it came whole
    }
    const url = new URL(incoming.url, this.url);
    const authorization = 'Basic ' + Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64');
    if (incoming.headers.authorization !== authorization) return this.#fault(answer, 401, 20003, 'Authenticate');
    if (url.pathname === `/2010-04-01/Accounts/${ACCOUNT}.json`) return this.#json(answer, 200, { sid: ACCOUNT, status: 'active', friendly_name: 'test' });
    if (this.media.has(url.pathname)) return this.#file(answer, this.media.get(url.pathname));
    if (url.pathname !== `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`) return this.#fault(answer, 404, 20404, 'The requested resource was not found');
    if (incoming.method === 'GET') return this.#list(answer, url.searchParams);
    this.sums.requests++;
    return this.#receive(answer, new URLSearchParams(text));
  }

  #file(answer, { type, body, location }) {
    answer.writeHead(location ? 307 : 200, location ? { Location: location } : { 'Content-Type': type });
    answer.end(body);
  }

  #json(answer, status, body, headers = {}) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    answer.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text), ...headers });
    answer.end(text);
  }

  #fault(answer, status, code, message, headers) {
    this.#json(answer, status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, headers);
  }

  #list(answer, query) {
    this.sums.questions++;
    const all = this.byTo.get(query.get('To')) ?? [];
    const messages = all.slice(-Number(query.get('PageSize') ?? 50)).reverse().map((one) => this.#show(one));
    this.#json(answer, 200, { messages, page: 0, page_size: messages.length, next_page_uri: null });
  }

  #show({ sid, to, body, at, status }) {
    return {
      sid, to, body, status, from: FROM, account_sid: ACCOUNT, direction: 'outbound-api', api_version: '2010-04-01', num_segments: '1', num_media: '0',
      price: null, price_unit: 'USD', error_code: null, error_message: null, messaging_service_sid: null, date_sent: null,
      date_created: rfc2822(at), date_updated: rfc2822(at), uri: `/2010-04-01/Accounts/${ACCOUNT}/Messages/${sid}.json`,
    };
  }

  /** The fault that this request meets, or none. */
  #draw() {
    let at = this.dice();
    for (const [name, share] of Object.entries(this.faults)) {
      if (at < share) {
        this.happened[name]++;
        return name;
      }
      at -= share;
    }
    return 'none';
  }

  #receive(answer, form) {
    const deny = {
      fail: () => this.#fault(answer, 500, 20500, 'An internal server error has occurred'),
      busy: () => this.#fault(answer, 503, 20503, 'Service unavailable', { 'Retry-After': '1' }),
      throttle: () => this.#fault(answer, 429, 20429, 'Too many requests', { 'Retry-After': '1' }),
      boast: () => this.#json(answer, 200, 'OK'),
      cutBefore: () => answer.destroy(),
      refuse: () => this.#fault(answer, 400, 21211, `The 'To' number ${form.get('To')} is not a valid phone number.`),
    };
    const how = this.#draw();
    if (how in deny) return deny[how]();
    const message = this.#take(form);
    const agree = {
      none: () => this.#json(answer, 201, this.#show(message)),
      lie: () => this.#fault(answer, 500, 20500, 'An internal server error has occurred'),
      garble: () => this.#json(answer, 200, '{"sid": '),
      cutAfter: () => answer.destroy(),
      late: () => setTimeout(() => this.#json(answer, 201, this.#show(message)), this.lateMs),
      stall: () => {},
    };
    return agree[how]();
  }

  /** It took this earlier. */
  has(to, body, at) {
    this.#take(new URLSearchParams({ To: to, Body: body })).at = at;
  }

  #take(form) {
    const message = { sid: 'SM' + randomBytes(16).toString('hex'), to: form.get('To'), body: form.get('Body'), at: Date.now(), status: 'queued', form: form.toString() };
    this.taken.push(message);
    this.bySid.set(message.sid, message);
    if (!this.byTo.has(message.to)) this.byTo.set(message.to, []);
    this.byTo.get(message.to).push(message);
    if (this.callbacks.isOn && form.get('StatusCallback')) this.#plan(message, form.get('StatusCallback'));
    return message;
  }

  #plan(message, url) {
    const last = this.dice() < this.callbacks.undelivered ? 'undelivered' : 'delivered';
    const states = this.dice() < this.callbacks.swapped ? [last, 'sent'] : ['sent', last];
    message.status = last;
    const calls = states.flatMap((state) => Array.from({ length: this.dice() < this.callbacks.twice ? 2 : 1 }, () => ({ message, url, state })));
    if (this.callbacks.delayMs === 0) return calls.forEach((call) => this.#later(call));
    this.planned++;
    setTimeout(() => {
      this.planned--;
      calls.forEach((call) => this.#later(call));
    }, this.callbacks.delayMs);
  }

  #later(call) {
    this.calls.push(call);
    while (this.calling < this.callbacks.atOnce && this.calls.length > 0) this.#call(this.calls.shift());
  }

  /** Until it is heard: 2xx, or 4xx which says that it never will be. */
  async #call(call) {
    this.calling++;
    for (let isHeard = false; !isHeard && !this.isStopped; ) {
      const status = await this.post(call.url, this.fieldsOf(call)).catch(() => 0);
      isHeard = status >= 200 && status < 500 && status !== 429;
      if (status >= 400 && isHeard) this.sums.refusedCalls++;
      if (!isHeard) this.sums.lostCalls++;
      if (!isHeard) await sleep(100);
    }
    this.sums.called++;
    this.calling--;
    if (this.calls.length > 0 && !this.isStopped) this.#call(this.calls.shift());
  }

  fieldsOf({ message, state }) {
    const fields = {
      MessageSid: message.sid, SmsSid: message.sid, MessageStatus: state, SmsStatus: state, To: message.to, From: FROM,
      AccountSid: ACCOUNT, ApiVersion: '2010-04-01',
    };
    return state === 'undelivered' ? { ...fields, ErrorCode: '30003' } : fields;
  }

  /** A signed webhook of it, as a form; the status that answered. */
  post(url, fields, { token = TOKEN } = {}) {
    const body = new URLSearchParams(fields).toString();
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8', 'Content-Length': Buffer.byteLength(body),
      'X-Twilio-Signature': signature(token, url, fields),
    };
    return new Promise((done, failed) => {
      const sending = request(url, { agent: this.agent, method: 'POST', headers, timeout: 10000 }, (answer) => {
        answer.on('error', failed);
        answer.on('end', () => done(answer.statusCode));
        answer.resume();
      });
      sending.on('timeout', () => sending.destroy(new Error('no answer')));
      sending.on('error', failed);
      sending.end(body);
    });
  }

  /** A customer writes: the fields of an inbound message's webhook. */
  inbound(from, body, more = {}) {
    const sid = 'SM' + randomBytes(16).toString('hex');
    return { MessageSid: sid, SmsSid: sid, SmsMessageSid: sid, SmsStatus: 'received', From: from, To: FROM, Body: body, NumMedia: '0', NumSegments: '1', AccountSid: ACCOUNT, ApiVersion: '2010-04-01', ...more };
  }

  /** Nothing is left to be called back. */
  get isQuiet() {
    return this.planned === 0 && this.calling === 0 && this.calls.length === 0;
  }

  /** How often it has each text. */
  counts() {
    const all = new Map();
    for (const { body } of this.taken) all.set(body, (all.get(body) ?? 0) + 1);
    return all;
  }
}
