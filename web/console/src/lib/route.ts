// SPDX-License-Identifier: Apache-2.0
// Where one is, in the address: /console/, /console/s/SESSION, /console/s/SESSION/customer, /console/channels.
export interface Route {
  session: string | null;
  page: 'conversation' | 'customer' | 'channels';
}

const BASE = '/console/';

export function routeOf(path: string): Route {
  if (/^\/console\/channels\/?$/.test(path)) return { session: null, page: 'channels' };
  const match = /^\/console\/s\/([^/]+)(\/customer)?\/?$/.exec(path);
  if (match === null) return { session: null, page: 'conversation' };
  try {
    return { session: decodeURIComponent(match[1]!), page: match[2] === undefined ? 'conversation' : 'customer' };
  } catch {
    return { session: null, page: 'conversation' };
  }
}

export function pathOf(route: Partial<Route>): string {
  if (route.page === 'channels') return BASE + 'channels';
  if (!route.session) return BASE;
  return `${BASE}s/${encodeURIComponent(route.session)}${route.page === 'customer' ? '/customer' : ''}`;
}
