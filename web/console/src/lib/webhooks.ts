// SPDX-License-Identifier: Apache-2.0
// Endpoints of other systems: what their pages read and write, and the words for it.
import { ApiError, call } from './api.ts';
import { lasting, momentOf } from './format.ts';
import type { Hub } from './hub.ts';
import { epochOf, numberOf } from './position.ts';
import type { Webhook, WebhookDelivery, WebhookDeliveryState, WebhookFormat } from './types.ts';

export const seesWebhooks = (hub: Hub): boolean => hub.me.scope === 'admin';

// ---- endpoints

export interface Endpoints {
  webhooks: Webhook[];
  /** The newest thing that happened in the hub. */
  position: string;
}

export const readEndpoints = (): Promise<Endpoints> => call('GET /webhooks', { query: { limit: 100 } });

export type Tone = 'is-active' | 'is-warning' | 'is-failed' | '';

/** How it is, in two words. */
export function stateOf(webhook: Webhook): [text: string, tone: Tone] {
  if (!webhook.enabled) return webhook.disabled_reason === 'manual' || webhook.disabled_reason === null ? ['Paused', ''] : ['Stopped', 'is-failed'];
  if (webhook.failing !== null) return ['Retrying', 'is-warning'];
  return [webhook.last_delivery === null ? 'Ready' : 'Works', 'is-active'];
}

/** Why nothing is sent to it any more, and what one does about it. */
export function stoppedText(webhook: Webhook): string | null {
  if (webhook.enabled) return null;
  if (webhook.disabled_reason === 'gone') return 'It answered 410 Gone, which asks for no more events. Switch it on again when it is back: the hub goes on where it stopped.';
  if (webhook.disabled_reason === 'failing') return 'Nothing arrived for three days, so the hub stopped trying. Switch it on again when it is repaired: the hub goes on where it stopped.';
  return 'It is paused. Events wait, for 72 hours at most.';
}

/** How many events of the hub it has not been through, wanted or not; null: nobody can say. */
export function behindOf(webhook: Webhook, position: string): number | null {
  if (epochOf(webhook.told_to) !== epochOf(position)) return null;
  return Math.max(0, numberOf(position) - numberOf(webhook.told_to));
}

export function behindText(behind: number | null): string {
  if (behind === null) return 'The hub was restored: it is told first';
  if (behind === 0) return 'Up to date';
  return behind.toLocaleString('en') + (behind === 1 ? ' event behind' : ' events behind');
}

/** The host, and what stands behind it. */
export function addressOf(url: string): [host: string, rest: string] {
  try {
    const { host, pathname, search } = new URL(url);
    return [host, pathname === '/' && search === '' ? '' : pathname + search];
  } catch {
    return [url, ''];
  }
}

export const formats: Record<WebhookFormat, [name: string, what: string]> = {
  standard: ['Standard Webhooks', '{type, timestamp, data} as one JSON document'],
  cloudevents_structured: ['CloudEvents, one document', 'application/cloudevents+json'],
  cloudevents_binary: ['CloudEvents, in headers', 'the data as the body, its attributes as ce- headers'],
};

// ---- which events

export interface EventType {
  name: string;
  area: string;
  what: string;
}

interface AsyncApi {
  channels?: { webhooks?: { messages?: Record<string, unknown> } };
  components?: { messages?: Record<string, { name?: string; summary?: string }> };
}

/** What can be asked for, out of the hub's own description; what every endpoint is told is left out. */
export function catalogOf(document: AsyncApi): EventType[] {
  const all = document.components?.messages ?? {};
  return Object.keys(document.channels?.webhooks?.messages ?? {})
    .map((key) => ({ name: all[key]?.name ?? '', area: (all[key]?.name ?? '').split('.')[0]!, what: all[key]?.summary ?? '' }))
    .filter((type) => type.name !== '' && type.area !== 'webhook');
}

export const readCatalog = async (): Promise<EventType[]> => catalogOf((await call('GET /asyncapi.json')) as AsyncApi);

export function areasOf(catalog: EventType[]): string[] {
  return [...new Set(catalog.map((type) => type.area))];
}

export const found = (type: EventType, text: string): boolean => {
  const words = text.toLowerCase().split(/\s+/);
  const all = (type.name + ' ' + type.what).toLowerCase();
  return words.every((word) => all.includes(word));
};

const areaOf = (pattern: string) => (pattern.endsWith('.*') ? pattern.slice(0, -2) : null);

export const isAll = (chosen: string[]): boolean => chosen.includes('*');
export const hasArea = (chosen: string[], area: string): boolean => isAll(chosen) || chosen.includes(area + '.*');
export const hasType = (chosen: string[], type: EventType): boolean => hasArea(chosen, type.area) || chosen.includes(type.name);

/** All of an area, those of it that are not there yet too; or none of it. */
export function withArea(chosen: string[], area: string, isWanted: boolean): string[] {
  const others = chosen.filter((pattern) => areaOf(pattern) !== area && pattern.split('.')[0] !== area);
  return isWanted ? [...others, area + '.*'] : others;
}

