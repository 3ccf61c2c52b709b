// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Webhook, WebhookDelivery } from '../src/lib/types.ts';
import { addressOf, answerText, areasOf, behindOf, behindText, between, catalogOf, eventsText, failingText, faultText, fieldTime, found, hasArea, hasType, isReplayable, nextText, readDead, replayAll, stateOf, stoppedText, tookText, withArea, withType } from '../src/lib/webhooks.ts';

const NOW = Date.parse('2026-03-05T12:00:00Z');
const endpoint = (more: Partial<Webhook>) => ({ url: 'https://shop.example/in', enabled: true, disabled_reason: null, failing: null, last_delivery: null, told_to: 'e1-40', ...more }) as Webhook;
const sent = (more: Partial<WebhookDelivery>) => ({ id: 'd', type: 'message.created', state: 'dead', attempts: 3, status: null, fault: null, created_at: '2026-03-05T11:00:30Z', ...more }) as WebhookDelivery;

/** The hub's part of a request: what is asked is kept, what `answer` gives is answered. */
function playHub(answer: (path: string, asked: number) => [status: number, body: unknown]): string[] {
  const asked: string[] = [];
  globalThis.fetch = (async (path: string) => {
    asked.push(path);
    const [status, body] = answer(path, asked.length);
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  }) as unknown as typeof fetch;
  return asked;
}

describe('an endpoint', () => {
  it('is told in two words, and why in a sentence', () => {
    const failing = { since: '2026-03-05T11:30:00Z', attempts: 3, status: 503, fault: 'it answered 503', next_attempt_at: '2026-03-05T12:29:00Z' };
    assert.deepEqual(stateOf(endpoint({})), ['Ready', 'is-active']);
    assert.deepEqual(stateOf(endpoint({ last_delivery: sent({}) })), ['Works', 'is-active']);
    assert.deepEqual(stateOf(endpoint({ failing })), ['Retrying', 'is-warning']);
    assert.deepEqual(stateOf(endpoint({ enabled: false, disabled_reason: 'manual' })), ['Paused', '']);
    assert.deepEqual(stateOf(endpoint({ enabled: false, disabled_reason: 'gone' })), ['Stopped', 'is-failed']);
    assert.equal(stoppedText(endpoint({})), null);
    assert.match(stoppedText(endpoint({ enabled: false, disabled_reason: 'gone' }))!, /^It answered 410/);
    assert.match(stoppedText(endpoint({ enabled: false, disabled_reason: 'failing' }))!, /three days/);
    assert.match(failingText(endpoint({ failing }), NOW)!, /^Failing since \S+( [AP]M)?: it answered 503, tried 3 times, next attempt in 29 min\.$/);
    assert.match(failingText(endpoint({ failing: { ...failing, attempts: 1, status: null, fault: 'the connection was refused' } }), NOW)!, /: the connection was refused, tried once,/);
    assert.equal(failingText(endpoint({}), NOW), null);
  });

  it('is behind by what it has not been through', () => {
    assert.equal(behindOf(endpoint({}), 'e1-1082'), 1042);
    assert.equal(behindOf(endpoint({}), 'e1-40'), 0);
    assert.equal(behindOf(endpoint({}), 'e2-41'), null);
    assert.deepEqual([behindText(1042), behindText(1), behindText(0)], ['1,042 events behind', '1 event behind', 'Up to date']);
  });

  it('has an address of which the host counts', () => {
    assert.deepEqual(addressOf('https://shop.example:8443/in?a=1'), ['shop.example:8443', '/in?a=1']);
    assert.deepEqual(addressOf('https://shop.example/'), ['shop.example', '']);
    assert.deepEqual(addressOf('nothing'), ['nothing', '']);
  });
});

