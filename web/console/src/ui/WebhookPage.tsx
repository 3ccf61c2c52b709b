// SPDX-License-Identifier: Apache-2.0
// One endpoint: how it is, what it is told, and what was sent to it.
import { useCallback, useEffect, useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover, Switch } from 'react-aria-components';
import { call } from '../lib/api.ts';
import { fullTime } from '../lib/format.ts';
import type { Webhook, WebhookDelivery, WebhookTold } from '../lib/types.ts';
import { answerText, behindOf, behindText, eventsText, failingText, faultText, formats, readDeliveries, stateOf, stoppedText, tookText } from '../lib/webhooks.ts';
import type { Deliveries } from '../lib/webhooks.ts';
import { Copied, EndpointUrl, Fault, Health, PageLink, useRefreshed } from './Setup.tsx';
import { DeliveryList } from './WebhookDeliveries.tsx';
import { BothSign, DeleteDialog, RotateDialog, SecretDialog } from './WebhookDialogs.tsx';
import { WebhookForm } from './WebhookForm.tsx';
import { attempt, go, useNow } from './context.tsx';
import { Icon } from './icons.tsx';
import { Spinner } from './parts.tsx';

interface Seen {
  webhook: Webhook;
  newest: Deliveries;
}

async function readSeen(id: string): Promise<Seen> {
  const [webhook, newest] = await Promise.all([call('GET /webhooks/{id}', { path: { id } }), readDeliveries(id, null, 1)]);
  return { webhook, newest };
}

const turn = (webhook: Webhook, enabled: boolean) => call('PUT /webhooks/{id}', { path: { id: webhook.id }, body: { enabled } });

// ---- a test event

const TEST_EVERY_MS = 400;
const TEST_MS = 20000;

/** Sends one and waits for what became of it; null: nothing yet. */
async function sendTest(id: string): Promise<WebhookDelivery | null> {
  const { delivery } = await call('POST /webhooks/{id}/test', { path: { id }, body: {} });
  for (const end = Date.now() + TEST_MS; Date.now() < end; ) {
    await new Promise((passed) => setTimeout(passed, TEST_EVERY_MS));
    const now = (await readDeliveries(id, null, 1)).items.find((one) => one.id === delivery.id);
    if (now !== undefined && now.state !== 'pending') return now;
  }
  return null;
}

function TestOutcome({ test }: { test: WebhookDelivery | 'running' | 'late' }) {
  if (test === 'running')
    return (
      <p className="tested" role="status">
        <span className="spinner-ring" aria-hidden="true" /> A test event is on its way…
      </p>
    );
  if (test === 'late')
    return (
      <p className="tested is-bad" role="status">
        <Icon name="clock" size={16} /> No answer yet. What becomes of it stands below.
      </p>
    );
  const isGood = test.state === 'delivered';
  const fault = faultText(test);
  return (
    <p className={'tested ' + (isGood ? 'is-good' : 'is-bad')} role="status">
      <Icon name={isGood ? 'check' : 'warning'} size={16} />
      <span>
        {isGood ? 'The test event arrived: it answered ' : 'The test event was not taken: '}
        {answerText(test)}
        {fault !== null && ', ' + fault}. <small>{tookText(test.duration_ms)}</small>
      </span>
    </p>
  );
}

// ---- how it is

interface StandingProps {
  webhook: Webhook;
  position: string;
  onTurn: (on: boolean) => void;
}

/** Why nothing arrives, and the way out of it. */
function Standing({ webhook, position, onTurn }: StandingProps) {
  const now = useNow(1000);
  const stopped = stoppedText(webhook);
  const failing = failingText(webhook, now);
  if (stopped === null && failing === null) return null;
  const [, tone] = stateOf(webhook);
  const behind = behindOf(webhook, position);
  return (
    <div className={'endpoint-standing ' + tone}>
      <Icon name={tone === '' ? 'pause' : 'warning'} />
      <p>
        {stopped ?? failing} {behind !== 0 && <span className="nowrap">{behindText(behind)}.</span>}
      </p>
      <Button className="button" onPress={() => onTurn(true)}>
        {stopped === null ? 'Try now' : 'Switch on'}
      </Button>
    </div>
  );
}

