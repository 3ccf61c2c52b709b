// SPDX-License-Identifier: Apache-2.0
// One session: its head, its timeline, and where one writes.
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { isOpen } from '../lib/sessions.ts';
import type { Entry } from '../lib/sessions.ts';
import { fullTime } from '../lib/format.ts';
import { Composer } from './Composer.tsx';
import { SessionActions } from './SessionActions.tsx';
import { nameOf } from './SessionList.tsx';
import { TimelineView } from './TimelineView.tsx';
import { TransferDialog } from './TransferDialog.tsx';
import { go, useHub } from './context.tsx';
import { ChannelIcon } from './icons.tsx';
import { Avatar, IconButton, Spinner } from './parts.tsx';
import { usePressed } from './shortcuts.ts';

interface Props {
  id: string;
  isPhone: boolean;
  isPanelOpen: boolean;
  onPanel: () => void;
}

/** Who else is on the session just now. */
function Present({ id }: { id: string }) {
  const hub = useHub();
  const others = (hub.presence.get(id) ?? []).filter((one) => one.type === 'agent' && one.online && one.id !== hub.agentId);
  if (others.length === 0) return null;
  const names = others.map((one) => one.name ?? one.id ?? 'An agent').join(', ');
  return (
    <span className="present" title={names + ' also has this open'}>
      {others.slice(0, 3).map((one) => (
        <Avatar key={one.id} id={one.id ?? ''} name={one.name ?? one.id ?? '?'} size="s" />
      ))}
      <span className="unseen">{names} also here</span>
    </span>
  );
}

function Head({ id, entry, isPhone, isPanelOpen, onPanel, onTransfer }: Props & { entry: Entry | undefined; onTransfer: () => void }) {
  const hub = useHub();
  const summary = entry?.summary;
  const name = entry === undefined ? '' : nameOf(entry);
  const isOnline = hub.presence.get(id)?.some((one) => one.type === 'customer' && one.online) ?? false;
  const holder = summary?.agent_id == null ? null : summary.agent_id === hub.agentId ? 'you' : (summary.agent_name ?? summary.agent_id);
  const { phase } = hub.connection.status;
  const Title = isPhone ? 'h1' : 'h2';
  return (
    <header className="conversation-head">
      {isPhone && <IconButton icon="back" label="Back to the list" onPress={() => go({})} />}
      {summary && <Avatar id={summary.customer_id} name={name} isOnline={isOnline} />}
      <div className="who">
        <Title className="who-name">
          {name}
          {isPhone && phase !== 'live' && <span className="lamp is-away" title="Reconnecting" />}
        </Title>
        <p className="who-detail">
          {summary && <ChannelIcon channel={summary.channel} isNamed size={14} />}
          {summary && isOnline && <span>online</span>}
          {summary && !isOpen(summary) && <span className="status-chip">{summary.status}</span>}
          {summary?.snoozed_until && <span className="status-chip">snoozed until {fullTime(summary.snoozed_until)}</span>}
          {summary && <span>{holder === null ? 'unassigned' : 'with ' + holder}</span>}
          {summary?.queue && <span>{hub.names.queue(summary.queue)}</span>}
          {summary?.tags?.map((tag) => (
            <span key={tag} className="tag">
              {tag}
            </span>
          ))}
        </p>
      </div>
      <Present id={id} />
      {summary && <SessionActions id={id} summary={summary} onTransfer={onTransfer} isPhone={isPhone} />}
      <IconButton icon={isPhone ? 'person' : 'panel'} label={isPanelOpen ? 'Hide the customer' : 'Show the customer'} hint="c" isPressed={isPanelOpen} onPress={onPanel} />
    </header>
  );
}

export function Conversation(props: Props) {
  const { id, onPanel } = props;
  const hub = useHub();
  const [isTransferring, setTransferring] = useState(false);
  const entry = hub.sessions.get(id);
  const timeline = hub.current === id ? hub.timeline : null;
  usePressed('transfer', () => entry?.summary && setTransferring(true));
  usePressed('customer', onPanel);

  if (timeline?.isGone)
    return (
      <div className="welcome">
        <h2>This conversation is not here</h2>
        <p>It does not exist, or it is no longer yours to see.</p>
        <Button className="button" onPress={() => go({}, true)}>
          Back to the list
        </Button>
      </div>
    );
  return (
    <>
      <Head {...props} entry={entry} onTransfer={() => setTransferring(true)} />
      {timeline === null || (!timeline.isRead && timeline.entries.length === 0) ? <Spinner label="Reading the conversation…" /> : <TimelineView timeline={timeline} />}
      {entry?.summary && <Composer id={id} summary={entry.summary} />}
      {entry?.summary && <TransferDialog summary={entry.summary} isOpen={isTransferring} onClose={() => setTransferring(false)} />}
    </>
  );
}
