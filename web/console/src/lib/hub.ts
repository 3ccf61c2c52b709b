// SPDX-License-Identifier: Apache-2.0
// What the page knows of the hub, kept up to date: the list, the open conversation, who is there, what waits.
import { ApiError, call } from './api.ts';
import { Connection } from './connection.ts';
import type { Listener } from './connection.ts';
import type { Names } from './format.ts';
import { Kept, storeIn } from './memory.ts';
import type { Draft } from './memory.ts';
import { Notices } from './notices.ts';
import { Outbox } from './outbox.ts';
import type { Store } from './outbox.ts';
import { numberOf } from './position.ts';
import { Sessions, queryOf, unreadOf } from './sessions.ts';
import type { Entry, Filter, Sort } from './sessions.ts';
import { Timeline } from './timeline.ts';
import { Typing } from './typing.ts';
import type { Writer } from './typing.ts';
import type { Agent, Interaction, LiveFrame, LiveRequest, Me, Participant, Queue, Session, SessionList, SessionSummary, Tag } from './types.ts';

const PAGE = 50;
const RECENT = 6;
const RECENT_READS = 4;
const MINE_MAX = 30;
const TIMELINES_MAX = 12;
const TOGETHER_MS = 30;
const REFRESH_MS = 60000;

const keyOf = (filter: Filter, sort: Sort) => `${filter.kind} ${filter.kind === 'queue' ? filter.queue : ''} ${sort}`;

/** The list that was chosen last in this browser. */
function listOf(text: string | null, agentId: string | null): [Filter, Sort] {
  try {
    const [filter, sort] = JSON.parse(text ?? '') as [Filter, Sort];
    const isKnown = ['mine', 'unassigned', 'all', 'snoozed', 'queue'].includes(filter.kind) && ['last_activity', 'waiting', 'priority'].includes(sort);
    if (isKnown && (filter.kind !== 'mine' || agentId !== null)) return [filter, sort];
  } catch {
    // none yet
  }
  return [{ kind: 'all' }, 'last_activity'];
}

export class Hub {
  readonly sessions = new Sessions();
  readonly typing = new Typing();
  readonly outbox: Outbox;
  readonly connection: Connection;
  readonly notices: Notices;
  readonly drafts: Kept<Draft>;
  readonly reads: Kept<number>;
  readonly presence = new Map<string, Participant[]>();
  readonly agentId: string | null;
  readonly seesAll: boolean;
  agent: Agent | null;
  queues: Queue[] = [];
  agents: Agent[] = [];
  tags: Tag[] = [];
  filter: Filter;
  sort: Sort;
  /** The open session. */
  current: string | null = null;
  isListRead = false;
  version = 0;
  private readonly chosen: Store;
  private readonly timelines = new Map<string, Timeline>();
  private readonly listeners = new Set<() => void>();
  /** For each list the cursor of its next page; null at its end. */
  private readonly more = new Map<string, string | null>();
  private readonly reading = new Set<string>();
  private listRead: Promise<string> | null = null;
  private planned: number | ReturnType<typeof setTimeout> | null = null;
  private followTimer: ReturnType<typeof setTimeout> | undefined;
  private clock: ReturnType<typeof setInterval> | undefined;
  private refresher: ReturnType<typeof setInterval> | undefined;

  constructor(readonly me: Me) {
    this.agent = me.agent;
    this.agentId = me.agent?.id ?? null;
    this.seesAll = me.agent === null || me.agent.role !== 'agent';
    const owner = `omnihub.console.${me.tenant}.${this.agentId ?? me.type}`;
    this.drafts = new Kept<Draft>(storeIn(() => localStorage, owner + '.drafts'));
    this.reads = new Kept<number>(storeIn(() => localStorage, owner + '.reads'));
    this.chosen = storeIn(() => localStorage, owner + '.list');
    [this.filter, this.sort] = listOf(this.chosen.read(), this.agentId);
    this.notices = new Notices(this.agentId, () => this.changed());
    this.outbox = new Outbox({
      request: (request) => this.connection.request(request),
      postNote: async (note) => (await call('POST /session/{id}/notes', { path: { id: note.session_id }, body: { content: note.content }, once: note.client_id })).note as Interaction,
      noted: (note, session) => this.timelines.get(session)?.add(note),
      changed: () => this.changed(),
      store: storeIn(() => sessionStorage, owner + '.outbox'),
    });
    this.connection = new Connection({
      url: location.origin.replace(/^http/, 'ws') + '/ws',
      changed: () => this.changed(),
      heard: (frame) => this.outbox.heard(frame),
      opened: () => this.outbox.reconnected(),
      isLoggedOut: () => call('GET /auth/me').then(() => false, (error: unknown) => error instanceof ApiError && error.status === 401),
    });
  }