function Facts({ webhook, position }: { webhook: Webhook; position: string }) {
  const isBoth = webhook.previous_secret_until !== null && Date.parse(webhook.previous_secret_until) > Date.now();
  const facts: [name: string, text: string][] = [
    ['Events', eventsText(webhook.events)],
    ['Format', formats[webhook.format][0]],
    ['Signed with', webhook.public_key === null ? 'a secret (HMAC-SHA-256)' : 'a secret (HMAC-SHA-256), and Ed25519'],
    ['Progress', behindText(behindOf(webhook, position))],
    ['Added', fullTime(webhook.created_at)],
  ];
  return (
    <>
      <dl className="pairs endpoint-facts">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {webhook.public_key !== null && <Copied label="Public key, of Ed25519" text={webhook.public_key} copyLabel="Copy the public key" />}
      {isBoth && <BothSign until={webhook.previous_secret_until!} />}
    </>
  );
}

function MoreMenu({ onAction }: { onAction: (key: string) => void }) {
  return (
    <MenuTrigger>
      <Button className="icon-button" aria-label="More actions">
        <Icon name="more" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" onAction={(key) => onAction(String(key))}>
          <MenuItem id="rotate" className="menu-item">
            <Icon name="again" size={16} /> Replace the secret…
          </MenuItem>
          <MenuItem id="delete" className="menu-item is-bad">
            <Icon name="close" size={16} /> Delete…
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

// ---- the page

type Asked = 'edit' | 'rotate' | 'delete' | null;

function Endpoint({ seen, again }: { seen: Seen; again: () => void }) {
  const { webhook, newest } = seen;
  const [asked, setAsked] = useState<Asked>(null);
  const [told, setTold] = useState<WebhookTold | null>(null);
  const [test, setTest] = useState<WebhookDelivery | 'running' | 'late' | null>(null);
  const [text, tone] = stateOf(webhook);
  const close = () => setAsked(null);
  const onTurn = (on: boolean) => void attempt(() => turn(webhook, on)).then(again);
  async function onTest() {
    setTest('running');
    if (!(await attempt(async () => setTest((await sendTest(webhook.id)) ?? 'late')))) setTest(null);
    again();
  }
  return (
    <>
      <section className="channel-card endpoint-head">
        <div className="endpoint-title">
          <h1>
            <EndpointUrl url={webhook.url} />
          </h1>
          <Health tone={tone} text={text} />
        </div>
        {webhook.description && <p className="endpoint-description">{webhook.description}</p>}
        <Standing webhook={webhook} position={newest.position} onTurn={onTurn} />
        <Facts webhook={webhook} position={newest.position} />
        <div className="endpoint-actions">
          <Button className="button" onPress={() => void onTest()} isDisabled={test === 'running'}>
            Send a test event
          </Button>
          <Button className="button" onPress={() => setAsked('edit')}>
            Edit
          </Button>
          <MoreMenu onAction={(key) => setAsked(key as Asked)} />
          <span className="grow" />
          <Switch className="switch" isSelected={webhook.enabled} onChange={onTurn}>
            {webhook.enabled ? 'On' : 'Off'}
            <span className="unseen">: events are sent</span>
            <span className="switch-track" aria-hidden="true" />
          </Switch>
        </div>
        {test !== null && <TestOutcome test={test} />}
      </section>
      <DeliveryList webhook={webhook} newest={newest} onChanged={again} />
      {asked === 'edit' && (
        <WebhookForm
          webhook={webhook}
          onClose={close}
          onChanged={() => {
            close();
            again();
          }}
        />
      )}
      {asked === 'rotate' && (
        <RotateDialog
          webhook={webhook}
          onClose={close}
          onDone={(made) => {
            close();
            setTold(made);
            again();
          }}
        />
      )}
      {asked === 'delete' && <DeleteDialog webhook={webhook} onClose={close} onDone={() => go({ page: 'webhooks' }, true)} />}
      {told !== null && <SecretDialog told={told} onClose={() => setTold(null)} />}
    </>
  );
}

export function WebhookPage({ id }: { id: string }) {
  const read = useCallback(() => readSeen(id), [id]);
  const { value, fault, isGone, again } = useRefreshed(read);
  useEffect(() => {
    document.title = 'Webhook · Omnichannel Hub';
  }, []);
  return (
    <div className="channels-page">
      <PageLink to={{ page: 'webhooks' }} className="link endpoint-back">
        <Icon name="back" size={16} /> Webhooks
      </PageLink>
      {isGone && <p className="empty">There is no endpoint of this id. Perhaps it was deleted.</p>}
      {!isGone && fault !== null && <Fault text={fault} />}
      {!isGone && value === null && fault === null && <Spinner label="Loading…" />}
      {!isGone && value !== null && <Endpoint seen={value} again={again} />}
    </div>
  );
}
