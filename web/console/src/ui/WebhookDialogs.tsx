// SPDX-License-Identifier: Apache-2.0
// What is asked about an endpoint, and the secret that is told once.
import { useState } from 'react';
import { Button, Switch } from 'react-aria-components';
import { call } from '../lib/api.ts';
import { fullTime } from '../lib/format.ts';
import type { Webhook, WebhookTold } from '../lib/types.ts';
import { addressOf } from '../lib/webhooks.ts';
import { Copied } from './Setup.tsx';
import { attempt } from './context.tsx';
import { Icon } from './icons.tsx';
import { Sheet } from './parts.tsx';

/** It is not shown again, so nothing but its button closes it. */
export function SecretDialog({ told, isNew = false, onClose }: { told: WebhookTold; isNew?: boolean; onClose: () => void }) {
  return (
    <Sheet title={isNew ? 'The endpoint is there' : 'The new secret'} isOpen isFirm onClose={onClose}>
      <div className="dialog-body">
        <p>
          {isNew ? 'What happens from now on is sent to ' : 'Requests are signed with it from now on, at '}
          <b>{addressOf(told.url)[0]}</b>. Keep the secret where the receiver checks signatures: <strong>it is shown this once.</strong>
        </p>
        <Copied label="Secret" text={told.secret} copyLabel="Copy the secret" />
        {told.public_key !== null && <Copied label="Public key, of Ed25519" text={told.public_key} copyLabel="Copy the public key" />}
        {told.previous_secret_until !== null && <BothSign until={told.previous_secret_until} />}
        <p className="hint">Any library of Standard Webhooks checks them; there is one for every language.</p>
        <footer className="dialog-foot">
          <Button className="button is-primary" onPress={onClose}>
            I have kept it
          </Button>
        </footer>
      </div>
    </Sheet>
  );
}

export function BothSign({ until }: { until: string }) {
  return (
    <p className="both-sign">
      <Icon name="clock" size={16} />
      <span>
        Both sign until <time dateTime={until}>{fullTime(until)}</time>: every request carries a signature of the secret before as well, so that the receiver can be changed meanwhile.
      </span>
    </p>
  );
}

const graces: [seconds: number, text: string][] = [
  [3600, 'For an hour'],
  [86400, 'For a day'],
  [3 * 86400, 'For three days'],
  [7 * 86400, 'For a week'],
  [30 * 86400, 'For 30 days'],
  [0, 'Not at all: the secret is known to others'],
];

export function RotateDialog({ webhook, onClose, onDone }: { webhook: Webhook; onClose: () => void; onDone: (told: WebhookTold) => void }) {
  const [grace, setGrace] = useState(86400);
  const [ed25519, setEd25519] = useState(webhook.public_key !== null);
  const [isBusy, setBusy] = useState(false);
  const open = webhook.previous_secret_until !== null && Date.parse(webhook.previous_secret_until) > Date.now() ? webhook.previous_secret_until : null;
  async function rotate() {
    setBusy(true);
    await attempt(async () => onDone(await call('POST /webhooks/{id}/rotate', { path: { id: webhook.id }, body: { grace_s: grace, ed25519 } })));
    setBusy(false);
  }
  return (
    <Sheet title="Replace the secret" isOpen onClose={onClose} size="s">
      <div className="dialog-body">
        <p>A new secret signs from now on. While both sign, every request carries a signature of each: put the new one into the receiver in that time, and no event is lost.</p>
        <label className="select-field">
          <span className="react-aria-Label">The secret of now signs too</span>
          <select className="input" value={grace} onChange={(event) => setGrace(Number(event.target.value))}>
            {graces.map(([seconds, text]) => (
              <option key={seconds} value={seconds}>
                {text}
              </option>
            ))}
          </select>
        </label>
        {grace === 0 && <p className="hint is-warn">The receiver refuses everything until it has the new secret; the hub tries again for three days.</p>}
        {open !== null && <p className="hint is-warn">The secret before this one would sign until {fullTime(open)}; with this it ends at once.</p>}
        <Switch className="switch" isSelected={ed25519} onChange={setEd25519}>
          <span className="switch-track" aria-hidden="true" />
          Sign with Ed25519 too, with a new key
        </Switch>
        <footer className="dialog-foot">
          <Button className="button" onPress={onClose}>
            Cancel
          </Button>
          <Button className="button is-primary" isDisabled={isBusy} onPress={() => void rotate()}>
            Replace
          </Button>
        </footer>
      </div>
    </Sheet>
  );
}

export function DeleteDialog({ webhook, onClose, onDone }: { webhook: Webhook; onClose: () => void; onDone: () => void }) {
  const remove = () => call('DELETE /webhooks/{id}', { path: { id: webhook.id } });
  return (
    <Sheet title="Delete this endpoint?" isOpen onClose={onClose} size="s">
      <div className="dialog-body">
        <p>
          <b>{addressOf(webhook.url)[0]}</b> is told nothing more. What waits for it, its dead letters and its secret are gone; an endpoint made anew begins with what happens then.
        </p>
        <p className="hint">To stop for a while, pause it instead.</p>
        <footer className="dialog-foot">
          <Button className="button" onPress={onClose}>
            Cancel
          </Button>
          <Button className="button is-danger" onPress={() => void attempt(remove, 'Deleted.').then((isDone) => isDone && onDone())}>
            Delete
          </Button>
        </footer>
      </div>
    </Sheet>
  );
}
