// SPDX-License-Identifier: Apache-2.0
// Channels and their connectors: what the page of them reads and writes, and its form made of an adapter's fields.
import type { Fault } from '../../../shared/api.ts';
import { call } from './api.ts';
import type { Hub } from './hub.ts';
import type { Adapter, ChannelState, ChannelTested, Connector, ConnectorUnknown } from './types.ts';

export type Field = Adapter['fields'][number];

export interface Setup {
  channels: ChannelState[];
  connectors: Connector[];
  adapters: Adapter[];
}

export const seesChannels = (hub: Hub): boolean => hub.me.scope === 'supervisor' || hub.me.scope === 'admin';
export const changesChannels = (hub: Hub): boolean => hub.me.scope === 'admin';

export async function readSetup(): Promise<Setup> {
  const [status, list, { adapters }] = await Promise.all([call('GET /integrations/status'), call('GET /connectors', { query: { limit: 100 } }), call('GET /channels/adapters')]);
  return { channels: status.integrations, connectors: list.connectors, adapters };
}

/** What a channel's connector can be made of: what speaks to a provider. */
export const adaptersOf = (setup: Setup, channel: string): Adapter[] =>
  setup.adapters.filter((adapter) => adapter.channels.includes(channel) && !adapter.abilities.includes('live'));

export const test = (connector: Connector): Promise<ChannelTested> =>
  call('POST /channels/{channel}/test', { path: { channel: connector.channel }, body: { connector_id: connector.id, deadline: 12 } });

export const enable = (connector: Connector, enabled: boolean): Promise<unknown> =>
  call('PUT /channels/{channel}/enable', { path: { channel: connector.channel }, body: { connector_id: connector.id, enabled } });

export const remove = (connector: Connector): Promise<unknown> => call('DELETE /connectors/{id}', { path: { id: connector.id } });

// ---- what came in and was not understood

/** The newest first. */
export async function readUnknown(connector: Connector): Promise<ConnectorUnknown[]> {
  const { kinds } = await call('GET /connectors/{id}/unknown', { path: { id: connector.id } });
  return kinds.sort((one, other) => other.last_at.localeCompare(one.last_at));
}

const unknownKinds: Record<string, string> = {
  bad_address: 'Messages from no address of the channel',
  not_stored: 'Messages that could not be stored',
  other: 'Other kinds, beyond a hundred',
};

export const unknownName = (kind: string): string => unknownKinds[kind] ?? kind;

/** As the provider sent it; JSON with its lines. */
export function sampleText(sample: string): string {
  try {
    return JSON.stringify(JSON.parse(sample), null, 2);
  } catch {
    return sample;
  }
}

/** An address that begins one stays as it is. */
export function sentence(text: string): string {
  const begun = /^[a-z]+:\/\//.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return begun + (/[.!?]$/.test(text) ? '' : '.');
}

// ---- the form

/** As it is written; a switch is 'true' or ''. */
export type Values = Record<string, string>;

const shouted = new Set(['id', 'sid', 'url', 'api', 'sms', 'mms', 'ttl']);

/** "account_sid" → "Account SID" */
export function labelOf(name: string): string {
  const text = name
    .split('_')
    .map((word) => (shouted.has(word) ? word.toUpperCase() : word))
    .join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const written = (field: Field, value: unknown): string => {
  if (field.kind === 'boolean') return (value ?? field.default) === true ? 'true' : '';
  if (value === undefined || value === null || field.kind === 'secret') return '';
  return field.kind === 'json' ? JSON.stringify(value, null, 2) : String(value);
};

export const valuesOf = (adapter: Adapter, connector: Connector | null): Values =>
  Object.fromEntries(adapter.fields.map((field) => [field.name, written(field, connector?.adapter === adapter.name ? connector.config[field.name] : undefined)]));

function valueOf(field: Field, text: string): unknown {
  if (field.kind === 'boolean') return text === 'true';
  if (text.trim() === '') return null;
  if (field.kind === 'integer') return Number(text);
  return field.kind === 'json' ? (JSON.parse(text) as unknown) : text;
}

/**
 * The request's `config`; faults by field where that cannot even be sent. Only what was changed is named: what is not
 * stays, and a secret that was not written with it.
 */
export function configOf(adapter: Adapter, values: Values, before: Values): { config: Record<string, unknown>; faults: Record<string, string> } {
  const config: Record<string, unknown> = {};
  const faults: Record<string, string> = {};
  for (const field of adapter.fields) {
    const text = values[field.name] ?? '';
    if (text === (before[field.name] ?? '')) continue;
    try {
      config[field.name] = valueOf(field, text);
    } catch {
      faults[field.name] = 'is no JSON';
    }
  }
  return { config, faults };
}

/** What the hub found wrong, by the field that it is about; the rest under ''. */
export function faultsOf(errors: Fault[], detail: string): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const { pointer, detail: text } of errors) faults[pointer.replace(/^\/(config\/)?/, '')] = text;
  return Object.keys(faults).length === 0 ? { '': detail } : faults;
}
