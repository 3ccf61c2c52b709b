// SPDX-License-Identifier: Apache-2.0
// Search over a hub that is killed while its follower is at work, and whose index is lost.
import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Hub, until } from './lib/hub.mjs';

describe('search', () => {
  let hub;
  before(async () => (hub = await Hub.start()));
  after(() => hub?.stop());

  const find = (query) => hub.get('/search?' + new URLSearchParams(query));

  /** Asks until the index knows everything. */
  const settled = (query) => until(async () => {
    const { status, body } = await find(query);
    return status === 200 && body.index.lag === 0 && body.index.is_complete && body;
  }, 20000, 'the index');

  const contents = async (query) => {
    const found = [];
    let cursor;
    do {
      const body = await settled({ ...query, limit: 100, ...(cursor && { cursor }) });
      found.push(...body.messages.map((m) => m.message.content));
      cursor = body.next_cursor;
    } while (cursor);
    return found.sort();
  };

  it('finds a message within a second', async () => {
    await hub.say('ann', 'Das Päckchen ist <b>weg</b>');
    const began = performance.now();
    const body = await until(async () => {
      const answer = await find({ q: 'packchen' });
      return answer.body.messages?.length > 0 && answer.body;
    });
    assert.ok(performance.now() - began < 1000);
    assert.deepEqual(body.messages[0].highlights, [
      { field: 'content', html: 'Das <mark>Päckchen</mark> ist &lt;b&gt;weg&lt;/b&gt;' }]);
    assert.equal(body.messages[0].customer_id, 'ann');
  });

  it('finds every acknowledged message once, however often the hub is killed', async () => {
    const said = [];
    for (let round = 0; round < 5; round++) {
      let open = true;
      const talk = (async () => {
        for (let i = 0; open; i++) {
          const content = `zebra r${round}n${i}`;
          try {
            await hub.say(`customer-${i % 7}`, content);
          } catch {
            return;
          }
          said.push(content);
        }
      })();
      await new Promise((go) => setTimeout(go, 100 + 90 * round));
      await hub.kill();
      open = false;
      await talk;
      if (round === 3) // the index alone is lost
        for (const name of await readdir(hub.data))
          if (name.startsWith('search.db')) await rm(join(hub.data, name));
      await hub.run();
    }
    const found = await contents({ q: 'zebra' });
    assert.equal(new Set(found).size, found.length);
    assert.ok(said.length > 50);
    const missing = said.filter((content) => !found.includes(content));
    assert.deepEqual(missing, []);
  });

  it('finds the same after a reindex', async () => {
    const before = await contents({ q: 'zebra' });
    assert.equal((await hub.post('/search/reindex', '')).status, 202);
    assert.deepEqual(await contents({ q: 'zebra' }), before);
  });

  it('tells its figures', async () => {
    const { text } = await hub.get('/metrics');
    for (const name of ['lag_events', 'lag_seconds', 'indexed_total', 'complete', 'failures_total'])
      assert.match(text, new RegExp(`^omnihub_search_${name} `, 'm'));
  });
});
