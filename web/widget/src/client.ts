// SPDX-License-Identifier: Apache-2.0
// The visitor's line to the hub: lets them in, keeps one socket alive through cuts of any kind, and brings what
// is said to and fro. No DOM.
import { isMine, type Entry, type Frame, type Message, type Page, type Problem, type Site } from './api.ts';
import { Conversation } from './conversation.ts';
import { Outbox, type Draft, type Outgoing } from './outbox.ts';
import { Receipts } from './receipts.ts';
import type { Storage } from './storage.ts';
import { Timeline } from './timeline.ts';
import { Refusal, Visitor, type VisitorOptions } from './visitor.ts';

export interface ClientOptions extends Omit<VisitorOptions, 'now'> {
  WebSocket: new (url: string) => WebSocket;
  changed: () => void;
  /** A message that came just now, of the other side. */
  fresh?: (message: Message) => void;
  /** The hub does not take the shop's identity, or the site. */
  failed?: (code: string, detail: string) => void;
  now?: () => number;
  random?: () => number;
  pulseMs?: number;
  pingMs?: number;
  pongMs?: number;
  retryMs?: number;
  retryMaxMs?: number;
}

/** `idle`: nothing to connect for yet. `refused`: this page may not carry the widget. */
export type Phase = 'idle' | 'connecting' | 'live' | 'waiting' | 'refused';

const CLOSE_UNAUTHORISED = 4001;

const defaults = {
  now: () => performance.now(), random: Math.random,
  pulseMs: 2500, pingMs: 20_000, pongMs: 5000, retryMs: 400, retryMaxMs: 10_000,
};

export class Client {
  phase: Phase = 'idle';
  /** Since when it is not live; -1 while it is, or never was asked to be. */
  cutAt = -1;
  readonly timeline = new Timeline();
  readonly outbox: Outbox;
  readonly visitor: Visitor;
  readonly receipts: Receipts;
  conversation: Conversation | null = null;
  /** As the company sees it; known once it changed. */
  status: string | null = null;
  hasRated = false;
  readonly #o: ClientOptions & typeof defaults;
  readonly #storage: Storage;
  #socket: WebSocket | null = null;
  #isOpen = false;
  #isWanted = false;
  #isStarted = false;
  #heardAt = 0;
  #pingedAt = -1;
  #pulsedAt = 0;
  #attempts = 0;
  #customer: string | null = null;
  #run = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pulse: ReturnType<typeof setInterval> | undefined;

