// SPDX-License-Identifier: Apache-2.0
// The conversation as far as it is kept here, oldest first, ascending by position. It is bounded: while the
// visitor follows the newest messages, old ones are let go and read again when somebody scrolls up to them;
// while the visitor reads old ones, they are kept up to a larger bound, and beyond it the newest are let go.
import type { Frame, Message, Page } from './api.ts';
import { epochOf, numberOf } from './position.ts';

export const LIMITS = { following: 200, reading: 2000 };

/** How to come by what is before the first message that is kept. */
export type Older =
  | { by: 'cursor'; session: string; cursor: string }
  | { by: 'size' } // they were let go: read the newest page again, so large that it reaches them
  | null;

export class Timeline {
  messages: Message[] = [];
  older: Older = null;
  /** The newest messages were let go; they are read again when the visitor comes back to them. */
  isCut = false;
  /** The visitor is not at the end: nothing is let go under their eyes. */
  isReading = false;
  readonly #limits: typeof LIMITS;
  #ids = new Set<string>();
  #seen = -1;

  constructor(limits = LIMITS) {
    this.#limits = limits;
  }

  get last(): Message | undefined {
    return this.messages[this.messages.length - 1];
  }

  clear(): void {
    this.messages = [];
    this.#ids.clear();
    this.#seen = -1;
    this.older = null;
    this.isCut = false;
  }

  /** The newest page of a session instead of all that was known of it. */
  replace(session: string, page: Page): void {
    const isOther = epochOf(this.last?.position) !== epochOf(page.position);
    this.messages = [];
    this.#ids.clear();
    this.isCut = false;
    this.#seen = isOther ? numberOf(page.position) : Math.max(this.#seen, numberOf(page.position));
    this.older = page.next_cursor === null ? null : { by: 'cursor', session, cursor: page.next_cursor };
    this.#insert(page.messages);
  }

  /** The newest page of a further session: what was before stays above it. */
  extend(page: Page): void {
    this.#seen = Math.max(this.#seen, numberOf(page.position));
    this.#insert(page.messages);
    this.#trim();
  }

  /** A page before what is there. */
  prepend(session: string, page: Page): void {
    this.older = page.next_cursor === null ? null : { by: 'cursor', session, cursor: page.next_cursor };
    this.#insert(page.messages);
    this.#trim();
  }

  #insert(page: readonly Message[]): void {
    const news = page.filter((m) => !this.#ids.has(m.id));
    for (const m of news) this.#ids.add(m.id);
    this.messages = [...news, ...this.messages].sort((a, b) => numberOf(a.position) - numberOf(b.position));
  }

  /** Takes one event of the session; true when it is a message that was not known. */
  apply(frame: Frame): boolean {
    const message = frame.payload as Message;
    const position = numberOf(frame.position);
    if (position <= this.#seen || typeof message?.id !== 'string') return false;
    this.#seen = position;
    if (this.#ids.has(message.id)) {
      this.messages = this.messages.map((m) => (m.id === message.id ? message : m));
      return false;
    }
    if (frame.type !== 'new_message' && frame.type !== 'channel_transfer') return false;
    if (this.isCut) return true; // it will be read with the rest of the end
    this.#ids.add(message.id);
    this.messages.push(message);
    this.#trim();
    return true;
  }

  #trim(): void {
    const limit = this.isReading ? this.#limits.reading : this.#limits.following;
    // In strides, so that a stream of messages does not move the array each time.
    if (this.messages.length <= limit + limit / 4) return;
    const surplus = this.messages.length - limit;
    const gone = this.isReading ? this.messages.splice(limit) : this.messages.splice(0, surplus);
    for (const m of gone) this.#ids.delete(m.id);
    if (this.isReading) this.isCut = true;
    else this.older = { by: 'size' };
  }

  /** Whether the visitor is at the end. */
  follow(isFollowing: boolean): void {
    if (this.isReading === !isFollowing) return;
    this.isReading = !isFollowing;
    if (isFollowing) this.#trim();
  }
}
