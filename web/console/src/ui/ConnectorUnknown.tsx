// SPDX-License-Identifier: Apache-2.0
// What a provider sent that its adapter does not know: nothing is lost without somebody being able to see it.
import { useEffect, useState } from 'react';
import { readUnknown, sampleText, unknownName } from '../lib/channels.ts';
import { agoOf, fullTime } from '../lib/format.ts';
import type { Connector, ConnectorUnknown } from '../lib/types.ts';
import { useNow } from './context.tsx';
import { Icon } from './icons.tsx';

function Kind({ kind, now }: { kind: ConnectorUnknown; now: number }) {
  return (
    <li className="odd-kind">
      <p className="odd-head">
        <b>{unknownName(kind.kind)}</b>
        <span>
          {kind.count.toLocaleString('en')} {kind.count === 1 ? 'time' : 'times'}
        </span>
        <time dateTime={kind.last_at} title={`First ${fullTime(kind.first_at)}, last ${fullTime(kind.last_at)}`}>
          last {agoOf(kind.last_at, now)}
        </time>
      </p>
      {kind.sample !== '' && (
        <pre className="odd-sample" tabIndex={0} aria-label={`The last of ${unknownName(kind.kind)}`}>
          {sampleText(kind.sample)}
        </pre>
      )}
    </li>
  );
}

/** Read when the page is opened, and again when more came; the connector is another object at each reading. */
function useUnknown(connector: Connector): ConnectorUnknown[] {
  const [kinds, setKinds] = useState<ConnectorUnknown[]>([]);
  const came = connector.figures?.webhooks;
  useEffect(() => {
    let isWanted = true;
    readUnknown(connector).then(
      (found) => isWanted && setKinds(found),
      () => {}, // the page says itself when the hub is not there
    );
    return () => {
      isWanted = false;
    };
  }, [connector.id, came]);
  return kinds;
}

export function Unknown({ connector }: { connector: Connector }) {
  const kinds = useUnknown(connector);
  const now = useNow();
  if (kinds.length === 0) return null;
  const count = kinds.reduce((sum, kind) => sum + kind.count, 0);
  return (
    <details className="odd">
      <summary className="odd-summary">
        <Icon name="down" size={15} />
        <span>
          Came in and was not understood: {count.toLocaleString('en')}
          {kinds.length > 1 && `, of ${kinds.length} kinds`}
        </span>
      </summary>
      <ul className="odd-kinds">
        {kinds.map((kind) => (
          <Kind key={kind.kind} kind={kind} now={now} />
        ))}
      </ul>
    </details>
  );
}
