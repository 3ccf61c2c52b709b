// SPDX-License-Identifier: Apache-2.0
// The dead letters of a span of time, sent again one after the other.
import { useEffect, useRef, useState } from 'react';
import { Button, Input, Label, ProgressBar, TextField } from 'react-aria-components';
import type { Webhook, WebhookDelivery } from '../lib/types.ts';
import { addressOf, between, fieldTime, readDead, replayAll } from '../lib/webhooks.ts';
import type { Replayed } from '../lib/webhooks.ts';
import { attempt } from './context.tsx';
import { Icon } from './icons.tsx';
import { Sheet, Spinner } from './parts.tsx';

const counted = (count: number) => (count === 1 ? '1 event' : count.toLocaleString('en') + ' events');

function TimeField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <TextField value={value} onChange={onChange} type="datetime-local">
      <Label>{label}</Label>
      <Input className="input" />
    </TextField>
  );
}

function Progress({ done, all }: { done: Replayed; all: number }) {
  return (
    <ProgressBar className="replaying" value={done.sent + done.refused} maxValue={all} aria-label="Sent again">
      {({ percentage }) => (
        <>
          <progress aria-hidden="true" value={percentage} max={100} />
          <span>
            {done.sent + done.refused} of {all}
          </span>
        </>
      )}
    </ProgressBar>
  );
}

function Done({ done, isStopped, onClose }: { done: Replayed; isStopped: boolean; onClose: () => void }) {
  return (
    <>
      <p className="outcome" role="status">
        <Icon name="check" />
        <span>
          {counted(done.sent)} {done.sent === 1 ? 'is' : 'are'} on the way again{isStopped ? ', then it was stopped' : ''}.
          {done.refused > 0 && ` ${counted(done.refused)} could not be sent: being tried already, or what they told of is not stored any more.`}
        </span>
      </p>
      <footer className="dialog-foot">
        <Button className="button is-primary" onPress={onClose} autoFocus>
          Done
        </Button>
      </footer>
    </>
  );
}

function Span({ dead, onReplay, onClose }: { dead: WebhookDelivery[]; onReplay: (deliveries: WebhookDelivery[]) => void; onClose: () => void }) {
  const [from, setFrom] = useState(() => fieldTime(dead[0]!.created_at));
  const [to, setTo] = useState(() => fieldTime(dead.at(-1)!.created_at));
  const meant = between(dead, from, to);
  return (
    <>
      <div className="span-fields">
        <TimeField label="From" value={from} onChange={setFrom} />
        <TimeField label="To" value={to} onChange={setTo} />
      </div>
      <p role="status">
        {meant.length === 0 ? 'None was put aside in that time.' : `${counted(meant.length)} of that time ${meant.length === 1 ? 'is' : 'are'} sent again, the oldest first, with the same webhook-id and beside the order of the others. Each tells the thing as it is now.`}
      </p>
      <footer className="dialog-foot">
        <Button className="button" onPress={onClose}>
          Cancel
        </Button>
        <Button className="button is-primary" isDisabled={meant.length === 0} onPress={() => onReplay(meant)}>
          Replay {counted(meant.length)}
        </Button>
      </footer>
    </>
  );
}

export function ReplayDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const [dead, setDead] = useState<WebhookDelivery[] | null>(null);
  const [all, setAll] = useState(0);
  const [done, setDone] = useState<Replayed | null>(null);
  const [isOver, setOver] = useState(false);
  const stop = useRef(new AbortController());
  useEffect(() => {
    const own = new AbortController();
    stop.current = own;
    void attempt(async () => {
      const found = await readDead(webhook.id, own.signal);
      if (!own.signal.aborted) setDead(found);
    });
    return () => own.abort();
  }, [webhook.id]);

  async function replay(deliveries: WebhookDelivery[]) {
    setAll(deliveries.length);
    setDone({ sent: 0, refused: 0 });
    await attempt(() => replayAll(webhook.id, deliveries, stop.current.signal, setDone));
    setOver(true);
  }

  return (
    <Sheet title={'Replay to ' + addressOf(webhook.url)[0]} isOpen onClose={onClose}>
      <div className="dialog-body">
        {dead === null && <Spinner label="Looking through the dead letters…" />}
        {dead?.length === 0 && <p className="empty">There is none any more.</p>}
        {dead !== null && dead.length > 0 && done === null && <Span dead={dead} onReplay={(deliveries) => void replay(deliveries)} onClose={onClose} />}
        {done !== null && !isOver && (
          <>
            <Progress done={done} all={all} />
            <footer className="dialog-foot">
              <Button className="button" onPress={() => stop.current.abort()}>
                Stop
              </Button>
            </footer>
          </>
        )}
        {done !== null && isOver && <Done done={done} isStopped={stop.current.signal.aborted} onClose={onClose} />}
      </div>
    </Sheet>
  );
}
