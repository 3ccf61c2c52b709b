// SPDX-License-Identifier: Apache-2.0
// Sessions by their routes: listed, edited, assigned, put off, merged, rated, closed and opened again.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Hub, until } from './lib/hub.mjs';
import { Socket } from './lib/ws.mjs';

/** Every frame of some topics, from now on. */
async function listen(hub, topics) {
  const ws = new Socket(hub.url.replace('http', 'ws') + '/ws');
  const frames = [];
  ws.on('message', (text) => frames.push(JSON.parse(text)));
  await new Promise((done, failed) => ws.on('open', done).on('error', failed));
  for (const topic of topics) ws.send(JSON.stringify({ type: 'subscribe', topic }));
  await until(() => topics.every((topic) => frames.some((f) => f.type === 'subscribed' && f.topic === topic)));
  return { frames, close: () => ws.close() };
}

describe('sessions', () => {
  let hub;
  const put = (path, body, headers = {}) =>
    hub.request('PUT', path, { 'Content-Type': 'application/json', ...headers }, JSON.stringify(body));
  const open = async (customer_id, session_id, more = {}) =>
    (await hub.post('/session/create', { customer_id, session_id, channel: 'chat', ...more })).body;
  const ok = async (reply) => {
    const { status, body } = await reply;
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  before(async () => {
    hub = await Hub.start();
    for (const id of ['ada', 'bob']) {
      const { status, body } = await hub.post('/agents', { id, name: id });
      assert.ok(status < 300, JSON.stringify(body));
    }
    const { status, body } = await hub.post('/queues', { id: 'billing', name: 'Billing' });
    assert.ok(status < 300, JSON.stringify(body));
  });
  after(() => hub?.stop());

  it('lists by every filter, page by page, and each session once', async () => {
    for (let i = 0; i < 25; i++) {
      await open(`list-${i % 5}`, `list-session-${i}`, { priority: i % 4 === 0 ? 'urgent' : 'normal' });
      if (i % 2 === 0) await ok(hub.post(`/session/list-session-${i}/assign`, { agent_id: 'ada', queue: 'billing' }));
      if (i % 3 === 0) await ok(hub.post(`/session/list-session-${i}/tags`, { add: ['vip'] }));
      if (i % 5 === 0) await ok(hub.post(`/session/list-session-${i}/snooze`, { seconds: 3600 }));
    }
    const all = async (query) => {
      const ids = [];
      let cursor = '';
      do {
        const page = await ok(hub.get(`/sessions/active?limit=4&${query}${cursor && '&cursor=' + encodeURIComponent(cursor)}`));
        assert.ok(page.sessions.length <= 4);
        ids.push(...page.sessions.map((s) => Number(s.session_id.split('-')[2])));
        cursor = page.next_cursor;
      } while (cursor);
      return ids;
    };
    const wanted = (keep) => [...Array(25).keys()].filter(keep).reverse();
    const lists = {
      'sort=created_at': () => true,
      'sort=created_at&agent_id=ada': (i) => i % 2 === 0,
      'sort=created_at&queue=billing': (i) => i % 2 === 0,
      'sort=created_at&unassigned=true': (i) => i % 2 === 1,
      'sort=created_at&tag=vip': (i) => i % 3 === 0,
      'sort=created_at&status=pending': (i) => i % 5 === 0,
      'sort=created_at&status=snoozed': (i) => i % 5 === 0,
      'sort=created_at&status=active': (i) => i % 5 !== 0,
      'sort=created_at&priority=urgent': (i) => i % 4 === 0,
      'sort=created_at&channel=chat': () => true,
      'sort=created_at&channel=voice': () => false,
      'sort=created_at&customer_id=list-3': (i) => i % 5 === 3,
      'sort=created_at&agent_id=ada&tag=vip&priority=urgent': (i) => i % 12 === 0,
      'sort=created_at&agent_id=nobody': () => false
    };
    for (const [query, keep] of Object.entries(lists)) assert.deepEqual(await all(query), wanted(keep), query);
    assert.deepEqual(await all('sort=created_at&order=asc'), wanted(() => true).reverse());
    for (const query of ['', 'sort=priority', 'agent_id=ada&sort=priority'])
      assert.equal(new Set(await all(query)).size, query.includes('ada') ? 13 : 25, query);
    assert.deepEqual(await all('sort=waiting'), []);
    await hub.say('list-1', 'hello?', { session_id: 'list-session-1' });
    await hub.say('list-2', 'anybody?', { session_id: 'list-session-2' });
    assert.deepEqual(await all('sort=waiting'), [1, 2]);
    assert.deepEqual(await all('sort=waiting&queue=billing'), [2]);
  });

  it('refuses a cursor of another list, and what is no filter', async () => {
    const { next_cursor } = await ok(hub.get('/sessions/active?limit=2&agent_id=ada'));
    const cursor = encodeURIComponent(next_cursor);
    assert.equal((await hub.get(`/sessions/active?agent_id=ada&cursor=${cursor}`)).status, 200);
    for (const other of ['', 'agent_id=bob&', 'agent_id=ada&sort=priority&', 'agent_id=ada&order=asc&'])
      assert.equal((await hub.get(`/sessions/active?${other}cursor=${cursor}`)).status, 422, other);
    for (const bad of ['status=resolved', 'sort=name', 'order=up', 'channel=pigeon', 'unassigned=perhaps'])
      assert.equal((await hub.get(`/sessions/active?${bad}`)).status, 422, bad);
  });

  it('resolves, reopens on a message, closes, and counts it in the unified view', async () => {
    const { session_id } = await hub.say('rita', 'my card is lost');
    const resolved = await ok(hub.post(`/session/${session_id}/resolve`, { resolution: 'a new one is on its way', reason: 'done' }));
    assert.equal(resolved.success, true);
    assert.equal(resolved.status, 'resolved');
    let view = await ok(hub.get('/customer/rita/unified-view'));
    assert.equal(view.active_sessions, 0);
    assert.equal(view.engagement_metrics.resolution_rate, '100%');
    assert.equal(view.total_interactions, 2);
    const again = await hub.say('rita', 'it has not come');
    assert.equal(again.session_id, session_id);
    assert.equal((await ok(hub.get(`/session/${session_id}`))).status, 'active');
    view = await ok(hub.get('/customer/rita/unified-view'));
    assert.equal(view.engagement_metrics.resolution_rate, null);
    const { events } = await ok(hub.get(`/session/${session_id}/events`));
    assert.deepEqual(events.map((e) => [e.type, e.from, e.to]), [['status', 'resolved', 'active'], ['status', 'active', 'resolved']]);
    assert.equal(events[1].content, 'a new one is on its way');
    assert.equal(events[1].visibility, 'internal');
    assert.equal((await ok(hub.request('DELETE', `/sessions/${session_id}`))).status, 'closed');
    const { status, body } = await hub.post('/message/process', { customer_id: 'rita', session_id, channel: 'chat', content: 'hello?' });
    assert.equal(status, 409);
    assert.equal(body.code, 'session.closed');
    assert.notEqual((await hub.say('rita', 'hello?')).session_id, session_id);
    assert.equal((await ok(hub.post(`/session/${session_id}/reopen`, {}))).status, 'active');
    assert.equal((await ok(hub.get(`/session/${session_id}/messages`))).messages.length, 6);
  });

  it('edits under the ETag that was seen, all or nothing', async () => {
    await open('eve', 'edit-1');
    const seen = await hub.get('/session/edit-1');
    const etag = seen.headers.get('etag');
    const edited = await ok(put('/session/edit-1',
      { priority: 'high', tags: ['b', 'a'], context: { order: 17 }, sentiment: 'calm', agent_id: 'ada', queue: 'billing', status: 'pending' },
      { 'If-Match': etag }));
    assert.deepEqual([edited.priority, edited.tags, edited.session_data.context, edited.sentiment, edited.agent_id, edited.queue, edited.status],
      ['high', ['a', 'b'], { order: 17 }, { label: 'calm', score: null }, 'ada', 'billing', 'pending']);
    const late = await put('/session/edit-1', { priority: 'low' }, { 'If-Match': etag });
    assert.equal(late.status, 412);
    assert.equal((await put('/session/edit-1', { priority: 'low', agent_id: 'nobody' })).status, 422);
    assert.equal((await put('/session/edit-1', { agent_id: 7 })).body.errors[0].pointer, '/agent_id');
    const free = await ok(put('/session/edit-1', { agent_id: null, queue: null, context: { order: null, a: 1 } }));
    assert.deepEqual([free.agent_id, free.queue, free.priority, free.session_data.context], [null, null, 'high', { a: 1 }]);
    assert.equal((await put('/session/nowhere', { priority: 'low' })).status, 404);
  });

  it('tells session and agents of an assignment, first as an entry and then as news', async () => {
    await open('asta', 'assign-1');
    const live = await listen(hub, ['session/assign-1', 'agent/ada', 'agent/bob']);
    const of = (topic, type) => live.frames.filter((f) => f.topic === topic && f.type === type).map((f) => f.payload);
    const mine = (type) => of('session/assign-1', type);
    await ok(hub.post('/session/assign-1/assign', { agent_id: 'ada', reason: 'speaks Finnish' }));
    await ok(hub.post('/sessions/assign-1/assign', { agent_id: 'bob' }));
    await until(() => mine('session_update').length === 2 && mine('new_message').length === 2);
    assert.deepEqual(mine('session_update').map((s) => s.agent_id), ['ada', 'bob']);
    assert.deepEqual(mine('new_message').map((e) => [e.type, e.from, e.to]), [['assignment', null, 'ada'], ['assignment', 'ada', 'bob']]);
    const { events } = await ok(hub.get('/session/assign-1/events'));
    assert.deepEqual(events.map((e) => [e.type, e.from, e.to, e.reason ?? null]),
      [['assignment', 'ada', 'bob', null], ['assignment', null, 'ada', 'speaks Finnish']]);
    // Each agent sees it come, ada also sees it go, and both are notified.
    await until(() => of('agent/bob', 'system_alert').length === 1);
    assert.deepEqual(of('agent/ada', 'session_update').map((s) => s.agent_id), ['ada', 'bob']);
    assert.deepEqual(of('agent/bob', 'session_update').map((s) => s.agent_id), ['bob']);
    assert.equal(of('agent/ada', 'system_alert').length, 1);
    live.close();
  });

  it('keeps notes from customers and notifies whom they mention', async () => {
    await open('nora', 'note-1');
    const { note } = await ok(hub.post('/session/note-1/notes', { content: 'ask @bob', mentions: ['ada'] }));
    assert.equal(note.type, 'note');
    assert.equal(note.visibility, 'internal');
    assert.deepEqual(note.metadata.mentions, ['ada', 'bob']);
    assert.equal((await hub.post('/session/note-1/notes', { content: 'x', mentions: ['nobody'] })).status, 422);
    assert.equal((await hub.post('/session/note-1/notes', {})).status, 422);
  });

  it('snoozes, wakes by itself, by a message and by hand', async () => {
    await open('sam', 'snooze-1');
    const snoozed = await ok(hub.post('/session/snooze-1/snooze', { seconds: 1, reason: 'waits for the parcel' }));
    assert.equal(snoozed.status, 'pending');
    assert.ok(snoozed.snoozed_until);
    await until(async () => (await ok(hub.get('/session/snooze-1'))).status === 'active', 8000, 'the snooze to end');
    await ok(hub.post('/session/snooze-1/snooze', { until: new Date(Date.now() + 3600e3).toISOString() }));
    await hub.say('sam', 'here I am', { session_id: 'snooze-1' });
    assert.equal((await ok(hub.get('/session/snooze-1'))).status, 'active');
    await ok(hub.post('/session/snooze-1/snooze', { seconds: 3600 }));
    assert.equal((await ok(hub.post('/session/snooze-1/snooze', { until: null }))).status, 'active');
    for (const bad of [{}, { until: 'soon' }, { until: '2020-01-01T00:00:00Z' }, { seconds: 0 }])
      assert.equal((await hub.post('/session/snooze-1/snooze', bad)).status, 422, JSON.stringify(bad));
    await ok(hub.post('/session/snooze-1/remind', { seconds: 3600, agent_id: 'ada', note: 'call back' }));
    await ok(hub.post('/session/snooze-1/remind', { at: null }));
  });

  it('merges two sessions of one customer into one story', async () => {
    await open('mia', 'merge-a');
    await hub.say('mia', 'one', { session_id: 'merge-a' });
    await open('mia', 'merge-b');
    await hub.say('mia', 'two', { session_id: 'merge-b' });
    await hub.say('mia', 'three', { session_id: 'merge-a' });
    await open('max', 'merge-z');
    assert.equal((await hub.post('/session/merge-b/merge', { session_id: 'merge-z' })).status, 409);
    assert.equal((await hub.post('/session/merge-b/merge', { session_id: 'nowhere' })).status, 404);
    await ok(hub.post('/session/merge-b/merge', { session_id: 'merge-a' }));
    const merged = await ok(hub.get('/session/merge-a'));
    assert.deepEqual([merged.status, merged.merged_into], ['closed', 'merge-b']);
    assert.equal((await hub.say('mia', 'four', { session_id: 'merge-a' })).session_id, 'merge-b');
    const said = (await hub.messages('merge-b')).filter((i) => i.type === 'message').map((i) => i.content);
    assert.deepEqual(said, ['one', 'two', 'three', 'four']);
    const { body, status } = await hub.post('/session/merge-a/assign', { agent_id: 'ada' });
    assert.deepEqual([status, body.code], [409, 'session.merged']);
  });

  it('takes a rating once, or another in its place', async () => {
    await open('cleo', 'csat-1');
    await ok(hub.post('/session/csat-1/csat', { score: 2, comment: 'slow' }));
    await ok(hub.post('/session/csat-1/resolve'));
    const rated = await ok(hub.post('/session/csat-1/csat', { score: 5 }));
    assert.deepEqual([rated.rating, rated.rating_comment], [5, null]);
    const view = await ok(hub.get('/customer/cleo/unified-view'));
    assert.equal(view.engagement_metrics.satisfaction_score, 5);
    for (const score of [0, 6, 2.5, 'good']) assert.equal((await hub.post('/session/csat-1/csat', { score })).status, 422);
  });

  it('knows its tags', async () => {
    await ok(hub.post('/tags', { name: 'gold', color: '#ffd700' }));
    await ok(hub.post('/tags', { name: 'gold', color: 'yellow' }));
    const { tags } = await ok(hub.get('/tags?limit=500'));
    assert.deepEqual(tags.filter((t) => t.name === 'gold').map((t) => t.color), ['yellow']);
    assert.ok(tags.some((t) => t.name === 'vip' && t.color === null));
    const first = await ok(hub.get('/tags?limit=1'));
    const second = await ok(hub.get(`/tags?limit=1&cursor=${first.next_cursor}`));
    assert.notEqual(first.tags[0].name, second.tags[0].name);
    await open('tara', 'tag-1');
    assert.equal((await hub.post('/session/tag-1/tags', { tags: [' '] })).status, 422);
  });
});
