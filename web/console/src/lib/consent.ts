// SPDX-License-Identifier: Apache-2.0
// What a customer decided about being written to, in words for agents.
import { channelName, fullTime } from './format.ts';
import type { Channel, Consent, ConsentExplained, ConsentState } from './types.ts';

/** On these the customer is there or reads later: nobody has to agree to anything. */
const live: readonly string[] = ['chat', 'web_portal', 'video', 'mobile_app'];

export const needsConsent = (channel: string | null | undefined): channel is Channel => typeof channel === 'string' && !live.includes(channel);

export interface ConsentLine {
  channel: Channel;
  text: string;
  tone: 'is-bad' | 'is-good' | '';
  title: string;
}

const sources: Record<string, string> = { keyword: 'by their own word', provider: 'told by the provider', api: 'by a program', agent: 'by an agent', import: 'imported', erased: 'before an erasure' };

function whenOf(state: ConsentState | undefined): string {
  if (state?.decided_at == null) return '';
  const source = state.source === null ? '' : ', ' + (sources[state.source] ?? state.source);
  return fullTime(state.decided_at) + source + (state.address === null ? '' : ', ' + state.address);
}

/** One line for a channel. The opt-out of an address counts as the customer's: it is where they are reached. */
export function consentLine(states: readonly ConsentState[], channel: Channel): ConsentLine {
  const of = states.filter((state) => state.channel === channel);
  const against = of.filter((state) => state.given === false);
  const purposes = [...new Set(against.map((state) => state.purpose))];
  const agreed = of.find((state) => state.given === true && state.purpose === 'marketing');
  if (purposes.length >= 3 || purposes.includes('service')) return { channel, text: 'Opted out', tone: 'is-bad', title: whenOf(against[0]) };
  if (purposes.length > 0) return { channel, text: 'No ' + purposes.join(', no '), tone: 'is-bad', title: whenOf(against[0]) };
  if (agreed !== undefined) return { channel, text: 'Marketing agreed', tone: 'is-good', title: whenOf(agreed) };
  return { channel, text: 'Answers only', tone: '', title: 'They have not agreed to marketing' };
}

/** The channels that they use, and those of which they said anything. */
export function consentLines(consent: Pick<Consent, 'channels'>, used: readonly string[]): ConsentLine[] {
  const channels = [...new Set(consent.channels.map((state) => state.channel))];
  const said = (channel: string) => consent.channels.some((state) => state.channel === channel && state.given !== null);
  return channels.filter((channel): channel is Channel => needsConsent(channel) && (used.includes(channel) || said(channel))).map((channel) => consentLine(consent.channels, channel));
}

export interface Writing {
  isRefused: boolean;
  text: string;
}

/** What stands against an answer now; null: nothing. */
export function writingOf(explain: ConsentExplained | null): Writing | null {
  if (explain === null || explain.verdict === 'allow') return null;
  const name = channelName(explain.channel);
  const place = explain.zone === null ? '' : explain.zone_assumed ? ' (their zone is not known: the company’s)' : ` (${explain.zone})`;
  const until = explain.until === null ? '' : ` until ${fullTime(explain.until)}`;
  switch (explain.code) {
    case 'consent.opted_out':
      return { isRefused: true, text: `They opted out of ${name}: nothing can be sent to them there.` };
    case 'consent.blocked':
      return { isRefused: true, text: `They are blocked: nothing is sent to them by ${name}.` };
    case 'consent.quiet_hours':
      return { isRefused: false, text: `Quiet hours${place}: what you send is held${until}.` };
    case 'consent.frequency_cap':
      return { isRefused: false, text: `They were written to often enough: what you send is held${until}.` };
    default:
      return { isRefused: explain.verdict === 'deny', text: explain.detail };
  }
}
