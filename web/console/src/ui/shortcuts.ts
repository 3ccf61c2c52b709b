// SPDX-License-Identifier: Apache-2.0
// Keys that work wherever one is not writing.
import { useEffect, useRef } from 'react';
import { go, useHub, useRoute } from './context.tsx';

export const shortcuts: [keys: string, what: string][] = [
  ['j  or  ↓', 'Next conversation'],
  ['k  or  ↑', 'Previous conversation'],
  ['/', 'Search'],
  ['r', 'Write a reply'],
  ['n', 'Write a note'],
  ['Enter', 'Send what is written'],
  ['Shift Enter', 'New line'],
  ['Ctrl Enter', 'Send, from a dialog too'],
  ['t', 'Transfer'],
  ['e', 'Resolve or reopen'],
  ['c', 'Show the customer'],
  ['Esc', 'Leave the field, then the conversation'],
  ['?', 'This list'],
];

const isWriting = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
const isInside = (target: EventTarget | null, selector: string) => target instanceof HTMLElement && target.closest(selector) !== null;

/** What the parts of the page do at a key: they listen for `console:KEY` on the window. */
export const press = (name: string) => dispatchEvent(new CustomEvent('console:' + name));

export function usePressed(name: string, action: () => void): void {
  const latest = useRef(action);
  latest.current = action;
  useEffect(() => {
    const run = () => latest.current();
    addEventListener('console:' + name, run);
    return () => removeEventListener('console:' + name, run);
  }, [name]);
}

const named: Record<string, string> = { '/': 'search', r: 'reply', n: 'note', t: 'transfer', e: 'resolve', c: 'customer' };

export function useShortcuts(onHelp: () => void): void {
  const hub = useHub();
  const route = useRoute();
  const latest = useRef(route);
  latest.current = route;
  useEffect(() => {
    const step = (by: number) => {
      const list = hub.list;
      const at = list.findIndex((entry) => entry.id === latest.current.session);
      const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by];
      if (next === undefined) return;
      go({ session: next.id }, latest.current.session !== null);
      requestAnimationFrame(() => document.querySelector<HTMLElement>('.row[aria-current="true"]')?.focus());
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('.overlay') !== null) return;
      if (isInside(event.target, '[role="menu"], [role="listbox"], [role="tablist"], [role="radiogroup"], [role="dialog"]')) return;
      if (event.key === 'Escape') return onEscape(event);
      if (isWriting(event.target)) return;
      const { page } = latest.current;
      if ((page === 'channels' || page === 'webhooks') && event.key !== '?') return;
      const isDown = event.key === 'j' || (event.key === 'ArrowDown' && !isInside(event.target, '.scroller'));
      const isUp = event.key === 'k' || (event.key === 'ArrowUp' && !isInside(event.target, '.scroller'));
      if (isDown || isUp) step(isDown ? 1 : -1);
      else if (event.key === '?') onHelp();
      else if (named[event.key] !== undefined) press(named[event.key]!);
      else return;
      event.preventDefault();
    };
    const onEscape = (event: KeyboardEvent) => {
      if (isWriting(event.target)) (event.target as HTMLElement).blur();
      else if (latest.current.page === 'customer') go({ session: latest.current.session });
      else if (latest.current.webhook !== undefined) go({ page: 'webhooks' });
      else if (latest.current.session !== null) go({});
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [hub, onHelp]);
}
