// SPDX-License-Identifier: Apache-2.0
// A live client of the hub: keeps a State up to date over a WebSocket, through cuts of any kind. No DOM.
//
// A topic is subscribed first and then read; what the read already knows is dropped. After a cut each topic is
// resumed from the last position seen; a frame whose `previous` is beyond that is a hole, and resumed too. What
// the server cannot fill (`reset`) is read again. Messages are sent again until they are acknowledged.
import { State, epochOf, numberOf } from './state.js';
import { Outbox } from './outbox.js';

/** @typedef {import('../shared/api').LiveFrame} LiveFrame */
/** @typedef {import('../shared/api').LiveRequest} LiveRequest */
/** @typedef {import('../shared/api').Problem} Problem */

/**
 * @typedef {object} Topic
 * @property {string} name
 * @property {string | null} last the position seen last; null before it was joined
 * @property {'new' | 'joining' | 'live' | 'resuming'} mode
 * @property {boolean} isLoading
 * @property {LiveFrame[]} held what came while it was read
 * @property {number} run the number of its last read: a read that was overtaken is dropped
 */

/**
 * @typedef {object} Status
 * @property {'idle' | 'connecting' | 'live' | 'waiting' | 'key'} phase `connecting` until everything is caught up;
 *   `waiting` for the next attempt; `key`: the server wants another key than it has
 * @property {number} retryAt when the next attempt is, in the clock's milliseconds
 * @property {number} attempts since it was last live
 * @property {number} cuts how often the connection was lost
 * @property {number} replayed events that came by the last resume
 * @property {number} resets how often the server could not fill a gap
 * @property {number} away milliseconds between the last cut and being caught up again
 * @property {string} reason what the server said when it closed
 */

/**
 * @typedef {object} Options
 * @property {string} base the hub's address, "http://127.0.0.1:8302"
 * @property {string | null} [key]
 * @property {() => void} [changed] called after every change of state, status or outbox
 * @property {new (url: string) => WebSocket} [WebSocket]
 * @property {typeof fetch} [fetch]
 * @property {() => number} [now] milliseconds that only grow
 * @property {() => number} [random] from 0 to 1
 * @property {number} [pingMs] silence after which it asks whether anybody is there
 * @property {number} [deadMs] silence after which the connection counts as cut
 * @property {number} [retryMs] the first wait between attempts
 * @property {number} [retryMaxMs]
 * @property {number} [timeoutMs] of one read
 */

const CLOSE_UNAUTHORISED = 4001;
const PAGE = 50;

const defaults = {
  key: null,
  changed() {},
  now: () => performance.now(),
  random: Math.random,
  pingMs: 15000,
  deadMs: 40000,
  retryMs: 250,
  retryMaxMs: 10000,
  timeoutMs: 10000,
};

export class HubClient {
  /** @param {Options} options */
  constructor(options) {
    this.options = { ...defaults, WebSocket: globalThis.WebSocket, fetch: globalThis.fetch.bind(globalThis), ...options };
    this.key = options.key ?? null;
    this.state = new State();
    this.outbox = new Outbox((message) => this.#request(message), () => this.#changed());
    /** @type {Map<string, Topic>} */
    this.topics = new Map();
    /** @type {Status} */
    this.status = { phase: 'idle', retryAt: 0, attempts: 0, cuts: 0, replayed: 0, resets: 0, away: 0, reason: '' };
    /** @type {WebSocket | null} */
    this.socket = null;
    this.isOpen = false;
    this.heardAt = 0;
    this.cutAt = -1;
    /** Reads begun before a reset are of another time. */
    this.era = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.retryTimer = undefined;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.pulse = undefined;
  }

  // ---- what is followed

  /** The newest position of all topics, as the server writes it. @returns {string | null} */
  get position() {
    let newest = null;
    for (const topic of this.topics.values())
      if (topic.last !== null && (newest === null || numberOf(topic.last) > numberOf(newest))) newest = topic.last;
    return newest;
  }

  /** Follows every session; the list is read and stays up to date. */
  followDashboard() {
    this.#follow('dashboard');
  }

  /** Keeps the session's timeline. With the dashboard followed its events are those of the dashboard. @param {string} id */
  openSession(id) {
    if (this.state.timelines.has(id)) return;
    this.state.expectTimeline(id);
    if (!this.topics.has('dashboard')) this.#follow('session/' + id);
    else void this.#readTimeline(id);
    this.#changed();
  }

  /** @param {string} id */
  closeSession(id) {
    this.state.dropTimeline(id);
    const name = 'session/' + id;
    if (this.topics.delete(name)) this.#request({ type: 'unsubscribe', topic: name });
    this.#changed();
  }

  /** @param {string} name */
  #follow(name) {
    if (this.topics.has(name)) return;
    /** @type {Topic} */
    const topic = { name, last: null, mode: 'new', isLoading: false, held: [], run: 0 };
    this.topics.set(name, topic);
    if (this.isOpen) this.#join(topic);
  }

