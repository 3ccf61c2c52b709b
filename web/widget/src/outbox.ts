// SPDX-License-Identifier: Apache-2.0
// Messages on their way. Each lies in the storage, under a key of its own so that tabs do not overwrite each
// other's, from the key press until the hub says that it is stored; whoever connects sends what lies there. Its
// client_id makes the hub store it once, whichever tab sends it how often.
import { isMine, type Message } from './api.ts';
import { isNewer } from './position.ts';
import type { Storage } from './storage.ts';

export interface SentFile {
  id: string;
  name: string;
  type: string;
  size: number;
  url?: string | null;
  thumbnail_url?: string | null;
}

export interface Draft {
  content: string;
  files?: SentFile[];
  quick_reply?: string | null;
}

export interface Outgoing {
  client_id: string;
  content: string;
  files: SentFile[];
  quick_reply: string | null;
  at: number;
  order: number;
  /** Where it was sent first: sent again, it has to go there again to be known. */
  session_id: string | null;
  /** The newest position that was known when it was written. */
  after: string | null;
  message_id: string | null;
  /** `sent`: the hub has it, the timeline does not tell of it yet. */
  state: 'pending' | 'sent' | 'refused';
  detail: string;
}

export const LIMITS = { waiting: 100, ageMs: 24 * 3600 * 1000, againMs: 10000 };

const NAME = 'out.';