  constructor(options: ClientOptions) {
    this.#o = { ...defaults, ...options };
    this.#storage = options.storage;
    this.outbox = new Outbox(options.storage, (message) => this.#sendMessage(message));
    this.visitor = new Visitor({ ...options, now: this.#o.now });
    this.receipts = new Receipts(options.storage, this.timeline, (request) => this.#request(request), this.#o.now);
  }

  // ---- what the page asks

  get site(): Site | null {
    return this.visitor.entry?.site ?? this.#cachedSite();
  }

  #cachedSite(): Site | null {
    try {
      return JSON.parse(this.#storage.get('site') ?? 'null') as Site | null;
    } catch {
      return null;
    }
  }

  /** What files may be sent; null: none. */
  get upload(): Entry['upload'] | null {
    const upload = this.visitor.entry?.upload;
    return upload && upload.max_bytes > 0 ? upload : null;
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#pulsedAt = this.#o.now();
    this.#pulse = setInterval(() => this.#beat(), this.#o.pulseMs);
    void this.#attempt();
  }

  stop(): void {
    this.#isStarted = false;
    clearInterval(this.#pulse);
    clearTimeout(this.#retry);
    this.receipts.stop();
    this.#run++;
    this.#leave();
    this.#setPhase('idle');
  }

  /** Somebody looks: from now on there is a socket, whether or not something was said already. */
  want(): void {
    this.#isWanted = true;
    if (this.phase === 'idle' && this.#isStarted) void this.#attempt();
  }

  /** The network is back, the page was shown, the laptop woke: does not wait for the next attempt. */
  wake(): void {
    if (!this.#isStarted) return;
    if (this.phase === 'waiting') this.#reconnect();
    else if (this.#isOpen) this.#ping();
  }

  /** The browser says that there is no network: what is open will not say so itself for long. */
  lose(): void {
    if (this.#isOpen) this.#closed(1006);
  }

  send(draft: Draft): Outgoing | null {
    const at = this.conversation?.isOver ? null : this.conversation;
    const message = this.outbox.add(draft, at?.id ?? null, at?.last ?? null);
    this.receipts.tellTyping(false);
    this.#isWanted = true;
    if (this.phase === 'idle' && this.#isStarted) void this.#attempt();
    this.#o.changed();
    return message;
  }

  /** Everything that is here was seen. */
  markRead(): void {
    this.receipts.markRead(this.phase === 'live');
  }

  /** From now on the visitor is who the shop's server says. */
  identify(token: string): void {
    this.visitor.identity = token;
    if (this.#isStarted) this.#reconnect();
  }

  /** Somebody else may sit there now: nothing stays. */
  logout(): void {
    this.visitor.forget();
    this.outbox.clear();
    this.#isWanted = false;
    this.#begin();
  }

  #begin(): void {
    this.#drop();
    this.#o.changed();
    if (this.#isStarted) this.#reconnect();
  }

  #drop(): void {
    this.#customer = null;
    this.#storage.remove('session');
    this.#storage.remove('read');
    this.conversation?.end();
    this.conversation = null;
    this.timeline.clear();
    this.receipts.begin(null);
    this.status = null;
  }

  /** Another tab wrote something. */
  hearStorage(key: string | null, text: string | null): void {
    const name = this.#storage.nameOf(key);
    if (name === null) return;
    if (this.outbox.hear(name, text)) {
      if (this.phase === 'idle' && text !== null && this.#isStarted) this.want();
    } else if (name === 'session' && text !== null && text !== this.conversation?.id) {
      if (this.visitor.entry !== null) this.#follow(text);
    } else if (name === 'customer' && this.visitor.entry !== null && text !== this.visitor.entry.customer_id) {
      // They were identified, or logged out.
      if (text === null) this.outbox.clear();
      this.visitor.entry = null;
      this.#begin();
      return;
    }
    this.#o.changed();
  }

  loadOlder(): void {
    this.conversation?.loadOlder().catch(() => {});
  }

  /** Says of the conversation how it was, from 1 to 5. */
  async rate(score: number): Promise<void> {
    if (this.conversation === null) return;
    await this.#authorised(() => this.visitor.call(`/session/${encodeURIComponent(this.conversation!.id)}/csat`, { score }));
    this.hasRated = true;
  }

  /** Fresh addresses of a file whose old ones have ended. */
  link(id: string): Promise<{ url: string | null; thumbnail_url: string | null }> {
    return this.#authorised(() => this.visitor.call(`/attachments/${encodeURIComponent(id)}/link`, {}));
  }

  /** A token that is good now. */
  async token(): Promise<string> {
    if (!this.visitor.isFresh) await this.#enter();
    return this.visitor.entry?.token ?? '';
  }

  async #authorised<T>(run: () => Promise<T>): Promise<T> {
    if (!this.visitor.isFresh) await this.#enter();
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 401) throw error;
      await this.#enter();
      return await run();
    }
  }

  // ---- coming in

  #entering: Promise<Entry> | null = null;

  #enter(): Promise<Entry> {
    this.#entering ??= this.visitor.enter().then((entry) => this.#entered(entry)).finally(() => (this.#entering = null));
    return this.#entering;
  }

  #entered(entry: Entry): Entry {
    // They were identified, or the hub did not know them any more.
    const isOther = this.#customer !== null && this.#customer !== entry.customer_id;
    if (isOther) this.#drop();
    this.#customer = entry.customer_id;
    this.#storage.set('site', JSON.stringify(entry.site));
    const session = entry.session_id ?? null;
    if (session !== null && session !== this.conversation?.id) this.#follow(session);
    if (isOther && this.#isOpen) this.#reconnect();
    else if (this.#isOpen) this.#request({ type: 'auth', payload: { token: entry.token } });
    this.#o.changed();
    return entry;
  }

  async #attempt(): Promise<void> {
    const run = ++this.#run;
    clearTimeout(this.#retry);
    this.#setPhase('connecting');
    try {
      if (!this.visitor.isFresh) await this.#enter();
      // They may have been identified while that was on its way.
      if (this.visitor.identity !== null) await this.#enter();
    } catch (error) {
      if (run === this.#run) this.#refused(error instanceof Refusal ? error : new Refusal(0, 'failed', String(error), 0));
      return;
    }
    if (run !== this.#run) return;
    if (this.#needsSocket()) this.#dial();
    else this.#rest();
  }

  // Let in, and nothing to listen for: a page that is only looked at costs the hub no socket.
  #rest(): void {
    this.cutAt = -1;
    this.#attempts = 0;
    this.#setPhase('idle');
  }

  #needsSocket(): boolean {
    return this.#isWanted || this.conversation !== null || this.outbox.waiting > 0;
  }

  #refused(refusal: Refusal): void {
    if (refusal.code === 'widget.identity') {
      this.visitor.identity = null; // as a visitor whom nobody knows, then
      this.#o.failed?.(refusal.code, refusal.message);
      this.#later(refusal.retryAfterMs);
    } else if (refusal.status >= 400 && refusal.status < 500 && refusal.status !== 429 && refusal.status !== 408 && refusal.status !== 401) {
      this.#o.failed?.(refusal.code, refusal.message);
      this.#setPhase('refused');
    } else {
      this.#later(refusal.retryAfterMs);
    }
  }

  #later(atLeastMs: number): void {
    if (this.cutAt < 0) this.cutAt = this.#o.now();
    // A page that may not carry the widget is not told so: it asks seldom, after a while.
    const most = this.site === null ? this.#o.retryMaxMs * 8 : this.#o.retryMaxMs;
    const wait = Math.min(most, this.#o.retryMs * 2 ** Math.min(this.#attempts++, 16));
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#attempt(), Math.max(atLeastMs, wait * (0.5 + this.#o.random() / 2)));
    this.#setPhase('waiting');
  }

  #reconnect(): void {
    this.#leave();
    void this.#attempt();
  }

  // ---- the socket

  #dial(): void {
    this.#heardAt = this.#o.now();
    this.#pingedAt = -1;
    const socket = new this.#o.WebSocket(this.visitor.entry?.websocket_url ?? this.#o.hub.replace(/^http/, 'ws') + '/ws');
    this.#socket = socket;
    socket.onopen = () => this.#opened();
    socket.onmessage = (event) => this.#heard(String(event.data));
    socket.onclose = (event) => this.#closed(event.code);
    socket.onerror = () => {};
  }

  #opened(): void {
    this.#isOpen = true;
    this.#heardAt = this.#o.now();
    this.receipts.reconnected();
    this.#request({ type: 'auth', payload: { token: this.visitor.entry!.token } });
    if (this.conversation !== null && !this.conversation.isOver) this.conversation.join();
    this.outbox.resend();
    this.#settle();
  }

  #leave(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#isOpen = false;
    this.receipts.typing = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #closed(code: number): void {
    this.#leave();
    if (code === CLOSE_UNAUTHORISED) this.visitor.spoil();
    this.#later(0);
  }

  #request(request: Record<string, unknown>): boolean {
    if (!this.#isOpen || this.#socket === null) return false;
    this.#socket.send(JSON.stringify(request));
    return true;
  }

  #ping(): void {
    if (this.#pingedAt < 0) this.#pingedAt = this.#o.now();
    this.#request({ type: 'ping' });
  }

  // A dead peer closes nothing; a laptop that slept finds its sockets dead. Timers that were late say so, too.
  #beat(): void {
    const now = this.#o.now();
    const wasAsleep = now - this.#pulsedAt > this.#o.pulseMs * 4;
    this.#pulsedAt = now;
    if (this.receipts.forget()) this.#o.changed();
    if (wasAsleep) this.wake();
    if (this.#isOpen) this.#listen(now, wasAsleep);
    else if (this.phase === 'connecting' && this.#socket !== null && now - this.#heardAt > this.#o.pongMs * 2) this.#closed(1006);
    if (this.#isOpen && this.visitor.entry !== null && now > this.visitor.renewAt) this.#enter().catch(() => {});
  }

  #listen(now: number, wasAsleep: boolean): void {
    if (this.#pingedAt >= 0 && now - this.#pingedAt > this.#o.pongMs && !wasAsleep) this.#closed(1006);
    else if (now - this.#heardAt > this.#o.pingMs) this.#ping();
    this.outbox.nudge();
  }

  #setPhase(phase: Phase): void {
    if (this.phase === phase) return;
    this.phase = phase;
    this.#o.changed();
  }

  // Live is only who has everything.
  #settle(): void {
    if (!this.#isOpen || (this.conversation !== null && !this.conversation.isSettled)) return;
    this.#attempts = 0;
    this.cutAt = -1;
    this.#setPhase('live');
    this.receipts.tellDelivered();
  }

  // ---- what comes

  #heard(text: string): void {
    this.#heardAt = this.#o.now();
    this.#pingedAt = -1;
    const frame = JSON.parse(text) as Frame;
    if (frame.type === 'delivery_update' && frame.position === null) this.#acknowledged(frame);
    else if (frame.type === 'error') this.#faulted(frame);
    else if (frame.type === 'typing' || frame.type === 'presence') this.#heardOthers(frame);
    else this.#heardTopic(frame);
  }

  #heardOthers(frame: Frame): void {
    this.receipts.hear(frame);
    this.#o.changed();
  }

  #heardTopic(frame: Frame): void {
    if (frame.topic === null || !frame.topic.startsWith('session/')) return;
    // The hub subscribes who speaks for the first time.
    const isOurs = frame.topic === this.conversation?.topic && !this.conversation.isOver;
    if (frame.type === 'subscribed' && !isOurs) this.#follow(frame.topic.slice('session/'.length), false);
    if (frame.topic === this.conversation?.topic) this.conversation.hear(frame);
    if (frame.type === 'session_update') this.#heardSession(frame);
    this.#settle();
  }

  #heardSession(frame: Frame): void {
    const { status, rating } = frame.payload as { status?: string; rating?: number | null };
    if (frame.sessionId !== this.conversation?.id) return;
    this.status = status ?? null;
    // What was rated stays so, whoever is told of the rating, until the conversation goes on.
    const isEnded = status === 'resolved' || status === 'closed';
    this.hasRated = isEnded && (this.hasRated || (rating ?? null) !== null);
    this.#o.changed();
  }

  #follow(session: string, joins = true): void {
    this.conversation?.end();
    this.conversation = new Conversation(session, this.timeline, {
      request: (request) => this.#request(request),
      read: (path) => this.#authorised(() => this.visitor.call<Page>(path)),
      later: (run, ms) => void setTimeout(run, ms),
      random: this.#o.random,
      changed: (fresh) => this.#told(fresh),
    }, this.timeline.messages.length > 0);
    this.receipts.begin(session);
    this.status = null;
    this.hasRated = false;
    this.#storage.set('session', session);
    if (!joins) this.conversation.mode = 'joining';
    else if (this.#isOpen) this.conversation.join();
    else if (this.phase === 'idle' && this.#isStarted) void this.#attempt();
  }

  #told(fresh: Message | null): void {
    this.outbox.see(this.timeline.messages);
    if (fresh !== null && !isMine(fresh)) {
      if (fresh.type === 'message') this.receipts.typing = null;
      this.#o.fresh?.(fresh);
      this.receipts.tellDelivered();
    }
    this.#settle();
    this.#o.changed();
  }

  #sendMessage(message: Outgoing): boolean {
    return this.#request({
      type: 'message', ...(message.session_id !== null && { sessionId: message.session_id }),
      payload: {
        content: message.content, client_id: message.client_id,
        ...(message.files.length > 0 && { attachments: message.files.map(({ id }) => ({ id })) }),
        ...(message.quick_reply !== null && { quick_reply: message.quick_reply }),
      },
    });
  }

  #acknowledged(frame: Frame): void {
    const { client_id, message_id } = frame.payload as { client_id?: string; message_id?: string };
    if (!client_id || !message_id) return;
    this.outbox.acknowledge(client_id, message_id);
    this.outbox.see(this.timeline.messages);
    if (frame.sessionId !== null && frame.sessionId !== this.conversation?.id) this.#follow(frame.sessionId);
    this.#o.changed();
  }

  #faulted(frame: Frame): void {
    const problem = frame.payload as Problem;
    if (problem.client_id) this.outbox.refuse(problem.client_id, problem);
    const conversation = this.conversation;
    if (frame.topic !== null && frame.topic === conversation?.topic) {
      if (problem.status >= 500 || problem.status === 429) setTimeout(() => this.#isOpen && this.conversation === conversation && conversation.join(), 1500);
      else conversation.end();
    }
    this.#settle();
    this.#o.changed();
  }
}
