// SPDX-License-Identifier: Apache-2.0
// The timeline, of which at most WINDOW entries are in the document. Who reads further up stays where they are.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { Button } from 'react-aria-components';
import { authorOf, customerName, dayName, dayOf, textOf } from '../lib/format.ts';
import { numberOf } from '../lib/position.ts';
import { atEnd, earlier, later, rowsOf } from '../lib/timeline.ts';
import type { Timeline, Window } from '../lib/timeline.ts';
import type { Interaction } from '../lib/types.ts';
import { Entry, Outgoing } from './Entry.tsx';
import { useHub, useNow } from './context.tsx';
import { Icon } from './icons.tsx';

const NEAR = 60;
const FAR = 500;

/** A part of the timeline by the ids at its edges; null goes on to the end. */
interface Edges {
  first: string | null;
  last: string | null;
}

function windowOf(entries: readonly Interaction[], edges: Edges | null): Window {
  if (edges === null) return atEnd(entries.length);
  const start = entries.findIndex((entry) => entry.id === edges.first);
  const end = entries.findIndex((entry) => entry.id === edges.last);
  return start < 0 ? atEnd(entries.length) : { start, end: end < 0 ? entries.length : end + 1 };
}

const edgesOf = (entries: readonly Interaction[], window: Window): Edges => ({ first: entries[window.start]?.id ?? null, last: entries[window.end - 1]?.id ?? null });

/** Keeps what is seen where it is, or the end in sight. */
function useSteady(scroller: RefObject<HTMLDivElement | null>, isFollowing: RefObject<boolean>) {
  const anchor = useRef<{ key: string; top: number } | null>(null);
  const lastTop = useRef(0);
  const note = () => {
    const node = scroller.current;
    if (node === null) return;
    const edge = node.getBoundingClientRect().top;
    const seen = [...node.querySelectorAll<HTMLElement>('[data-key]')].find((row) => row.getBoundingClientRect().bottom > edge);
    lastTop.current = node.scrollTop;
    anchor.current = seen === undefined ? null : { key: seen.dataset['key']!, top: seen.getBoundingClientRect().top - edge };
  };
  const hold = () => {
    const node = scroller.current;
    if (node === null) return;
    if (isFollowing.current) node.scrollTop = node.scrollHeight;
    else if (anchor.current !== null) {
      const row = node.querySelector<HTMLElement>(`[data-key="${CSS.escape(anchor.current.key)}"]`);
      if (row !== null) node.scrollTop += row.getBoundingClientRect().top - node.getBoundingClientRect().top - anchor.current.top;
    }
    lastTop.current = node.scrollTop;
  };
  useLayoutEffect(hold);
  useEffect(() => {
    const observer = new ResizeObserver(hold);
    observer.observe(scroller.current!);
    observer.observe(scroller.current!.firstElementChild!);
    return () => observer.disconnect();
  }, []);
  return { note, lastTop };
}

/** What comes is told to those who do not see it. */
function useAnnouncement(timeline: Timeline): string {
  const last = timeline.last;
  const known = useRef(last?.id);
  const [text, setText] = useState('');
  useEffect(() => {
    if (last === undefined || last.id === known.current) return;
    known.current = last.id;
    setText(`${last.type === 'note' ? 'Note by ' : ''}${authorOf(last)}: ${textOf(last)}`);
  }, [last]);
  return text;
}

