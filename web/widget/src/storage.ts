// SPDX-License-Identifier: Apache-2.0
// What outlives a page: localStorage, shared by the tabs of one shop. Where the browser refuses it, memory.

export interface Backend {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export class Storage {
  readonly #prefix: string;
  readonly #memory = new Map<string, string>();
  #backend: Backend | null;

  constructor(site: string, backend: Backend | null) {
    this.#prefix = `omnihub.${site}.`;
    this.#backend = backend;
  }

  get(name: string): string | null {
    // What could not be written is here and newer.
    const kept = this.#memory.get(name);
    if (kept !== undefined) return kept;
    try {
      return this.#backend?.getItem(this.#prefix + name) ?? null;
    } catch {
      return null;
    }
  }

  set(name: string, value: string): void {
    this.#memory.delete(name);
    try {
      if (this.#backend === null) throw new Error();
      this.#backend.setItem(this.#prefix + name, value);
    } catch {
      this.#memory.set(name, value);
    }
  }

  remove(name: string): void {
    this.#memory.delete(name);
    try {
      this.#backend?.removeItem(this.#prefix + name);
    } catch {
      this.#backend = null;
    }
  }

  /** Names that begin so. */
  names(beginning: string): string[] {
    const found = new Set([...this.#memory.keys()].filter((name) => name.startsWith(beginning)));
    try {
      for (let i = 0; i < (this.#backend?.length ?? 0); i++) {
        const name = this.nameOf(this.#backend?.key(i) ?? null);
        if (name?.startsWith(beginning)) found.add(name);
      }
    } catch {
      // as if it were empty
    }
    return [...found];
  }

  /** The name behind a key of the backend; null for what is somebody else's. */
  nameOf(key: string | null): string | null {
    return key?.startsWith(this.#prefix) ? key.slice(this.#prefix.length) : null;
  }
}

/** The page's own, if it may have one. */
export function localBackend(): Backend | null {
  try {
    const backend = window.localStorage;
    backend.setItem('omnihub.try', '1');
    backend.removeItem('omnihub.try');
    return backend;
  } catch {
    return null;
  }
}
