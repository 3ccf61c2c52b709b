// SPDX-License-Identifier: Apache-2.0
// The three panes: list, conversation, customer. On a phone each is a page.
import { useContext, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { ConnectionMark } from './ConnectionMark.tsx';
import { Conversation } from './Conversation.tsx';
import { CustomerPanel } from './CustomerPanel.tsx';
import { Help } from './Help.tsx';
import { Icon } from './icons.tsx';
import { Mark } from './Mark.tsx';
import { Me } from './Me.tsx';
import { Bell } from './Bell.tsx';
import { Channels } from './Channels.tsx';
import { Webhooks } from './Webhooks.tsx';
import { SessionList } from './SessionList.tsx';
import { LoginContext, forget, go, tell, useHub, useMedia, useRoute, useToasts } from './context.tsx';
import { IconButton } from './parts.tsx';
import { useShortcuts } from './shortcuts.ts';

function Toasts() {
  const toasts = useToasts();
  return (
    <div className="toasts" role="region" aria-label="Messages of this page">
      {toasts.map((toast) => (
        <div key={toast.id} className={'toast' + (toast.isBad ? ' is-bad' : '')} role={toast.isBad ? 'alert' : 'status'}>
          <span>{toast.text}</span>
          <IconButton icon="close" label="Dismiss" onPress={() => forget(toast.id)} />
        </div>
      ))}
    </div>
  );
}

function Bar({ onHelp }: { onHelp: () => void }) {
  return (
    <header className="bar">
      <Mark isSmall />
      <span className="grow" />
      <ConnectionMark />
      <Bell />
      <IconButton icon="help" label="Keyboard shortcuts" hint="?" onPress={onHelp} className="wide-only" />
      <Me />
    </header>
  );
}

function useTitle(unread: number) {
  useEffect(() => {
    document.title = (unread > 0 ? `(${unread}) ` : '') + 'Omnichannel Hub';
  }, [unread]);
}

export function Console() {
  const hub = useHub();
  const route = useRoute();
  const isPhone = useMedia('(max-width: 759px)');
  const isWide = useMedia('(min-width: 1180px)');
  const [isHelping, setHelping] = useState(false);
  const [isPanelHidden, setPanelHidden] = useState(false);
  useShortcuts(() => setHelping(true));

  useEffect(() => hub.open(route.session), [hub, route.session]);
  const fresh = hub.notices.fresh;
  useEffect(() => {
    if (fresh !== null) tell(`${fresh.title}: ${fresh.message}`);
  }, [fresh]);
  const list = hub.list;
  useTitle(list.filter((entry) => hub.unread(entry) > 0).length);

  const isPanel = route.session !== null && (isWide ? !isPanelHidden : route.page === 'customer');
  const togglePanel = () => {
    if (isWide) setPanelHidden(!isPanelHidden);
    else go({ session: route.session, page: route.page === 'customer' ? 'conversation' : 'customer' });
  };
  const shown = !isPhone ? 'all' : route.session === null ? 'list' : route.page === 'customer' ? 'panel' : 'conversation';

  if (route.page === 'channels' || route.page === 'webhooks')
    return (
      <div className="console shows-channels">
        <Bar onHelp={() => setHelping(true)} />
        {route.page === 'channels' ? <Channels /> : <Webhooks webhook={route.webhook} />}
        <Help isOpen={isHelping} onClose={() => setHelping(false)} />
        <Toasts />
      </div>
    );
  return (
    <div className={`console shows-${shown}${isPanel ? ' has-panel' : ''}`}>
      {!isPhone && (
        <a className="skip" href="#conversation">
          Skip to the conversation
        </a>
      )}
      <Bar onHelp={() => setHelping(true)} />
      <div className="panes" role={shown === 'list' || shown === 'panel' ? 'main' : undefined}>
        <SessionList current={route.session} isHidden={shown !== 'all' && shown !== 'list'} />
        {(shown === 'all' || shown === 'conversation') && (
          <main className="pane conversation-pane" id="conversation" tabIndex={-1}>
            {route.session === null ? <Welcome /> : <Conversation key={route.session} id={route.session} isPhone={isPhone} isPanelOpen={isPanel} onPanel={togglePanel} />}
          </main>
        )}
        {isPanel && route.session !== null && <CustomerPanel key={'panel ' + route.session} id={route.session} isPage={shown === 'panel'} onClose={togglePanel} />}
      </div>
      <Help isOpen={isHelping} onClose={() => setHelping(false)} />
      <Toasts />
    </div>
  );
}

function Welcome() {
  const hub = useHub();
  const logIn = useContext(LoginContext);
  const isEmpty = hub.isListRead && hub.list.length === 0;
  return (
    <div className="welcome">
      <Icon name="chat" size={40} />
      <h2>{isEmpty ? 'Nobody is waiting' : 'Choose a conversation'}</h2>
      <p>{isEmpty ? 'What customers write appears here by itself.' : 'Pick one from the list, or press the down arrow.'}</p>
      {hub.me.type === 'operator' && (
        <>
          <p className="hint">No administrator exists yet: whoever sits at this machine is let in without a login.</p>
          <Button className="link" onPress={logIn}>
            Log in as an agent
          </Button>
        </>
      )}
      {!isEmpty && (
        <Button className="button is-quiet" onPress={() => hub.list[0] && go({ session: hub.list[0].id })}>
          Open the first one
        </Button>
      )}
    </div>
  );
}
