// SPDX-License-Identifier: Apache-2.0
// The scrolling list. Rows are kept by key and made anew only when they changed; of a long conversation only a
// window stands in the document. It follows the end while the reader is there, and else stays where it is.
import type { Message } from '../api.ts';
import type { Row } from '../rows.ts';
import { h } from './dom.ts';

const WINDOW = 160;
const STRIDE = 60;
const NEAR_PX = 400;
const END_PX = 48;

interface Entry {
  state: string;
  element: HTMLElement;
}

export interface ListActions {
  make: (row: Row) => HTMLElement;
  /** The reader nears the beginning of what is there. */
  older: () => void;
  /** The reader came to the end, or left it. */
  follow: (isFollowing: boolean) => void;
  changed: () => void;
}

export class List {
  readonly rows = h('div', { class: 'rows' });
  readonly older = h('div', { class: 'older', hidden: true }, h('span', { class: 'spinner', role: 'img' }));
  readonly element = h('div', { class: 'list', role: 'log', 'aria-live': 'off', tabindex: '0' }, h('div', {}, this.older, this.rows));
  isFollowing = true;
  #entries = new Map<string, Entry>();
  readonly #actions: ListActions;
  /** The first message of the window; null: the window ends with the last one. */
  #from: string | null = null;
  #isSettled = false;
  /** Where it stood, and how high it was, when it was looked at last. */
  #seen = { top: 0, height: 0 };
  #refocus: HTMLElement | null = null;

  constructor(actions: ListActions) {
    this.#actions = actions;
    this.element.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    if (typeof ResizeObserver !== 'function') return;
    const observer = new ResizeObserver(() => this.keep());
    observer.observe(this.element);
    observer.observe(this.element.firstElementChild!);
  }

  /** What of the messages is to be made rows of. */
  window(messages: readonly Message[]): { messages: readonly Message[]; isEnd: boolean } {
    if (this.isFollowing) this.#from = null;
    const end = Math.max(0, messages.length - WINDOW);
    let start = this.#from === null ? end : messages.findIndex((m) => m.id === this.#from);
    if (start < 0 || start > end) start = end;
    return { messages: messages.slice(start, start + WINDOW), isEnd: start + WINDOW >= messages.length };
  }

  #shift(messages: readonly Message[], by: number): void {
    const shown = this.window(messages).messages[0];
    const at = Math.max(0, messages.findIndex((m) => m === shown) + by);
    this.#from = at >= messages.length - WINDOW ? null : (messages[at]?.id ?? null);
  }

  /** The messages that the list moves over; asked for when it scrolls. */
  source: () => readonly Message[] = () => [];

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    const messages = this.source();
    const { messages: shown, isEnd } = this.window(messages);
    // What grows below the reader, a picture that came, moves nobody from the end; only scrolling up does.
    const isLeaving = scrollTop < this.#seen.top - 1 && scrollHeight === this.#seen.height;
    this.#see();
    const isAtEnd = isEnd && (scrollHeight - scrollTop - clientHeight < END_PX || (this.isFollowing && !isLeaving));
    if (isAtEnd !== this.isFollowing) {
      if (!isAtEnd && this.#from === null) this.#from = shown[0]?.id ?? null;
      this.isFollowing = isAtEnd;
      this.#actions.follow(isAtEnd);
    }
    if (isAtEnd) this.keep();
    if (scrollTop < NEAR_PX && !isAtEnd) {
      if (shown[0] !== undefined && shown[0] !== messages[0]) this.#shift(messages, -STRIDE);
      else return this.#actions.older();
      this.#actions.changed();
    } else if (!isEnd && scrollHeight - scrollTop - clientHeight < NEAR_PX) {
      this.#shift(messages, STRIDE);
      this.#actions.changed();
    }
  }

  /** To the newest message, from wherever. */
  toEnd(): void {
    this.isFollowing = true;
    this.#from = null;
    this.#actions.follow(true);
    this.#actions.changed();
    this.keep();
  }

  /** At the end, if that is where the reader is. */
  keep(): void {
    if (!this.isFollowing) return;
    this.element.scrollTop = this.element.scrollHeight;
    this.#see();
  }

  #see(): void {
    this.#seen = { top: this.element.scrollTop, height: this.element.scrollHeight };
  }

  show(rows: readonly Row[]): void {
    const anchor = this.isFollowing ? null : this.#anchor();
    const before = this.#entries;
    this.#entries = new Map();
    const elements = rows.map((row) => this.#entry(row, before));
    this.#arrange(elements);
    this.#refocus?.focus({ preventScroll: true });
    this.#refocus = null;
    if (anchor !== null && anchor.element.isConnected) {
      this.element.scrollTop += anchor.element.offsetTop - anchor.top;
      this.#see();
    } else this.keep();
    this.#isSettled = true;
  }

  #entry(row: Row, before: Map<string, Entry>): HTMLElement {
    const known = before.get(row.key);
    const isSame = known !== undefined && known.state === row.state;
    const element = isSame ? known.element : this.#actions.make(row);
    if (known !== undefined && !isSame) this.#keepWithin(known.element, element);
    if (known === undefined && this.#isSettled && this.isFollowing) element.classList.add('new');
    this.#entries.set(row.key, { state: row.state, element });
    return element;
  }

  // A row made anew keeps the pictures that it had, and the focus.
  #keepWithin(before: HTMLElement, after: HTMLElement): void {
    const inside = (element: HTMLElement): HTMLElement[] => [...element.querySelectorAll<HTMLElement>('a, button')];
    const active = (this.element.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
    const at = active === null ? -1 : inside(before).indexOf(active);
    for (const fresh of after.querySelectorAll<HTMLElement>('.picture')) {
      const known = [...before.querySelectorAll<HTMLElement>('.picture')].find((p) => p.dataset.id === fresh.dataset.id);
      if (known !== undefined) fresh.replaceWith(known);
    }
    if (at >= 0) this.#refocus = inside(after)[at] ?? null;
  }

  // With as few moves as there are changes: what is focused stays focused.
  #arrange(elements: readonly HTMLElement[]): void {
    const wanted = new Set<Node>(elements);
    for (const child of [...this.rows.childNodes]) if (!wanted.has(child)) child.remove();
    let at = this.rows.firstChild;
    for (const element of elements) {
      if (element === at) at = at.nextSibling;
      else this.rows.insertBefore(element, at);
    }
  }

  // The first row in sight: it stays where it is.
  #anchor(): { element: HTMLElement; top: number } | null {
    const top = this.element.scrollTop;
    for (const { element } of this.#entries.values())
      if (element.offsetTop + element.offsetHeight > top) return { element, top: element.offsetTop };
    return null;
  }
}
