// SPDX-License-Identifier: Apache-2.0
// Who the visitor is: entered by POST /widget/session, kept in the storage, renewed before the token ends.
import type { Entry, Problem } from './api.ts';
import type { Storage } from './storage.ts';

export interface VisitorOptions {
  hub: string;
  site: string;
  storage: Storage;
  language: string;
  page: () => { url: string; title: string | null };
  fetch: typeof fetch;
  now: () => number;
  /** Lets one tab at a time in, where the browser can. */
  alone?: <T>(run: () => Promise<T>) => Promise<T>;
  timeoutMs?: number;
}

/** What the hub said instead of letting the visitor in. `status` 0: nothing was heard. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfterMs: number,
  ) {
    super(message);
  }
}

const RENEW_MIN_MS = 60_000;
const RENEW_MAX_MS = 50 * 60_000;

async function refusalOf(response: Response): Promise<Refusal> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const seconds = Number(response.headers.get('retry-after') ?? 0);
  return new Refusal(response.status, problem.code ?? '', problem.detail ?? 'HTTP ' + response.status, seconds * 1000 || 0);
}

export class Visitor {
  entry: Entry | null = null;
  /** What the shop's server signed, until the hub has taken it. */
  identity: string | null = null;
  readonly #options: VisitorOptions;
  #renewAt = 0;

  constructor(options: VisitorOptions) {
    this.#options = options;
  }

  /** Whether the token is good for a while. */
  get isFresh(): boolean {
    return this.entry !== null && this.identity === null && this.#options.now() < this.#renewAt;
  }

  get renewAt(): number {
    return this.#renewAt;
  }

  get customer(): string | null {
    return this.#options.storage.get('customer');
  }

  /** The token is not good any more, whatever its date says. */
  spoil(): void {
    this.#renewAt = 0;
  }

  forget(): void {
    this.entry = null;
    this.identity = null;
    this.#renewAt = 0;
    for (const name of ['visitor', 'customer', 'session', 'read']) this.#options.storage.remove(name);
  }

  /** Lets the visitor in, as who they were. Throws a Refusal. */
  async enter(): Promise<Entry> {
    const alone = this.#options.alone ?? ((run) => run());
    // Two tabs that begin at once must not become two visitors.
    const entry = this.#options.storage.get('visitor') === null ? await alone(() => this.#ask(true)) : await this.#ask(true);
    this.#take(entry);
    return entry;
  }

  async #ask(mayBeNew: boolean): Promise<Entry> {
    const visitor = this.#options.storage.get('visitor');
    try {
      const entry = await this.#post(visitor);
      const other = this.#options.storage.get('visitor');
      // Another tab was faster.
      if (visitor === null && other !== null && this.identity === null && mayBeNew) return await this.#ask(false);
      this.#options.storage.set('visitor', entry.visitor);
      this.#options.storage.set('customer', entry.customer_id);
      return entry;
    } catch (error) {
      const isUnknown = error instanceof Refusal && (error.status === 401 || error.status === 422) && error.code !== 'widget.identity';
      if (!isUnknown || visitor === null || !mayBeNew) throw error;
      this.#options.storage.remove('visitor');
      return await this.#ask(false);
    }
  }

  async #post(visitor: string | null): Promise<Entry> {
    const { hub, site, language, page } = this.#options;
    const { identity } = this;
    const body = { site, language, page: page(), ...(visitor && { visitor }), ...(identity && { identity_token: identity }) };
    const response = await this.request(hub + '/widget/session', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    });
    const entry = (await response.json()) as Entry;
    if (this.identity === identity) this.identity = null;
    return entry;
  }

  #take(entry: Entry): void {
    this.entry = entry;
    // The clock here may be wrong by hours.
    const lasts = (Date.parse(entry.expires_at) - Date.now()) * 0.8;
    this.#renewAt = this.#options.now() + Math.min(RENEW_MAX_MS, Math.max(RENEW_MIN_MS, lasts || 0));
  }

  /** A request with a deadline; throws a Refusal unless it went well. */
  async request(url: string, init: RequestInit): Promise<Response> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), this.#options.timeoutMs ?? 10_000);
    try {
      const response = await this.#options.fetch(url, { ...init, signal: stop.signal, credentials: 'omit', referrerPolicy: 'strict-origin-when-cross-origin' });
      if (!response.ok) throw await refusalOf(response);
      return response;
    } catch (error) {
      throw error instanceof Refusal ? error : new Refusal(0, 'network', String(error), 0);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A request of the visitor's own. */
  async call<T>(path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { Authorization: 'Bearer ' + (this.entry?.token ?? '') };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const init: RequestInit = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    try {
      return (await (await this.request(this.#options.hub + path, init)).json()) as T;
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) this.spoil();
      throw error;
    }
  }
}
