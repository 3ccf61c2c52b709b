// SPDX-License-Identifier: Apache-2.0
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Hub } from '../lib/hub.ts';
import { pathOf, routeOf } from '../lib/route.ts';
import type { Route } from '../lib/route.ts';

export const HubContext = createContext<Hub | null>(null);

/** The hub; what asks for it is drawn again when anything changed. */
export function useHub(): Hub {
  const hub = useContext(HubContext);
  if (hub === null) throw new Error('there is no hub here');
  useSyncExternalStore(hub.subscribe, () => hub.version);
  return hub;
}

/** Leaves the page for the login, where one is let in without. */
export const LoginContext = createContext<() => void>(() => {});

// ---- the address

const listeners = new Set<() => void>();
const tellAll = () => listeners.forEach((listener) => listener());

function listen(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}

export function go(route: Partial<Route>, isReplacing = false): void {
  const path = pathOf(route);
  if (path === location.pathname) return;
  if (isReplacing) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  tellAll();
}

export function useRoute(): Route {
  return routeOf(useSyncExternalStore(listen, () => location.pathname));
}

// ---- time and width

/** The time, told anew every so often. */
export function useNow(everyMs = 15000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}

// ---- what is told for a moment

export interface Toast {
  id: number;
  text: string;
  isBad: boolean;
}

let toasts: Toast[] = [];
let nextToast = 1;
const TOAST_MS = 6000;

export function tell(text: string, isBad = false): void {
  const toast = { id: nextToast++, text, isBad };
  toasts = [...toasts.slice(-2), toast];
  tellAll();
  setTimeout(() => forget(toast.id), isBad ? 2 * TOAST_MS : TOAST_MS);
}

export function forget(id: number): void {
  toasts = toasts.filter((toast) => toast.id !== id);
  tellAll();
}

export function useToasts(): Toast[] {
  return useSyncExternalStore(listen, () => toasts);
}

/** Does it, and tells what went wrong. */
export async function attempt(action: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await action();
    if (done !== undefined) tell(done);
    return true;
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error), true);
    return false;
  }
}
