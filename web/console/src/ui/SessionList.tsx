// SPDX-License-Identifier: Apache-2.0
// The live list of sessions, with its filters and the search.
import { memo, useEffect, useRef, useState } from 'react';
import type { MouseEvent } from 'react';
import { Button, Input, Menu, MenuItem, MenuTrigger, Popover, SearchField, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Key } from 'react-aria-components';
import { agoOf, authorOf, customerName, lasting, textOf } from '../lib/format.ts';
import { pathOf } from '../lib/route.ts';
import { lastOf, waitingSince } from '../lib/sessions.ts';
import type { Entry, Filter, Sort } from '../lib/sessions.ts';
import type { Writer } from '../lib/typing.ts';
import { SearchResults } from './SearchResults.tsx';
import { go, useHub, useNow } from './context.tsx';
import { ChannelIcon, Icon } from './icons.tsx';
import { Avatar, Spinner } from './parts.tsx';
import { usePressed } from './shortcuts.ts';

const ROWS = 60;
const CHANNELS = 4;

interface RowProps {
  entry: Entry;
  /** Entries change in place; this says that they did. */
  revision: number;
  isCurrent: boolean;
  unread: number;
  isTyping: boolean;
  isOnline: boolean;
  agent: string;
  ago: string;
  waits: string;
}

export const nameOf = (entry: Entry): string => customerName(entry.summary?.customer_name, entry.summary?.customer_id);

function Excerpt({ entry, isTyping }: { entry: Entry; isTyping: boolean }) {
  if (isTyping) return <span className="row-excerpt is-typing">is writing…</span>;
  const last = lastOf(entry);
  if (last === null) return <span className="row-excerpt">{entry.isRead ? 'No messages yet' : ' '}</span>;
  const isTheirs = last.author.type === 'customer';
  return (
    <span className="row-excerpt">
      {!isTheirs && last.type === 'message' && <span className="row-author">{authorOf(last)}: </span>}
      {last.type === 'note' && <span className="row-author">Note: </span>}
      {textOf(last)}
    </span>
  );
}

const Row = memo(function Row({ entry, isCurrent, unread, isTyping, isOnline, agent, ago, waits }: RowProps) {
  const summary = entry.summary!;
  const name = nameOf(entry);
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go({ session: entry.id });
  };
  const extra = summary.active_channels.length - CHANNELS;
  return (
    <li>
      <a className={'row' + (unread > 0 ? ' is-unread' : '')} href={pathOf({ session: entry.id })} aria-current={isCurrent ? 'true' : undefined} onClick={open} data-session={entry.id}>
        <Avatar id={summary.customer_id} name={name} isOnline={isOnline} />
        <span className="row-name">{name}</span>
        <time className="row-time" dateTime={summary.last_activity}>
          {ago}
        </time>
        <Excerpt entry={entry} isTyping={isTyping} />
        {unread > 0 && (
          <span className="count row-count">
            {unread > 9 ? '9+' : unread}
            <span className="unseen"> unread</span>
          </span>
        )}
        <span className="row-foot">
          <span className="row-channels">
            {summary.active_channels.slice(0, CHANNELS).map((channel) => (
              <ChannelIcon key={channel} channel={channel} size={14} />
            ))}
            {extra > 0 && <span>+{extra}</span>}
          </span>
          {(summary.priority === 'urgent' || summary.priority === 'high') && <span className={'flag is-' + summary.priority}>{summary.priority}</span>}
          {waits !== '' && <span className="row-waits">waits {waits}</span>}
          <span className="row-agent">{agent}</span>
        </span>
      </a>
    </li>
  );
});

function Rows({ current, shown }: { current: string | null; shown: number }) {
  const hub = useHub();
  const now = useNow();
  const entries = hub.list.slice(0, shown);
  useEffect(() => hub.needRecent(entries));
  return (
    <ul className="rows">
      {entries.map((entry) => {
        const summary = entry.summary!;
        const since = waitingSince(entry);
        const waited = since === null ? 0 : now - Date.parse(since);
        return (
          <Row
            key={entry.id}
            entry={entry}
            revision={entry.revision}
            isCurrent={entry.id === current}
            unread={entry.id === current ? 0 : hub.unread(entry)}
            isTyping={hub.typing.of(entry.id).some((writer: Writer) => writer.type === 'customer')}
            isOnline={hub.presence.get(entry.id)?.some((one) => one.type === 'customer' && one.online) ?? false}
            agent={summary.agent_id === null ? (summary.queue === null ? 'unassigned' : hub.names.queue(summary.queue)) : summary.agent_id === hub.agentId ? 'you' : (summary.agent_name ?? summary.agent_id)}
            ago={agoOf(summary.last_activity, now)}
            waits={since === null || waited < 60000 ? '' : lasting(waited)}
          />
        );
      })}
    </ul>
  );
}

const keyOf = (filter: Filter): string => (filter.kind === 'queue' ? 'queue/' + filter.queue : filter.kind);

