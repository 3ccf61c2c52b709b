// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Sessions, lastOf, matches, queryOf, unreadOf, waitingSince } from '../src/lib/sessions.ts';
import type { Interaction, LiveFrame, SessionSummary } from '../src/lib/types.ts';

const summary = (id: string, more: Partial<SessionSummary> = {}): SessionSummary =>
  ({ session_id: id, customer_id: 'c ' + id, status: 'active', priority: 'normal', agent_id: null, queue: null, active_channels: ['chat'], channel: 'chat', last_activity: '2026-01-01T00:00:00Z', total_interactions: 1, snoozed_until: null, ...more }) as SessionSummary;

const said = (n: number, type: 'customer' | 'agent' | 'system', more: Partial<Interaction> = {}): Interaction =>
  ({ id: 'i' + n, position: 'e-' + n, type: 'message', channel: 'chat', author: { type, id: null, name: null }, timestamp: `2026-01-01T00:00:${String(n).padStart(2, '0')}Z`, attachments: [], metadata: {}, ...more }) as Interaction;

const frame = (type: LiveFrame['type'], sessionId: string, payload: unknown, position: number): LiveFrame => ({ type, sessionId, payload, position: 'e-' + position }) as LiveFrame;

describe('sessions', () => {
  it('are filtered and put in order', () => {
    const sessions = new Sessions();
    sessions.take(summary('a', { agent_id: 'me', last_activity: '2026-01-01T00:00:01Z' }), 1);
    sessions.take(summary('b', { queue: 'q', priority: 'urgent' }), 2);
    sessions.take(summary('c', { status: 'resolved' }), 3);
    sessions.take(summary('d', { snoozed_until: '2026-02-01T00:00:00Z', status: 'pending' }), 4);
    const list = (filter: Parameters<Sessions['list']>[0], sort: 'last_activity' | 'priority' = 'last_activity') => sessions.list(filter, sort, 'me').map((e) => e.id);
    assert.deepEqual(list({ kind: 'all' }), ['a', 'b']);
    assert.deepEqual(list({ kind: 'all' }, 'priority'), ['b', 'a']);
    assert.deepEqual(list({ kind: 'mine' }), ['a']);
    assert.deepEqual(list({ kind: 'unassigned' }), ['b']);
    assert.deepEqual(list({ kind: 'queue', queue: 'q' }), ['b']);
    assert.deepEqual(list({ kind: 'snoozed' }), ['d']);
    assert.equal(matches(summary('x'), { kind: 'mine' }, null), false);
    assert.deepEqual(sessions.ofAgent('me'), ['a']);
  });

  it('do not go back when a read crosses an event', () => {
    const sessions = new Sessions();
    sessions.apply(frame('session_update', 'a', { ...summary('a', { priority: 'high' }), position: 'e-9' }, 7));
    sessions.take(summary('a'), 8);
    assert.equal(sessions.get('a')!.summary!.priority, 'high');
    sessions.take(summary('a', { priority: 'low' }), 10);
    assert.equal(sessions.get('a')!.summary!.priority, 'low');
  });

  it('ask for one that nobody told of', () => {
    const sessions = new Sessions();
    sessions.apply(frame('new_message', 'new', said(3, 'customer'), 3));
    assert.deepEqual([...sessions.wanted], ['new']);
    assert.deepEqual(sessions.list({ kind: 'all' }, 'last_activity', null), []);
    sessions.take(summary('new'), 4);
    assert.deepEqual([...sessions.wanted], []);
    assert.equal(sessions.get('new')!.recent.length, 1);
  });

  it('count a message once, however many topics tell of it', () => {
    const sessions = new Sessions();
    sessions.take(summary('a'), 1);
    for (let i = 0; i < 2; i++) sessions.apply(frame('new_message', 'a', said(2, 'customer', { channel: 'email' }), 2));
    const entry = sessions.get('a')!;
    assert.equal(entry.summary!.total_interactions, 2);
    assert.deepEqual(entry.summary!.active_channels, ['chat', 'email']);
    assert.equal(entry.recent.length, 1);
  });

  it('know who waits, since when, and what is unread', () => {
    const sessions = new Sessions();
    const entry = sessions.take(summary('a'), 1);
    assert.equal(waitingSince(entry), null);
    sessions.takeRecent('a', [said(5, 'customer'), said(4, 'customer'), said(3, 'agent'), said(2, 'customer')]);
    assert.equal(waitingSince(entry), said(4, 'customer').timestamp);
    assert.equal(unreadOf(entry, 4), 1);
    assert.equal(unreadOf(entry, -1), 2);
    assert.equal(lastOf(entry)!.id, 'i5');
    sessions.apply(frame('new_message', 'a', said(6, 'agent'), 6));
    assert.equal(waitingSince(entry), null);
    sessions.apply(frame('message_updated', 'a', said(6, 'agent', { content: 'new' }), 7));
    assert.equal(lastOf(entry)!.content, 'new');
  });

  it('let go of the closed and the quiet first', () => {
    const sessions = new Sessions(2);
    sessions.take(summary('open', { last_activity: '2026-01-03' }), 1);
    sessions.take(summary('closed', { status: 'closed', last_activity: '2026-01-09' }), 2);
    sessions.take(summary('quiet', { last_activity: '2026-01-01' }), 3);
    sessions.take(summary('kept', { last_activity: '2025-01-01' }), 4);
    sessions.trim(new Set(['kept']));
    assert.deepEqual(['open', 'closed', 'quiet', 'kept'].map((id) => sessions.get(id) !== undefined), [true, false, false, true]);
  });

  it('are asked for by filter', () => {
    assert.deepEqual(queryOf({ kind: 'mine' }, 'waiting', 'me'), { sort: 'waiting', agent_id: 'me' });
    assert.deepEqual(queryOf({ kind: 'snoozed' }, 'priority', 'me'), { sort: 'priority', status: 'snoozed' });
    assert.deepEqual(queryOf({ kind: 'queue', queue: 'q' }, 'waiting', null), { sort: 'waiting', queue: 'q' });
    assert.deepEqual(queryOf({ kind: 'unassigned' }, 'waiting', null), { sort: 'waiting', unassigned: 'true' });
  });
});