  // ---- connection

  start() {
    if (this.pulse !== undefined) return;
    this.pulse = setInterval(() => this.#listenForSilence(), Math.max(50, this.options.pingMs / 3));
    this.#connect();
  }

  stop() {
    clearInterval(this.pulse);
    this.pulse = undefined;
    clearTimeout(this.retryTimer);
    this.#leave();
    this.#setPhase('idle');
  }

  /** Does not wait for the next attempt any longer. */
  reconnectNow() {
    if (this.status.phase === 'waiting') this.#connect();
  }

  /** @param {string | null} key */
  setKey(key) {
    this.key = key;
    clearTimeout(this.retryTimer);
    this.#leave();
    this.#connect();
  }

  /** Logs in as an agent: a cookie that no script can read says so from now on. Throws with what the hub says. @param {{email: string, password: string, tenant?: string}} body */
  async logIn(body) {
    const response = await this.options.fetch(this.options.base + '/auth/login', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.detail ?? 'the hub does not answer');
    this.#begins(null);
  }

  /** Forgets the key and ends the login. */
  async logOut() {
    const post = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' };
    await this.options.fetch(this.options.base + '/auth/logout', post).catch(() => {});
    this.#begins(null);
  }

  // As somebody else: what the one before saw is forgotten.
  /** @param {string | null} key */
  #begins(key) {
    const open = [...this.state.timelines.keys()];
    this.state = new State();
    for (const id of open) this.state.expectTimeline(id);
    for (const topic of this.topics.values()) topic.last = null;
    this.era++;
    this.setKey(key);
  }

