// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deliveryChoice, deliveryDetail, deliveryMark } from '../src/lib/delivery.ts';
import { configOf, faultsOf, labelOf, sampleText, sentence, unknownName, valuesOf } from '../src/lib/channels.ts';
import { agoOf, customerName, dayName, initialsOf, isVisitor, lasting, responseTime, sizeOf, textOf } from '../src/lib/format.ts';
import { linked } from '../src/lib/links.ts';
import { marked } from '../src/lib/marked.ts';
import { Kept } from '../src/lib/memory.ts';
import { pathOf, routeOf } from '../src/lib/route.ts';
import { FORGET_MS, Typing, TypingTeller } from '../src/lib/typing.ts';
import type { Adapter, Connector, Interaction } from '../src/lib/types.ts';

const happened = (more: Partial<Interaction>) => ({ attachments: [], metadata: {}, content: null, reason: null, ...more }) as unknown as Interaction;

describe('addresses', () => {
  it('name the session and come back', () => {
    for (const route of [{ session: 'a/b c', page: 'conversation' }, { session: 's', page: 'customer' }, { session: null, page: 'conversation' }, { session: null, page: 'channels' }, { session: null, page: 'webhooks' }, { session: null, page: 'webhooks', webhook: '01a/2' }] as const)
      assert.deepEqual(routeOf(pathOf(route)), route);
    assert.deepEqual(routeOf('/console/s/%zz'), { session: null, page: 'conversation' });
    assert.deepEqual(routeOf('/console/webhooks/%zz'), { session: null, page: 'conversation' });
    assert.deepEqual(routeOf('/console/else'), { session: null, page: 'conversation' });
  });
});

describe('the form of a connector', () => {
  const adapter = {
    name: 'pigeon', fields: [
      { name: 'account_sid', kind: 'text', required: true, help: 'who' }, { name: 'rate', kind: 'integer', required: false, help: 'how many', default: 3 },
      { name: 'token', kind: 'secret', required: true, help: 'secret' }, { name: 'loud', kind: 'boolean', required: false, help: 'whether', default: true },
      { name: 'script', kind: 'json', required: false, help: 'what' },
    ],
  } as unknown as Adapter;
  const connector = { adapter: 'pigeon', config: { account_sid: 'AC1', rate: 5, token: '••••cdef' } } as unknown as Connector;

  it('sends what was changed and nothing else', () => {
    const before = valuesOf(adapter, connector);
    assert.deepEqual(before, { account_sid: 'AC1', rate: '5', token: '', loud: 'true', script: '' });
    assert.deepEqual(configOf(adapter, before, before), { config: {}, faults: {} });
    assert.deepEqual(configOf(adapter, { ...before, rate: '', loud: '', token: 'new', script: '[1]' }, before).config, { rate: null, token: 'new', loud: false, script: [1] });
    assert.deepEqual(configOf(adapter, { ...before, script: '{' }, before).faults, { script: 'is no JSON' });
  });

  it('names fields for people, and faults by field', () => {
    assert.equal(labelOf('account_sid'), 'Account SID');
    assert.equal(sentence('is needed'), 'Is needed.');
    assert.equal(sentence('http:// is refused'), 'http:// is refused.');
    assert.deepEqual(faultsOf([{ pointer: '/config/rate', detail: 'too many' }, { pointer: '/name', detail: 'taken' }], ''), { rate: 'too many', name: 'taken' });
    assert.deepEqual(faultsOf([], 'the hub failed'), { '': 'the hub failed' });
  });
});

describe('what was not understood', () => {
  it('is shown as it came, JSON with its lines', () => {
    assert.equal(sampleText('{"kind":"reaction","to":[1]}'), '{\n  "kind": "reaction",\n  "to": [\n    1\n  ]\n}');
    assert.deepEqual(['CallStatus=ringing&CallSid=CA1', '{"cut":', ''].map(sampleText), ['CallStatus=ringing&CallSid=CA1', '{"cut":', '']);
    assert.deepEqual(['reaction', 'not_stored'].map(unknownName), ['reaction', 'Messages that could not be stored']);
  });
});