/** One type; taken out of its area the others of it stay. */
export function withType(chosen: string[], catalog: EventType[], type: EventType, isWanted: boolean): string[] {
  if (isWanted) return hasType(chosen, type) ? chosen : [...chosen, type.name];
  const kept = chosen.filter((pattern) => pattern !== type.name && areaOf(pattern) !== type.area);
  const rest = hasArea(chosen, type.area) ? catalog.filter((one) => one.area === type.area && one.name !== type.name).map((one) => one.name) : [];
  return [...new Set([...kept, ...rest])];
}

export const eventsText = (events: string[]): string => (isAll(events) ? 'All events' : events.join(', '));

// ---- deliveries

export const deliveryStates: Record<WebhookDeliveryState, [text: string, tone: Tone]> = {
  delivered: ['Delivered', 'is-active'],
  retrying: ['Retrying', 'is-warning'],
  dead: ['Dead letter', 'is-failed'],
  pending: ['On its way', 'is-warning'],
  expired: ['Not stored any more', ''],
};

/** 412 µs are no milliseconds worth telling. */
export function tookText(ms: number | null): string {
  if (ms === null) return '';
  if (ms < 1) return '< 1 ms';
  return ms < 1000 ? Math.round(ms) + ' ms' : (ms / 1000).toFixed(1) + ' s';
}

/** What the endpoint said, in few words. */
export function answerText(delivery: Pick<WebhookDelivery, 'status' | 'fault' | 'attempts'>): string {
  if (delivery.status !== null) return String(delivery.status);
  if (delivery.attempts === 0) return '';
  return 'No answer';
}

/** What more there is to say than the status does. */
export function faultText(delivery: Pick<WebhookDelivery, 'status' | 'fault'>): string | null {
  if (delivery.fault === null || delivery.fault === '') return null;
  const text = delivery.fault.replace(/^it answered \d{3}$/, '');
  return text === '' ? null : text;
}

export function nextText(at: string | null | undefined, now: number): string {
  if (!at) return '';
  const ms = Date.parse(at) - now;
  if (ms < 1000) return 'next attempt now';
  return 'next attempt in ' + (ms < 60000 ? Math.ceil(ms / 1000) + ' s' : lasting(ms));
}

/** What it waits at, if it does. */
export function failingText(webhook: Webhook, now: number): string | null {
  const failing = webhook.failing;
  if (failing === null) return null;
  const answer = failing.status !== null ? `it answered ${failing.status}` : (failing.fault ?? 'nobody answered');
  return `Failing since ${momentOf(failing.since, now)}: ${answer}, ${failing.attempts === 1 ? 'tried once' : `tried ${failing.attempts} times`}, ${nextText(failing.next_attempt_at, now)}.`;
}

export const isReplayable = (delivery: WebhookDelivery): boolean =>
  (delivery.state === 'dead' || delivery.state === 'delivered') && delivery.type !== 'webhook.gap';

export interface Deliveries {
  items: WebhookDelivery[];
  /** Where the next page begins; null: that was all. */
  cursor: string | null;
  position: string;
}

const PAGE = 50;
const PAGE_MAX = 500;

export async function readDeliveries(id: string, state: WebhookDeliveryState | null, count: number, cursor?: string): Promise<Deliveries> {
  const page = await call('GET /webhooks/{id}/deliveries', { path: { id }, query: { limit: Math.min(PAGE_MAX, Math.max(PAGE, count)), ...(state && { state }), ...(cursor && { cursor }) } });
  return { items: page.deliveries, cursor: page.next_cursor, position: page.position };
}

/** Every dead letter, the oldest first. */
export async function readDead(id: string, signal: AbortSignal): Promise<WebhookDelivery[]> {
  const all: WebhookDelivery[] = [];
  for (let cursor: string | null | undefined; cursor !== null && !signal.aborted; ) {
    const page: Deliveries = await readDeliveries(id, 'dead', PAGE_MAX, cursor);
    all.push(...page.items.filter(isReplayable));
    cursor = page.cursor;
  }
  return all.reverse();
}

/** Those that were made from the one minute to the other, both whole, as a field for date and time names them. */
export function between(deliveries: WebhookDelivery[], from: string, to: string): WebhookDelivery[] {
  const first = from === '' ? -Infinity : new Date(from).getTime();
  const last = to === '' ? Infinity : new Date(to).getTime() + 60000;
  return deliveries.filter((delivery) => {
    const at = Date.parse(delivery.created_at);
    return at >= first && at < last;
  });
}

/** A time as a field for date and time takes it: of this machine's zone, to the minute. */
export function fieldTime(at: string): string {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

export interface Replayed {
  sent: number;
  /** What it told of is not stored any more, or it is being tried already. */
  refused: number;
}

/** One after the other, so that they come in their order; ends early when the signal says so. */
export async function replayAll(id: string, deliveries: WebhookDelivery[], signal: AbortSignal, told: (done: Replayed) => void): Promise<Replayed> {
  const done: Replayed = { sent: 0, refused: 0 };
  for (const delivery of deliveries) {
    if (signal.aborted) break;
    try {
      await call('POST /webhooks/{id}/deliveries/{delivery_id}/replay', { path: { id, delivery_id: delivery.id }, body: {} });
      done.sent++;
    } catch (error) {
      if (!(error instanceof ApiError) || (error.status !== 409 && error.status !== 404)) throw error;
      done.refused++;
    }
    told({ ...done });
  }
  return done;
}
