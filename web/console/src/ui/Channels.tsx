// SPDX-License-Identifier: Apache-2.0
// The channels of the company and the accounts behind them: for administrators; supervisors only look.
import { useEffect, useState } from 'react';
import { Button, Switch } from 'react-aria-components';
import { adaptersOf, changesChannels, enable, labelOf, readSetup, remove, seesChannels, sentence, test } from '../lib/channels.ts';
import type { Setup } from '../lib/channels.ts';
import { agoOf, channelName, fullTime } from '../lib/format.ts';
import type { Channel, ChannelState, ChannelTested, Connector } from '../lib/types.ts';
import { ConnectorForm } from './ConnectorForm.tsx';
import { Unknown } from './ConnectorUnknown.tsx';
import { Copied, Fault, Health, SetupHead, useRefreshed } from './Setup.tsx';
import { attempt, useHub, useNow } from './context.tsx';
import { ChannelIcon, Icon } from './icons.tsx';
import { IconButton, Sheet, Spinner } from './parts.tsx';

const words = { active: 'Works', warning: 'Needs attention', inactive: 'Not connected' } as const;

const ChannelHealth = ({ status, text }: { status: ChannelState['status']; text?: string }) => (
  <Health tone={'is-' + status} text={text ?? words[status]} icon="plug" />
);

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
        <ChannelHealth status={connector.status} text={!connector.enabled ? 'Switched off' : connector.status === 'active' ? 'Open' : undefined} />
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
      {connector.webhook_url !== null && <Copied label="Webhook for the provider" text={connector.webhook_url} copyLabel="Copy the webhook’s address" />}
      <Figures connector={connector} />
      {mayChange && connector.webhook_url !== null && <Unknown connector={connector} />}
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
  const mayConnect = mayChange && canConnect;
  const isCutOff = connectors.length === 0 && !state.live;
  return (
    <section className="channel-card" aria-labelledby={'channel-' + state.id}>
      <header className="channel-head">
        <ChannelIcon channel={state.id} size={20} />
        <h2 id={'channel-' + state.id}>{state.name}</h2>
        <ChannelHealth status={state.status} text={state.live && state.status === 'active' ? 'Built in' : state.live ? 'No site yet' : undefined} />
        {mayConnect && isCutOff && (
          <Button className="button is-primary" onPress={() => onEdit(null)} aria-label={`Connect ${state.name}`}>
            Connect
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
      {mayConnect && !isCutOff && (
        <Button className="link channel-more" onPress={() => onEdit(null)} aria-label={`Add a connector to ${state.name}`}>
          <Icon name="plus" size={14} /> {connectors.length > 0 ? 'Add another connector' : 'Add a connector'}
        </Button>
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

export function Channels() {
  const hub = useHub();
  const { value: setup, fault, again: read } = useRefreshed(readSetup);
  const [form, setForm] = useState<{ channel: Channel; connector: Connector | null } | null>(null);
  const [removed, setRemoved] = useState<Connector | null>(null);
  const mayChange = changesChannels(hub);
  useEffect(() => {
    document.title = 'Channels · Omnichannel Hub';
  }, []);
  return (
    <main className="channels scroller" id="conversation" tabIndex={-1}>
      <div className="channels-page">
        <SetupHead current="channels" />
        {!seesChannels(hub) && <p className="empty">Only supervisors and administrators see the channels.</p>}
        {seesChannels(hub) && fault !== null && <Fault text={fault} />}
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
