// SPDX-License-Identifier: Apache-2.0
// Draws the list of open sessions, keeping the rows that stay and with them the focus.
import { channelChip } from './icons.js';
import { arrange, authorOf, make, textOf } from './timeline_view.js';

/** @typedef {import('./state.js').Entry} Entry */

const TONES = 8;
const CHIPS = 3;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** @param {string} id */
function toneOf(id) {
  let sum = 0;
  for (const c of id) sum = (sum * 31 + (c.codePointAt(0) ?? 0)) % 9973;
  return sum % TONES;
}

/** @param {string} name */
function initialsOf(name) {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((w) => w !== '');
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words[words.length - 1]?.[0] ?? '') : '')).toUpperCase();
}

/** @param {Entry} entry */
export function nameOf(entry) {
  return entry.summary?.customer_name ?? entry.summary?.customer_id ?? entry.id;
}

/** How long ago, in few letters. @param {string} at */
export function agoOf(at) {
  const then = new Date(at);
  const seconds = (Date.now() - then.getTime()) / 1000;
  if (seconds < 45) return 'now';
  if (seconds < 3600) return Math.max(1, Math.round(seconds / 60)) + ' min';
  if (seconds < 20 * 3600) return clock.format(then);
  return date.format(then);
}

/** @param {Entry} entry */
function excerptOf(entry) {
  if (entry.last === null) return entry.count === 0 ? 'No messages yet' : '';
  const text = textOf(entry.last);
  return entry.last.author.type === 'customer' ? text : authorOf(entry.last) + ': ' + text;
}

/** @param {Entry} entry @param {boolean} isCurrent @param {number} unread */
function drawRow(entry, isCurrent, unread) {
  const name = nameOf(entry);
  const row = make('a', 'row' + (unread > 0 ? ' is-unread' : ''));
  row.setAttribute('href', '#session/' + encodeURIComponent(entry.id));
  if (isCurrent) row.setAttribute('aria-current', 'true');
  const avatar = make('span', 'avatar tone-' + toneOf(entry.summary?.customer_id ?? ''), initialsOf(name));
  avatar.setAttribute('aria-hidden', 'true');
  const time = make('time', '', agoOf(entry.summary?.last_activity ?? ''));
  const channels = entry.summary?.active_channels ?? [];
  const chips = make('span', 'channels', ...channels.slice(0, CHIPS).map((c) => channelChip(c)));
  if (channels.length > CHIPS) chips.append(make('span', 'chip tone-7', '+' + (channels.length - CHIPS)));
  row.append(avatar, make('span', 'name', name), time, make('span', 'excerpt', excerptOf(entry)));
  if (unread > 0) {
    const count = make('span', 'unread', unread > 99 ? '99+' : String(unread));
    count.setAttribute('aria-label', unread + ' unread');
    row.append(count);
  }
  row.append(chips);
  return row;
}

export class SessionsView {
  /** @param {HTMLElement} list */
  constructor(list) {
    this.list = list;
    /** @type {Map<string, {item: HTMLElement, key: string}>} */
    this.rows = new Map();
    /** What was read of each session. @type {Map<string, number>} */
    this.read = new Map();
    list.addEventListener('keydown', (event) => this.#step(event));
  }

  /** @param {KeyboardEvent} event */
  #step(event) {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const rows = /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll('.row')]);
    const at = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    rows[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
    event.preventDefault();
  }

  /** @param {Entry} entry @param {boolean} isCurrent @param {boolean} isFirst */
  #unreadOf(entry, isCurrent, isFirst) {
    const before = this.read.get(entry.id);
    if (isCurrent || (before === undefined && isFirst)) this.read.set(entry.id, entry.count);
    else if (before === undefined) this.read.set(entry.id, 0);
    return Math.max(0, entry.count - (this.read.get(entry.id) ?? 0));
  }

  /** @param {Entry[]} entries @param {string | null} current @param {boolean} isFirst whether these were there before the page */
  draw(entries, current, isFirst) {
    /** @type {Map<string, {item: HTMLElement, key: string}>} */
    const kept = new Map();
    for (const entry of entries) {
      const isCurrent = entry.id === current;
      const unread = this.#unreadOf(entry, isCurrent, isFirst);
      const key = [entry.seen, entry.last?.id, isCurrent, unread, agoOf(entry.summary?.last_activity ?? '')].join(' ');
      const old = this.rows.get(entry.id);
      if (old === undefined) {
        const row = drawRow(entry, isCurrent, unread);
        if (!isFirst) row.classList.add('is-fresh');
        kept.set(entry.id, { item: make('li', '', row), key });
        continue;
      }
      if (old.key !== key) this.#redraw(old.item, drawRow(entry, isCurrent, unread), old.key.split(' ')[0] !== String(entry.seen));
      kept.set(entry.id, { item: old.item, key });
    }
    this.rows = kept;
    const hadFocus = /** @type {HTMLElement | null} */ (document.activeElement?.closest('.row') ?? null);
    arrange(this.list, [...kept.values()].map((row) => row.item));
    if (hadFocus !== null && hadFocus.isConnected) hadFocus.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} item @param {HTMLElement} row @param {boolean} isFresh */
  #redraw(item, row, isFresh) {
    const old = item.firstElementChild;
    const hadFocus = old === document.activeElement;
    if (isFresh) row.classList.add('is-fresh');
    item.replaceChildren(row);
    if (hadFocus) row.focus({ preventScroll: true });
  }
}
