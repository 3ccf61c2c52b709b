// SPDX-License-Identifier: Apache-2.0
// Everything that is known of the customer, over all sessions and channels. What is not known is a dash.
import { useEffect, useState } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { call } from '../lib/api.ts';
import { agoOf, authorOf, channelName, customerName, fullTime, isVisitor, responseTime, textOf } from '../lib/format.ts';
import { pathOf } from '../lib/route.ts';
import type { Consent, CustomerProfile, Identity, Interaction, SessionSummary, UnifiedView } from '../lib/types.ts';
import { ConsentList } from './Consent.tsx';
import { go, useHub, useNow } from './context.tsx';
import { ChannelIcon } from './icons.tsx';
import { Avatar, IconButton, Spinner, Value } from './parts.tsx';

const REFRESH_MS = 1500;
const RECENT = 8;

interface Known {
  view: UnifiedView;
  profile: CustomerProfile;
  identities: Identity[];
  sessions: SessionSummary[];
  consent: Consent;
}

async function read(id: string): Promise<Known> {
  const [view, profile, identities, sessions, consent] = await Promise.all([
    call('GET /customer/{id}/unified-view', { path: { id } }),
    call('GET /customers/{id}/profile', { path: { id } }),
    call('GET /customers/{id}/identities', { path: { id } }),
    call('GET /customer/{id}/sessions', { path: { id }, query: { limit: 20 } }),
    call('GET /customers/{id}/consent', { path: { id }, query: { limit: 1 } }),
  ]);
  return { view, profile, identities: identities.identities, sessions: sessions.sessions, consent };
}