describe('texts from outside', () => {
  it('become links only where they say http', () => {
    assert.deepEqual(linked('see https://a.example/x?y=1. javascript:alert(1)'), [
      { text: 'see ', href: null },
      { text: 'https://a.example/x?y=1', href: 'https://a.example/x?y=1' },
      { text: '. javascript:alert(1)', href: null },
    ]);
    assert.deepEqual(linked('http://'), [{ text: 'http://', href: null }]);
    assert.deepEqual(linked(''), [{ text: '', href: null }]);
  });

  it('are marked without being parsed', () => {
    assert.deepEqual(marked('a &lt;img onerror=&quot;x&quot;&gt; <mark>b &amp;amp; c</mark>'), [
      { text: 'a <img onerror="x"> ', isFound: false },
      { text: 'b &amp; c', isFound: true },
    ]);
  });

  it('tell what happened', () => {
    assert.equal(textOf(happened({ type: 'transfer', from: 'chat', to: 'email', reason: 'asked for it' })), 'Transferred from Chat to Email · asked for it');
    assert.equal(textOf(happened({ type: 'assignment', from: null, to: 'bo', from_queue: null, to_queue: 'billing' })), 'Assigned to bo, queue billing');
    assert.equal(textOf(happened({ type: 'status', to: 'resolved' })), 'Resolved');
    assert.equal(textOf(happened({ type: 'message', attachments: [{ name: 'a.png' }] })), 'a.png');
    assert.equal(textOf(happened({ type: 'message', content: 'secret', redacted: true })), 'Removed by a moderator');
  });
});

describe('figures', () => {
  it('are short', () => {
    assert.deepEqual([sizeOf(12), sizeOf(2048), sizeOf(25 * 1024 * 1024), sizeOf(null)], ['12 B', '2.0 KB', '25 MB', '']);
    assert.deepEqual([lasting(30000), lasting(5 * 60000), lasting(125 * 60000), lasting(3 * 86400000)], ['<1 min', '5 min', '2 h 5 min', '3 d']);
    const now = Date.parse('2026-03-05T12:00:00Z');
    assert.equal(agoOf('2026-03-05T11:59:40Z', now), 'now');
    assert.equal(agoOf('2026-03-05T11:50:00Z', now), '10 min');
    assert.equal(dayName('2026-03-05T11:00:00Z', now), 'Today');
    assert.equal(dayName('2026-03-04T11:00:00Z', now), 'Yesterday');
    assert.deepEqual(['0.0 minutes', '0.9 minutes', '1.0 minutes', '2.3 minutes', '125.0 minutes', null].map(responseTime), ['< 1 minute', '< 1 minute', '1 minute', '2.3 minutes', '2 h 5 min', null]);
    assert.deepEqual([initialsOf('Ada Lindqvist'), initialsOf('cust_1'), initialsOf('—')], ['AL', 'C1', '?']);
  });
});

describe('customers', () => {
  it('have a name that can be read, visitors too', () => {
    const visitor = 'visitor_01jd8m3y5gq0v7c2k9t4xw3f2a';
    assert.deepEqual([customerName('Ada', visitor), customerName(null, visitor), customerName(null, 'fj-1001'), customerName(null, null)], ['Ada', 'Visitor 3f2a', 'fj-1001', 'Customer']);
    assert.deepEqual([isVisitor(visitor), isVisitor('fj-1001')], [true, false]);
  });
});

describe('typing', () => {
  it('is forgotten when it is not said again', () => {
    let now = 0;
    const typing = new Typing(() => now);
    typing.heard('s', { type: 'customer', id: 'c', name: 'Ada' }, true);
    assert.deepEqual(typing.of('s').map((writer) => writer.name), ['Ada']);
    now = FORGET_MS;
    assert.deepEqual(typing.of('s'), []);
    assert.equal(typing.sweep(), true);
    assert.equal(typing.sweep(), false);
  });

  it('ends when it is said so, or with the message', () => {
    const typing = new Typing(() => 0);
    typing.heard('s', { type: 'customer', id: 'c', name: null }, true);
    typing.heard('s', { type: 'agent', id: 'a', name: null }, true);
    typing.wrote('s', 'customer');
    assert.deepEqual(typing.of('s').map((writer) => writer.type), ['agent']);
    typing.heard('s', { type: 'agent', id: 'a', name: null }, false);
    assert.deepEqual(typing.of('s'), []);
  });

  it('is told at once, seldom, and at the end', async () => {
    let now = 0;
    const told: boolean[] = [];
    const teller = new TypingTeller((isTyping) => told.push(isTyping), () => now, 5);
    for (now = 0; now <= 4000; now += 500) teller.typed(false);
    assert.deepEqual(told, [true, true]);
    await new Promise((rested) => setTimeout(rested, 30));
    assert.deepEqual(told, [true, true, false]);
    teller.typed(true);
    teller.stop();
    assert.equal(told.length, 3);
  });

  // The hub takes no beginning that soon after an end.
  it('that begins anew right after a message is told all the same', async () => {
    const told: boolean[] = [];
    const teller = new TypingTeller((isTyping) => told.push(isTyping));
    teller.typed(false);
    teller.stop();
    teller.typed(false);
    assert.deepEqual(told, [true, false]);
    await new Promise((passed) => setTimeout(passed, 700));
    assert.deepEqual(told, [true, false, true]);
    teller.stop();
    teller.typed(false);
    teller.stop();
    await new Promise((passed) => setTimeout(passed, 700));
    assert.deepEqual(told, [true, false, true, false]);
  });
});

