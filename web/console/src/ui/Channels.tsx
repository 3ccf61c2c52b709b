// SPDX-License-Identifier: Apache-2.0
// The channels of the company and the accounts behind them: for administrators; supervisors only look.
import { useCallback, useEffect, useState } from 'react';
import { Button, Switch } from 'react-aria-components';
import { adaptersOf, changesChannels, enable, labelOf, readSetup, remove, seesChannels, sentence, test } from '../lib/channels.ts';
import type { Setup } from '../lib/channels.ts';
import { agoOf, channelName, fullTime } from '../lib/format.ts';
import type { Channel, ChannelState, ChannelTested, Connector } from '../lib/types.ts';
import { ConnectorForm } from './ConnectorForm.tsx';
import { attempt, go, tell, useHub, useNow } from './context.tsx';
import { ChannelIcon, Icon } from './icons.tsx';
import { IconButton, Sheet, Spinner } from './parts.tsx';

const REFRESH_MS = 5000;

const words = { active: 'Works', warning: 'Needs attention', inactive: 'Not connected' } as const;

function Health({ status, text }: { status: ChannelState['status']; text?: string }) {
  return (
    <span className={'health is-' + status}>
      <Icon name={status === 'active' ? 'check' : status === 'warning' ? 'warning' : 'plug'} size={14} />
      {text ?? words[status]}
    </span>
  );
}

// ---- what a test said

function Tested({ tested }: { tested: ChannelTested | 'running' }) {
  if (tested === 'running')
    return (
      <p className="tested" role="status">
        <span className="spinner-ring" aria-hidden="true" /> Asking the provider…
      </p>
    );
  const mark = tested.success ? 'is-good' : tested.outcome === 'untestable' ? '' : 'is-bad';
  return (
    <p className={'tested ' + mark} role="status">
      <Icon name={tested.success ? 'check' : tested.outcome === 'untestable' ? 'help' : 'warning'} size={16} />
      <span>
        {sentence(tested.detail)} {tested.took_ms > 0 && <small>{tested.took_ms} ms</small>}
      </span>
    </p>
  );
}

// ---- one connector

function Address({ url }: { url: string }) {
  async function copy() {
    try {
      await navigator.clipboard.writeText(url);
      tell('Copied.');
    } catch {
      tell('This browser does not let the page copy: select the address by hand.', true);
    }
  }
  return (
    <div className="address">
      <span className="address-label">Webhook for the provider</span>
      <code className="address-text">{url}</code>
      <IconButton icon="copy" label="Copy the webhook’s address" onPress={() => void copy()} />
    </div>
  );
}

function Figures({ connector }: { connector: Connector }) {
  const now = useNow();
  const figures = connector.figures;
  if (figures === null) return null;
  const counts: [number, string][] = [[figures.sent, 'sent'], [figures.delivered, 'delivered'], [figures.failed + figures.unknown, 'failed'], [figures.webhooks, 'webhooks']];
  return (
    <p className="figures">
      {counts.map(([count, word]) => (
        <span key={word}>
          <b>{count.toLocaleString()}</b> {word}
        </span>
      ))}
      {figures.last_received_at && <time dateTime={figures.last_received_at} title={fullTime(figures.last_received_at)}>last heard {agoOf(figures.last_received_at, now)}</time>}
      <small>since the hub was started</small>
    </p>
  );
}

interface RowProps {
  connector: Connector;
  mayChange: boolean;
  onChanged: () => void;
  onEdit: () => void;
  onRemove: () => void;
}

function ConnectorRow({ connector, mayChange, onChanged, onEdit, onRemove }: RowProps) {
  const [tested, setTested] = useState<ChannelTested | 'running' | null>(null);
  async function run() {
    setTested('running');
    const isDone = await attempt(async () => setTested(await test(connector)));
    if (!isDone) setTested(null);
    onChanged();
  }
  return (
    <li className="connector">
      <div className="connector-head">
        <span className="connector-name">
          {connector.name} <small>{labelOf(connector.adapter)}</small>
        </span>
        <Health status={connector.status} text={!connector.enabled ? 'Switched off' : connector.status === 'active' ? 'Open' : undefined} />
        <span className="grow" />
        {mayChange && (
          <>
            <Button className="button" onPress={() => void run()} isDisabled={tested === 'running'}>
              Test
            </Button>
            <Button className="button" onPress={onEdit}>
              Edit
            </Button>
            <Switch
              className="switch"
              aria-label={`${connector.name} is switched on`}
              isSelected={connector.enabled}
              onChange={(on) => void attempt(() => enable(connector, on)).then(onChanged)}
            >
              <span className="switch-track" aria-hidden="true" />
            </Switch>
            <IconButton icon="close" label={`Delete ${connector.name}`} onPress={onRemove} />
          </>
        )}
      </div>
      {connector.enabled && connector.detail !== null && <p className="hint is-warn">{sentence(connector.detail)}</p>}
      {tested !== null && <Tested tested={tested} />}
      {connector.webhook_url !== null && <Address url={connector.webhook_url} />}
      <Figures connector={connector} />
    </li>
  );
}

