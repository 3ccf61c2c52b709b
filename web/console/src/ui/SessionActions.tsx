// SPDX-License-Identifier: Apache-2.0
// Take, resolve, transfer, and in a menu the rest.
import { useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover, Separator, SubmenuTrigger } from 'react-aria-components';
import { assign, reopen, resolve, setPriority, snooze } from '../lib/actions.ts';
import { isOpen } from '../lib/sessions.ts';
import type { SessionSummary } from '../lib/types.ts';
import { TagDialog } from './TagDialog.tsx';
import { attempt, useHub } from './context.tsx';
import { Icon } from './icons.tsx';
import { IconButton } from './parts.tsx';
import { usePressed } from './shortcuts.ts';

const HOUR = 3600;

/** Choices of putting off, as seconds from now. */
function snoozes(): [string, number][] {
  const tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(9, 0, 0, 0);
  const monday = new Date(tomorrow);
  while (monday.getDay() !== 1) monday.setDate(monday.getDate() + 1);
  const until = (time: Date) => Math.max(1, Math.round((time.getTime() - Date.now()) / 1000));
  return [
    ['For 20 minutes', HOUR / 3],
    ['For an hour', HOUR],
    ['For 4 hours', 4 * HOUR],
    ['Until tomorrow, 9:00', until(tomorrow)],
    ['Until Monday, 9:00', until(monday)],
  ];
}

interface Props {
  id: string;
  summary: SessionSummary;
  isPhone: boolean;
  onTransfer: () => void;
}

export function SessionActions({ id, summary, isPhone, onTransfer }: Props) {
  const hub = useHub();
  const [isTagging, setTagging] = useState(false);
  const open = isOpen(summary);
  const canTake = open && hub.agentId !== null && summary.agent_id !== hub.agentId;
  const finish = () => void attempt(() => (open ? resolve(hub, id, '') : reopen(hub, id)), open ? 'Resolved.' : 'Reopened.');
  usePressed('resolve', finish);

  const act = (key: string) => {
    if (key === 'take') void attempt(() => assign(hub, id, { agent_id: hub.agentId }), 'It is yours now.');
    if (key === 'release') void attempt(() => assign(hub, id, { agent_id: null }), 'Released.');
    if (key === 'finish') finish();
    if (key === 'transfer') onTransfer();
    if (key === 'tags') setTagging(true);
    if (key === 'wake') void attempt(() => snooze(hub, id, null));
    if (key.startsWith('snooze ')) void attempt(() => snooze(hub, id, Number(key.slice(7))), 'Snoozed.');
    if (key.startsWith('priority ')) void attempt(() => setPriority(hub, id, key.slice(9)));
    if (key.startsWith('agent ')) void attempt(() => assign(hub, id, { agent_id: key.slice(6) }), 'Assigned.');
  };

  return (
    <div className="actions">
      {canTake && !isPhone && (
        <Button className="button is-primary" onPress={() => act('take')}>
          Take
        </Button>
      )}
      {!isPhone && open && <IconButton icon="transfer" label="Transfer" hint="t" onPress={onTransfer} />}
      {!isPhone && (
        <Button className="button" onPress={finish}>
          {open ? 'Resolve' : 'Reopen'}
        </Button>
      )}
      <MenuTrigger>
        <Button className="icon-button" aria-label="More actions">
          <Icon name="more" />
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu" onAction={(key) => act(String(key))}>
            {[
              ...(canTake && isPhone ? [<Item key="take" id="take" icon="person" text="Take" />] : []),
              ...(isPhone ? [<Item key="finish" id="finish" icon="check" text={open ? 'Resolve' : 'Reopen'} />] : []),
              ...(isPhone && open ? [<Item key="transfer" id="transfer" icon="transfer" text="Transfer…" />] : []),
              ...(summary.agent_id !== null ? [<Item key="release" id="release" icon="queue" text="Release" />] : []),
              ...(open && hub.agents.length > 0
                ? [
                    <SubmenuTrigger key="assign">
                      <Item id="assign" icon="person" text="Assign to" hasMore />
                      <Popover className="popover">
                        <Menu className="menu" onAction={(key) => act(String(key))}>
                          {hub.agents.map((agent) => (
                            <MenuItem key={agent.id} id={'agent ' + agent.id} className="menu-item" textValue={agent.name}>
                              <span className={'lamp is-' + agent.status} aria-hidden="true" />
                              {agent.name}
                              <small>{agent.status}</small>
                            </MenuItem>
                          ))}
                        </Menu>
                      </Popover>
                    </SubmenuTrigger>,
                  ]
                : []),
              ...(open
                ? [
                    <SubmenuTrigger key="snooze">
                      <Item id="snooze" icon="clock" text="Snooze" hasMore />
                      <Popover className="popover">
                        <Menu className="menu" onAction={(key) => act(String(key))}>
                          {[...(summary.snoozed_until ? [<Item key="wake" id="wake" text="Wake now" />] : []), ...snoozes().map(([label, seconds]) => <Item key={label} id={'snooze ' + seconds} text={label} />)]}
                        </Menu>
                      </Popover>
                    </SubmenuTrigger>,
                    <SubmenuTrigger key="priority">
                      <Item id="priority" icon="warning" text="Priority" hasMore />
                      <Popover className="popover">
                        <Menu className="menu" selectionMode="single" selectedKeys={['priority ' + summary.priority]} onAction={(key) => act(String(key))}>
                          {['urgent', 'high', 'normal', 'low'].map((one) => (
                            <Item key={one} id={'priority ' + one} text={one[0]!.toUpperCase() + one.slice(1)} isChosen={one === summary.priority} />
                          ))}
                        </Menu>
                      </Popover>
                    </SubmenuTrigger>,
                  ]
                : []),
              <Separator key="line" className="menu-line" />,
              <Item key="tags" id="tags" icon="tag" text="Tags…" />,
            ]}
          </Menu>
        </Popover>
      </MenuTrigger>
      <TagDialog summary={summary} isOpen={isTagging} onClose={() => setTagging(false)} />
    </div>
  );
}

interface ItemProps {
  id: string;
  text: string;
  icon?: 'person' | 'check' | 'transfer' | 'queue' | 'clock' | 'warning' | 'tag';
  hasMore?: boolean;
  isChosen?: boolean;
}

function Item({ id, text, icon, hasMore, isChosen }: ItemProps) {
  return (
    <MenuItem id={id} className="menu-item" textValue={text}>
      {icon && <Icon name={icon} size={16} />}
      {text}
      {hasMore && <span className="menu-more" aria-hidden="true" />}
      {isChosen && <Icon name="check" size={16} />}
    </MenuItem>
  );
}