  // ---- listeners

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What changed is drawn once a frame. */
  changed(): void {
    if (this.planned !== null) return;
    const run = () => {
      this.planned = null;
      this.version++;
      for (const listener of this.listeners) listener();
    };
    this.planned = document.hidden ? setTimeout(run, 100) : requestAnimationFrame(run);
  }

  // ---- beginning and end

  start(): void {
    const wide: Listener = { read: (isWanted) => this.readList(isWanted), event: (frame) => this.heardWide(frame) };
    for (const topic of this.wideTopics()) this.connection.follow(topic, wide);
    this.connection.start();
    this.clock = setInterval(() => this.typing.sweep() && this.changed(), 1000);
    this.refresher = setInterval(() => !this.seesAll && !document.hidden && void this.loadPage(null).catch(() => {}), REFRESH_MS);
    void this.readNames();
    void this.notices.read();
  }

  stop(): void {
    this.connection.stop();
    clearInterval(this.clock);
    clearInterval(this.refresher);
    clearTimeout(this.followTimer);
    this.drafts.flush();
    this.reads.flush();
  }

  // Everything for those who see all; for the others their own topic, those of their queues and what is in no queue.
  private wideTopics(): string[] {
    const own = this.agentId === null ? [] : ['agent/' + this.agentId];
    if (this.seesAll) return ['dashboard', ...own];
    return [...own, ...(this.agent?.queues ?? []).slice(0, 50).map((queue) => 'queue/' + queue), 'unqueued'];
  }

  private async readNames(): Promise<void> {
    const [queues, agents, tags] = await Promise.allSettled([
      call('GET /queues', { query: { limit: 500 } }),
      call('GET /agents', { query: { limit: 500 } }),
      call('GET /tags', { query: { limit: 500 } }),
    ]);
    if (queues.status === 'fulfilled') this.queues = queues.value.queues;
    if (agents.status === 'fulfilled') this.agents = agents.value.agents.filter((agent) => !agent.disabled);
    if (tags.status === 'fulfilled') this.tags = tags.value.tags;
    this.names = this.namesNow();
    this.changed();
  }

  /** Another object after the names were read. */
  names: Names = this.namesNow();

  private namesNow(): Names {
    return {
      agent: (id) => this.agents.find((agent) => agent.id === id)?.name ?? id,
      queue: (id) => this.queues.find((queue) => queue.id === id)?.name ?? id,
    };
  }

  // ---- the list

  get list(): Entry[] {
    return this.sessions.list(this.filter, this.sort, this.agentId);
  }

  get hasMore(): boolean {
    return Boolean(this.more.get(keyOf(this.filter, this.sort)));
  }

  show(filter: Filter, sort: Sort): void {
    this.filter = filter;
    this.sort = sort;
    this.chosen.write(JSON.stringify([filter, sort]));
    if (!this.more.has(keyOf(filter, sort))) void this.loadPage(null).catch(() => {});
    this.changed();
  }

  async loadMore(): Promise<void> {
    const cursor = this.more.get(keyOf(this.filter, this.sort));
    if (cursor) await this.loadPage(cursor);
  }

  private async loadPage(cursor: string | null): Promise<SessionList> {
    const key = keyOf(this.filter, this.sort);
    const query = { ...queryOf(this.filter, this.sort, this.agentId), limit: String(PAGE), ...(cursor === null ? {} : { cursor }) };
    const list = await call('GET /sessions/active', { query: query as Record<string, string> as never }).catch((error: unknown) => {
      throw this.isQueueGone(error) ? new Error('this queue is no more') : error;
    });
    const position = numberOf(list.position);
    for (const summary of list.sessions) this.sessions.take(summary, position);
    if (cursor !== null || !this.more.has(key) || this.more.get(key) === null) this.more.set(key, list.next_cursor);
    this.sessions.trim(new Set(this.current === null ? [] : [this.current]));
    this.plannedFollow();
    this.changed();
    return list;
  }