  #connect() {
    clearTimeout(this.retryTimer);
    this.#setPhase('connecting');
    this.heardAt = this.options.now();
    const socket = new this.options.WebSocket(this.options.base.replace(/^http/, 'ws') + '/ws');
    this.socket = socket;
    socket.onopen = () => this.#opened();
    socket.onmessage = (event) => this.#heard(String(event.data));
    socket.onclose = (event) => this.#closed(event.code, event.reason);
    socket.onerror = () => {};
  }

  #opened() {
    this.isOpen = true;
    this.heardAt = this.options.now();
    this.status.replayed = 0;
    if (this.key !== null) this.#request({ type: 'auth', payload: { token: this.key } });
    for (const topic of this.topics.values()) this.#join(topic);
    this.outbox.resend();
    this.#settle();
  }

  /** @param {Topic} topic */
  #join(topic) {
    if (topic.last === null) {
      topic.mode = 'joining';
      this.#request({ type: 'subscribe', topic: topic.name });
    } else {
      topic.mode = 'resuming';
      this.#request({ type: 'resume', topic: topic.name, position: topic.last });
    }
  }

  /** Forgets the socket: whatever it still says is not heard. */
  #leave() {
    const socket = this.socket;
    this.socket = null;
    this.isOpen = false;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {number} code @param {string} reason */
  #closed(code, reason) {
    if (this.isOpen && code !== CLOSE_UNAUTHORISED) {
      this.status.cuts++;
      if (this.cutAt < 0) this.cutAt = this.options.now();
    }
    this.#leave();
    this.status.reason = reason;
    if (code === CLOSE_UNAUTHORISED) {
      this.#setPhase('key');
      return;
    }
    const wait = Math.min(this.options.retryMaxMs, this.options.retryMs * 2 ** Math.min(this.status.attempts, 16));
    const jittered = wait * (0.5 + this.options.random() / 2);
    this.status.attempts++;
    this.status.retryAt = this.options.now() + jittered;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.#connect(), jittered);
    this.#setPhase('waiting');
  }

  // A dead peer closes nothing: silence is the only sign.
  #listenForSilence() {
    if (this.socket === null) return;
    const silent = this.options.now() - this.heardAt;
    if (silent > this.options.deadMs) this.#closed(1006, 'nothing was heard any longer');
    else if (silent > this.options.pingMs) this.#request({ type: 'ping' });
  }

  /** @param {LiveRequest} request @returns {boolean} whether it went out */
  #request(request) {
    if (this.socket === null || !this.isOpen) return false;
    this.socket.send(JSON.stringify(request));
    return true;
  }

  // ---- what comes

  /** @param {string} text */
  #heard(text) {
    this.heardAt = this.options.now();
    /** @type {LiveFrame} */
    const frame = JSON.parse(text);
    const topic = frame.topic === null ? undefined : this.topics.get(frame.topic);
    if (frame.type === 'delivery_update') this.outbox.acknowledge(frame);
    else if (frame.type === 'error') this.#refused(frame, topic);
    else if (topic === undefined) return;
    else if (frame.type === 'subscribed' || frame.type === 'reset') this.#begin(topic, frame);
    else if (frame.type === 'resumed') this.#resumed(topic, frame);
    else if (frame.position !== null) this.#event(topic, frame);
    this.#changed();
  }

  /** @param {LiveFrame} frame @param {Topic | undefined} topic */
  #refused(frame, topic) {
    const problem = /** @type {Problem & {client_id?: string}} */ (frame.payload);
    if (problem.client_id !== undefined) this.outbox.refuse(problem.client_id, problem);
    if (topic === undefined) return;
    if (problem.status >= 500 || problem.status === 429) setTimeout(() => this.isOpen && this.#join(topic), 1000);
    else this.topics.delete(topic.name);
  }

  /** Joined, or told that the gap cannot be filled: from here on events come, the rest is read. @param {Topic} topic @param {LiveFrame} frame */
  #begin(topic, frame) {
    if (frame.type === 'reset') {
      this.status.resets++;
      this.era++;
    }
    topic.last = frame.position;
    topic.mode = 'live';
    void this.#read(topic);
  }

  /** @param {Topic} topic @param {LiveFrame} frame */
  #resumed(topic, frame) {
    if (numberOf(frame.position) > numberOf(topic.last)) topic.last = frame.position;
    topic.mode = 'live';
    this.#settle();
  }

  /** @param {Topic} topic @param {LiveFrame} frame */
  #event(topic, frame) {
    if (topic.mode === 'joining' || numberOf(frame.position) <= numberOf(topic.last)) return;
    if (numberOf(frame.previous) > numberOf(topic.last)) {
      if (topic.mode === 'live') this.#join(topic);
      return;
    }
    topic.last = frame.position;
    if (topic.mode === 'resuming') this.status.replayed++;
    if (topic.isLoading) topic.held.push(frame);
    else this.#apply(topic, frame);
    if (topic.held.length > this.state.limits.held) this.#rejoin(topic);
  }

  /** @param {Topic} topic @param {LiveFrame} frame */
  #apply(topic, frame) {
    try {
      this.state.apply(frame);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#rejoin(topic);
    }
    this.state.trim();
    for (const id of this.state.wanted) void this.#readSession(id);
    this.outbox.see(frame);
  }

  // More came than may wait: begin anew.
  /** @param {Topic} topic */
  #rejoin(topic) {
    topic.held = [];
    topic.last = null;
    this.era++;
    this.#request({ type: 'unsubscribe', topic: topic.name });
    if (this.isOpen) this.#join(topic);
  }

  // ---- reads

  /** One read of the hub, as the one who is connected. @param {string} path @returns {Promise<any>} */
  async get(path) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), this.options.timeoutMs);
    try {
      /** @type {Record<string, string>} */
      const headers = this.key === null ? {} : { Authorization: 'Bearer ' + this.key };
      const response = await this.options.fetch(this.options.base + path, { headers, signal: stop.signal });
      if (response.status === 401) this.#closed(CLOSE_UNAUTHORISED, 'this key is not known');
      if (!response.ok) throw Object.assign(new Error('HTTP ' + response.status), { status: response.status });
      return await response.json();
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Reads until it has an answer that is still wanted: not older than what events begin at, of the same epoch.
   * @template T @param {() => boolean} isWanted @param {() => Promise<T>} read @returns {Promise<T | null>} null when it is no longer wanted
   */
  async #persist(isWanted, read) {
    for (let attempt = 0; isWanted(); attempt++) {
      try {
        const answer = await read();
        return isWanted() ? answer : null;
      } catch (error) {
        const status = /** @type {{status?: number}} */ (error).status ?? 503;
        if (status === 404 || status === 403) return null;
      }
      const wait = Math.min(5000, this.options.retryMs * 2 ** Math.min(attempt, 16));
      await new Promise((go) => setTimeout(go, wait * (0.5 + this.options.random() / 2)));
    }
    return null;
  }

  /** @param {string | null} from @param {string} position */
  #isUsable(from, position) {
    return from === null || (epochOf(from) === epochOf(position) && numberOf(position) >= numberOf(from));
  }

  /** @param {Topic} topic */
  async #read(topic) {
    const run = ++topic.run;
    const from = topic.last;
    topic.isLoading = true;
    topic.held = [];
    const isWanted = () => topic.run === run && this.topics.get(topic.name) === topic && this.pulse !== undefined;
    const whole = await this.#persist(isWanted, async () => {
      const answer = await this.#readAll(topic);
      if (!this.#isUsable(from, answer.position)) throw new Error('this answer is too old');
      return answer;
    });
    if (topic.run !== run) return;
    topic.isLoading = false;
    const held = topic.held;
    topic.held = [];
    if (whole === null) return;
    whole.take();
    for (const frame of held) this.#apply(topic, frame);
    for (const id of this.state.wanted) void this.#readSession(id);
    this.#settle();
    this.#changed();
  }

  /** What a topic is about. @param {Topic} topic @returns {Promise<{position: string, take: () => void}>} */
  async #readAll(topic) {
    if (topic.name === 'dashboard') {
      const list = await this.get(`/sessions/active?limit=${PAGE}`);
      return { position: list.position, take: () => this.#takeList(list) };
    }
    const id = topic.name.slice('session/'.length);
    const session = await this.get('/session/' + encodeURIComponent(id));
    const page = await this.get(`/session/${encodeURIComponent(id)}/messages?limit=${PAGE}`);
    return {
      position: session.position,
      take: () => {
        this.state.takeSummary(session, numberOf(session.position));
        this.state.replaceTimeline(id, page.messages, numberOf(page.position), page.next_cursor);
        this.outbox.seeAll(page.messages);
      },
    };
  }

  /** @param {import('../shared/api').SessionList} list */
  #takeList(list) {
    this.state.replaceSessions(list.sessions, numberOf(list.position), list.next_cursor);
    for (const id of this.state.timelines.keys()) {
      this.state.expectTimeline(id);
      void this.#readTimeline(id);
    }
  }

  /** @param {string} id */
  async #readTimeline(id) {
    const timeline = this.state.timelines.get(id);
    const era = this.era;
    const isWanted = () => this.state.timelines.get(id) === timeline && this.era === era && this.pulse !== undefined;
    const page = await this.#persist(isWanted, () => this.get(`/session/${encodeURIComponent(id)}/messages?limit=${PAGE}`));
    if (page === null) return;
    this.state.replaceTimeline(id, page.messages, numberOf(page.position), page.next_cursor);
    this.outbox.seeAll(page.messages);
    this.#settle();
    this.#changed();
  }

  /** @param {string} id */
  async #readSession(id) {
    this.state.wanted.delete(id);
    const entry = this.state.sessions.get(id);
    const isWanted = () => this.state.sessions.get(id) === entry && entry?.summary === null && this.pulse !== undefined;
    const session = await this.#persist(isWanted, () => this.get('/session/' + encodeURIComponent(id)));
    if (session === null) return;
    this.state.takeSummary(session, numberOf(session.position));
    this.state.takeLast(id, session.interaction_timeline.at(-1));
    this.#changed();
  }

  /** The page of messages before those that are there. @param {string} id */
  async loadOlder(id) {
    const timeline = this.state.timelines.get(id);
    const cursor = timeline?.older;
    if (!cursor) return;
    const page = await this.get(`/session/${encodeURIComponent(id)}/messages?limit=${PAGE}&cursor=${encodeURIComponent(cursor)}`);
    if (this.state.timelines.get(id) === timeline && timeline?.older === cursor) this.state.addOlder(id, page.messages, page.next_cursor);
    this.#changed();
  }

  /** Further sessions of the list. */
  async loadMoreSessions() {
    const cursor = this.state.moreSessions;
    const era = this.era;
    if (!cursor) return;
    const list = await this.get(`/sessions/active?limit=${PAGE}&cursor=${encodeURIComponent(cursor)}`);
    if (this.era !== era || this.state.moreSessions !== cursor) return;
    this.state.addSessions(list.sessions, numberOf(list.position), list.next_cursor);
    this.#changed();
  }

  /** The newest message of a session, for the list. @param {string} id */
  async loadLast(id) {
    const page = await this.get(`/session/${encodeURIComponent(id)}/messages?limit=1`);
    this.state.takeLast(id, page.messages[0]);
    this.#changed();
  }

  // ---- status

  /** @param {Status['phase']} phase */
  #setPhase(phase) {
    this.status.phase = phase;
    this.#changed();
  }

  // Live is only who has everything.
  #settle() {
    if (!this.isOpen || this.status.phase === 'key') return;
    for (const topic of this.topics.values()) if (topic.mode !== 'live' || topic.isLoading) return;
    if (this.cutAt >= 0) this.status.away = this.options.now() - this.cutAt;
    this.cutAt = -1;
    this.status.attempts = 0;
    this.#setPhase('live');
  }

  #changed() {
    this.options.changed();
  }

  /** Sends a message as the one who is connected. @param {string} sessionId @param {string} content @returns {string} its client_id */
  send(sessionId, content) {
    return this.outbox.add(sessionId, content);
  }
}
