// SPDX-License-Identifier: Apache-2.0
// What this browser remembers for one agent: drafts, how far each session was read, choices. Nothing secret.
import type { Store } from './outbox.ts';

export interface Draft {
  text: string;
  isNote: boolean;
}

const KEPT_MAX = 500;

/** A value in the browser's storage; what cannot be kept there is kept as long as the page. */
export function storeIn(storage: () => Storage, key: string): Store {
  let value: string | null = null;
  return {
    read() {
      try {
        return storage().getItem(key) ?? value;
      } catch {
        return value;
      }
    },
    write(text) {
      value = text;
      try {
        storage().setItem(key, text);
      } catch {
        // full or forbidden
      }
    },
  };
}

/** A map of sessions kept in a store; the oldest go first. */
export class Kept<T> {
  private readonly map: Map<string, T>;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    private readonly delayMs = 400,
  ) {
    this.map = new Map(this.restore());
  }

  get(key: string): T | undefined {
    return this.map.get(key);
  }

  keys(): string[] {
    return [...this.map.keys()];
  }

  set(key: string, value: T | undefined): void {
    this.map.delete(key);
    if (value !== undefined) this.map.set(key, value);
    for (const oldest of this.map.keys()) {
      if (this.map.size <= KEPT_MAX) break;
      this.map.delete(oldest);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), this.delayMs);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.store.write(JSON.stringify([...this.map]));
  }

  private restore(): [string, T][] {
    try {
      const value = JSON.parse(this.store.read() ?? '[]') as unknown;
      return Array.isArray(value) ? (value as [string, T][]) : [];
    } catch {
      return [];
    }
  }
}