describe('the events', () => {
  const document = JSON.parse(readFileSync(new URL('../../../../api/asyncapi.json', import.meta.url), 'utf8')) as Parameters<typeof catalogOf>[0];
  const catalog = catalogOf(document);
  const type = (name: string) => catalog.find((one) => one.name === name)!;

  it('are those of the hub’s own description', () => {
    assert.ok(catalog.length >= 8);
    assert.ok(catalog.every((one) => one.what !== '' && one.area !== 'webhook'));
    assert.deepEqual(areasOf(catalog), ['message', 'session', 'transfer', 'customer']);
    assert.deepEqual(catalogOf({}), []);
  });

  it('are found by name and by what they tell', () => {
    const names = (text: string) => catalog.filter((one) => found(one, text)).map((one) => one.name);
    assert.deepEqual(names('erased'), ['customer.erased']);
    assert.deepEqual(names('MESSAGE edited'), ['message.updated']);
    assert.equal(names('').length, catalog.length);
    assert.deepEqual(names('pigeon'), []);
  });

  it('are chosen one by one and by area', () => {
    const created = type('message.created');
    assert.deepEqual(withType([], catalog, created, true), ['message.created']);
    assert.deepEqual(withType(['message.created'], catalog, created, false), []);
    assert.deepEqual(withArea(['message.created', 'session.updated'], 'message', true), ['session.updated', 'message.*']);
    assert.deepEqual(withArea(['message.*', 'message.created'], 'message', false), []);
    assert.deepEqual(withType(['message.*'], catalog, created, false), ['message.updated', 'message.delivery']);
    assert.deepEqual(withType(['message.*'], catalog, created, true), ['message.*']);
    assert.equal(hasArea(['*'], 'message'), true);
    assert.equal(hasType(['message.created'], type('message.updated')), false);
    assert.deepEqual([eventsText(['*']), eventsText(['message.*', 'customer.erased'])], ['All events', 'message.*, customer.erased']);
  });
});

describe('deliveries', () => {
  it('are told in few words', () => {
    assert.deepEqual([tookText(null), tookText(0.4), tookText(12.4), tookText(1520)], ['', '< 1 ms', '12 ms', '1.5 s']);
    assert.deepEqual([answerText(sent({ status: 503 })), answerText(sent({})), answerText(sent({ attempts: 0 }))], ['503', 'No answer', '']);
    assert.deepEqual([faultText(sent({ fault: 'it answered 503' })), faultText(sent({ fault: 'no TLS' })), faultText(sent({}))], [null, 'no TLS', null]);
    assert.deepEqual([nextText(null, NOW), nextText('2026-03-05T11:59:00Z', NOW), nextText('2026-03-05T12:00:04.200Z', NOW), nextText('2026-03-05T14:00:00Z', NOW)], ['', 'next attempt now', 'next attempt in 5 s', 'next attempt in 2 h']);
  });

  it('are sent again where that can be', () => {
    assert.deepEqual((['delivered', 'retrying', 'dead', 'pending', 'expired'] as const).map((state) => isReplayable(sent({ state }))), [true, false, true, false, false]);
    assert.equal(isReplayable(sent({ type: 'webhook.gap' })), false);
  });

  it('are of a span of time, both minutes whole', () => {
    const all = ['11:00:30', '11:01:00', '11:02:59', '11:03:00'].map((time) => sent({ id: time, created_at: `2026-03-05T${time}Z` }));
    const span = (from: string, to: string) => between(all, fieldTime(`2026-03-05T${from}:00Z`), fieldTime(`2026-03-05T${to}:00Z`)).map((one) => one.id);
    assert.deepEqual(span('11:00', '11:02'), ['11:00:30', '11:01:00', '11:02:59']);
    assert.deepEqual(span('11:01', '11:01'), ['11:01:00']);
    assert.equal(between(all, '', '').length, 4);
    assert.equal(fieldTime(all[0]!.created_at).length, 16);
  });

  it('that are dead are read whole, the oldest first', async () => {
    const asked = playHub((_, n) => [200, n === 1 ? { deliveries: [sent({ id: 'c' }), sent({ id: 'gap', type: 'webhook.gap' })], next_cursor: 'n' } : { deliveries: [sent({ id: 'a' })], next_cursor: null }]);
    assert.deepEqual((await readDead('w/1', new AbortController().signal)).map((one) => one.id), ['a', 'c']);
    assert.deepEqual(asked, ['/webhooks/w%2F1/deliveries?limit=500&state=dead', '/webhooks/w%2F1/deliveries?limit=500&state=dead&cursor=n']);
  });

  it('are sent again one after the other, past those that cannot be', async () => {
    const asked = playHub((path) => (path.includes('/b/') ? [409, { detail: 'gone', code: 'webhook.delivery_expired' }] : [202, {}]));
    const told: number[] = [];
    const all = ['a', 'b', 'c'].map((id) => sent({ id }));
    assert.deepEqual(await replayAll('w', all, new AbortController().signal, (done) => told.push(done.sent + done.refused)), { sent: 2, refused: 1 });
    assert.deepEqual(told, [1, 2, 3]);
    assert.deepEqual(asked.map((path) => path.split('/')[4]), ['a', 'b', 'c']);
    const stop = new AbortController();
    assert.deepEqual(await replayAll('w', all, stop.signal, () => stop.abort()), { sent: 1, refused: 0 });
    playHub(() => [503, { detail: 'busy' }]);
    await assert.rejects(replayAll('w', all, new AbortController().signal, () => {}), /busy/);
  });
});
