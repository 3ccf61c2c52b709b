// SPDX-License-Identifier: Apache-2.0
// Who takes part, how far each has come, and who writes at the moment; told to the hub no oftener than it is worth.
import { isMine, type Frame, type Message, type Participant } from './api.ts';
import { isNewer, numberOf } from './position.ts';
import type { Storage } from './storage.ts';
import type { Timeline } from './timeline.ts';

/** The hub tells it again after 3 s, and no beginning within half a second of an end. */
const TYPING_TELL_MS = 3200;
const TYPING_REST_MS = 600;
const TYPING_FORGET_MS = 6000;
const DELIVERED_MS = 400;

export class Receipts {
  participants: Participant[] = [];
  /** Who writes at the moment. */
  typing: { name: string | null; until: number } | null = null;
  /** The session that this is about; null while nothing is followed. */
  session: string | null = null;
  #typingToldAt = -Infinity;
  #typingEndedAt = -Infinity;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #deliveredTo: string | null = null;
  #readTo: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly storage: Storage,
    readonly timeline: Timeline,
    readonly request: (request: Record<string, unknown>) => boolean,
    readonly now: () => number,
  ) {}

  /** Another conversation, or none. */
  begin(session: string | null): void {
    this.session = session;
    this.participants = [];
    this.typing = null;
    this.#typingToldAt = this.#typingEndedAt = -Infinity;
    clearTimeout(this.#typingTimer);
    this.reconnected();
  }

  /** What was told before a cut may not have arrived. */
  reconnected(): void {
    this.#readTo = this.#deliveredTo = null;
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#typingTimer);
    this.#timer = undefined;
  }

  hear(frame: Frame): void {
    if (frame.sessionId !== this.session) return;
    const { participants, typing, author } = frame.payload as { participants?: Participant[]; typing?: boolean; author?: { type: string; name: string | null } };
    if (frame.type === 'presence' && Array.isArray(participants)) this.participants = participants;
    if (frame.type !== 'typing' || author?.type === 'customer') return;
    this.typing = typing ? { name: author?.name ?? null, until: this.now() + TYPING_FORGET_MS } : null;
  }

  /** True when somebody stopped writing without saying so. */
  forget(): boolean {
    if (this.typing === null || this.now() <= this.typing.until) return false;
    this.typing = null;
    return true;
  }

  tellTyping(typing: boolean): void {
    if (this.session === null) return;
    clearTimeout(this.#typingTimer);
    const since = this.now() - this.#typingToldAt;
    if (typing ? since < TYPING_TELL_MS : since >= TYPING_FORGET_MS) return;
    const rest = typing ? this.#typingEndedAt + TYPING_REST_MS - this.now() : 0;
    if (rest > 0) this.#typingTimer = setTimeout(() => this.tellTyping(true), rest);
    else if (this.request({ type: 'typing', sessionId: this.session, payload: { typing } })) {
      this.#typingToldAt = typing ? this.now() : -Infinity;
      if (!typing) this.#typingEndedAt = this.now();
    }
  }

  #lastHeard(): string | null {
    return this.timeline.messages.findLast((m) => !isMine(m))?.position ?? null;
  }

  markRead(isLive: boolean): void {
    const last = this.#lastHeard();
    if (last === null || this.session === null) return;
    if (isNewer(last, this.storage.get('read'))) this.storage.set('read', last);
    if (!isLive || !isNewer(last, this.#readTo)) return;
    if (!this.request({ type: 'read', sessionId: this.session, position: last, payload: { state: 'read' } })) return;
    this.#readTo = this.#deliveredTo = last;
  }

  // Not for each message of a burst.
  tellDelivered(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const last = this.#lastHeard();
      if (last === null || this.session === null || !isNewer(last, this.#deliveredTo) || !isNewer(last, this.readPosition)) return;
      if (this.request({ type: 'read', sessionId: this.session, position: last, payload: { state: 'delivered' } })) this.#deliveredTo = last;
    }, DELIVERED_MS);
  }

  /** How far the visitor has read, here, in another tab, or on another device. */
  get readPosition(): string | null {
    const here = this.storage.get('read');
    const told = this.participants.find((p) => p.type === 'customer')?.read_position ?? null;
    return here === null || isNewer(told, here) ? told : here;
  }

  get unread(): number {
    const read = this.readPosition;
    return this.timeline.messages.filter((m) => !isMine(m) && m.type === 'message' && isNewer(m.position, read)).length;
  }

  /** What the other side has done with a message of the visitor's. */
  markOf(message: Message): 'sent' | 'delivered' | 'read' {
    const agents = this.participants.filter((p) => p.type === 'agent');
    const reaches = (position: string | null): boolean => numberOf(position) >= numberOf(message.position);
    if (agents.some((p) => reaches(p.read_position))) return 'read';
    return agents.some((p) => reaches(p.delivered_position)) ? 'delivered' : 'sent';
  }
}
