// SPDX-License-Identifier: Apache-2.0
// What is known of the sessions of the list, and how events change it. No network, no DOM, no clock.
//
// Every entry remembers the position that it is of (`seen`); an event that is not newer changes nothing, so that one
// event may come by several topics and reads may cross events on their way.
import { numberOf } from './position.ts';
import type { Interaction, LiveFrame, SessionSummary } from './types.ts';

export interface Entry {
  id: string;
  /** null while it is being read */
  summary: SessionSummary | null;
  seen: number;
  /** The newest messages, oldest first; empty until they were read or came. */
  recent: Interaction[];
  /** Whether `recent` reaches back as far as a read does. */
  isRead: boolean;
  /** Grows with each change: what was drawn of another one is old. */
  revision: number;
}

export type Filter = { kind: 'mine' } | { kind: 'unassigned' } | { kind: 'all' } | { kind: 'snoozed' } | { kind: 'queue'; queue: string };
export type Sort = 'last_activity' | 'waiting' | 'priority';

const CHANNELS = ['voice', 'video', 'chat', 'email', 'sms', 'mobile_app', 'whatsapp', 'social_media', 'web_portal'];
const PRIORITIES = ['urgent', 'high', 'normal', 'low'];
const RECENT_MAX = 30;

export function isOpen(summary: SessionSummary): boolean {
  return summary.status === 'active' || summary.status === 'pending';
}

const isSaid = (message: Interaction) => message.type === 'message';

/** Since when the customer waits for an answer, as far as `recent` tells; null when nobody waits. */
export function waitingSince(entry: Entry): string | null {
  let since: string | null = null;
  for (let i = entry.recent.length - 1; i >= 0; i--) {
    const message = entry.recent[i]!;
    if (!isSaid(message) || message.author.type === 'system') continue;
    if (message.author.type !== 'customer') break;
    since = message.timestamp;
  }
  return since;
}

/** How many messages of the customer are newer than a position and nobody answered. */
export function unreadOf(entry: Entry, read: number): number {
  let count = 0;
  for (let i = entry.recent.length - 1; i >= 0; i--) {
    const message = entry.recent[i]!;
    if (!isSaid(message) || message.author.type === 'system') continue;
    if (message.author.type !== 'customer' || numberOf(message.position) <= read) break;
    count++;
  }
  return count;
}

/** What stands in the list: what was said last, else what happened last. */
export function lastOf(entry: Entry): Interaction | null {
  return entry.recent.findLast((m) => isSaid(m) || m.type === 'note') ?? entry.recent.at(-1) ?? null;
}

export function matches(summary: SessionSummary, filter: Filter, agentId: string | null): boolean {
  const isSnoozed = Boolean(summary.snoozed_until);
  if (!isOpen(summary) || isSnoozed !== (filter.kind === 'snoozed')) return false;
  if (filter.kind === 'mine') return agentId !== null && summary.agent_id === agentId;
  if (filter.kind === 'unassigned') return summary.agent_id === null;
  return filter.kind !== 'queue' || summary.queue === filter.queue;
}

/** The query of `GET /sessions/active` for a filter. */
export function queryOf(filter: Filter, sort: Sort, agentId: string | null): Record<string, string> {
  const query: Record<string, string> = { sort };
  if (filter.kind === 'mine' && agentId !== null) query['agent_id'] = agentId;
  if (filter.kind === 'unassigned') query['unassigned'] = 'true';
  if (filter.kind === 'queue') query['queue'] = filter.queue;
  if (filter.kind === 'snoozed') query['status'] = 'snoozed';
  return query;
}

function compare(a: Entry, b: Entry, sort: Sort): number {
  if (sort === 'priority') {
    const order = PRIORITIES.indexOf(a.summary?.priority ?? 'normal') - PRIORITIES.indexOf(b.summary?.priority ?? 'normal');
    if (order !== 0) return order;
  }
  if (sort === 'waiting') {
    const [x, y] = [waitingSince(a) ?? '9', waitingSince(b) ?? '9'];
    if (x !== y) return x < y ? -1 : 1;
  }
  const [x, y] = [a.summary?.last_activity ?? '', b.summary?.last_activity ?? ''];
  return x < y ? 1 : x > y ? -1 : b.seen - a.seen;
}

