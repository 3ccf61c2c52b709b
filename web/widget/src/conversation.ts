// SPDX-License-Identifier: Apache-2.0
// One session, followed: subscribed first and then read, so that nothing falls between; resumed from the last
// position after a cut; a frame whose `previous` is behind that is a hole, and resumed too; what the hub cannot
// fill (`reset`) is read again.
import type { Frame, Message, Page } from './api.ts';
import { epochOf, numberOf } from './position.ts';
import type { Timeline } from './timeline.ts';

export interface Wire {
  /** False when there is no connection. */
  request(request: Record<string, unknown>): boolean;
  read(path: string): Promise<Page>;
  later(run: () => void, ms: number): void;
  random(): number;
  /** Something is different now; `fresh` is a message that came just now. */
  changed(fresh: Message | null): void;
}

const PAGE = 50;
const PAGE_MAX = 500;
const HELD_MAX = 500;

export class Conversation {
  readonly topic: string;
  /** The position seen last; null before it was joined. */
  last: string | null = null;
  mode: 'new' | 'joining' | 'live' | 'resuming' = 'new';
  isLoading = false;
  isLoadingOlder = false;
  isOver = false;
  #held: Frame[] = [];
  /** Reads that were overtaken are dropped. */
  #run = 0;
  #wasRead = false;

  constructor(
    readonly id: string,
    readonly timeline: Timeline,
    readonly wire: Wire,
    /** What it follows upon stays above it. */
    readonly isFurther: boolean,
  ) {
    this.topic = 'session/' + id;
  }

  /** Whether all that there is has come. */
  get isSettled(): boolean {
    return this.isOver || (this.mode === 'live' && !this.isLoading);
  }

  join(): void {
    this.mode = this.last === null ? 'joining' : 'resuming';
    const request = this.last === null ? { type: 'subscribe' } : { type: 'resume', position: this.last };
    this.wire.request({ ...request, topic: this.topic });
  }

  end(): void {
    this.isOver = true;
    this.#run++;
  }

  hear(frame: Frame): void {
    if (frame.type === 'subscribed' || frame.type === 'reset') this.#begin(frame);
    else if (frame.type === 'resumed') this.#resumed(frame);
    else if (frame.position !== null) this.#event(frame);
  }

  // From here on events come by themselves; the rest is read.
  #begin(frame: Frame): void {
    // Told unasked, and known already: the hub subscribes who speaks.
    if (frame.type === 'subscribed' && this.mode !== 'joining' && this.last !== null) return;
    this.last = frame.position;
    this.mode = 'live';
    void this.#read();
  }

  #resumed(frame: Frame): void {
    if (numberOf(frame.position) > numberOf(this.last)) this.last = frame.position;
    this.mode = 'live';
    if (!this.#wasRead && !this.isLoading) void this.#read();
    this.wire.changed(null);
  }

  #event(frame: Frame): void {
    if (this.mode === 'joining' || this.last === null || numberOf(frame.position) <= numberOf(this.last)) return;
    if (numberOf(frame.previous) > numberOf(this.last)) {
      if (this.mode === 'live') this.join();
      return;
    }
    this.last = frame.position;
    if (!this.isLoading) this.#apply(frame);
    else if (this.#held.push(frame) > HELD_MAX) this.#again();
  }

  #apply(frame: Frame): void {
    const isNew = this.timeline.apply(frame);
    this.wire.changed(isNew ? (frame.payload as Message) : null);
  }

  // More came than may wait for one read.
  #again(): void {
    this.#held = [];
    this.last = null;
    this.#run++;
    this.wire.request({ type: 'unsubscribe', topic: this.topic });
    this.join();
  }

  #path(limit: number, cursor?: string): string {
    const rest = cursor === undefined ? '' : '&cursor=' + encodeURIComponent(cursor);
    return `/session/${encodeURIComponent(this.id)}/messages?limit=${limit}${rest}`;
  }

  async #read(): Promise<void> {
    const run = ++this.#run;
    const from = this.last;
    this.isLoading = true;
    this.#held = [];
    const page = await this.#persist(run, from);
    if (page === null || run !== this.#run) return;
    this.isLoading = false;
    this.#wasRead = true;
    if (this.isFurther && this.timeline.messages.length > 0) this.timeline.extend(page);
    else this.timeline.replace(this.id, page);
    const held = this.#held;
    this.#held = [];
    this.wire.changed(null);
    for (const frame of held) this.#apply(frame);
  }

  // Until there is an answer that is not older than what the events begin at; null when nobody wants it any more.
  async #persist(run: number, from: string | null): Promise<Page | null> {
    for (let attempt = 0; run === this.#run; attempt++) {
      try {
        const page = await this.wire.read(this.#path(PAGE));
        if (from === null || (epochOf(from) === epochOf(page.position) && numberOf(page.position) >= numberOf(from))) return page;
      } catch (error) {
        if ((error as { status?: number }).status === 404) {
          if (run === this.#run) this.end();
          this.wire.changed(null);
          return null;
        }
      }
      const wait = Math.min(8000, 300 * 2 ** Math.min(attempt, 10)) * (0.5 + this.wire.random() / 2);
      await new Promise<void>((go) => this.wire.later(go, wait));
    }
    return null;
  }

  /** The page before what is kept. Throws when it cannot be had now. */
  async loadOlder(): Promise<void> {
    const older = this.timeline.older;
    if (older === null || this.isLoadingOlder || this.isLoading) return;
    this.isLoadingOlder = true;
    this.wire.changed(null);
    try {
      const size = Math.min(PAGE_MAX, this.timeline.messages.length + PAGE);
      const path = older.by === 'size' ? this.#path(size) : this.#path(PAGE, older.cursor).replace(encodeURIComponent(this.id), encodeURIComponent(older.session));
      const page = await this.wire.read(path);
      if (this.timeline.older === older) this.timeline.prepend(older.by === 'size' ? this.id : older.session, page);
    } finally {
      this.isLoadingOlder = false;
      this.wire.changed(null);
    }
  }

  /** Back to the newest, after they were let go. */
  reload(): void {
    if (this.timeline.isCut && !this.isLoading) void this.#read();
  }
}
