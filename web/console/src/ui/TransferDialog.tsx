// SPDX-License-Identifier: Apache-2.0
// Moves a session to another channel, agent or queue, with a summary and what else the next one should know.
import { useEffect, useRef, useState } from 'react';
import type { FormEvent, KeyboardEvent } from 'react';
import { Button, Input, Label, Radio, RadioGroup, Tab, TabList, TabPanel, Tabs, TextArea, TextField } from 'react-aria-components';
import { transfer } from '../lib/actions.ts';
import type { TransferTo } from '../lib/actions.ts';
import { channelName, channelNames, customerName } from '../lib/format.ts';
import { newId } from '../lib/outbox.ts';
import type { Channel, SessionSummary, Transferred } from '../lib/types.ts';
import { attempt, tell, useHub } from './context.tsx';
import { ChannelIcon, Icon } from './icons.tsx';
import { Sheet } from './parts.tsx';

type Kind = 'channel' | 'agent' | 'queue';

interface Fact {
  key: number;
  name: string;
  value: string;
}

/** What clients hear live; every other channel needs a connector to tell the customer. */
const LIVE_CHANNELS: Channel[] = ['chat', 'web_portal', 'mobile_app'];

function Places({ kind, summary, chosen, onChoose }: { kind: Kind; summary: SessionSummary; chosen: string; onChoose: (to: string) => void }) {
  const hub = useHub();
  if (kind === 'channel')
    return (
      <RadioGroup className="places" aria-label="Channel" value={chosen} onChange={onChoose}>
        {(Object.keys(channelNames) as Channel[])
          .filter((channel) => channel !== summary.channel)
          .map((channel) => (
            <Radio key={channel} value={channel} className="place">
              <ChannelIcon channel={channel} isNamed size={18} />
            </Radio>
          ))}
      </RadioGroup>
    );
  if (kind === 'agent')
    return (
      <RadioGroup className="places" aria-label="Agent" value={chosen} onChange={onChoose}>
        {hub.agents
          .filter((agent) => agent.id !== summary.agent_id)
          .map((agent) => (
            <Radio key={agent.id} value={agent.id} className="place">
              <span className={'lamp is-' + agent.status} aria-hidden="true" />
              {agent.name}
              <small>{agent.status}</small>
            </Radio>
          ))}
        {hub.agents.length === 0 && <p className="empty-line">There are no other agents.</p>}
      </RadioGroup>
    );
  return (
    <RadioGroup className="places" aria-label="Queue" value={chosen} onChange={onChoose}>
      {hub.queues
        .filter((queue) => queue.id !== summary.queue)
        .map((queue) => (
          <Radio key={queue.id} value={queue.id} className="place">
            <Icon name="queue" size={16} /> {queue.name}
          </Radio>
        ))}
      {hub.queues.length === 0 && <p className="empty-line">There are no queues.</p>}
    </RadioGroup>
  );
}

function Facts({ facts, onChange }: { facts: Fact[]; onChange: (facts: Fact[]) => void }) {
  const change = (key: number, to: Partial<Fact>) => onChange(facts.map((fact) => (fact.key === key ? { ...fact, ...to } : fact)));
  return (
    <div className="facts">
      {facts.map((fact) => (
        <div key={fact.key} className="fact">
          <input className="input" aria-label="Name" placeholder="order" value={fact.name} onChange={(event) => change(fact.key, { name: event.target.value })} />
          <input className="input" aria-label="Value" placeholder="50417" value={fact.value} onChange={(event) => change(fact.key, { value: event.target.value })} />
          <Button className="tag-remove" aria-label="Remove this line" onPress={() => onChange(facts.filter((one) => one !== fact))}>
            <Icon name="close" size={14} />
          </Button>
        </div>
      ))}
      <Button className="link" onPress={() => onChange([...facts, { key: Math.max(0, ...facts.map((fact) => fact.key)) + 1, name: '', value: '' }])}>
        <Icon name="plus" size={14} /> Add to what is known
      </Button>
    </div>
  );
}

