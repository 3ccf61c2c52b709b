// SPDX-License-Identifier: Apache-2.0
// What the pages of channels and webhooks have in common.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { ApiError } from '../lib/api.ts';
import { pathOf } from '../lib/route.ts';
import type { Route } from '../lib/route.ts';
import { sentence } from '../lib/channels.ts';
import { addressOf, seesWebhooks } from '../lib/webhooks.ts';
import { go, tell, useHub } from './context.tsx';
import { Icon } from './icons.tsx';
import type { IconName } from './icons.tsx';
import { IconButton } from './parts.tsx';

const REFRESH_MS = 5000;

export interface Refreshed<T> {
  value: T | null;
  fault: string | null;
  isGone: boolean;
  again: () => void;
}

/** What `read` gives, read again every few seconds while somebody looks; `read` must be the same from one drawing to the next. */
export function useRefreshed<T>(read: () => Promise<T>): Refreshed<T> {
  const [got, setGot] = useState<{ value: T | null; fault: string | null; isGone: boolean }>({ value: null, fault: null, isGone: false });
  const run = useRef(0);
  const again = useCallback(() => {
    const own = ++run.current;
    const set = (change: (before: typeof got) => typeof got) => own === run.current && setGot(change);
    read().then(
      (value) => set(() => ({ value, fault: null, isGone: false })),
      (error: unknown) => set((before) => ({ ...before, fault: error instanceof Error ? error.message : String(error), isGone: error instanceof ApiError && error.status === 404 })),
    );
  }, [read]);
  useEffect(() => {
    again();
    const timer = setInterval(() => !document.hidden && again(), REFRESH_MS);
    return () => {
      clearInterval(timer);
      run.current++;
    };
  }, [again]);
  return { ...got, again };
}

/** A link to another page of this one: it is opened here unless one asks for another tab. */
export function PageLink({ to, children, ...rest }: { to: Partial<Route>; children: ReactNode; className?: string; 'aria-current'?: 'page' | undefined }) {
  function open(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  }
  return (
    <a href={pathOf(to)} onClick={open} {...rest}>
      {children}
    </a>
  );
}

const pages: [page: 'channels' | 'webhooks', name: string][] = [
  ['channels', 'Channels'],
  ['webhooks', 'Webhooks'],
];

export function SetupHead({ current, children }: { current: 'channels' | 'webhooks'; children?: ReactNode }) {
  const hub = useHub();
  return (
    <header className="channels-head">
      <IconButton icon="back" label="Back to the conversations" onPress={() => go({})} />
      <h1>{pages.find(([page]) => page === current)![1]}</h1>
      {seesWebhooks(hub) && (
        <nav className="setup-pages" aria-label="Settings">
          {pages.map(([page, name]) => (
            <PageLink key={page} to={{ page }} className="setup-page" aria-current={page === current ? 'page' : undefined}>
              {name}
            </PageLink>
          ))}
        </nav>
      )}
      <span className="grow" />
      {children}
    </header>
  );
}

export function EndpointUrl({ url }: { url: string }) {
  const [host, rest] = addressOf(url);
  return (
    <span className="endpoint-url">
      <b>{host}</b>
      {rest}
    </span>
  );
}

export function Fault({ text }: { text: string }) {
  return (
    <p className="hint is-bad" role="alert">
      {sentence(text)}
    </p>
  );
}

const marks: Record<string, IconName> = { 'is-active': 'check', 'is-warning': 'warning', 'is-failed': 'close' };

/** How something is: a word with a mark, so that the colour is not all there is. */
export function Health({ tone, text, icon = 'pause' }: { tone: string; text: string; icon?: IconName }) {
  return (
    <span className={'health ' + tone}>
      <Icon name={marks[tone] ?? icon} size={14} />
      {text}
    </span>
  );
}

/** A text that is too long to be read out, with a button that copies it. */
export function Copied({ label, text, copyLabel }: { label: string; text: string; copyLabel: string }) {
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      tell('Copied.');
    } catch {
      tell('This browser does not let the page copy: select the text by hand.', true);
    }
  }
  return (
    <div className="address">
      <span className="address-label">{label}</span>
      <code className="address-text">{text}</code>
      <IconButton icon="copy" label={copyLabel} onPress={() => void copy()} />
    </div>
  );
}