function filterOf(key: string): Filter {
  if (key.startsWith('queue/')) return { kind: 'queue', queue: key.slice(6) };
  return { kind: key as 'all' };
}

function Filters() {
  const hub = useHub();
  const kinds: [string, string][] = [...(hub.agentId === null ? [] : ([['mine', 'Mine']] as [string, string][])), ['unassigned', 'Unassigned'], ['all', 'All']];
  const selected = keyOf(hub.filter);
  const isOther = !kinds.some(([key]) => key === selected);
  const other = hub.filter.kind === 'queue' ? hub.names.queue(hub.filter.queue) : hub.filter.kind === 'snoozed' ? 'Snoozed' : 'More';
  return (
    <div className="filters">
      <ToggleButtonGroup className="segments" aria-label="Which conversations" selectedKeys={isOther ? [] : [selected]} disallowEmptySelection={!isOther} onSelectionChange={(keys: Set<Key>) => choose(String([...keys][0] ?? selected))}>
        {kinds.map(([key, label]) => (
          <ToggleButton key={key} id={key} className="segment">
            <span>{label}</span>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <MenuTrigger>
        <Button className={'segment is-alone' + (isOther ? ' is-chosen' : '')} aria-label={isOther ? `Showing ${other}. Other lists` : 'Queues and other lists'}>
          <span>{other}</span>
          <Icon name="down" size={14} />
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu" onAction={(key) => choose(String(key))}>
            {[
              ...hub.queues.filter((queue) => hub.seesAll || hub.agent?.queues.includes(queue.id)).map((queue) => (
                <MenuItem key={queue.id} id={'queue/' + queue.id} className="menu-item">
                  <Icon name="queue" size={16} /> {queue.name}
                </MenuItem>
              )),
              <MenuItem key="snoozed" id="snoozed" className="menu-item">
                <Icon name="clock" size={16} /> Snoozed
              </MenuItem>,
            ]}
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  );

  function choose(key: string) {
    hub.show(filterOf(key), hub.sort);
  }
}

const sorts: [Sort, string][] = [
  ['last_activity', 'Newest activity'],
  ['waiting', 'Longest wait'],
  ['priority', 'Priority'],
];

function SortMenu() {
  const hub = useHub();
  return (
    <MenuTrigger>
      <Button className="link sort">
        {sorts.find(([key]) => key === hub.sort)?.[1]}
        <Icon name="down" size={14} />
      </Button>
      <Popover className="popover" placement="bottom start">
        <Menu className="menu" selectionMode="single" disallowEmptySelection selectedKeys={[hub.sort]} onAction={(key) => hub.show(hub.filter, key as Sort)}>
          {sorts.map(([key, label]) => (
            <MenuItem key={key} id={key} className="menu-item">
              {label}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Live({ current }: { current: string | null }) {
  const hub = useHub();
  const [shown, setShown] = useState(ROWS);
  const scroller = useRef<HTMLDivElement>(null);
  const length = hub.list.length;
  const more = () => {
    setShown((count) => count + ROWS);
    void hub.loadMore().catch(() => {});
  };
  const onScroll = () => {
    const node = scroller.current!;
    if (node.scrollHeight - node.scrollTop - node.clientHeight < 300 && (length > shown || hub.hasMore)) more();
  };
  return (
    <>
      <div className="list-head">
        <SortMenu />
        <span className="list-count">{hub.isListRead ? `${length}${hub.hasMore ? '+' : ''} open` : ''}</span>
      </div>
      <div className="scroller" ref={scroller} onScroll={onScroll}>
        {!hub.isListRead && <Spinner label="Reading the list…" />}
        <Rows current={current} shown={shown} />
        {hub.isListRead && length === 0 && <p className="empty">{hub.filter.kind === 'mine' ? 'Nothing is assigned to you.' : hub.filter.kind === 'unassigned' ? 'Nobody waits for an agent.' : 'No open conversations.'}</p>}
        {(length > shown || hub.hasMore) && (
          <Button className="button is-quiet more" onPress={more}>
            Show more
          </Button>
        )}
      </div>
    </>
  );
}

export function SessionList({ current, isHidden }: { current: string | null; isHidden: boolean }) {
  const [query, setQuery] = useState('');
  const field = useRef<HTMLInputElement>(null);
  usePressed('search', () => field.current?.focus());
  return (
    <nav className="pane list-pane" aria-label="Conversations" hidden={isHidden}>
      <div className="list-top">
        <h1 className="unseen">Conversations</h1>
        <SearchField className="search" aria-label="Search customers and messages" value={query} onChange={setQuery}>
          <Icon name="search" size={16} />
          <Input ref={field} className="input" placeholder="Search" />
          <kbd className="search-key" aria-hidden="true">
            /
          </kbd>
          <Button className="search-clear" aria-label="Clear the search">
            <Icon name="close" size={14} />
          </Button>
        </SearchField>
        {query.trim() === '' && <Filters />}
      </div>
      {query.trim() === '' ? <Live current={current} /> : <SearchResults query={query.trim()} current={current} />}
    </nav>
  );
}
