// SPDX-License-Identifier: Apache-2.0
// Other systems that are told what happens here: the list of their endpoints, for administrators.
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { agoOf, fullTime } from '../lib/format.ts';
import type { Webhook, WebhookTold } from '../lib/types.ts';
import { answerText, behindOf, behindText, eventsText, failingText, readEndpoints, seesWebhooks, stateOf, stoppedText } from '../lib/webhooks.ts';
import type { Endpoints } from '../lib/webhooks.ts';
import { EndpointUrl, Fault, Health, PageLink, SetupHead, useRefreshed } from './Setup.tsx';
import { SecretDialog } from './WebhookDialogs.tsx';
import { WebhookForm } from './WebhookForm.tsx';
import { WebhookPage } from './WebhookPage.tsx';
import { go, useHub, useNow } from './context.tsx';
import { Icon } from './icons.tsx';
import { Spinner } from './parts.tsx';

function LastDelivery({ webhook }: { webhook: Webhook }) {
  const now = useNow();
  const last = webhook.last_delivery;
  if (last === null) return <span>Nothing sent yet</span>;
  const ago = agoOf(last.updated_at, now);
  return (
    <time dateTime={last.updated_at} title={fullTime(last.updated_at)}>
      Last sent {ago === 'now' ? 'just now' : /min$/.test(ago) ? ago + ' ago' : ago}
      {answerText(last) !== '' && ` · ${answerText(last)}`}
    </time>
  );
}

function EndpointCard({ webhook, position }: { webhook: Webhook; position: string }) {
  const now = useNow(5000);
  const [text, tone] = stateOf(webhook);
  const why = stoppedText(webhook) ?? failingText(webhook, now);
  const behind = behindOf(webhook, position);
  return (
    <li className="endpoint-card">
      <h2 className="endpoint-name">
        <PageLink to={{ page: 'webhooks', webhook: webhook.id }} className="endpoint-link">
          <EndpointUrl url={webhook.url} />
        </PageLink>
      </h2>
      <Health tone={tone} text={text} />
      {webhook.description && <p className="endpoint-description">{webhook.description}</p>}
      {why !== null && <p className={'endpoint-why' + (tone === '' ? '' : ' ' + tone)}>{why}</p>}
      <p className="figures endpoint-figures">
        <span className="endpoint-events">{eventsText(webhook.events)}</span>
        <LastDelivery webhook={webhook} />
        {behind !== 0 && <span className={webhook.failing !== null || !webhook.enabled ? 'is-behind' : ''}>{behindText(behind)}</span>}
      </p>
    </li>
  );
}

function None({ onAdd }: { onAdd: () => void }) {
  return (
    <section className="endpoint-none">
      <Icon name="webhook" size={40} />
      <h2>No other system is told yet</h2>
      <p>A shop, a data warehouse or a ticket system can hear what happens here as it happens: messages, deliveries, sessions, customers. Each event comes signed and in order, and is tried again for three days when nobody is there.</p>
      <Button className="button is-primary" onPress={onAdd}>
        Add an endpoint
      </Button>
    </section>
  );
}

function List({ endpoints, onAdd }: { endpoints: Endpoints; onAdd: () => void }) {
  if (endpoints.webhooks.length === 0) return <None onAdd={onAdd} />;
  return (
    <ul className="endpoints">
      {endpoints.webhooks.map((webhook) => (
        <EndpointCard key={webhook.id} webhook={webhook} position={endpoints.position} />
      ))}
    </ul>
  );
}

function EndpointList() {
  const { value, fault, again } = useRefreshed(readEndpoints);
  const [isAdding, setAdding] = useState(false);
  const [told, setTold] = useState<WebhookTold | null>(null);
  return (
    <div className="channels-page">
      <SetupHead current="webhooks">
        {value !== null && value.webhooks.length > 0 && (
          <Button className="button is-primary" onPress={() => setAdding(true)}>
            Add an endpoint
          </Button>
        )}
      </SetupHead>
      {fault !== null && <Fault text={fault} />}
      {value === null && fault === null && <Spinner label="Loading…" />}
      {value !== null && <List endpoints={value} onAdd={() => setAdding(true)} />}
      {isAdding && (
        <WebhookForm
          webhook={null}
          onClose={() => setAdding(false)}
          onCreated={(made) => {
            setAdding(false);
            setTold(made);
            again();
          }}
        />
      )}
      {told !== null && (
        <SecretDialog
          told={told}
          isNew
          onClose={() => {
            setTold(null);
            go({ page: 'webhooks', webhook: told.id });
          }}
        />
      )}
    </div>
  );
}

export function Webhooks({ webhook }: { webhook: string | undefined }) {
  const hub = useHub();
  useEffect(() => {
    document.title = 'Webhooks · Omnichannel Hub';
  }, []);
  return (
    <main className="channels scroller" id="conversation" tabIndex={-1}>
      {!seesWebhooks(hub) && (
        <div className="channels-page">
          <SetupHead current="webhooks" />
          <p className="empty">Only administrators see which other systems are told.</p>
        </div>
      )}
      {seesWebhooks(hub) && (webhook === undefined ? <EndpointList /> : <WebhookPage key={webhook} id={webhook} />)}
    </main>
  );
}
