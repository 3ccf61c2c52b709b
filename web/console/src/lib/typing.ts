// SPDX-License-Identifier: Apache-2.0
// Who is writing just now. What is not said again is forgotten.
export interface Writer {
  type: 'customer' | 'agent' | 'bot' | 'system';
  id: string | null;
  name: string | null;
}

export const FORGET_MS = 6000;
/** The hub tells it again after 3 s, and no beginning within half a second of an end. */
const REPEAT_MS = 3200;
const AFTER_MS = 600;
const REST_MS = 4000;

export class Typing {
  private readonly writers = new Map<string, Map<string, { writer: Writer; until: number }>>();

  constructor(private readonly now: () => number = () => Date.now()) {}

  heard(session: string, writer: Writer, isTyping: boolean): void {
    const key = writer.type + ' ' + (writer.id ?? writer.name ?? '');
    const there = this.writers.get(session) ?? new Map();
    if (isTyping) there.set(key, { writer, until: this.now() + FORGET_MS });
    else there.delete(key);
    this.writers.set(session, there);
  }

  /** What was written is there: whoever wrote it writes no longer. */
  wrote(session: string, type: Writer['type']): void {
    const there = this.writers.get(session);
    for (const [key, { writer }] of there ?? []) if (writer.type === type) there?.delete(key);
  }

  of(session: string): Writer[] {
    const now = this.now();
    return [...(this.writers.get(session)?.values() ?? [])].filter(({ until }) => until > now).map(({ writer }) => writer);
  }

  /** Forgets who is due; returns whether anything changed. */
  sweep(): boolean {
    let isChanged = false;
    for (const [session, there] of this.writers) {
      for (const [key, { until }] of there) if (until <= this.now()) isChanged = there.delete(key) || isChanged;
      if (there.size === 0) this.writers.delete(session);
    }
    return isChanged;
  }
}

/** Says that one is writing: at once, then no more often than listeners need, and when one rests. */
export class TypingTeller {
  private toldAt = -Infinity;
  private isTold = false;
  private endedAt = -Infinity;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private soon: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly tell: (isTyping: boolean) => void,
    private readonly now: () => number = () => Date.now(),
    private readonly restMs = REST_MS,
  ) {}

  typed(isEmpty: boolean): void {
    if (isEmpty) return this.stop();
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.stop(), this.restMs);
    if (this.isTold && this.now() - this.toldAt < REPEAT_MS) return;
    clearTimeout(this.soon);
    const wait = this.endedAt + AFTER_MS - this.now();
    if (wait > 0) this.soon = setTimeout(() => this.begin(), wait);
    else this.begin();
  }

  private begin(): void {
    this.isTold = true;
    this.toldAt = this.now();
    this.tell(true);
  }

  stop(): void {
    clearTimeout(this.rest);
    clearTimeout(this.soon);
    if (!this.isTold) return;
    this.isTold = false;
    this.endedAt = this.now();
    this.tell(false);
  }
}
