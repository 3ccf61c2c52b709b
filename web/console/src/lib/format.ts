// SPDX-License-Identifier: Apache-2.0
// Words for what the hub says.
import type { Channel, Interaction } from './types.ts';

export const channelNames: Record<Channel, string> = {
  voice: 'Voice', video: 'Video', chat: 'Chat', email: 'Email', sms: 'SMS', mobile_app: 'Mobile app', whatsapp: 'WhatsApp', social_media: 'Social media', web_portal: 'Web portal',
};

export const channelName = (channel: string | null | undefined): string => (channel ? (channelNames[channel as Channel] ?? channel) : '');

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export const timeOf = (at: string): string => clock.format(new Date(at));
export const fullTime = (at: string): string => full.format(new Date(at));

/** Naming a day costs more than it looks, and is asked for at each drawing. */
const days = new Map<string, string>();

export function dayOf(at: string): string {
  const known = days.get(at);
  if (known !== undefined) return known;
  if (days.size > 20000) days.clear();
  const named = day.format(new Date(at));
  days.set(at, named);
  return named;
}

export function dayName(at: string, now: number): string {
  const name = dayOf(at);
  if (name === day.format(now)) return 'Today';
  return name === day.format(now - 86400000) ? 'Yesterday' : name;
}

/** When, as exactly as one needs it: today without the day. */
export function momentOf(at: string, now: number): string {
  const then = new Date(at);
  return date.format(then) === date.format(now) ? clock.format(then) : `${date.format(then)}, ${clock.format(then)}`;
}

/** How long ago, in few letters. */
export function agoOf(at: string, now: number): string {
  const then = new Date(at);
  const seconds = (now - then.getTime()) / 1000;
  if (seconds < 45) return 'now';
  if (seconds < 3600) return Math.max(1, Math.round(seconds / 60)) + ' min';
  return seconds < 20 * 3600 ? clock.format(then) : date.format(then);
}

/** A wait, in few letters. */
export function lasting(ms: number): string {
  const minutes = Math.floor(ms / 60000);
  if (minutes < 1) return '<1 min';
  if (minutes < 60) return minutes + ' min';
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60 > 0 && hours < 10 ? (minutes % 60) + ' min' : ''}`.trim() : Math.floor(hours / 24) + ' d';
}

export function sizeOf(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return '';
  if (bytes < 1024) return bytes + ' B';
  const units = ['KB', 'MB', 'GB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return (value < 10 ? value.toFixed(1) : Math.round(value)) + ' ' + units[unit];
}

export function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}

export function toneOf(id: string): number {
  let sum = 0;
  for (const c of id) sum = (sum * 31 + (c.codePointAt(0) ?? 0)) % 9973;
  return sum % 8;
}

/** The hub tells it as "2.3 minutes". */
export function responseTime(text: string | null | undefined): string | null {
  const minutes = Number(/^([\d.]+) minutes$/.exec(text ?? '')?.[1] ?? NaN);
  if (Number.isNaN(minutes)) return text ?? null;
  if (minutes < 1) return '< 1 minute';
  return minutes < 60 ? minutes + (minutes === 1 ? ' minute' : ' minutes') : lasting(minutes * 60000);
}

const VISITOR = /^visitor_.*([0-9a-z]{4})$/i;

/** Whether the id was made for somebody who only came by: it says nothing to anybody. */
export const isVisitor = (id: string): boolean => VISITOR.test(id);

/** How a customer is called who may have no name: visitors have ids that nobody wants to read. */
export function customerName(name: string | null | undefined, id: string | null | undefined): string {
  if (name) return name;
  const visitor = VISITOR.exec(id ?? '');
  return visitor === null ? (id ?? 'Customer') : 'Visitor ' + visitor[1];
}

const authors = { customer: 'Customer', agent: 'Agent', bot: 'Bot', system: 'Hub' };

export function authorOf(entry: Interaction): string {
  return entry.author.type === 'customer' ? customerName(entry.author.name, entry.author.id) : (entry.author.name ?? authors[entry.author.type]);
}

/** How agents and queues are called; entries name them by their ids. */
export interface Names {
  agent(id: string): string;
  queue(id: string): string;
}

const asIs: Names = { agent: (id) => id, queue: (id) => id };
const named = (name: (id: string) => string, id: string | null | undefined) => (id ? name(id) : null);

function moved(what: string, from: string | null | undefined, to: string | null | undefined): string {
  if ((from ?? null) === (to ?? null)) return '';
  return what + (from ? ' from ' + from : '') + (to ? ' to ' + to : '');
}

function transferText(entry: Interaction, names: Names): string {
  const meta = (entry.metadata ?? {}) as Record<string, string | null | undefined>;
  const steps = [
    moved('', channelName(entry.from), channelName(entry.to)).trim(),
    moved('agent', named(names.agent, meta['from_agent']), named(names.agent, meta['to_agent'])),
    moved('queue', named(names.queue, meta['from_queue']), named(names.queue, meta['to_queue'])),
  ];
  return (meta['reverted'] ? 'Moved back ' : 'Transferred ') + steps.filter((step) => step !== '').join(', ');
}

function assignmentText(entry: Interaction, names: Names): string {
  const steps = [];
  if (entry.from !== entry.to) steps.push(entry.to ? 'Assigned to ' + names.agent(entry.to) : 'Released by ' + (named(names.agent, entry.from) ?? 'its agent'));
  if (entry.from_queue !== entry.to_queue) steps.push(entry.to_queue ? 'queue ' + names.queue(entry.to_queue) : 'out of queue ' + (named(names.queue, entry.from_queue) ?? ''));
  return steps.join(', ') || 'Assigned';
}

const statuses: Record<string, string> = { active: 'Active again', pending: 'Pending', resolved: 'Resolved', closed: 'Closed' };

const happenings: Partial<Record<Interaction['type'], (entry: Interaction, names: Names) => string>> = {
  transfer: transferText,
  assignment: assignmentText,
  status: (entry) => statuses[entry.to ?? ''] ?? entry.to ?? 'Changed',
  rating: (entry) => `Rated ${String(entry.metadata?.['score'] ?? '?')} of 5`,
  merge: (entry) => 'Another session goes on here' + (entry.from ? ': ' + entry.from : ''),
  call: () => 'Call',
  video: () => 'Video session',
};

/** What an entry says, in one line of text. */
export function textOf(entry: Interaction, names: Names = asIs): string {
  if (entry.redacted) return 'Removed by a moderator';
  if (entry.type === 'message' || entry.type === 'note') {
    const files = entry.attachments.length;
    return entry.content || (files === 1 ? (entry.attachments[0]?.name ?? '1 file') : files > 1 ? files + ' files' : '(no text)');
  }
  return [happenings[entry.type]?.(entry, names) ?? entry.type, entry.content, entry.reason].filter((part) => part).join(' · ');
}