function Outcome({ done, name, onClose }: { done: Transferred; name: string; onClose: () => void }) {
  const place = done.new_channel_session;
  return (
    <div className="dialog-body" role="status">
      <p className="outcome">
        <Icon name="check" /> The conversation continues on {channelName(place.channel)}
        {place.queue && !place.agent_id ? ', in the queue ' + place.queue : ''}, with its whole timeline.
      </p>
      {done.waiting && (
        <p className="outcome is-waiting">
          <Icon name="clock" /> {name} has not been told yet: {channelName(place.channel)} waits ({done.waiting}). The message to them goes out as soon as the channel has a connector.
        </p>
      )}
      <footer className="dialog-foot">
        <Button className="button is-primary" onPress={onClose} autoFocus>
          Done
        </Button>
      </footer>
    </div>
  );
}

export function TransferDialog({ summary, isOpen, onClose }: { summary: SessionSummary; isOpen: boolean; onClose: () => void }) {
  return (
    <Sheet title="Transfer" isOpen={isOpen} onClose={onClose}>
      <TransferForm summary={summary} onClose={onClose} />
    </Sheet>
  );
}

function TransferForm({ summary, onClose }: { summary: SessionSummary; onClose: () => void }) {
  const hub = useHub();
  const [kind, setKind] = useState<Kind>('channel');
  const [to, setTo] = useState('');
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [facts, setFacts] = useState<Fact[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [done, setDone] = useState<Transferred | null>(null);
  const once = useRef(newId());
  const name = customerName(summary.customer_name, summary.customer_id);
  useEffect(() => setTo(''), [kind]);

  async function submit() {
    if (to === '' || isBusy) return;
    const known = Object.fromEntries(facts.filter((fact) => fact.name.trim() !== '').map((fact) => [fact.name.trim(), fact.value]));
    const context = { ...(text.trim() === '' ? {} : { summary: text.trim() }), ...known };
    const request: TransferTo = { ['to_' + kind]: to };
    if (Object.keys(context).length > 0) request.context_data = context;
    if (reason.trim() !== '') request.reason = reason.trim();
    setBusy(true);
    const isDone = await attempt(async () => {
      const answer = await transfer(summary.session_id, request, once.current);
      void hub.readSession(summary.session_id);
      if (kind === 'channel') setDone(answer);
      else {
        tell(kind === 'agent' ? `${hub.names.agent(to)} has it now.` : `It waits in ${hub.names.queue(to)}.`);
        onClose();
      }
    });
    if (!isDone) once.current = newId();
    setBusy(false);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit();
  }

  if (done !== null) return <Outcome done={done} name={name} onClose={onClose} />;
  return (
    <form
      className="dialog-body"
      onKeyDown={onKeyDown}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Tabs selectedKey={kind} onSelectionChange={(key) => setKind(key as Kind)} className="tabs">
        <TabList className="tab-list" aria-label="Where to">
          <Tab id="channel" className="tab">
            Channel
          </Tab>
          <Tab id="agent" className="tab">
            Agent
          </Tab>
          <Tab id="queue" className="tab">
            Queue
          </Tab>
        </TabList>
        {(['channel', 'agent', 'queue'] as Kind[]).map((one) => (
          <TabPanel key={one} id={one} className="tab-panel">
            <Places kind={one} summary={summary} chosen={to} onChoose={setTo} />
          </TabPanel>
        ))}
      </Tabs>
      {kind === 'channel' && to !== '' && !LIVE_CHANNELS.includes(to as Channel) && (
        <p className="hint is-warn">
          <Icon name="clock" size={16} /> {channelName(to)} needs a connector to reach customers. Without one the conversation still moves at once, but {name} is told only when there is one.
        </p>
      )}
      <TextField value={text} onChange={setText}>
        <Label>Summary for whoever takes over</Label>
        <TextArea className="input" rows={3} />
      </TextField>
      <Facts facts={facts} onChange={setFacts} />
      <TextField value={reason} onChange={setReason}>
        <Label>
          Reason <small>only for the company</small>
        </Label>
        <Input className="input" />
      </TextField>
      <footer className="dialog-foot">
        <Button className="button" onPress={onClose}>
          Cancel
        </Button>
        <Button type="submit" className="button is-primary" isDisabled={to === '' || isBusy}>
          {isBusy ? 'Transferring…' : 'Transfer'}
        </Button>
      </footer>
    </form>
  );
}
