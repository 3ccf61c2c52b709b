// SPDX-License-Identifier: Apache-2.0
// The timeline of one open session: pages and events merged by position, and what of it is drawn. No DOM.
import { numberOf } from './position.ts';
import type { Interaction, LiveFrame } from './types.ts';

/** Entries that are kept; the rest can be read again. */
const KEPT_MAX = 5000;

export class Timeline {
  /** Oldest first, ascending by position. */
  entries: Interaction[] = [];
  /** The cursor of the page before; null at the beginning. */
  older: string | null = null;
  /** Whether its newest page was ever read. */
  isRead = false;
  /** Whether there is no such session for this client. */
  isGone = false;
  revision = 0;
  private readonly ids = new Set<string>();
  /** The positions as of which entries were told again. */
  private readonly told = new Map<string, number>();

  constructor(readonly id: string) {}

  get last(): Interaction | undefined {
    return this.entries.at(-1);
  }

  /** The newest page, newest first as the hub gives it. What events told of is kept where it is newer. */
  takeNewest(page: readonly Interaction[], older: string | null): void {
    const oldest = numberOf(page.at(-1)?.position);
    const reaches = this.entries.length > 0 && oldest >= 0 && oldest <= numberOf(this.entries.at(-1)?.position);
    if (!reaches && this.entries.length > 0) this.clear(); // a hole lies between
    if (this.entries.length === 0) this.older = older;
    for (const entry of page) this.put(entry, false);
    this.isRead = true;
    this.revision++;
  }

  /** The page before what is there, newest first. */
  takeOlder(page: readonly Interaction[], older: string | null): void {
    for (const entry of page) this.put(entry, false);
    this.older = older;
    this.revision++;
  }

  apply(frame: LiveFrame): void {
    const entry = frame.payload as unknown as Interaction;
    if (frame.type === 'new_message' || frame.type === 'channel_transfer') this.put(entry, false);
    else if (frame.type === 'message_updated' || (frame.type === 'delivery_update' && frame.position !== null)) this.retell(entry, numberOf(frame.position));
    else return;
    this.revision++;
  }

  /** An entry that was made here. */
  add(entry: Interaction): void {
    this.put(entry, false);
    this.revision++;
  }

  private retell(entry: Interaction, asOf: number): void {
    if (!this.ids.has(entry.id) || asOf <= (this.told.get(entry.id) ?? -1)) return;
    this.told.set(entry.id, asOf);
    this.put(entry, true);
  }

  private put(entry: Interaction, isRetold: boolean): void {
    const position = numberOf(entry.position);
    if (this.ids.has(entry.id)) {
      const at = this.entries.findIndex((e) => e.id === entry.id);
      if (at >= 0 && (isRetold || !this.told.has(entry.id))) this.entries[at] = entry;
      return;
    }
    let at = this.entries.length;
    while (at > 0 && numberOf(this.entries[at - 1]!.position) > position) at--;
    this.entries.splice(at, 0, entry);
    this.ids.add(entry.id);
    if (this.entries.length > KEPT_MAX && at === this.entries.length - 1) this.forgetFirst();
  }

  // The beginning is let go; it can be read again only with the whole timeline.
  private forgetFirst(): void {
    const first = this.entries.shift();
    if (first !== undefined) this.ids.delete(first.id);
    this.older = null;
  }

  private clear(): void {
    this.entries = [];
    this.ids.clear();
    this.told.clear();
  }
}

// ---- what is drawn

export type Row =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'unread'; key: string }
  | { kind: 'said'; key: string; entry: Interaction; isFirst: boolean; isLast: boolean }
  | { kind: 'happened'; key: string; entry: Interaction };

const TOGETHER_MS = 5 * 60 * 1000;

export const isSaid = (entry: Interaction): boolean => entry.type === 'message' || entry.type === 'note';

// One block: the same one says it on the same channel, soon after.
function belongsTo(entry: Interaction, before: Interaction | undefined): boolean {
  if (before === undefined || !isSaid(before) || !isSaid(entry)) return false;
  const isSame = before.author.type === entry.author.type && before.author.id === entry.author.id && before.type === entry.type && before.channel === entry.channel;
  return isSame && Date.parse(entry.timestamp) - Date.parse(before.timestamp) < TOGETHER_MS;
}

/**
 * Rows of a part of a timeline. `dayOf` names the day of a time; entries of the customer after `unreadFrom` stand below
 * a mark.
 */
export function rowsOf(entries: readonly Interaction[], dayOf: (at: string) => string, unreadFrom: number): Row[] {
  const rows: Row[] = [];
  let day = '';
  let isMarked = false;
  entries.forEach((entry, i) => {
    const today = dayOf(entry.timestamp);
    const isNewDay = today !== day;
    if (isNewDay) rows.push({ kind: 'day', key: 'day ' + today, at: entry.timestamp });
    day = today;
    const isUnread = !isMarked && unreadFrom >= 0 && numberOf(entry.position) > unreadFrom && entry.author.type === 'customer';
    if (isUnread) rows.push({ kind: 'unread', key: 'unread' });
    isMarked ||= isUnread;
    if (!isSaid(entry)) {
      rows.push({ kind: 'happened', key: entry.id, entry });
      return;
    }
    const before = isNewDay || isUnread ? undefined : entries[i - 1];
    const after = entries[i + 1];
    const isLast = after === undefined || !belongsTo(after, entry) || dayOf(after.timestamp) !== today;
    rows.push({ kind: 'said', key: entry.id, entry, isFirst: !belongsTo(entry, before), isLast });
  });
  return rows;
}

/** Which part of `length` entries is in the document: at most WINDOW, moved over them by scrolling. */
export interface Window {
  start: number;
  end: number;
}

export const WINDOW = 240;
const STEP = 80;

export const atEnd = (length: number): Window => ({ start: Math.max(0, length - WINDOW / 2), end: length });

export function earlier(window: Window): Window {
  const start = Math.max(0, window.start - STEP);
  return { start, end: Math.min(window.end, start + WINDOW) };
}

export function later(window: Window, length: number): Window {
  const end = Math.min(length, window.end + STEP);
  return { start: Math.max(window.start, end - WINDOW), end };
}
