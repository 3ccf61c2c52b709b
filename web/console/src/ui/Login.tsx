// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { ApiError, call } from '../lib/api.ts';
import type { Me } from '../lib/types.ts';
import { Mark } from './Mark.tsx';

const isForSure = (error: unknown): error is ApiError => error instanceof ApiError;

export function Login({ onIn, onBack }: { onIn: (me: Me) => void; onBack?: (() => void) | undefined }) {
  const [wrong, setWrong] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [hasTenant, setHasTenant] = useState(false);

  async function logIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const tenant = String(form.get('tenant') ?? '').trim();
    setBusy(true);
    setWrong('');
    try {
      onIn(await call('POST /auth/login', { body: { email: String(form.get('email')), password: String(form.get('password')), ...(tenant === '' ? {} : { tenant }) } }));
    } catch (error) {
      setWrong(isForSure(error) ? error.detail : 'The hub does not answer.');
      setBusy(false);
    }
  }

  return (
    <main className="login">
      <form className="login-card" onSubmit={(event) => void logIn(event)}>
        <Mark />
        <h1>Log in</h1>
        <TextField name="email" type="email" autoComplete="username" isRequired autoFocus>
          <Label>Email</Label>
          <Input className="input" />
        </TextField>
        <TextField name="password" type="password" autoComplete="current-password" isRequired>
          <Label>Password</Label>
          <Input className="input" />
        </TextField>
        {hasTenant && (
          <TextField name="tenant" autoComplete="organization" autoFocus>
            <Label>Company</Label>
            <Input className="input" placeholder="default" />
          </TextField>
        )}
        <p className="login-wrong" role="alert">
          {wrong}
        </p>
        <Button type="submit" className="button is-primary" isDisabled={isBusy}>
          {isBusy ? 'Logging in…' : 'Log in'}
        </Button>
        {!hasTenant && (
          <Button type="button" className="button is-quiet" onPress={() => setHasTenant(true)}>
            Log in to another company
          </Button>
        )}
        {onBack && (
          <Button type="button" className="button is-quiet" onPress={onBack}>
            Continue without a login
          </Button>
        )}
      </form>
    </main>
  );
}
