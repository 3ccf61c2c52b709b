// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Timeline, WINDOW, atEnd, earlier, later, rowsOf } from '../src/lib/timeline.ts';
import type { Interaction, LiveFrame } from '../src/lib/types.ts';

const entry = (n: number, more: Partial<Interaction> = {}): Interaction =>
  ({ id: 'i' + n, position: 'e-' + n, type: 'message', channel: 'chat', author: { type: 'customer', id: 'c', name: null }, content: 'text ' + n, timestamp: new Date(n * 1000).toISOString(), attachments: [], metadata: {}, delivery: null, ...more }) as Interaction;

const frame = (type: LiveFrame['type'], payload: Interaction, position = payload.position): LiveFrame => ({ type, payload, position, sessionId: 's', previous: null }) as unknown as LiveFrame;
const ids = (timeline: Timeline) => timeline.entries.map((e) => Number(e.id.slice(1)));
const page = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => entry(to - i));

describe('a timeline', () => {
  it('merges pages and events in order, each once', () => {
    const timeline = new Timeline('s');
    timeline.apply(frame('new_message', entry(6)));
    timeline.takeNewest(page(3, 6), 'before 3');
    timeline.apply(frame('new_message', entry(7)));
    timeline.apply(frame('new_message', entry(7)));
    timeline.takeOlder(page(1, 2), null);
    assert.deepEqual(ids(timeline), [1, 2, 3, 4, 5, 6, 7]);
    assert.equal(timeline.older, null);
  });

  it('puts what comes late in its place', () => {
    const timeline = new Timeline('s');
    for (const n of [1, 5, 3]) timeline.apply(frame('new_message', entry(n)));
    assert.deepEqual(ids(timeline), [1, 3, 5]);
  });

  it('begins anew where a page does not reach what there is', () => {
    const timeline = new Timeline('s');
    timeline.takeNewest(page(1, 4), null);
    timeline.takeNewest(page(20, 24), 'before 20');
    assert.deepEqual(ids(timeline), [20, 21, 22, 23, 24]);
    assert.equal(timeline.older, 'before 20');
  });

  it('keeps older pages when the newest is read again', () => {
    const timeline = new Timeline('s');
    timeline.takeNewest(page(3, 6), 'before 3');
    timeline.takeOlder(page(1, 2), null);
    timeline.takeNewest(page(4, 8), 'before 4');
    assert.deepEqual(ids(timeline), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(timeline.older, null);
  });

  it('keeps the newest of what is told again, whatever is read', () => {
    const timeline = new Timeline('s');
    timeline.takeNewest(page(1, 2), null);
    timeline.apply(frame('message_updated', entry(2, { content: 'better' }), 'e-9'));
    timeline.apply(frame('message_updated', entry(2, { content: 'stale' }), 'e-8'));
    timeline.takeNewest(page(1, 2), null);
    assert.equal(timeline.entries[1]!.content, 'better');
    timeline.apply(frame('delivery_update', entry(40), 'e-10'));
    assert.deepEqual(ids(timeline), [1, 2]);
  });
});

describe('rows', () => {
  const day = (at: string) => at.slice(0, 10);

  it('separate days and put together what one says at once', () => {
    const rows = rowsOf([entry(1), entry(2), entry(3, { author: { type: 'agent', id: 'a', name: 'A' } }), entry(90000)], day, -1);
    assert.deepEqual(rows.map((row) => row.kind), ['day', 'said', 'said', 'said', 'day', 'said']);
    const said = rows.filter((row) => row.kind === 'said').map((row) => [row.isFirst, row.isLast]);
    assert.deepEqual(said, [[true, false], [false, true], [true, true], [true, true]]);
  });

  it('do not put together over a long while, another channel or what happened', () => {
    const happened = entry(3, { type: 'transfer' });
    const rows = rowsOf([entry(1), entry(2, { channel: 'email' }), happened, entry(4, { channel: 'email' }), entry(900, { channel: 'email' })], day, -1);
    assert.deepEqual(rows.map((row) => row.kind), ['day', 'said', 'said', 'happened', 'said', 'said']);
    assert.ok(rows.every((row) => row.kind !== 'said' || row.isFirst));
  });

  it('mark where the unread begin, once', () => {
    const rows = rowsOf([entry(1), entry(2, { author: { type: 'agent', id: 'a', name: null } }), entry(3), entry(4)], day, 1);
    assert.deepEqual(rows.map((row) => row.kind), ['day', 'said', 'said', 'unread', 'said', 'said']);
    assert.equal(rowsOf([entry(1)], day, -1).some((row) => row.kind === 'unread'), false);
  });
});

describe('the window', () => {
  it('is at the end first and never larger than it may be', () => {
    assert.deepEqual(atEnd(1000), { start: 1000 - WINDOW / 2, end: 1000 });
    assert.deepEqual(atEnd(10), { start: 0, end: 10 });
    let window = atEnd(1000);
    for (let i = 0; i < 20; i++) window = earlier(window);
    assert.deepEqual(window, { start: 0, end: WINDOW });
    for (let i = 0; i < 40; i++) window = later(window, 1000);
    assert.deepEqual(window, { start: 1000 - WINDOW, end: 1000 });
  });
});