export class Sessions {
  private readonly entries = new Map<string, Entry>();
  /** Sessions that events spoke of and that must be read. */
  readonly wanted = new Set<string>();

  constructor(private readonly max = 2000) {}

  get(id: string): Entry | undefined {
    return this.entries.get(id);
  }

  list(filter: Filter, sort: Sort, agentId: string | null): Entry[] {
    const shown = [...this.entries.values()].filter((e) => e.summary !== null && matches(e.summary, filter, agentId));
    return shown.sort((a, b) => compare(a, b, sort));
  }

  /** The sessions of one agent. */
  ofAgent(agentId: string): string[] {
    return [...this.entries.values()].filter((e) => e.summary?.agent_id === agentId && isOpen(e.summary)).map((e) => e.id);
  }

  apply(frame: LiveFrame): void {
    if (frame.sessionId === null) return;
    const asOf = numberOf(frame.position);
    if (frame.type === 'session_update') {
      // Told again later, it speaks of the session as it is then, and says as of where.
      const summary = frame.payload as SessionSummary;
      this.take(summary, Math.max(asOf, numberOf(summary.position)));
    } else if (frame.type === 'new_message' || frame.type === 'channel_transfer') this.said(frame.sessionId, frame.payload as unknown as Interaction);
    else if (frame.type === 'message_updated' || frame.type === 'delivery_update') this.told(frame.sessionId, frame.payload as unknown as Interaction);
  }

  /** One session as of a position. */
  take(summary: SessionSummary, position: number): Entry {
    const entry = this.entries.get(summary.session_id) ?? this.add(summary.session_id);
    this.wanted.delete(entry.id);
    if (position > entry.seen || entry.summary === null) {
      entry.summary = summary;
      entry.seen = Math.max(position, entry.seen);
      entry.revision++;
    }
    return entry;
  }

  /** The newest messages of a session, in any order. */
  takeRecent(id: string, messages: readonly Interaction[]): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    entry.isRead = true;
    for (const message of messages) this.remember(entry, message);
    entry.revision++;
  }

  clear(): void {
    this.entries.clear();
    this.wanted.clear();
  }

  drop(id: string): void {
    this.entries.delete(id);
    this.wanted.delete(id);
  }

  /** Lets go of those that are closed, then of the ones that were quiet longest, but for those that are kept. */
  trim(keep: ReadonlySet<string>): void {
    if (this.entries.size <= this.max) return;
    const rank = (e: Entry) => (e.summary !== null && !isOpen(e.summary) ? '' : (e.summary?.last_activity ?? '~'));
    const order = [...this.entries.values()].filter((e) => !keep.has(e.id)).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    for (const entry of order.slice(0, this.entries.size - this.max)) this.drop(entry.id);
  }

  private add(id: string): Entry {
    const entry: Entry = { id, summary: null, seen: -1, recent: [], isRead: false, revision: 0 };
    this.entries.set(id, entry);
    return entry;
  }

  private said(id: string, message: Interaction): void {
    const entry = this.entries.get(id) ?? this.add(id);
    const position = numberOf(message.position);
    this.remember(entry, message);
    entry.revision++;
    if (entry.summary === null) {
      this.wanted.add(id);
      return;
    }
    if (position <= entry.seen) return;
    const channels = new Set<string>(entry.summary.active_channels);
    if (message.channel !== null) channels.add(message.channel);
    entry.seen = position;
    entry.summary = {
      ...entry.summary,
      active_channels: [...channels].sort((a, b) => CHANNELS.indexOf(a) - CHANNELS.indexOf(b)) as SessionSummary['active_channels'],
      last_activity: message.timestamp,
      total_interactions: entry.summary.total_interactions + 1,
    };
  }

  private told(id: string, message: Interaction): void {
    const entry = this.entries.get(id);
    const at = entry?.recent.findIndex((m) => m.id === message.id) ?? -1;
    if (entry === undefined || at < 0) return;
    entry.recent[at] = message;
    entry.revision++;
  }

  private remember(entry: Entry, message: Interaction): void {
    if (entry.recent.some((m) => m.id === message.id)) return;
    const position = numberOf(message.position);
    let at = entry.recent.length;
    while (at > 0 && numberOf(entry.recent[at - 1]!.position) > position) at--;
    entry.recent.splice(at, 0, message);
    if (entry.recent.length > RECENT_MAX) entry.recent.shift();
  }
}