export function TimelineView({ timeline }: { timeline: Timeline }) {
  const hub = useHub();
  const now = useNow(60000);
  const { id, entries } = timeline;
  const scroller = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const isLoading = useRef(false);
  const [edges, setEdges] = useState<Edges | null>(null);
  const [seenLast, setSeenLast] = useState<string | undefined>(undefined);
  const [unreadFrom] = useState(() => hub.readOf(id));
  const { note, lastTop } = useSteady(scroller, isFollowing);
  const window_ = windowOf(entries, edges);
  const shown = entries.slice(window_.start, window_.end);
  const outgoing = hub.outbox.of(id);
  const last = timeline.last;
  const hasNews = edges !== null && last?.id !== seenLast;
  const writers = hub.typing.of(id).filter((writer) => writer.id !== hub.agentId || writer.type !== 'agent');

  useEffect(() => {
    if (isFollowing.current && document.visibilityState === 'visible') hub.markRead(id);
  });
  useEffect(() => {
    const seen = () => document.visibilityState === 'visible' && isFollowing.current && hub.markRead(id);
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, [hub, id]);

  // Who writes wants to see it.
  const written = outgoing.length > 0 ? outgoing.at(-1)!.client_id : null;
  useEffect(() => {
    if (written !== null) toEnd();
  }, [written]);

  function toEnd() {
    isFollowing.current = true;
    setEdges(null);
    const node = scroller.current!;
    node.scrollTop = node.scrollHeight;
  }

  // Entries may have come since the last drawing.
  const current = () => windowOf(timeline.entries, edges);

  function readUp() {
    const at = current();
    if (at.start > 0) setEdges(edgesOf(timeline.entries, earlier(at)));
    else if (timeline.older !== null && !isLoading.current) {
      isLoading.current = true;
      setEdges(edgesOf(timeline.entries, at));
      void hub
        .loadOlder(id)
        .then(() => setEdges((now) => edgesOf(timeline.entries, earlier(windowOf(timeline.entries, now)))))
        .catch(() => {})
        .finally(() => (isLoading.current = false));
    }
  }

  function onScroll() {
    const node = scroller.current!;
    const below = node.scrollHeight - node.scrollTop - node.clientHeight;
    const at = current();
    const isEnd = at.end === timeline.entries.length;
    const wasFollowing = isFollowing.current;
    // What grows below, a picture that came, moves nobody; only who scrolls up leaves the end.
    const isLeaving = node.scrollTop < lastTop.current - 1;
    isFollowing.current = isEnd && (below < NEAR || (wasFollowing && !isLeaving));
    note();
    if (isFollowing.current && !wasFollowing) setEdges(null);
    else if (!isFollowing.current && wasFollowing) {
      setEdges(edgesOf(timeline.entries, at));
      setSeenLast(timeline.last?.id);
    }
    if (node.scrollTop < FAR && !isFollowing.current) readUp();
    else if (!isEnd && below < FAR) setEdges(edgesOf(timeline.entries, later(at, timeline.entries.length)));
  }

  const rows = rowsOf(shown, dayOf, unreadFrom);
  const lastOwn = shown.findLast((entry) => entry.type === 'message' && entry.author.type !== 'customer')?.id;
  const customer = hub.presence.get(id)?.find((one) => one.type === 'customer');
  return (
    <div className="timeline-frame">
      <div className="scroller timeline" ref={scroller} onScroll={onScroll} tabIndex={0} role="region" aria-label="Timeline">
        <ol className="entries">
          {window_.start === 0 && timeline.older === null && <li className="beginning">The conversation begins here</li>}
          {(window_.start > 0 || timeline.older !== null) && (
            <li className="beginning">
              <Button className="link" onPress={readUp}>
                Show older
              </Button>
            </li>
          )}
          {rows.map((row) => {
            if (row.kind === 'day') return <li key={row.key} className="day"><span>{dayName(row.at, now)}</span></li>;
            if (row.kind === 'unread') return <li key="unread" className="unread-line"><span>New</span></li>;
            return (
              <Entry
                key={row.key}
                entry={row.entry}
                names={hub.names}
                isFirst={row.kind === 'said' && row.isFirst}
                isLast={row.kind === 'said' && row.isLast}
                isHappening={row.kind === 'happened'}
                isLatestOwn={row.entry.id === lastOwn}
                isRead={numberOf(customer?.read_position) >= numberOf(row.entry.position)}
                isDelivered={numberOf(customer?.delivered_position) >= numberOf(row.entry.position)}
              />
            );
          })}
          {outgoing.map((item) => (
            <Outgoing key={item.client_id} item={item} isConnected={hub.connection.isOpen} onRetry={() => hub.outbox.retry(item.client_id)} onDiscard={() => hub.outbox.discard(item.client_id)} />
          ))}
          {writers.length > 0 && window_.end === entries.length && (
            <li className="writing">
              <span className="dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              {writers.map((writer) => (writer.type === 'customer' ? customerName(writer.name, writer.id) : (writer.name ?? 'Somebody'))).join(', ')} {writers.length === 1 ? 'is' : 'are'} writing
            </li>
          )}
        </ol>
      </div>
      {edges !== null && (
        <Button className={'to-end' + (hasNews ? ' has-news' : '')} onPress={toEnd}>
          <Icon name="down" size={16} /> {hasNews ? 'New messages' : 'Newest'}
        </Button>
      )}
      <p className="unseen" role="status">
        {useAnnouncement(timeline)}
      </p>
    </div>
  );
}
