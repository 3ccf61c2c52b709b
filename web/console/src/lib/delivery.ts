// SPDX-License-Identifier: Apache-2.0
// What is said of the way of a message of ours: a mark, a sentence, and how it is meant.
import type { Interaction } from './types.ts';
import { channelName, momentOf } from './format.ts';

export type DeliveryIcon = 'warning' | 'clock' | 'check' | 'checks';
export type DeliveryTone = '' | 'is-bad' | 'is-warn' | 'is-read';
export type DeliveryMarkText = [icon: DeliveryIcon, text: string, tone: DeliveryTone];

type Way = NonNullable<Interaction['delivery']>;

const moment = (at: string): string => momentOf(at, Date.now());
const until = (way: Way): string => (way.next_attempt_at ? ' until ' + moment(way.next_attempt_at) : '');

/** Codes of the hub's own whose reason, if there is one, is for those who keep it running. */
const codes: Record<string, string> = {
  not_reached: 'the provider does not answer',
  no_address: 'no address of theirs is known there',
  expired: 'it could not leave in time',
  attempts: 'it was tried too often',
  bounced: 'it did not arrive',
  connector_gone: 'its connector was taken away',
};

const why = (way: Way): string => {
  const reason = codes[way.code ?? ''] ?? way.reason ?? way.code;
  return reason ? ': ' + reason : '';
};

/** What else is known of it, for who asks. */
export function deliveryDetail(way: Way | null | undefined): string {
  const segments = way?.segments ?? 0;
  const parts = [way?.code && way.code !== 'unknown' ? 'code ' + way.code : '', codes[way?.code ?? ''] === undefined ? '' : (way?.reason ?? ''), segments > 1 ? segments + ' segments' : ''];
  return parts.filter((part) => part !== '').join(' · ');
}

/** What somebody who may can do about it. */
export function deliveryChoice(way: Way | null | undefined): 'replay' | 'cancel' | null {
  if (way?.status === 'failed' || way?.status === 'unknown') return 'replay';
  return way?.status === 'waiting' || (way?.status === 'queued' && way.held) ? 'cancel' : null;
}

function heldText(way: Way): string {
  if (way.held === 'scheduled') return way.next_attempt_at ? 'Scheduled for ' + moment(way.next_attempt_at) : 'Scheduled';
  if (way.held === 'quiet_hours') return 'Quiet hours: held' + until(way);
  if (way.held === 'frequency_cap') return 'Written to often enough: held' + until(way);
  if (way.held === 'retry') return 'Tried ' + (way.attempts ?? 1) + '×, again later' + why(way);
  return 'Queued';
}

function fallbackText(way: Way): string {
  const from = way.fallback_from?.at(-1);
  return from ? ' (not possible by ' + channelName(from.channel) + ')' : '';
}

export function deliveryMark(way: Way | null | undefined, isRead: boolean, isDelivered: boolean): DeliveryMarkText {
  switch (way?.status) {
    case 'failed':
      return ['warning', 'Not delivered' + why(way), 'is-bad'];
    case 'unknown':
      return ['warning', 'Nobody can say whether it was sent' + (way.code === 'unknown' ? why(way) : ''), 'is-bad'];
    case 'cancelled':
      return ['warning', 'Cancelled', 'is-warn'];
    case 'waiting':
      return ['clock', 'Waiting: ' + (way.waiting ?? 'not sent yet'), 'is-warn'];
    case 'queued':
      return ['clock', heldText(way) + fallbackText(way), way.held ? 'is-warn' : ''];
    case 'read':
      return ['checks', 'Read' + fallbackText(way), 'is-read'];
    default:
      if (isRead) return ['checks', 'Read', 'is-read'];
      if (way?.status === 'delivered' || isDelivered) return ['checks', 'Delivered' + (way ? fallbackText(way) : ''), ''];
      return ['check', 'Sent' + (way ? fallbackText(way) : ''), ''];
  }
}
