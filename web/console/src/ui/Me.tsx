// SPDX-License-Identifier: Apache-2.0
// Who one is, and whether one is there.
import { useContext } from 'react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { logOut, setStatus } from '../lib/actions.ts';
import { seesChannels } from '../lib/channels.ts';
import { seesWebhooks } from '../lib/webhooks.ts';
import { Icon } from './icons.tsx';
import { Avatar } from './parts.tsx';
import { LoginContext, attempt, go, useHub } from './context.tsx';

const statuses = [
  ['online', 'Online'],
  ['busy', 'Busy'],
  ['away', 'Away'],
  ['offline', 'Offline'],
] as const;

export function Me() {
  const hub = useHub();
  const logIn = useContext(LoginContext);
  const agent = hub.agent;
  const name = agent?.name ?? hub.me.key?.name ?? 'This machine';
  return (
    <MenuTrigger>
      <Button className="me" aria-label={agent ? `${name}, ${agent.status}` : name}>
        <Avatar id={agent?.id ?? 'machine'} name={name} size="s" />
        {agent && <span className={'lamp is-' + agent.status} aria-hidden="true" />}
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" onAction={(key) => void act(String(key))}>
          <MenuSection selectionMode="single" selectedKeys={agent ? [agent.status] : []}>
            <Header className="menu-head">
              {name}
              <small>{agent ? agent.role : hub.me.type === 'operator' ? 'No administrator exists yet' : 'API key'}</small>
            </Header>
            {agent
              ? statuses.map(([id, label]) => (
                  <MenuItem key={id} id={id} className="menu-item" textValue={label}>
                    <span className={'lamp is-' + id} aria-hidden="true" />
                    {label}
                    {agent.status === id && <Icon name="check" size={16} />}
                  </MenuItem>
                ))
              : []}
          </MenuSection>
          <Separator className="menu-line" />
          {seesChannels(hub) && (
            <MenuItem id="channels" className="menu-item">
              <Icon name="plug" size={16} /> Channels
            </MenuItem>
          )}
          {seesWebhooks(hub) && (
            <MenuItem id="webhooks" className="menu-item">
              <Icon name="webhook" size={16} /> Webhooks
            </MenuItem>
          )}
          {agent ? (
            <MenuItem id="out" className="menu-item">
              <Icon name="out" size={16} /> Log out
            </MenuItem>
          ) : (
            <MenuItem id="in" className="menu-item">
              <Icon name="person" size={16} /> Log in as an agent
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );

  async function act(key: string) {
    if (key === 'in') return logIn();
    if (key === 'channels' || key === 'webhooks') return go({ page: key });
    if (key !== 'out') return void (await attempt(() => setStatus(hub, key as 'online')));
    await logOut();
    location.reload();
  }
}
