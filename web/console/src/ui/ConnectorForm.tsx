// SPDX-License-Identifier: Apache-2.0
// A connector's form, made of what its adapter says of its fields.
import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { FieldError, Input, Label, Switch, Text, TextArea, TextField } from 'react-aria-components';
import { ApiError, call } from '../lib/api.ts';
import { adaptersOf, configOf, faultsOf, labelOf, sentence, valuesOf } from '../lib/channels.ts';
import type { Field, Setup, Values } from '../lib/channels.ts';
import { channelName } from '../lib/format.ts';
import type { Channel, Connector } from '../lib/types.ts';
import { FormFoot } from './FormFoot.tsx';
import { tell } from './context.tsx';
import { Sheet } from './parts.tsx';

interface OneField {
  field: Field;
  value: string;
  shown: string | undefined;
  fault: string | undefined;
  onChange: (value: string) => void;
}

function FieldInput({ field, value, shown, fault, onChange }: OneField) {
  const label = labelOf(field.name);
  if (field.kind === 'boolean')
    return (
      <div className="switch-field">
        <Switch className="switch" isSelected={value === 'true'} onChange={(on) => onChange(on ? 'true' : '')}>
          <span className="switch-track" aria-hidden="true" />
          {label}
        </Switch>
        <p className="hint">{sentence(field.help)}</p>
      </div>
    );
  const isNeeded = field.required && !(field.kind === 'secret' && shown);
  return (
    <TextField value={value} onChange={onChange} isRequired={isNeeded} isInvalid={fault !== undefined} validationBehavior="aria" type={field.kind === 'secret' ? 'password' : 'text'}>
      <Label>
        {label} {!field.required && <small>optional</small>}
      </Label>
      {field.kind === 'json' ? (
        <TextArea className="input is-code" rows={4} spellCheck="false" />
      ) : (
        <Input className="input" inputMode={field.kind === 'integer' ? 'numeric' : undefined} autoComplete={field.kind === 'secret' ? 'new-password' : 'off'} placeholder={shown ?? (field.kind === 'integer' && field.default !== undefined ? String(field.default) : undefined)} spellCheck="false" />
      )}
      <Text slot="description" className="hint">
        {sentence(field.help)}
      </Text>
      <FieldError className="field-fault">{fault === undefined ? undefined : sentence(fault)}</FieldError>
    </TextField>
  );
}

interface FormProps {
  setup: Setup;
  channel: Channel;
  connector: Connector | null;
  onDone: (connector: Connector) => void;
  onClose: () => void;
}

export function ConnectorForm({ setup, channel, connector, onDone, onClose }: FormProps) {
  const adapters = adaptersOf(setup, channel);
  const [adapter, setAdapter] = useState(() => adapters.find((one) => one.name === connector?.adapter) ?? adapters[0]!);
  const [name, setName] = useState(() => connector?.name ?? freeName(setup, channel));
  const [values, setValues] = useState<Values>(() => valuesOf(adapter, connector));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [isBusy, setBusy] = useState(false);

  async function save(event: FormEvent) {
    event.preventDefault();
    const { config, faults: own } = configOf(adapter, values, valuesOf(adapter, connector));
    setFaults(own);
    if (isBusy || Object.keys(own).length > 0) return;
    setBusy(true);
    try {
      const body = { name, adapter: adapter.name, config };
      const answer = connector === null ? await call('POST /connectors', { body: { ...body, channel } }) : await call('PUT /connectors/{id}', { path: { id: connector.id }, body });
      tell(connector === null ? `${channelName(channel)} is connected.` : 'Saved.');
      onDone(answer.connector);
    } catch (error) {
      setFaults(error instanceof ApiError ? faultsOf(error.errors, error.detail) : { '': String(error) });
    }
    setBusy(false);
  }

  // The first that is wrong may be out of sight.
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(faults).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [faults]);

  const others = Object.entries(faults).filter(([field]) => field !== 'name' && !adapter.fields.some((one) => one.name === field));
  return (
    <Sheet title={connector === null ? `Connect ${channelName(channel)}` : `${channelName(channel)}: ${connector.name}`} isOpen onClose={onClose}>
      <form ref={form} className="dialog-body" onSubmit={(event) => void save(event)} noValidate>
        {adapters.length > 1 && (
          <label className="select-field">
            <span className="react-aria-Label">Provider</span>
            <select
              className="input"
              value={adapter.name}
              onChange={(event) => {
                const chosen = adapters.find((one) => one.name === event.target.value)!;
                setAdapter(chosen);
                setValues(valuesOf(chosen, connector));
              }}
            >
              {adapters.map((one) => (
                <option key={one.name} value={one.name}>
                  {labelOf(one.name)}
                </option>
              ))}
            </select>
          </label>
        )}
        <TextField value={name} onChange={setName} maxLength={64} isRequired isInvalid={faults['name'] !== undefined} validationBehavior="aria">
          <Label>Name</Label>
          <Input className="input" />
          <Text slot="description" className="hint">
            What leaves the channel leaves by the connector called “default”, or else by the oldest.
          </Text>
          <FieldError className="field-fault">{faults['name']}</FieldError>
        </TextField>
        {adapter.fields.map((field) => (
          <FieldInput
            key={adapter.name + field.name}
            field={field}
            value={values[field.name] ?? ''}
            shown={field.kind === 'secret' && connector?.adapter === adapter.name ? (connector.config[field.name] as string | undefined) : undefined}
            fault={faults[field.name]}
            onChange={(value) => setValues((all) => ({ ...all, [field.name]: value }))}
          />
        ))}
        <FormFoot faults={others} nameOf={labelOf} isBusy={isBusy} verb={connector === null ? 'Connect' : 'Save'} onClose={onClose} />
      </form>
    </Sheet>
  );
}

function freeName(setup: Setup, channel: Channel): string {
  const taken = new Set(setup.connectors.filter((one) => one.channel === channel).map((one) => one.name));
  if (!taken.has('default')) return 'default';
  let number = 2;
  while (taken.has('connector ' + number)) number++;
  return 'connector ' + number;
}
