// SPDX-License-Identifier: Apache-2.0
// Who one is: asked first, and again when the hub no longer knows.
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { setStatus } from '../lib/actions.ts';
import { ApiError, call } from '../lib/api.ts';
import { Hub } from '../lib/hub.ts';
import type { Me } from '../lib/types.ts';
import { Console } from './Console.tsx';
import { Login } from './Login.tsx';
import { HubContext, LoginContext } from './context.tsx';
import { Spinner } from './parts.tsx';

/** `wish`: one is let in without a login, and wants to be somebody. */
type Known = { state: 'asking' | 'login' | 'wish' | 'away' } | { state: 'in'; hub: Hub };

const AGAIN_MS = 2000;

// Who logs in is there, unless they said that they are busy or away.
function arrived(me: Me): Hub {
  const hub = new Hub(me);
  if (me.agent?.status === 'offline') void setStatus(hub, 'online').catch(() => {});
  return hub;
}

function Running({ hub, onLogin, onWish }: { hub: Hub; onLogin: () => void; onWish: () => void }) {
  const phase = useSyncExternalStore(hub.subscribe, () => hub.connection.status.phase);
  useEffect(() => {
    if (phase === 'login') onLogin();
  }, [phase, onLogin]);
  return (
    <HubContext value={hub}>
      <LoginContext value={onWish}>
        <Console />
      </LoginContext>
    </HubContext>
  );
}

function useWakeUps(hub: Hub | null) {
  useEffect(() => {
    if (hub === null) return;
    const wake = () => document.visibilityState === 'visible' && hub.connection.probe();
    addEventListener('online', wake);
    document.addEventListener('visibilitychange', wake);
    return () => {
      removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [hub]);
}

export function App() {
  const [known, setKnown] = useState<Known>({ state: 'asking' });
  const hub = known.state === 'in' ? known.hub : null;

  const ask = useCallback(async () => {
    try {
      const me = await call('GET /auth/me');
      setKnown({ state: 'in', hub: new Hub(me) });
    } catch (error) {
      setKnown({ state: error instanceof ApiError && error.status === 401 ? 'login' : 'away' });
    }
  }, []);

  useEffect(() => void ask(), [ask]);
  useEffect(() => {
    if (known.state !== 'away') return;
    const timer = setTimeout(() => void ask(), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [known, ask]);
  useEffect(() => {
    hub?.start();
    return () => hub?.stop();
  }, [hub]);
  useEffect(() => {
    const keep = () => hub?.drafts.flush();
    addEventListener('pagehide', keep);
    return () => removeEventListener('pagehide', keep);
  }, [hub]);
  useWakeUps(hub);
  const toLogin = useCallback(() => setKnown({ state: 'login' }), []);
  const toWish = useCallback(() => setKnown({ state: 'wish' }), []);

  if (known.state === 'in') return <Running hub={known.hub} onLogin={toLogin} onWish={toWish} />;
  if (known.state === 'login' || known.state === 'wish')
    return <Login onIn={(me) => setKnown({ state: 'in', hub: arrived(me) })} onBack={known.state === 'wish' ? () => void ask() : undefined} />;
  return (
    <main className="boot">
      <Spinner label={known.state === 'away' ? 'The hub does not answer. Trying again…' : 'Loading…'} />
    </main>
  );
}