function RemoveDialog({ connector, onClose }: { connector: Connector; onClose: () => void }) {
  return (
    <Sheet title="Delete this connector?" isOpen onClose={onClose} size="s">
      <div className="dialog-body">
        <p>
          Messages and receipts of <b>{connector.name}</b> stay. What was not sent yet waits for another connector of {channelName(connector.channel)}, and the provider’s webhook is answered no more.
        </p>
        <footer className="dialog-foot">
          <Button className="button" onPress={onClose}>
            Cancel
          </Button>
          <Button className="button is-primary" onPress={() => void attempt(() => remove(connector), 'Deleted.').then(onClose)}>
            Delete
          </Button>
        </footer>
      </div>
    </Sheet>
  );
}

// ---- one channel

interface CardProps {
  state: ChannelState;
  setup: Setup;
  mayChange: boolean;
  onChanged: () => void;
  onEdit: (connector: Connector | null) => void;
  onRemove: (connector: Connector) => void;
}

function ChannelCard({ state, setup, mayChange, onChanged, onEdit, onRemove }: CardProps) {
  const connectors = setup.connectors.filter((one) => one.channel === state.id);
  const canConnect = adaptersOf(setup, state.id).length > 0;
  return (
    <section className="channel-card" aria-labelledby={'channel-' + state.id}>
      <header className="channel-head">
        <ChannelIcon channel={state.id} size={20} />
        <h2 id={'channel-' + state.id}>{state.name}</h2>
        <Health status={state.status} text={state.live && state.status === 'active' ? 'Built in' : state.live ? 'No site yet' : undefined} />
        {mayChange && canConnect && (
          <Button className={connectors.length === 0 ? 'button is-primary' : 'button'} onPress={() => onEdit(null)} aria-label={connectors.length === 0 ? `Connect ${state.name}` : `Add a connector to ${state.name}`}>
            {connectors.length === 0 ? 'Connect' : 'Add another'}
          </Button>
        )}
      </header>
      {connectors.length > 0 ? (
        <ul className="connectors">
          {connectors.map((one) => (
            <ConnectorRow key={one.id} connector={one} mayChange={mayChange} onChanged={onChanged} onEdit={() => onEdit(one)} onRemove={() => onRemove(one)} />
          ))}
        </ul>
      ) : (
        <p className="channel-none">{noneText(state, canConnect)}</p>
      )}
    </section>
  );
}

function noneText(state: ChannelState, canConnect: boolean): string {
  if (state.live && state.status === 'active') return 'Customers are on pages of the hub itself; nothing needs to be connected.';
  if (state.live) return 'No site carries the widget yet.';
  if (canConnect) return 'No account of a provider is connected. Messages to customers wait until there is one.';
  return 'This hub has no adapter for it. Messages to customers wait.';
}

// ---- the page

function useSetup(): { setup: Setup | null; fault: string | null; read: () => void } {
  const [setup, setSetup] = useState<Setup | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const read = useCallback(() => {
    readSetup().then(
      (found) => {
        setSetup(found);
        setFault(null);
      },
      (error: unknown) => setFault(error instanceof Error ? error.message : String(error)),
    );
  }, []);
  useEffect(() => {
    read();
    const timer = setInterval(() => !document.hidden && read(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [read]);
  return { setup, fault, read };
}

export function Channels() {
  const hub = useHub();
  const { setup, fault, read } = useSetup();
  const [form, setForm] = useState<{ channel: Channel; connector: Connector | null } | null>(null);
  const [removed, setRemoved] = useState<Connector | null>(null);
  const mayChange = changesChannels(hub);
  useEffect(() => {
    document.title = 'Channels · Omnichannel Hub';
  }, []);
  return (
    <main className="channels scroller" id="conversation" tabIndex={-1}>
      <div className="channels-page">
        <header className="channels-head">
          <IconButton icon="back" label="Back to the conversations" onPress={() => go({})} />
          <h1>Channels</h1>
        </header>
        {!seesChannels(hub) && <p className="empty">Only supervisors and administrators see the channels.</p>}
        {seesChannels(hub) && fault !== null && (
          <p className="hint is-bad" role="alert">
            {sentence(fault)}
          </p>
        )}
        {seesChannels(hub) && setup === null && fault === null && <Spinner label="Loading…" />}
        {seesChannels(hub) &&
          setup?.channels.map((state) => (
            <ChannelCard
              key={state.id}
              state={state}
              setup={setup}
              mayChange={mayChange}
              onChanged={read}
              onEdit={(connector) => setForm({ channel: state.id, connector })}
              onRemove={setRemoved}
            />
          ))}
      </div>
      {form !== null && setup !== null && (
        <ConnectorForm
          setup={setup}
          channel={form.channel}
          connector={form.connector}
          onClose={() => setForm(null)}
          onDone={() => {
            setForm(null);
            read();
          }}
        />
      )}
      {removed !== null && (
        <RemoveDialog
          connector={removed}
          onClose={() => {
            setRemoved(null);
            read();
          }}
        />
      )}
    </main>
  );
}
