// SPDX-License-Identifier: Apache-2.0
// Where one is, in the address: /console/, /console/s/SESSION, /console/s/SESSION/customer, /console/channels,
// /console/webhooks, /console/webhooks/ENDPOINT.
export interface Route {
  session: string | null;
  page: 'conversation' | 'customer' | 'channels' | 'webhooks';
  /** The endpoint that is looked at. */
  webhook?: string;
}

const BASE = '/console/';
const HOME: Route = { session: null, page: 'conversation' };

export function routeOf(path: string): Route {
  if (/^\/console\/channels\/?$/.test(path)) return { session: null, page: 'channels' };
  const session = /^\/console\/s\/([^/]+)(\/customer)?\/?$/.exec(path);
  const webhook = /^\/console\/webhooks(?:\/([^/]+))?\/?$/.exec(path);
  try {
    if (webhook !== null) return { session: null, page: 'webhooks', ...(webhook[1] && { webhook: decodeURIComponent(webhook[1]) }) };
    return session === null ? HOME : { session: decodeURIComponent(session[1]!), page: session[2] === undefined ? 'conversation' : 'customer' };
  } catch {
    return HOME;
  }
}

export function pathOf(route: Partial<Route>): string {
  if (route.page === 'channels') return BASE + 'channels';
  if (route.page === 'webhooks') return BASE + 'webhooks' + (route.webhook ? '/' + encodeURIComponent(route.webhook) : '');
  if (!route.session) return BASE;
  return `${BASE}s/${encodeURIComponent(route.session)}${route.page === 'customer' ? '/customer' : ''}`;
}
