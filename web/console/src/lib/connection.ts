// SPDX-License-Identifier: Apache-2.0
// One WebSocket to the hub and the topics that are followed on it, through cuts of any kind. No DOM.
//
// A topic is subscribed first and then read; its events wait until the read is there. After a cut each topic is
// resumed from the last position seen; a frame whose `previous` is beyond that is a hole, and resumed too. What the
// server cannot fill (`reset`) is read again.
import { isNotOlder, numberOf } from './position.ts';
import type { LiveFrame, LiveRequest, Problem } from './types.ts';

/** What is done with a topic. */
export interface Listener {
  /** Reads what the topic is about and takes it in, unless `isWanted` says no by then; returns the position of what was read, null where there is nothing to read. */
  read?(isWanted: () => boolean): Promise<string | null>;
  /** Events in order, each once for this topic; `reset` was before a read. */
  event(frame: LiveFrame): void;
  /** Presence and typing: not replayed. */
  passing?(frame: LiveFrame): void;
  /** There is no such topic, or no longer for this client. */
  refused?(problem: Problem): void;
}

interface Topic {
  name: string;
  listener: Listener;
  last: string | null;
  mode: 'new' | 'joining' | 'live' | 'resuming';
  isLoading: boolean;
  held: LiveFrame[];
  /** A read that was overtaken is dropped. */
  run: number;
}

export type Phase = 'idle' | 'connecting' | 'live' | 'waiting' | 'login';

export interface Status {
  /** `connecting` until everything is caught up; `waiting` for the next attempt; `login`: the hub does not know who this is. */
  phase: Phase;
  retryAt: number;
  attempts: number;
  cuts: number;
  /** Milliseconds between the last cut and being caught up again. */
  away: number;
  resets: number;
}

export interface Options {
  /** "ws://127.0.0.1:8302/ws" */
  url: string;
  changed: () => void;
  /** Frames that belong to no topic: acknowledgements and refusals of messages. */
  heard: (frame: LiveFrame) => void;
  /** The connection stands: what waits may be sent. */
  opened: () => void;
  /** Whether the login has ended, asked when a socket does not open. */
  isLoggedOut: () => Promise<boolean>;
  WebSocket: new (url: string) => WebSocket;
  now: () => number;
  random: () => number;
  pingMs: number;
  deadMs: number;
  retryMs: number;
  retryMaxMs: number;
}

const CLOSE_UNAUTHORISED = 4001;
const HELD_MAX = 5000;

const defaults: Partial<Options> = {
  opened() {},
  heard() {},
  isLoggedOut: async () => false,
  now: () => performance.now(),
  random: Math.random,
  pingMs: 15000,
  deadMs: 40000,
  retryMs: 250,
  retryMaxMs: 10000,
};

export class Connection {
  readonly status: Status = { phase: 'idle', retryAt: 0, attempts: 0, cuts: 0, away: 0, resets: 0 };
  isOpen = false;
  private readonly options: Options;
  private readonly topics = new Map<string, Topic>();
  private socket: WebSocket | null = null;
  private heardAt = 0;
  private cutAt = -1;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private pulse: ReturnType<typeof setInterval> | undefined;

  constructor(options: Partial<Options> & Pick<Options, 'url' | 'changed'>) {
    this.options = { WebSocket: globalThis.WebSocket, ...defaults, ...options } as Options;
  }

  // ---- what is followed

  follow(name: string, listener: Listener): void {
    if (this.topics.has(name)) return;
    const topic: Topic = { name, listener, last: null, mode: 'new', isLoading: false, held: [], run: 0 };
    this.topics.set(name, topic);
    if (this.isOpen) this.join(topic);
  }

  leave(name: string): void {
    if (this.topics.delete(name)) this.request({ type: 'unsubscribe', topic: name });
    this.settle();
  }

  follows(name: string): boolean {
    return this.topics.has(name);
  }

