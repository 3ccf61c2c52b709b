// SPDX-License-Identifier: Apache-2.0
// Whether the customer may be written to: channel by channel, and in the composer for the one at hand.
import { useEffect, useState } from 'react';
import { call } from '../lib/api.ts';
import { consentLines, needsConsent, writingOf } from '../lib/consent.ts';
import type { Writing } from '../lib/consent.ts';
import type { Consent, SessionSummary } from '../lib/types.ts';
import { useHub } from './context.tsx';
import { ChannelIcon, Icon } from './icons.tsx';

const REFRESH_MS = 400;

/** What stands against writing in this session; asked again when something happened in it. */
export function useWriting(id: string, summary: SessionSummary): Writing | null {
  const hub = useHub();
  const [writing, setWriting] = useState<Writing | null>(null);
  const { customer_id, channel } = summary;
  const revision = (hub.timeline?.revision ?? 0) + (hub.sessions.get(id)?.revision ?? 0);
  useEffect(() => {
    if (!needsConsent(channel)) {
      setWriting(null);
      return;
    }
    let isWanted = true;
    const timer = setTimeout(
      () =>
        call('GET /customers/{id}/consent', { path: { id: customer_id }, query: { channel, purpose: 'service', limit: 1 } }).then(
          (consent) => isWanted && setWriting(writingOf(consent.explain)),
          () => undefined, // the hub refuses by itself what may not be sent
        ),
      REFRESH_MS,
    );
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [customer_id, channel, revision]);
  return writing;
}

export function WritingNotice({ writing }: { writing: Writing | null }) {
  return (
    <div role="status" className="writing-notice">
      {writing !== null && (
        <p className={'hint ' + (writing.isRefused ? 'is-bad' : 'is-warn')}>
          <Icon name={writing.isRefused ? 'warning' : 'clock'} size={15} />
          <span>{writing.text}</span>
        </p>
      )}
    </div>
  );
}

export function ConsentList({ consent, channels }: { consent: Consent; channels: readonly string[] }) {
  const lines = consentLines(consent, channels);
  if (lines.length === 0) return <p className="empty-line">Nothing to agree to on the channels that they use.</p>;
  return (
    <ul className="consent">
      {lines.map((line) => (
        <li key={line.channel}>
          <ChannelIcon channel={line.channel} isNamed size={14} />
          <span className={'tag ' + line.tone} title={line.title}>
            {line.text}
          </span>
        </li>
      ))}
    </ul>
  );
}
