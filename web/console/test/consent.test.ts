// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consentLine, consentLines, needsConsent, writingOf } from '../src/lib/consent.ts';
import type { ConsentExplained, ConsentState } from '../src/lib/types.ts';

const state = (channel: string, purpose: string, given: boolean | null, more: Partial<ConsentState> = {}): ConsentState => ({
  channel, purpose, given, address: null, decision_id: null, source: given === null ? null : 'keyword', proof: null, actor: null, decided_at: given === null ? null : '2026-11-22T10:00:00.000Z', ...more,
});
const nothing = (channel: string) => ['service', 'transactional', 'marketing'].map((purpose) => state(channel, purpose, null));
const explain = (more: Partial<ConsentExplained>): ConsentExplained => ({
  verdict: 'allow', code: 'consent.given', detail: 'fine', channel: 'sms', purpose: 'service', address: null, until: null, zone: null, zone_assumed: false, decision: null, ...more,
});

describe('consent in words', () => {
  it('says for each channel what stands', () => {
    assert.equal(consentLine(nothing('sms'), 'sms').text, 'Answers only');
    assert.equal(consentLine([...nothing('sms'), state('sms', 'marketing', true)], 'sms').text, 'Marketing agreed');
    assert.equal(consentLine([state('sms', 'marketing', false)], 'sms').text, 'No marketing');
    assert.equal(consentLine([state('sms', 'marketing', false), state('sms', 'transactional', false)], 'sms').text, 'No marketing, no transactional');
    const out = consentLine([...nothing('sms'), state('sms', 'service', false, { address: '+491701234567' }), state('sms', 'marketing', true)], 'sms');
    assert.deepEqual([out.text, out.tone], ['Opted out', 'is-bad']);
    assert.match(out.title, /2026.*by their own word, \+491701234567$/);
  });

  it('lists the channels that are used or spoken of, and none on which nobody has to agree', () => {
    const channels = [...nothing('sms'), ...nothing('email'), ...nothing('whatsapp').slice(0, 2), state('whatsapp', 'marketing', false)];
    assert.deepEqual(consentLines({ channels }, ['chat', 'sms']).map((line) => line.channel), ['sms', 'whatsapp']);
    assert.deepEqual([needsConsent('chat'), needsConsent('sms'), needsConsent(null)], [false, true, false]);
  });

  it('refuses, holds or says nothing in the composer', () => {
    assert.equal(writingOf(null), null);
    assert.equal(writingOf(explain({})), null);
    assert.deepEqual(writingOf(explain({ verdict: 'deny', code: 'consent.opted_out' })), { isRefused: true, text: 'They opted out of SMS: nothing can be sent to them there.' });
    const held = writingOf(explain({ verdict: 'hold', code: 'consent.quiet_hours', until: '2026-11-23T07:00:00.000Z', zone: 'Europe/Berlin', zone_assumed: true }));
    assert.equal(held?.isRefused, false);
    assert.match(held?.text ?? '', /^Quiet hours \(their zone is not known: the company’s\): what you send is held until .*2026/);
    assert.deepEqual(writingOf(explain({ verdict: 'deny', code: 'consent.other', detail: 'why not' })), { isRefused: true, text: 'why not' });
  });
});