  /** Reads what a topic is about once more; events wait meanwhile. */
  readAgain(name: string): void {
    const topic = this.topics.get(name);
    if (topic !== undefined && topic.mode === 'live') void this.read(topic);
  }

  // ---- the socket

  start(): void {
    if (this.pulse !== undefined) return;
    this.pulse = setInterval(() => this.listenForSilence(), Math.max(50, this.options.pingMs / 3));
    this.connect();
  }

  stop(): void {
    clearInterval(this.pulse);
    this.pulse = undefined;
    clearTimeout(this.retryTimer);
    this.drop();
    this.setPhase('idle');
  }

  /** Does not wait for the next attempt any longer. */
  reconnectNow(): void {
    if (this.status.phase === 'waiting') this.connect();
  }

  /** The device came back from sleep, or the network changed: a dead socket would say so much later. */
  probe(): void {
    if (!this.isOpen) return this.reconnectNow();
    this.heardAt = Math.min(this.heardAt, this.options.now() - this.options.deadMs + 4000);
    this.request({ type: 'ping' });
    setTimeout(() => this.listenForSilence(), 4500);
  }

  private connect(): void {
    clearTimeout(this.retryTimer);
    this.setPhase('connecting');
    this.heardAt = this.options.now();
    const socket = new this.options.WebSocket(this.options.url);
    this.socket = socket;
    socket.onopen = () => this.wasOpened();
    socket.onmessage = (event) => this.wasHeard(String(event.data));
    socket.onclose = (event) => this.wasClosed(event.code);
    socket.onerror = () => {};
  }

  private wasOpened(): void {
    this.isOpen = true;
    this.heardAt = this.options.now();
    for (const topic of this.topics.values()) this.join(topic);
    this.options.opened();
    this.settle();
  }

  private join(topic: Topic): void {
    if (topic.last === null) {
      topic.mode = 'joining';
      this.request({ type: 'subscribe', topic: topic.name });
    } else {
      topic.mode = 'resuming';
      this.request({ type: 'resume', topic: topic.name, position: topic.last });
    }
  }