export function newId(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6]! & 15) | 64;
  b[8] = (b[8]! & 63) | 128;
  const hex = [...b].map((x) => x.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function parse(text: string | null): Outgoing | null {
  try {
    const m = JSON.parse(text ?? 'null') as Outgoing | null;
    return m !== null && typeof m.client_id === 'string' && typeof m.content === 'string' && Array.isArray(m.files) ? m : null;
  } catch {
    return null;
  }
}

export class Outbox {
  readonly #storage: Storage;
  readonly #send: (message: Outgoing) => boolean;
  readonly #now: () => number;
  readonly #messages = new Map<string, Outgoing>();
  /** When it went out last on this connection. */
  readonly #tried = new Map<string, number>();
  readonly #names = new Map<string, string>();
  #order = 0;

  constructor(storage: Storage, send: (message: Outgoing) => boolean, now: () => number = Date.now) {
    this.#storage = storage;
    this.#send = send;
    this.#now = now;
    this.#load();
  }

  #load(): void {
    for (const name of this.#storage.names(NAME)) {
      const message = parse(this.#storage.get(name));
      if (message === null) this.#storage.remove(name);
      else this.#messages.set(message.client_id, this.#aged(message));
    }
    for (const m of this.#messages.values()) this.#order = Math.max(this.#order, m.order);
  }

  // Nobody wants yesterday's question asked today by itself.
  #aged(message: Outgoing): Outgoing {
    const isOld = message.state === 'pending' && this.#now() - message.at > LIMITS.ageMs;
    return isOld ? { ...message, state: 'refused', detail: '' } : message;
  }

  /** In the order of writing. */
  list(): Outgoing[] {
    return [...this.#messages.values()].sort((a, b) => a.at - b.at || a.order - b.order);
  }

  get waiting(): number {
    return this.list().filter((m) => m.state === 'pending').length;
  }

  /** Null when too many wait already. */
  add(draft: Draft, session: string | null, after: string | null): Outgoing | null {
    if (this.waiting >= LIMITS.waiting) return null;
    const message: Outgoing = {
      client_id: newId(), content: draft.content, files: draft.files ?? [], quick_reply: draft.quick_reply ?? null,
      at: this.#now(), order: ++this.#order, session_id: session, after, message_id: null,
      state: 'pending', detail: '',
    };
    this.#keep(message);
    this.#try(message);
    return message;
  }

  #keep(message: Outgoing): void {
    this.#messages.set(message.client_id, message);
    this.#storage.set(NAME + message.client_id, JSON.stringify(message));
  }

  #try(message: Outgoing): void {
    if (this.#send(message)) this.#tried.set(message.client_id, this.#now());
  }

  /** A new connection: whatever waits goes out, in order. */
  resend(): void {
    this.#tried.clear();
    for (const message of this.list()) if (message.state === 'pending') this.#try(message);
  }

  /** What was not answered for long goes out again; also what a tab left behind that is gone. */
  nudge(): void {
    const now = this.#now();
    for (const message of this.list())
      if (message.state === 'pending' && now - (this.#tried.get(message.client_id) ?? message.at) >= LIMITS.againMs) this.#try(message);
  }

  acknowledge(id: string, messageId: string): void {
    const message = this.#messages.get(id);
    if (message === undefined) return;
    this.#storage.remove(NAME + id);
    this.#messages.set(id, { ...message, state: 'sent', message_id: messageId });
    this.#names.set(messageId, id);
    if (this.#names.size > LIMITS.waiting) this.#names.delete(this.#names.keys().next().value!);
  }

  /** Under which id a message went out from here; its own when it did not. */
  nameOf(messageId: string): string {
    return this.#names.get(messageId) ?? messageId;
  }

  refuse(id: string, problem: { status: number; detail: string }): void {
    const message = this.#messages.get(id);
    if (message === undefined || message.state !== 'pending') return;
    if (problem.status >= 500 || problem.status === 429 || problem.status === 401) return; // nudged later
    if ((problem.status === 404 || problem.status === 403 || problem.status === 409) && message.session_id !== null) {
      // That conversation is not there any more; it belongs to the present one.
      const anew = { ...message, session_id: null };
      this.#keep(anew);
      this.#try(anew);
      return;
    }
    this.#keep({ ...message, state: 'refused', detail: problem.detail });
  }

  retry(id: string): void {
    const message = this.#messages.get(id);
    if (message === undefined || message.state !== 'refused') return;
    const anew: Outgoing = { ...message, state: 'pending', detail: '', at: this.#now(), order: ++this.#order };
    this.#keep(anew);
    this.#try(anew);
  }

  discard(id: string): void {
    this.#messages.delete(id);
    this.#storage.remove(NAME + id);
  }

  clear(): void {
    for (const id of [...this.#messages.keys()]) this.discard(id);
  }

  /** The timeline tells of these: what is acknowledged is nobody's concern here any more. */
  see(messages: readonly Message[]): void {
    if (this.#messages.size === 0) return;
    const ids = new Set(messages.map((m) => m.id));
    for (const m of this.list()) if (m.state === 'sent' && m.message_id !== null && ids.has(m.message_id)) this.#messages.delete(m.client_id);
  }

  /**
   * What is to be shown behind the timeline. A message may stand in the timeline before its acknowledgement is
   * here (the cut was between the two): what says the same and is newer than the writing is it.
   */
  shown(timeline: readonly Message[]): Outgoing[] {
    const taken = new Set<string>();
    return this.list().filter((out) => {
      if (out.state === 'refused') return true;
      const twin = timeline.find((m) => !taken.has(m.id) && isMine(m) && (m.id === out.message_id ||
        (isNewer(m.position, out.after) && (m.content ?? '') === out.content && m.attachments.length === out.files.length &&
         !this.#names.has(m.id))));
      if (twin !== undefined) taken.add(twin.id);
      return twin === undefined;
    });
  }

  /** Another tab wrote or removed a message. True when something changed here. */
  hear(name: string, text: string | null): boolean {
    if (!name.startsWith(NAME)) return false;
    const id = name.slice(NAME.length);
    const mine = this.#messages.get(id);
    const message = parse(text);
    if (message !== null) {
      this.#messages.set(id, message);
      this.#order = Math.max(this.#order, message.order);
    } else if (mine !== undefined && mine.state !== 'sent') {
      this.#messages.delete(id); // acknowledged there, or given up; the timeline tells
    }
    return true;
  }
}
