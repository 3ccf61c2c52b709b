// SPDX-License-Identifier: Apache-2.0
// Messages and notes on their way. Each has a client_id under which the hub stores it once, however often it is sent;
// those of one session go one after the other, so that they arrive in the order in which they were written.
import type { FileRef, Interaction, LiveFrame, LiveRequest, Problem, QuickReply } from './types.ts';

export interface Outgoing {
  client_id: string;
  session_id: string;
  kind: 'message' | 'note';
  content: string;
  attachments: FileRef[];
  quick_replies: QuickReply[];
  /** RFC 3339 */
  at: string;
  state: 'pending' | 'refused';
  detail: string;
}

export interface Store {
  read(): string | null;
  write(text: string): void;
}

export interface Means {
  request(request: LiveRequest): boolean;
  /** Posts a note; resolves with what the hub answered, rejects with a Problem-like error that has `status`. */
  postNote(note: Outgoing): Promise<Interaction>;
  noted(note: Interaction, sessionId: string): void;
  changed(): void;
  store?: Store;
  /** How long it waits when the hub is busy. */
  againMs?: number;
}

const AGAIN_MS = 1500;
const STATUS_BUSY = 429;

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
}

const isTransient = (status: number) => status >= 500 || status === STATUS_BUSY;

export class Outbox {
  private readonly items = new Map<string, Outgoing>();
  /** client_ids that were sent over this connection and wait for their answer. */
  private readonly flying = new Set<string>();

  constructor(private readonly means: Means) {
    this.restore();
  }

  of(sessionId: string): Outgoing[] {
    return [...this.items.values()].filter((item) => item.session_id === sessionId);
  }

  get size(): number {
    return this.items.size;
  }

  add(item: Pick<Outgoing, 'session_id' | 'kind' | 'content'> & Partial<Outgoing>): string {
    const id = newId();
    this.items.set(id, { attachments: [], quick_replies: [], ...item, client_id: id, at: new Date().toISOString(), state: 'pending', detail: '' });
    this.keep();
    this.pump(item.session_id);
    return id;
  }

  /** A new connection: what was on its way over the old one is not known to have arrived. */
  reconnected(): void {
    for (const id of [...this.flying]) if (this.items.get(id)?.kind === 'message') this.flying.delete(id);
    for (const session of new Set([...this.items.values()].map((item) => item.session_id))) this.pump(session);
  }

  retry(id: string): void {
    const item = this.items.get(id);
    if (item === undefined) return;
    item.state = 'pending';
    this.keep();
    this.pump(item.session_id);
  }

  discard(id: string): void {
    this.remove(id);
  }

  /** An answer to a message: stored, or refused. */
  heard(frame: LiveFrame): void {
    const payload = frame.payload as { client_id?: string } | null;
    if (payload?.client_id === undefined) return;
    if (frame.type === 'delivery_update') this.remove(payload.client_id);
    else if (frame.type === 'error') this.refused(payload.client_id, frame.payload as Problem);
  }

  /** An entry of a timeline may be told before the answer to it is. */
  seen(entries: readonly Interaction[], session: string): void {
    if (this.items.size === 0) return;
    for (const entry of entries) {
      const id = entry.provider_message_id;
      if (id) this.remove(id.slice(id.lastIndexOf(':') + 1));
      else if (entry.type === 'note') this.sawNote(entry, session);
    }
  }

  // A note carries no id of ours; the same text, while it is on its way, is it.
  private sawNote(note: Interaction, session: string): void {
    for (const item of this.of(session)) {
      if (item.kind !== 'note' || !this.flying.has(item.client_id) || item.content !== note.content || item.at > note.timestamp) continue;
      return this.remove(item.client_id);
    }
  }

  private pump(session: string): void {
    for (const item of this.items.values()) {
      if (item.session_id !== session || item.state !== 'pending') continue;
      if (!this.flying.has(item.client_id)) this.send(item);
      break;
    }
    this.means.changed();
  }

  private send(item: Outgoing): void {
    if (item.kind === 'note') {
      this.flying.add(item.client_id);
      void this.sendNote(item);
      return;
    }
    const payload: Record<string, unknown> = { content: item.content, client_id: item.client_id };
    if (item.attachments.length > 0) payload['attachments'] = item.attachments.map((file) => ({ id: file.id }));
    if (item.quick_replies.length > 0) payload['quick_replies'] = item.quick_replies;
    if (this.means.request({ type: 'message', sessionId: item.session_id, payload } as LiveRequest)) this.flying.add(item.client_id);
  }

  private async sendNote(item: Outgoing): Promise<void> {
    try {
      const note = await this.means.postNote(item);
      this.means.noted(note, item.session_id);
      this.remove(item.client_id);
    } catch (error) {
      const problem = error as Partial<Problem>;
      this.refused(item.client_id, { status: problem.status ?? 503, detail: problem.detail ?? 'the hub does not answer' });
    }
  }

  private refused(id: string, problem: Pick<Problem, 'status' | 'detail'>): void {
    const item = this.items.get(id);
    if (item === undefined) return;
    if (isTransient(problem.status)) {
      setTimeout(() => this.flying.delete(id) && this.pump(item.session_id), this.means.againMs ?? AGAIN_MS);
      return;
    }
    this.flying.delete(id);
    item.state = 'refused';
    item.detail = problem.detail;
    this.keep();
    this.pump(item.session_id);
  }

  private remove(id: string): void {
    const item = this.items.get(id);
    this.flying.delete(id);
    if (item === undefined) return;
    this.items.delete(id);
    this.keep();
    this.pump(item.session_id);
  }

  private keep(): void {
    this.means.store?.write(JSON.stringify([...this.items.values()]));
  }

  private restore(): void {
    try {
      const items = JSON.parse(this.means.store?.read() ?? '[]') as Outgoing[];
      for (const item of items) if (typeof item.client_id === 'string') this.items.set(item.client_id, item);
    } catch {
      // what cannot be read was not ours
    }
  }
}