  // Whatever a socket that was left still says is not heard.
  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.isOpen = false;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private wasClosed(code: number): void {
    const wasOpen = this.isOpen;
    if (wasOpen && code !== CLOSE_UNAUTHORISED) {
      this.status.cuts++;
      if (this.cutAt < 0) this.cutAt = this.options.now();
    }
    this.drop();
    if (code === CLOSE_UNAUTHORISED) return this.setPhase('login');
    const wait = Math.min(this.options.retryMaxMs, this.options.retryMs * 2 ** Math.min(this.status.attempts, 16));
    const jittered = wait * (0.5 + this.options.random() / 2);
    this.status.attempts++;
    this.status.retryAt = this.options.now() + jittered;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.connect(), jittered);
    this.setPhase('waiting');
    if (!wasOpen) void this.askWhoIAm();
  }

  // A browser does not tell why an upgrade was refused.
  private async askWhoIAm(): Promise<void> {
    if (!(await this.options.isLoggedOut().catch(() => false)) || this.pulse === undefined || this.isOpen) return;
    clearTimeout(this.retryTimer);
    this.drop();
    this.setPhase('login');
  }

  // A dead peer closes nothing: silence is the only sign.
  private listenForSilence(): void {
    if (this.socket === null) return;
    const silent = this.options.now() - this.heardAt;
    if (silent > this.options.deadMs) this.wasClosed(1006);
    else if (silent > this.options.pingMs) this.request({ type: 'ping' });
  }

  /** Returns whether it went out. */
  request(request: LiveRequest): boolean {
    if (this.socket === null || !this.isOpen) return false;
    this.socket.send(JSON.stringify(request));
    return true;
  }

  // ---- what comes

  private wasHeard(text: string): void {
    this.heardAt = this.options.now();
    const frame = JSON.parse(text) as LiveFrame;
    const topic = frame.topic === null ? undefined : this.topics.get(frame.topic);
    if (topic === undefined) this.options.heard(frame);
    else if (frame.type === 'error') this.wasRefused(topic, frame);
    else if (frame.type === 'subscribed' || frame.type === 'reset') this.begin(topic, frame);
    else if (frame.type === 'resumed') this.wasResumed(topic, frame);
    else if (frame.position !== null) this.wasTold(topic, frame);
    else topic.listener.passing?.(frame);
    this.options.changed();
  }

  private wasRefused(topic: Topic, frame: LiveFrame): void {
    const problem = frame.payload as Problem;
    if (problem.status >= 500 || problem.status === 429) {
      setTimeout(() => this.isOpen && this.topics.get(topic.name) === topic && this.join(topic), 4 * this.options.retryMs);
      return;
    }
    this.topics.delete(topic.name);
    topic.listener.refused?.(problem);
    this.settle();
  }

  // Joined, or told that the gap cannot be filled: from here on events come, the rest is read.
  private begin(topic: Topic, frame: LiveFrame): void {
    if (frame.position === null) return; // who it is known as, or where it stands is told when it is resumed
    if (frame.type === 'reset') this.status.resets++;
    topic.last = frame.position;
    topic.mode = 'live';
    void this.read(topic);
  }

  private wasResumed(topic: Topic, frame: LiveFrame): void {
    const isFirst = topic.mode === 'joining';
    if (numberOf(frame.position) > numberOf(topic.last)) topic.last = frame.position;
    topic.mode = 'live';
    if (isFirst) void this.read(topic);
    this.settle();
  }

  private wasTold(topic: Topic, frame: LiveFrame): void {
    if (topic.mode === 'joining' || numberOf(frame.position) <= numberOf(topic.last)) return;
    if (numberOf(frame.previous) > numberOf(topic.last)) {
      if (topic.mode === 'live') this.join(topic);
      return;
    }
    topic.last = frame.position;
    if (topic.isLoading) topic.held.push(frame);
    else topic.listener.event(frame);
    if (topic.held.length > HELD_MAX) this.beginAnew(topic);
  }

  private beginAnew(topic: Topic): void {
    topic.held = [];
    topic.last = null;
    topic.run++;
    this.request({ type: 'unsubscribe', topic: topic.name });
    if (this.isOpen) this.join(topic);
  }

  // ---- reads

  private async read(topic: Topic): Promise<void> {
    const run = ++topic.run;
    topic.held = [];
    if (topic.listener.read === undefined) return this.settle();
    topic.isLoading = true;
    const isWanted = () => topic.run === run && this.topics.get(topic.name) === topic && this.pulse !== undefined;
    await this.persist(topic, isWanted);
    if (topic.run !== run) return;
    topic.isLoading = false;
    const held = topic.held;
    topic.held = [];
    if (isWanted()) for (const frame of held) topic.listener.event(frame);
    this.settle();
    this.options.changed();
  }

  private async persist(topic: Topic, isWanted: () => boolean): Promise<void> {
    const from = topic.last;
    for (let attempt = 0; isWanted(); attempt++) {
      try {
        const position = await topic.listener.read?.(isWanted);
        if (position === undefined || position === null || isNotOlder(position, from)) return;
      } catch (error) {
        const status = (error as { status?: number }).status ?? 503;
        if (status === 404 || status === 403) return;
      }
      const wait = Math.min(5000, this.options.retryMs * 2 ** Math.min(attempt, 16));
      await new Promise((go) => setTimeout(go, wait * (0.5 + this.options.random() / 2)));
    }
  }

  // ---- status

  private setPhase(phase: Phase): void {
    this.status.phase = phase;
    this.options.changed();
  }

  // Live is only who has everything.
  private settle(): void {
    if (!this.isOpen || this.status.phase === 'login') return;
    for (const topic of this.topics.values()) if (topic.mode !== 'live' || topic.isLoading) return;
    if (this.cutAt >= 0) this.status.away = this.options.now() - this.cutAt;
    this.cutAt = -1;
    this.status.attempts = 0;
    if (this.status.phase !== 'live') this.setPhase('live');
  }
}