describe('what is kept', () => {
  it('survives, forgets the oldest, and takes rubbish for nothing', () => {
    let text: string | null = null;
    const store = { read: () => text, write: (value: string) => (text = value) };
    const kept = new Kept<number>(store);
    for (let i = 0; i < 600; i++) kept.set('k' + i, i);
    kept.set('k599', undefined);
    kept.flush();
    const again = new Kept<number>(store);
    assert.deepEqual([again.get('k598'), again.get('k599'), again.get('k0'), again.keys().length], [598, undefined, undefined, 499]);
    text = '{';
    assert.deepEqual(new Kept<number>(store).keys(), []);
  });
});

describe('the way of a message', () => {
  const way = (more: Partial<NonNullable<Interaction['delivery']>>) => ({ status: 'queued', waiting: null, ...more }) as NonNullable<Interaction['delivery']>;

  it('is told in plain words', () => {
    assert.deepEqual(deliveryMark(way({}), false, false), ['clock', 'Queued', '']);
    assert.deepEqual(deliveryMark(way({ status: 'waiting', waiting: 'no connector' }), false, false), ['clock', 'Waiting: no connector', 'is-warn']);
    assert.deepEqual(deliveryMark(way({ held: 'retry', attempts: 2, reason: 'the provider is ill' }), false, false), ['clock', 'Tried 2×, again later: the provider is ill', 'is-warn']);
    assert.match(deliveryMark(way({ held: 'quiet_hours', next_attempt_at: '2026-01-01T08:00:00.000Z' }), false, false)[1], /^Quiet hours: held until /);
    assert.deepEqual(deliveryMark(way({ status: 'failed', code: '21211' }), true, true), ['warning', 'Not delivered: 21211', 'is-bad']);
    assert.equal(deliveryMark(way({ status: 'unknown' }), false, false)[2], 'is-bad');
    assert.deepEqual(deliveryMark(way({ status: 'cancelled' }), false, false), ['warning', 'Cancelled', 'is-warn']);
    assert.deepEqual(deliveryMark(way({ status: 'sent' }), false, false), ['check', 'Sent', '']);
    assert.deepEqual(deliveryMark(way({ status: 'sent' }), true, false), ['checks', 'Read', 'is-read']);
    assert.deepEqual(deliveryMark(null, false, false), ['check', 'Sent', '']);
    assert.deepEqual(deliveryMark(way({ status: 'unknown', code: 'unknown', reason: 'no answer in time' }), false, false)[1], 'Nobody can say whether it was sent: no answer in time');
    const away = way({ held: 'retry', attempts: 2, code: 'not_reached', reason: 'no connection to 10.0.0.1 port 443' });
    assert.equal(deliveryMark(away, false, false)[1], 'Tried 2×, again later: the provider does not answer');
    assert.equal(deliveryDetail(away), 'code not_reached · no connection to 10.0.0.1 port 443');
    assert.deepEqual([deliveryDetail(null), deliveryDetail(way({ segments: 1 })), deliveryDetail(way({ segments: 3, code: '30003', reason: 'the phone is off' }))], ['', '', 'code 30003 · 3 segments']);
    const gone = way({ status: 'delivered', fallback_from: [{ channel: 'sms', code: '21211', reason: null }] });
    assert.match(deliveryMark(gone, false, false)[1], /^Delivered \(not possible by /);
  });

  it('is changed where there is something to change', () => {
    const choices = [way({ status: 'failed' }), way({ status: 'unknown' }), way({ status: 'waiting' }), way({ held: 'scheduled' }), way({}), way({ status: 'sent' }), way({ status: 'cancelled' }), null].map(deliveryChoice);
    assert.deepEqual(choices, ['replay', 'replay', 'cancel', 'cancel', null, null, null, null]);
  });
});
