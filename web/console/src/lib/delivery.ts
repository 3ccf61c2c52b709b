// SPDX-License-Identifier: Apache-2.0
// What is said of the way of a message of ours: a mark, a sentence, and how it is meant.
import type { Interaction } from './types.ts';
import { channelName, fullTime } from './format.ts';

export type DeliveryIcon = 'warning' | 'clock' | 'check' | 'checks';
export type DeliveryTone = '' | 'is-bad' | 'is-warn' | 'is-read';
export type DeliveryMarkText = [icon: DeliveryIcon, text: string, tone: DeliveryTone];

type Way = NonNullable<Interaction['delivery']>;

const until = (way: Way): string => (way.next_attempt_at ? ' until ' + fullTime(way.next_attempt_at) : '');

const why = (way: Way): string => {
  const reason = way.reason ?? way.code;
  return reason ? ': ' + reason : '';
};

function heldText(way: Way): string {
  if (way.held === 'scheduled') return way.next_attempt_at ? 'Scheduled for ' + fullTime(way.next_attempt_at) : 'Scheduled';
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
      return ['warning', 'Nobody can say whether it was sent', 'is-bad'];
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
