// SPDX-License-Identifier: Apache-2.0
// What was sent to an endpoint: what became of each, and those that are sent again.
import { useCallback, useEffect, useRef, useState } from 'react';
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { call } from '../lib/api.ts';
import { agoOf, fullTime } from '../lib/format.ts';
import type { Webhook, WebhookDelivery, WebhookDeliveryState } from '../lib/types.ts';
import { answerText, deliveryStates, faultText, isReplayable, nextText, readDeliveries, tookText } from '../lib/webhooks.ts';
import type { Deliveries } from '../lib/webhooks.ts';
import { Fault, Health } from './Setup.tsx';
import { ReplayDialog } from './WebhookReplay.tsx';
import { attempt, useNow } from './context.tsx';
import { Spinner } from './parts.tsx';

const filters: [state: WebhookDeliveryState | 'all', name: string][] = [
  ['all', 'All'],
  ['delivered', 'Delivered'],
  ['retrying', 'Retrying'],
  ['pending', 'On their way'],
  ['dead', 'Dead letters'],
];

const nothing: Record<string, string> = {
  all: 'Nothing was sent yet. A test event shows whether the endpoint takes them.',
  delivered: 'Nothing arrived yet.',
  retrying: 'Nothing is being tried again.',
  pending: 'No test or replay is on its way.',
  dead: 'No dead letters: nothing was given up.',
};

interface RowProps {
  webhook: Webhook;
  delivery: WebhookDelivery;
  now: number;
  onReplay: () => void;
}

function Row({ webhook, delivery, now, onReplay }: RowProps) {
  const [text, tone] = deliveryStates[delivery.state];
  const fault = faultText(delivery);
  const next = delivery.next_attempt_at ?? (delivery.state === 'retrying' ? webhook.failing?.next_attempt_at : null);
  return (
    <tr data-delivery={delivery.id}>
      <td className="sent-when">
        <time dateTime={delivery.updated_at} title={fullTime(delivery.updated_at)}>
          {agoOf(delivery.updated_at, now)}
        </time>
      </td>
      <td className="sent-what">
        <span className="sent-type">{delivery.type}</span>
        <small className="sent-id">{delivery.event_id}</small>
      </td>
      <td className="sent-state">
        <Health tone={tone} text={text} icon="clock" />
        <small>
          {delivery.attempts === 0 ? 'not tried yet' : delivery.attempts === 1 ? '1 attempt' : delivery.attempts + ' attempts'}
          {next && ', ' + nextText(next, now)}
        </small>
      </td>
      <td className="sent-answer">
        <span>
          {answerText(delivery)} {delivery.duration_ms !== null && <small>{tookText(delivery.duration_ms)}</small>}
        </span>
        {fault !== null && <small className="sent-fault">{fault}</small>}
      </td>
      <td className="sent-again">
        {isReplayable(delivery) && (
          <Button className={'button' + (delivery.state === 'dead' ? '' : ' is-quiet')} aria-label={`Replay ${delivery.type} of ${fullTime(delivery.created_at)}`} onPress={onReplay}>
            Replay
          </Button>
        )}
      </td>
    </tr>
  );
}

function Table({ webhook, items, onReplay }: { webhook: Webhook; items: WebhookDelivery[]; onReplay: (delivery: WebhookDelivery) => void }) {
  const now = useNow(1000);
  return (
    <table className="sent">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Event</th>
          <th scope="col">State</th>
          <th scope="col">Answer</th>
          <th scope="col">
            <span className="unseen">Send again</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((delivery) => (
          <Row key={delivery.id} webhook={webhook} delivery={delivery} now={now} onReplay={() => onReplay(delivery)} />
        ))}
      </tbody>
    </table>
  );
}

const PAGE = 50;
const SHOWN_MAX = 500;

/** Read anew whenever the endpoint is; as many as are shown. */
function useDeliveries(id: string, state: WebhookDeliveryState | 'all', newest: Deliveries) {
  const [got, setGot] = useState<{ state: string; page: Deliveries } | null>(state === 'all' ? { state, page: newest } : null);
  const [fault, setFault] = useState<string | null>(null);
  const [count, setCount] = useState(PAGE);
  const run = useRef(0);
  const read = useCallback(() => {
    const own = ++run.current;
    readDeliveries(id, state === 'all' ? null : state, count).then(
      (page) => {
        if (own !== run.current) return;
        setGot({ state, page });
        setFault(null);
      },
      (error: unknown) => own === run.current && setFault(error instanceof Error ? error.message : String(error)),
    );
  }, [id, state, count]);
  useEffect(() => {
    if (state === 'all' && count === PAGE) {
      run.current++;
      setGot({ state, page: newest });
    } else read();
  }, [newest, state, count, read]);
  const page = got?.state === state ? got.page : null;
  const more = page?.cursor != null && count < SHOWN_MAX ? () => setCount(Math.min(SHOWN_MAX, count + 2 * PAGE)) : null;
  return { page, fault, more, again: read };
}

interface ListProps {
  webhook: Webhook;
  newest: Deliveries;
  onChanged: () => void;
}

export function DeliveryList({ webhook, newest, onChanged }: ListProps) {
  const [state, setState] = useState<WebhookDeliveryState | 'all'>('all');
  const [isReplaying, setReplaying] = useState(false);
  const { page, fault, more } = useDeliveries(webhook.id, state, newest);
  const replay = (delivery: WebhookDelivery) =>
    void attempt(() => call('POST /webhooks/{id}/deliveries/{delivery_id}/replay', { path: { id: webhook.id, delivery_id: delivery.id }, body: {} }), 'It is sent again.').then(onChanged);
  return (
    <section className="channel-card" aria-labelledby="deliveries">
      <header className="channel-head">
        <h2 id="deliveries">Deliveries</h2>
        {state === 'dead' && (page?.items.length ?? 0) > 0 && (
          <Button className="button" onPress={() => setReplaying(true)}>
            Replay many…
          </Button>
        )}
      </header>
      <ToggleButtonGroup className="segments sent-filters" aria-label="Which deliveries" selectedKeys={[state]} disallowEmptySelection onSelectionChange={(keys) => setState([...keys][0] as WebhookDeliveryState)}>
        {filters.map(([key, name]) => (
          <ToggleButton key={key} id={key} className="segment">
            {name}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {fault !== null && <Fault text={fault} />}
      {page === null && fault === null && <Spinner label="Loading…" />}
      {page !== null && page.items.length === 0 && <p className="empty">{nothing[state]}</p>}
      {page !== null && page.items.length > 0 && <Table webhook={webhook} items={page.items} onReplay={replay} />}
      {more !== null && (
        <Button className="button is-quiet more" onPress={more}>
          Show more
        </Button>
      )}
      {isReplaying && (
        <ReplayDialog
          webhook={webhook}
          onClose={() => {
            setReplaying(false);
            onChanged();
          }}
        />
      )}
    </section>
  );
}