  private isQueueGone(error: unknown): boolean {
    const isGone = this.filter.kind === 'queue' && error instanceof ApiError && (error.status === 404 || error.status === 422);
    if (isGone) this.show({ kind: 'all' }, this.sort);
    return isGone;
  }

  // All wide topics are about the one list: what asks within a moment is answered together.
  private readList(isWanted: () => boolean): Promise<string> {
    this.listRead ??= (async () => {
      await new Promise((go) => setTimeout(go, TOGETHER_MS));
      this.listRead = null;
      if (!isWanted()) throw new Error('no longer wanted');
      if (this.isListRead) {
        this.sessions.clear(); // a gap that nobody can fill
        this.more.clear();
      }
      const list = await this.loadPage(null);
      this.isListRead = true;
      for (const timeline of this.timelines.keys()) this.connection.readAgain('session/' + timeline);
      this.changed();
      return list.position;
    })();
    return this.listRead;
  }

  private heardWide(frame: LiveFrame): void {
    if (frame.type === 'system_alert') this.notices.heard(frame);
    if (frame.sessionId === null && frame.type === 'session_update') void this.readMe();
    this.sessions.apply(frame);
    if (frame.type === 'new_message' && frame.sessionId !== null) this.outbox.seen([frame.payload as unknown as Interaction], frame.sessionId);
    for (const id of [...this.sessions.wanted]) void this.readSession(id);
    this.plannedFollow();
  }

  private async readMe(): Promise<void> {
    const me = await call('GET /auth/me').catch(() => null);
    if (me?.agent) this.agent = me.agent;
    this.changed();
  }

  /** Reads a session; one that is not there for this agent goes from the list. */
  async readSession(id: string): Promise<void> {
    this.sessions.wanted.delete(id);
    try {
      const session = await call('GET /session/{id}', { path: { id } });
      this.takeSession(session);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.sessions.drop(id);
      else setTimeout(() => this.sessions.get(id)?.summary === null && void this.readSession(id), 2000);
    }
    this.changed();
  }

  /** Takes a session as an answer tells it. */
  takeSession(session: Session): void {
    const { interaction_timeline: timeline, ...summary } = session;
    this.sessions.take(summary as SessionSummary, numberOf(session.position));
    this.sessions.takeRecent(session.session_id, timeline.slice(-RECENT) as Interaction[]);
    this.plannedFollow();
    this.changed();
  }

