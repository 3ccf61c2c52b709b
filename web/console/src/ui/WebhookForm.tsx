// SPDX-License-Identifier: Apache-2.0
// Where events go, which of them and in which form: for a new endpoint, and for one that is there.
import { useEffect, useRef, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { Button, FieldError, Input, Label, Switch, Text, TextField } from 'react-aria-components';
import { ApiError, call } from '../lib/api.ts';
import { faultsOf, sentence } from '../lib/channels.ts';
import type { Webhook, WebhookFormat, WebhookTold } from '../lib/types.ts';
import { formats } from '../lib/webhooks.ts';
import { EventFilter } from './WebhookEvents.tsx';
import { FormFoot } from './FormFoot.tsx';
import { tell } from './context.tsx';
import { Sheet } from './parts.tsx';

interface Written {
  url: string;
  description: string;
  events: string[];
  format: WebhookFormat;
  ed25519: boolean;
  secret: string;
}

function writtenOf(webhook: Webhook | null): Written {
  const { url = '', description = null, events = ['*'], format = 'standard' } = webhook ?? {};
  return { url, description: description ?? '', events, format, ed25519: false, secret: '' };
}

interface FieldProps {
  label: string;
  hint: ReactNode;
  value: string;
  fault: string | undefined;
  onChange: (value: string) => void;
  isRequired?: boolean;
  placeholder?: string;
  maxLength?: number;
  autoFocus?: boolean;
}

function Field({ label, hint, value, fault, onChange, isRequired, placeholder, maxLength, autoFocus }: FieldProps) {
  return (
    <TextField value={value} onChange={onChange} isRequired={isRequired} isInvalid={fault !== undefined} validationBehavior="aria" maxLength={maxLength} autoFocus={autoFocus}>
      <Label>
        {label} {!isRequired && <small>optional</small>}
      </Label>
      <Input className="input" placeholder={placeholder} autoComplete="off" spellCheck="false" />
      <Text slot="description" className="hint">
        {hint}
      </Text>
      <FieldError className="field-fault">{fault === undefined ? undefined : sentence(fault)}</FieldError>
    </TextField>
  );
}

function FormatField({ value, onChange }: { value: WebhookFormat; onChange: (format: WebhookFormat) => void }) {
  return (
    <label className="select-field">
      <span className="react-aria-Label">Format</span>
      <select className="input" value={value} onChange={(event) => onChange(event.target.value as WebhookFormat)}>
        {Object.entries(formats).map(([format, [name]]) => (
          <option key={format} value={format}>
            {name}
          </option>
        ))}
      </select>
      <span className="hint">{formats[value][1]}</span>
    </label>
  );
}

function SigningFields({ written, fault, onChange }: { written: Written; fault: string | undefined; onChange: (change: Partial<Written>) => void }) {
  const [isOwn, setOwn] = useState(false);
  return (
    <>
      <div className="switch-field">
        <Switch className="switch" isSelected={written.ed25519} onChange={(ed25519) => onChange({ ed25519 })}>
          <span className="switch-track" aria-hidden="true" />
          Sign with Ed25519 too
        </Switch>
        <p className="hint">Each request is signed with a shared secret (HMAC-SHA-256). Ed25519 adds a signature that is checked with a public key, so that the receiver keeps no secret.</p>
      </div>
      {isOwn || fault !== undefined ? (
        <Field label="Secret" hint="whsec_ and 24 to 64 bytes in base64, of an endpoint that has one already." value={written.secret} fault={fault} onChange={(secret) => onChange({ secret })} placeholder="whsec_…" maxLength={128} autoFocus={isOwn} />
      ) : (
        <Button className="link endpoint-own" onPress={() => setOwn(true)}>
          The endpoint has a secret already…
        </Button>
      )}
    </>
  );
}

interface FormProps {
  webhook: Webhook | null;
  onClose: () => void;
  onCreated?: (told: WebhookTold) => void;
  onChanged?: (webhook: Webhook) => void;
}

export function WebhookForm({ webhook, onClose, onCreated, onChanged }: FormProps) {
  const [written, setWritten] = useState(() => writtenOf(webhook));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [isBusy, setBusy] = useState(false);
  const change = (part: Partial<Written>) => setWritten((before) => ({ ...before, ...part }));

  async function send() {
    const { url, description, events, format, ed25519, secret } = written;
    if (webhook !== null) {
      onChanged?.(await call('PUT /webhooks/{id}', { path: { id: webhook.id }, body: { url: url.trim(), description: description.trim(), events, format } }));
      tell('Saved.');
      return;
    }
    const own = secret.trim() === '' ? {} : { secret: secret.trim() };
    const about = description.trim() === '' ? {} : { description: description.trim() };
    onCreated?.(await call('POST /webhooks', { body: { url: url.trim(), events, format, ed25519, ...about, ...own } }));
  }

  async function save(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    const own: Record<string, string> = {};
    if (written.url.trim() === '') own['url'] = 'is needed';
    if (written.events.length === 0) own['events'] = 'choose at least one, or all events';
    setFaults(own);
    if (Object.keys(own).length > 0) return;
    setBusy(true);
    try {
      await send();
    } catch (error) {
      setFaults(error instanceof ApiError ? faultsOf(error.errors, error.detail) : { '': String(error) });
    }
    setBusy(false);
  }

  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(faults).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [faults]);

  const eventsFault = Object.entries(faults).find(([field]) => /^events/.test(field))?.[1];
  const others = Object.entries(faults).filter(([field]) => !/^(url|description|secret|events.*)$/.test(field));
  return (
    <Sheet title={webhook === null ? 'Add an endpoint' : 'Edit the endpoint'} isOpen onClose={onClose}>
      <form ref={form} className="dialog-body" onSubmit={(event) => void save(event)} noValidate>
        <Field label="Address" hint="Where events are posted to. It answers 2xx within 15 seconds." value={written.url} fault={faults['url']} onChange={(url) => change({ url })} isRequired placeholder="https://shop.example.com/hub-events" maxLength={2048} autoFocus={webhook === null} />
        <Field label="Description" hint="For whoever looks at this list next." value={written.description} fault={faults['description']} onChange={(description) => change({ description })} maxLength={500} />
        <EventFilter chosen={written.events} fault={eventsFault} onChange={(events) => change({ events })} />
        <FormatField value={written.format} onChange={(format) => change({ format })} />
        {webhook === null && <SigningFields written={written} fault={faults['secret']} onChange={change} />}
        <FormFoot faults={others} isBusy={isBusy} verb={webhook === null ? 'Add' : 'Save'} onClose={onClose} />
      </form>
    </Sheet>
  );
}
