// SPDX-License-Identifier: Apache-2.0
// <script src="https://hub/widget.js" data-site="demo" async></script>
import { Client } from './client.ts';
import { localBackend, Storage, type Backend } from './storage.ts';
import { Widget } from './view/widget.ts';

type Listener = (value: unknown) => void;
type Call = [name: string, ...values: unknown[]];

interface Api {
  open(): void;
  close(): void;
  toggle(): void;
  identify(token: string): void;
  logout(): void;
  on(event: string, listener: Listener): () => void;
}

declare global {
  interface Window {
    OmnihubWidget?: Api | Call[];
  }
}

function ownScript(): HTMLScriptElement | null {
  const running = document.currentScript;
  return running instanceof HTMLScriptElement ? running : document.querySelector<HTMLScriptElement>('script[data-site][src*="widget.js"]');
}

function sessionBackend(): Backend | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/** One tab at a time, where the browser can see to it. */
function alone<T>(name: string): (run: () => Promise<T>) => Promise<T> {
  return (run) => (navigator.locks ? (navigator.locks.request(name, run) as Promise<T>) : run());
}

class Listeners {
  readonly #all = new Map<string, Set<Listener>>();

  on(event: string, listener: Listener): () => void {
    const set = this.#all.get(event) ?? new Set();
    this.#all.set(event, set.add(listener));
    return () => void set.delete(listener);
  }

  emit(event: string, value?: unknown): void {
    for (const listener of this.#all.get(event) ?? []) {
      try {
        listener(value);
      } catch (error) {
        reportError(error); // the shop's, not ours
      }
    }
  }
}

function heedBrowser(client: Client): void {
  window.addEventListener('online', () => client.wake());
  window.addEventListener('offline', () => client.lose());
  window.addEventListener('focus', () => client.wake());
  window.addEventListener('storage', (event) => client.hearStorage(event.key, event.newValue));
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && client.wake());
  document.addEventListener('resume', () => client.wake());
  // A page that the browser keeps for "back" has no sockets.
  window.addEventListener('pagehide', () => client.stop());
  window.addEventListener('pageshow', (event) => event.persisted && client.start());
}

function build(script: HTMLScriptElement, site: string): { widget: Widget; client: Client; listeners: Listeners } {
  const hub = script.src.replace(/\/widget\.js.*$/, '');
  const { language, color, position, theme } = script.dataset;
  const listeners = new Listeners();
  let widget: Widget | null = null;
  const client = new Client({
    hub, site, storage: new Storage(site, localBackend()),
    language: (language || document.documentElement.lang || navigator.language || 'en').slice(0, 35),
    // Queries may hold what is nobody's business.
    page: () => ({ url: (location.origin + location.pathname).slice(0, 2000), title: document.title.slice(0, 120) || null }),
    fetch: window.fetch.bind(window), WebSocket, alone: alone('omnihub.' + site),
    changed: () => widget?.update(), fresh: (message) => widget?.hear(message),
    failed: (code, detail) => {
      console.warn(`omnihub: ${detail} (${code})`);
      listeners.emit('error', { code, detail });
    },
  });
  widget = new Widget({
    hub, client, visit: new Storage(site, sessionBackend()), language: language ?? null, color: color ?? null, position: position ?? null, theme: theme ?? null,
    emit: (name, value) => listeners.emit(name, value),
  });
  return { widget, client, listeners };
}

function begin(script: HTMLScriptElement, site: string): void {
  const before = Array.isArray(window.OmnihubWidget) ? window.OmnihubWidget : [];
  const { widget, client, listeners } = build(script, site);
  const api: Api = {
    open: () => widget.open(),
    close: () => widget.close(),
    toggle: () => widget.toggle(),
    identify: (token) => client.identify(token),
    logout: () => client.logout(),
    on: (event, listener) => listeners.on(event, listener),
  };
  window.OmnihubWidget = Object.freeze(api);
  for (const [name, ...values] of before) (api as unknown as Record<string, (...v: unknown[]) => void>)[name]?.(...values);
  heedBrowser(client);
  client.start();
  const wasOpen = new Storage(site, sessionBackend()).get('open') !== null && !matchMedia('(max-width: 520px)').matches;
  if (script.dataset.open !== undefined || wasOpen) widget.open(false);
  window.dispatchEvent(new Event('omnihub:ready'));
}

const script = ownScript();
const site = script?.dataset.site;
if (script === null || !site) console.warn('omnihub: the script tag needs data-site');
else if (window.OmnihubWidget === undefined || Array.isArray(window.OmnihubWidget)) {
  if (document.body) begin(script, site);
  else document.addEventListener('DOMContentLoaded', () => begin(script, site), { once: true });
}