  /** Reads what was said last in sessions that are seen, a few at a time. */
  needRecent(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (this.reading.size >= RECENT_READS || !this.connection.isOpen) return;
      if (entry.isRead || this.reading.has(entry.id)) continue;
      this.reading.add(entry.id);
      void this.readRecent(entry.id);
    }
  }

  private async readRecent(id: string): Promise<void> {
    try {
      const page = await call('GET /session/{id}/messages', { path: { id }, query: { limit: RECENT } });
      this.sessions.takeRecent(id, page.messages as Interaction[]);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.sessions.drop(id);
      else await new Promise((go) => setTimeout(go, 2000));
    }
    this.reading.delete(id);
    this.changed();
  }

  // ---- the conversation

  get timeline(): Timeline | null {
    return this.current === null ? null : (this.timelines.get(this.current) ?? null);
  }

  open(id: string | null): void {
    if (id === this.current) return;
    this.current = id;
    if (id !== null) this.expect(id);
    this.followNow();
    this.changed();
  }

  private expect(id: string): void {
    const there = this.timelines.get(id);
    if (there !== undefined && !there.isGone) return;
    this.timelines.set(id, new Timeline(id));
    this.connection.readAgain('session/' + id);
  }

  private plannedFollow(): void {
    clearTimeout(this.followTimer);
    this.followTimer = setTimeout(() => this.followNow(), 300);
  }

  // Who follows a session is present in it: the open one and those that are one's own.
  private followNow(): void {
    const mine = this.agentId === null ? [] : this.sessions.ofAgent(this.agentId).slice(0, MINE_MAX);
    const wanted = new Set(this.current === null ? mine : [...mine, this.current]);
    for (const id of wanted) if (!this.connection.follows('session/' + id) && !this.timelines.get(id)?.isGone) this.connection.follow('session/' + id, this.listenerOf(id));
    for (const id of this.followed) if (!wanted.has(id)) this.unfollow(id);
    this.followed = wanted;
    const idle = [...this.timelines.keys()].filter((id) => id !== this.current);
    for (const id of idle.slice(0, Math.max(0, this.timelines.size - TIMELINES_MAX))) this.timelines.delete(id);
  }

  private followed = new Set<string>();

  private unfollow(id: string): void {
    this.connection.leave('session/' + id);
    this.timelines.delete(id);
    this.presence.delete(id);
  }

  private listenerOf(id: string): Listener {
    return {
      read: (isWanted) => this.readTimeline(id, isWanted),
      event: (frame) => this.heardSession(id, frame),
      passing: (frame) => this.heardPassing(id, frame),
      refused: () => {
        this.sessions.drop(id);
        const timeline = this.timelines.get(id);
        if (timeline !== undefined) timeline.isGone = true;
      },
    };
  }

  private async readTimeline(id: string, isWanted: () => boolean): Promise<string | null> {
    const timeline = this.timelines.get(id);
    if (timeline === undefined) return null;
    const [session, page] = await Promise.all([
      call('GET /session/{id}', { path: { id } }),
      call('GET /session/{id}/messages', { path: { id }, query: { limit: PAGE } }),
    ]);
    if (!isWanted()) return page.position;
    this.takeSession(session);
    timeline.takeNewest(page.messages as Interaction[], page.next_cursor);
    this.outbox.seen(page.messages as Interaction[], id);
    return page.position;
  }

  async loadOlder(id: string): Promise<void> {
    const timeline = this.timelines.get(id);
    const cursor = timeline?.older;
    if (!timeline || !cursor) return;
    const page = await call('GET /session/{id}/messages', { path: { id }, query: { limit: PAGE, cursor } });
    if (timeline.older === cursor) timeline.takeOlder(page.messages as Interaction[], page.next_cursor);
    this.changed();
  }

  private heardSession(id: string, frame: LiveFrame): void {
    this.timelines.get(id)?.apply(frame);
    this.sessions.apply(frame);
    this.sessions.wanted.delete(id);
    if (frame.type === 'new_message') {
      const entry = frame.payload as unknown as Interaction;
      this.outbox.seen([entry], id);
      this.typing.wrote(id, entry.author.type);
    }
    this.plannedFollow();
  }

  private heardPassing(id: string, frame: LiveFrame): void {
    const payload = frame.payload as Record<string, unknown>;
    if (frame.type === 'typing') this.typing.heard(id, payload['author'] as Writer, payload['typing'] !== false);
    if (frame.type !== 'presence') return;
    const participants = payload['participants'] as Participant[];
    this.presence.set(id, participants);
    const own = participants.find((one) => one.type === 'agent' && one.id === this.agentId);
    const read = numberOf(own?.read_position);
    if (read > this.readOf(id)) this.reads.set(id, read);
  }

  // ---- reading and writing

  readOf(id: string): number {
    return this.reads.get(id) ?? -1;
  }

  unread(entry: Entry): number {
    return unreadOf(entry, this.readOf(entry.id));
  }

  /** Everything of the open session up to its last entry was seen. */
  markRead(id: string): void {
    const last = this.timelines.get(id)?.last;
    if (last === undefined || numberOf(last.position) <= this.readOf(id)) return;
    this.reads.set(id, numberOf(last.position));
    this.connection.request({ type: 'read', sessionId: id, position: last.position, payload: { state: 'read' } } as LiveRequest);
    this.changed();
  }

  tellTyping(id: string, isTyping: boolean): void {
    this.connection.request({ type: 'typing', sessionId: id, payload: { typing: isTyping } });
  }
}