/** Read anew soon after `revision` changed. */
function useCustomer(id: string | null, revision: number): { known: Known | null; wrong: string } {
  const [known, setKnown] = useState<Known | null>(null);
  const [wrong, setWrong] = useState('');
  const isFirst = known === null;
  useEffect(() => {
    if (id === null) return;
    let isWanted = true;
    const timer = setTimeout(
      () =>
        read(id).then(
          (answer) => isWanted && (setKnown(answer), setWrong('')),
          (error: Error) => isWanted && setWrong(error.message),
        ),
      isFirst ? 0 : REFRESH_MS,
    );
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [id, revision, isFirst]);
  return { known, wrong };
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="panel-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Metrics({ view }: { view: UnifiedView }) {
  const figures: [string, string | number | null][] = [
    ['Open sessions', view.active_sessions],
    ['Entries', view.total_interactions],
    ['Channels used', view.engagement_metrics.total_channels_used],
    ['Response time', responseTime(view.engagement_metrics.average_response_time)],
    ['Resolved', view.engagement_metrics.resolution_rate],
    ['Satisfaction', view.engagement_metrics.satisfaction_score],
  ];
  return (
    <dl className="metrics">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Value>{value}</Value>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const plainOf = (value: unknown): string => (typeof value === 'string' ? value : value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));

function Pairs({ of, leaveOut = [] }: { of: Record<string, unknown>; leaveOut?: string[] }) {
  const pairs = Object.entries(of).filter(([name]) => !leaveOut.includes(name));
  if (pairs.length === 0) return <p className="empty-line">Nothing yet.</p>;
  return (
    <dl className="pairs">
      {pairs.map(([name, value]) => (
        <div key={name}>
          <dt>{name.replaceAll('_', ' ')}</dt>
          <dd>
            <Value>{plainOf(value)}</Value>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Sessions({ sessions, current, now }: { sessions: SessionSummary[]; current: string; now: number }) {
  const open = (event: MouseEvent, session: string) => {
    event.preventDefault();
    go({ session });
  };
  return (
    <ul className="panel-sessions">
      {sessions.map((session) => (
        <li key={session.session_id}>
          <a href={pathOf({ session: session.session_id })} aria-current={session.session_id === current ? 'true' : undefined} onClick={(event) => open(event, session.session_id)}>
            <ChannelIcon channel={session.channel} size={15} />
            <span className="panel-session-name">
              {session.session_id === current ? 'This conversation' : channelName(session.channel)}
            </span>
            <span className={'status-chip is-' + session.status}>{session.status}</span>
            <time title={fullTime(session.last_activity)}>{agoOf(session.last_activity, now)}</time>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Recent({ entries, now }: { entries: Interaction[]; now: number }) {
  const { names } = useHub();
  return (
    <ol className="panel-recent">
      {entries.slice(-RECENT).reverse().map((entry) => (
        <li key={entry.id}>
          {entry.channel ? <ChannelIcon channel={entry.channel} size={14} /> : <span />}
          <span className="panel-recent-text">
            {(entry.type === 'message' || entry.type === 'note') && <b>{authorOf(entry)}: </b>}
            {textOf(entry, names)}
          </span>
          <time title={fullTime(entry.timestamp)}>{agoOf(entry.timestamp, now)}</time>
        </li>
      ))}
    </ol>
  );
}

function Body({ known, session, now }: { known: Known; session: SessionSummary; now: number }) {
  const { profile, view } = known;
  const name = customerName(profile.name, profile.customer_id);
  return (
    <>
      <div className="panel-who">
        <Avatar id={profile.customer_id} name={name} size="l" />
        <div>
          <p className="panel-name">{name}</p>
          <p className="panel-id" title={profile.customer_id}>
            {isVisitor(profile.customer_id) ? 'Visitor of the web page' : profile.customer_id}
          </p>
        </div>
      </div>
      {profile.blocked && <p className="hint is-bad">Blocked{profile.block_reason ? ': ' + profile.block_reason : ''}</p>}
      <dl className="pairs is-contact">
        <div>
          <dt>Email</dt>
          <dd>
            <Value>{profile.email}</Value>
          </dd>
        </div>
        <div>
          <dt>Phone</dt>
          <dd>
            <Value>{profile.phone}</Value>
          </dd>
        </div>
        <div>
          <dt>Channels</dt>
          <dd className="panel-channels">
            {profile.channels.map((channel) => (
              <ChannelIcon key={channel} channel={channel} isNamed size={14} />
            ))}
            {profile.channels.length === 0 && <Value>{null}</Value>}
          </dd>
        </div>
        {profile.tags.length > 0 && (
          <div>
            <dt>Tags</dt>
            <dd className="panel-channels">
              {profile.tags.map((tag) => (
                <span key={tag} className="tag">
                  {tag}
                </span>
              ))}
            </dd>
          </div>
        )}
      </dl>
      <Section title="May be written to">
        <ConsentList consent={known.consent} channels={profile.channels} />
      </Section>
      <Section title="At a glance">
        <Metrics view={view} />
      </Section>
      <Section title="About this conversation">
        <Pairs of={session.session_data.context} />
      </Section>
      <Section title="Profile">
        <Pairs of={profile.profile} leaveOut={['name', 'email', 'phone']} />
      </Section>
      <Section title="Identities">
        {known.identities.length === 0 && <p className="empty-line">None yet.</p>}
        <dl className="pairs">
          {known.identities.map((identity) => (
            <div key={identity.identity_id}>
              <dt>{identity.network ?? identity.system ?? identity.kind}</dt>
              <dd>
                {identity.display ?? identity.address}
                {identity.verified_at && <span className="verified" title={'Verified ' + fullTime(identity.verified_at)}> verified</span>}
              </dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title="Conversations">
        <Sessions sessions={known.sessions} current={session.session_id} now={now} />
      </Section>
      <Section title="Recently, on every channel">
        <Recent entries={view.interaction_timeline as Interaction[]} now={now} />
      </Section>
    </>
  );
}

export function CustomerPanel({ id, isPage, onClose }: { id: string; isPage: boolean; onClose: () => void }) {
  const hub = useHub();
  const now = useNow();
  const entry = hub.sessions.get(id);
  const revision = (hub.timeline?.revision ?? 0) + (entry?.revision ?? 0);
  const { known, wrong } = useCustomer(entry?.summary?.customer_id ?? null, revision);
  return (
    <aside className="pane panel-pane" aria-label="Customer">
      <header className="panel-head">
        {isPage && <IconButton icon="back" label="Back to the conversation" onPress={onClose} />}
        {isPage && <h1 className="unseen">{customerName(entry?.summary?.customer_name, entry?.summary?.customer_id)}</h1>}
        <h2 className="panel-title">Customer</h2>
        {!isPage && <IconButton icon="close" label="Hide the customer" hint="c" onPress={onClose} />}
      </header>
      <div className="scroller panel-body" tabIndex={0} role="region" aria-label="What is known of the customer">
        {wrong !== '' && <p className="empty" role="alert">{wrong}</p>}
        {known === null && wrong === '' && <Spinner label="Reading…" />}
        {known !== null && entry?.summary && <Body known={known} session={entry.summary} now={now} />}
      </div>
    </aside>
  );
}
