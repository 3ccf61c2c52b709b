// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useHub } from './context.tsx';

const SETTLE_MS = 700;

/** A small mark: online, reconnecting, offline. What mends itself at once is not told. */
export function ConnectionMark() {
  const hub = useHub();
  const { phase } = hub.connection.status;
  const [isLong, setLong] = useState(false);
  const isLive = phase === 'live';
  useEffect(() => {
    const timer = setTimeout(() => setLong(!isLive), isLive ? 0 : SETTLE_MS);
    return () => clearTimeout(timer);
  }, [isLive]);
  const isOffline = !isLive && isLong && !navigator.onLine;
  const state = !isLong ? 'online' : isOffline ? 'offline' : 'reconnecting';
  const text = { online: 'Online', offline: 'Offline', reconnecting: hub.connection.status.cuts > 0 || phase === 'waiting' ? 'Reconnecting' : 'Connecting' }[state];
  return (
    <span className={'connection is-' + state} data-phase={phase}>
      <span className="lamp" aria-hidden="true" />
      <span role="status">{text}</span>
      {phase === 'waiting' && isLong && (
        <Button className="link" onPress={() => hub.connection.reconnectNow()}>
          Try now
        </Button>
      )}
    </span>
  );
}
