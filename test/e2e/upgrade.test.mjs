// SPDX-License-Identifier: Apache-2.0
// Stores that earlier programs made, opened by this one: every row is still there, everything is still answered.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Hub, until } from './lib/hub.mjs';
import { Provider } from './lib/provider.mjs';

const corpus = fileURLToPath(new URL('../corpus/schema', import.meta.url));
const script = fileURLToPath(new URL('./lib/schema.py', import.meta.url));
const python = (...args) => execFileSync('python3', [script, ...args], { encoding: 'utf8' });

// What depends on the time of asking.
const moving = new Set(['duration']);

/** Where `now` lacks or changes what `then` said; more fields may have come. */
function differences(then, now, path = '') {
  if (then === null || typeof then !== 'object') return Object.is(then, now) ? [] : [`${path}: ${JSON.stringify(then)} became ${JSON.stringify(now)}`];
  if (now === null || typeof now !== 'object') return [`${path}: became ${JSON.stringify(now)}`];
  if (Array.isArray(then) && then.length !== now.length) return [`${path}: ${then.length} became ${now.length}`];
  return Object.keys(then).flatMap((key) => (moving.has(key) ? [] : differences(then[key], now[key], `${path}/${key}`)));
}

describe('a store of an earlier program', () => {
  const numbers = readdirSync(corpus).filter((name) => name.endsWith('.sql')).map((name) => name.slice(0, -4));
  for (const number of numbers)
    it(`schema ${number}`, async () => {
      const hub = new Hub();
      hub.env = {};
      hub.args = [];
      hub.port = 0;
      hub.log = '';
      hub.data = await mkdtemp(join(tmpdir(), 'omnihub-'));
      const sql = join(corpus, number + '.sql'), database = join(hub.data, 'hub.db');
      python('load', sql, database);
      try {
        await hub.run();
        const wanted = JSON.parse(readFileSync(join(corpus, number + '.json'), 'utf8'));
        assert.ok(Object.keys(wanted).length > 10);
        const found = [];
        for (const [path, then] of Object.entries(wanted)) {
          const { status, body } = await hub.get(path);
          assert.equal(status, 200, path);
          found.push(...differences(then, body, path));
        }
        assert.deepEqual(found, []);
        await hub.say('cust_ada', 'and it goes on');
        const copy = join(hub.data, `before-schema-${Number(number)}.db`);
        const changed = /was brought to schema/.test(hub.log);
        assert.equal(existsSync(copy), changed, 'a copy is made before the schema changes, and only then');
        if (changed) assert.match(python('compare', sql, copy), /^\d+ rows/);
        hub.child.kill('SIGTERM');
        await hub.gone;
        await hub.run();
        assert.ok(!existsSync(copy), 'the copy goes with the next start');
      } finally {
        hub.child.kill('SIGTERM');
        await hub.gone;
      }
      await rm(hub.data, { recursive: true, force: true });
    });

  // Of 0006, which was killed: one that was being sent, with one behind it in its session; one that was being sent
  // when the hub had died before, marked so by the start after it; and one that nobody had begun.
  it('0006: what was on its way is asked for, and what was not leaves', { timeout: 60000 }, async () => {
    const texts = { going: 'Your order has left.', behind: 'It comes at noon.', doubtful: 'Your parcel is here.', due: 'Thank you for waiting.' };
    const sent = 1795409714000; // the attempts' time
    const provider = await Provider.start({ callbacks: { isOn: false } });
    const hub = await Hub.start({ env: { OMNIHUB_EGRESS_ALLOW: '127.0.0.1' } });
    try {
      await hub.kill();
      await rm(hub.data, { recursive: true });
      hub.data = await mkdtemp(join(tmpdir(), 'omnihub-'));
      python('load', join(corpus, '0006.sql'), join(hub.data, 'hub.db'));
      provider.has('+15552220001', texts.going, sent);
      provider.has('+15552220002', texts.doubtful, sent);
      await hub.run();
      const [connector] = (await hub.get('/connectors')).body.connectors;
      const { status, body } = await hub.post('/channels/sms/configure', { connector_id: connector.id, adapter: 'twilio', config: provider.config });
      assert.equal(status, 200, JSON.stringify(body));
      const sessions = await hub.sessions();
      const outbound = async () => (await Promise.all(sessions.map(({ session_id }) => hub.messages(session_id)))).flat().filter((one) => one.direction === 'outbound');
      await until(async () => (await outbound()).every(({ delivery }) => delivery.status === 'sent'), 45000, 'the ends of all');
      assert.equal((await outbound()).length, 4);
      assert.deepEqual([...provider.counts()].sort(), Object.values(texts).map((text) => [text, 1]).sort());
      assert.ok(provider.sums.questions >= 2, 'nobody was asked');
      assert.equal(provider.sums.requests, 2, 'what may be there was sent again');
    } finally {
      await hub.stop();
      await provider.stop();
    }
  });

  it('keeps every row', async () => {
    for (const number of numbers) {
      const hub = await Hub.start();
      await hub.kill();
      await rm(hub.data, { recursive: true });
      hub.data = await mkdtemp(join(tmpdir(), 'omnihub-'));
      const sql = join(corpus, number + '.sql'), database = join(hub.data, 'hub.db');
      python('load', sql, database);
      await hub.run();
      hub.child.kill('SIGTERM');
      await hub.gone;
      assert.match(python('compare', sql, database), /^\d+ rows/);
      await rm(hub.data, { recursive: true, force: true });
    }
  });
});
