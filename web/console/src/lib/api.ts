// SPDX-License-Identifier: Apache-2.0
// Requests to the hub, typed by its own description of the routes.
import type { Fault, Problem, Routes } from '../../../shared/api.ts';

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly code: string,
    /** Every field that is wrong. */
    readonly errors: Fault[] = [],
  ) {
    super(detail);
  }
}

const TIMEOUT_MS = 15000;

type Route = keyof Routes;
type Part<R, K extends string> = R extends { [key in K]: infer T } ? T : never;

export interface Given<R> {
  path?: Part<R, 'path'>;
  query?: Partial<Part<R, 'query'>>;
  body?: Part<R, 'body'> | Record<string, unknown>;
  /** The same request under the same key is done once. */
  once?: string;
}

export async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '') && text !== '' ? (JSON.parse(text) as unknown) : null;
  if (response.ok) return json;
  const problem = json as Partial<Problem> | null;
  throw new ApiError(response.status, problem?.detail ?? `the hub answered ${response.status}`, problem?.code ?? '', problem?.errors ?? []);
}

function addressOf(route: string, given: Given<unknown>): string {
  let path = route.slice(route.indexOf(' ') + 1);
  for (const [name, value] of Object.entries((given.path ?? {}) as Record<string, unknown>)) path = path.replace(`{${name}}`, encodeURIComponent(String(value)));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((given.query ?? {}) as Record<string, unknown>)) if (value !== undefined && value !== null) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** `call('POST /session/{id}/notes', {path: {id}, body: {content}})`. Throws an ApiError for whatever is not 2xx. */
export async function call<R extends Route>(route: R, given: Given<Routes[R]> = {}): Promise<Part<Routes[R], 'reply'>> {
  const headers: Record<string, string> = {};
  if (given.body !== undefined) headers['Content-Type'] = 'application/json';
  if (given.once !== undefined) headers['Idempotency-Key'] = given.once;
  const response = await fetch(addressOf(route, given as Given<unknown>), {
    method: route.slice(0, route.indexOf(' ')),
    headers,
    body: given.body === undefined ? null : JSON.stringify(given.body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return (await answerOf(response)) as Part<Routes[R], 'reply'>;
}
