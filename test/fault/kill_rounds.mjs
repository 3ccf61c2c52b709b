// SPDX-License-Identifier: Apache-2.0
// kill -9 under load, again and again: what was acknowledged is there exactly once, what was not and is sent
// again is there exactly once, positions are dense, and the hub is ready within two seconds.
//   node test/fault/kill_rounds.mjs [--rounds N] [--seed N] [--minutes N]
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Hub, until } from '../e2e/lib/hub.mjs';
import { Socket } from '../e2e/lib/ws.mjs';
import { Dice, Poster, options, sleep } from './rounds.mjs';

const CONNECTIONS = 32;
const CUSTOMERS = 300;
const CHANNELS = ['chat', 'email', 'sms', 'whatsapp', 'voice'];
const READY_MS = 2000;
const ENOUGH = 600; // messages of a round, some 700 bytes each and as much for a new session: the hub replays 900 KiB of events at once, not more

const numberOf = (position) => Number(position.slice(position.lastIndexOf('-') + 1));

export class KillRounds {
  constructor({ seed }) {
    this.dice = new Dice(seed);
    this.acknowledged = new Map(); // provider id → {customer, answer}
    this.sums = { rounds: 0, acknowledged: 0, sentAgain: 0, ofThemStored: 0, slowestReadyMs: 0 };
    this.end = null; // the position up to which everything was looked at
  }

  async begin() {
    this.hub = await Hub.start();
    this.end = (await this.hub.get('/sessions/active')).body.position;
  }

  async finish() {
    await this.hub.stop();
  }

  /** One connection's load until it fails: returns what it sent without an answer. */
  async #write(poster, round, connection, isOver) {
    for (let n = 0; !isOver(); n++) {
      const message = {
        customer_id: 'cust_' + this.dice.below(CUSTOMERS), channel: this.dice.of(CHANNELS),
        content: `round ${round} connection ${connection} number ${n}`, message_id: `r${round}.${connection}.${n}`,
      };
      try {
        const answer = await poster.post('/message/process', message);
        assert.equal(answer.duplicate, false, `${message.message_id} is new, yet called a duplicate`);
        this.acknowledged.set(message.message_id, { message, answer });
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        return message;
      }
    }
    return null;
  }

  async round(number) {
    const before = this.acknowledged.size;
    const poster = new Poster(this.hub.port, CONNECTIONS);
    let isOver = false;
    const writers = Array.from({ length: CONNECTIONS }, (_, i) => this.#write(poster, number, i, () => isOver));
    const end = performance.now() + this.dice.spread(5, 600);
    while (performance.now() < end && this.acknowledged.size - before < ENOUGH) await sleep(1);
    const dead = this.hub.kill();
    const open = (await Promise.all(writers)).filter((message) => message !== null);
    isOver = true;
    await dead;
    poster.close();
    const readyMs = await this.hub.run();
    assert.ok(readyMs < READY_MS, `ready only after ${Math.round(readyMs)} ms`);
    const fresh = [...this.acknowledged].slice(before).map(([id, sent]) => [id, sent]);
    await this.#look(fresh, open);
    this.sums.rounds++;
    this.sums.acknowledged += fresh.length;
    this.sums.slowestReadyMs = Math.max(this.sums.slowestReadyMs, Math.round(readyMs));
  }

  /** Holds what the hub has against what it said; then sends again what it did not answer. */
  async #look(fresh, open) {
    const stored = await this.#since(this.end);
    for (const [id, { answer }] of fresh) {
      const found = stored.get(id);
      assert.ok(found, `lost: ${id}, acknowledged at ${answer.position}`);
      assert.deepEqual([found.id, found.position], [answer.message_id, answer.position], `another one: ${id}`);
    }
    const known = new Set([...fresh.map(([id]) => id), ...open.map((message) => message.message_id)]);
    for (const id of stored.keys()) assert.ok(known.has(id), `nobody sent ${id}`);
    for (const message of open) {
      const answer = await this.hub.post('/message/process', message);
      assert.equal(answer.status, 200);
      assert.equal(answer.body.duplicate, stored.has(message.message_id), `${message.message_id} sent again`);
      this.acknowledged.set(message.message_id, { message, answer: answer.body });
      this.sums.sentAgain++;
      if (answer.body.duplicate) this.sums.ofThemStored++;
    }
    const all = await this.#since(this.end);
    assert.equal(all.size, fresh.length + open.length, 'messages stored in this round');
    this.end = (await this.hub.get('/sessions/active')).body.position;
  }

  /** Every message behind a position, by provider id, from the events: dense, and each once. */
  async #since(position) {
    const frames = [];
    const socket = new Socket(this.hub.url.replace('http', 'ws') + '/ws');
    socket.onopen = () => socket.send(JSON.stringify({ type: 'resume', topic: 'dashboard', position }));
    socket.onmessage = ({ data }) => frames.push(JSON.parse(data));
    await until(() => ['resumed', 'reset'].includes(frames.at(-1)?.type), 20000, 'resume');
    socket.close();
    assert.equal(frames.pop().type, 'resumed', 'more than the hub replays at once');
    const found = new Map();
    let last = numberOf(position);
    for (const frame of frames) {
      assert.equal(numberOf(frame.previous), last, 'a hole in the positions');
      assert.equal(numberOf(frame.position), last + 1, 'positions are not dense');
      last++;
      if (frame.type !== 'new_message') continue;
      assert.ok(!found.has(frame.payload.provider_message_id), `twice: ${frame.payload.provider_message_id}`);
      found.set(frame.payload.provider_message_id, frame.payload);
    }
    return found;
  }

  /** At the end all histories are read: everything acknowledged in any round, exactly once, in order. */
  async readHistories() {
    const missing = new Map(this.acknowledged);
    for (let i = 0; i < CUSTOMERS; i++) {
      let last = Infinity;
      for (let cursor = ''; cursor !== null; ) {
        const page = await this.hub.get(`/customer/cust_${i}/history?limit=500${cursor && '&cursor=' + encodeURIComponent(cursor)}`);
        if (page.status === 404) break;
        for (const entry of page.body.interactions) {
          assert.ok(numberOf(entry.position) < last, 'a history out of order');
          last = numberOf(entry.position);
          const sent = missing.get(entry.provider_message_id);
          assert.ok(sent, `twice, or of nobody: ${entry.provider_message_id}`);
          assert.deepEqual([entry.id, entry.content, 'cust_' + i], [sent.answer.message_id, sent.message.content, sent.message.customer_id]);
          missing.delete(entry.provider_message_id);
        }
        cursor = page.body.next_cursor;
      }
    }
    assert.equal(missing.size, 0, `lost from the histories: ${[...missing.keys()].slice(0, 5)}`);
  }
}

async function main() {
  const { rounds, seed, minutes } = options({ rounds: 200, seed: Date.now() % 2 ** 31, minutes: 60 });
  const test = new KillRounds({ seed });
  const end = performance.now() + minutes * 60000;
  console.log(`kill -9 under load, seed ${seed}`);
  await test.begin();
  try {
    for (let i = 0; i < rounds && performance.now() < end; i++) await test.round(i);
    await test.readHistories();
  } finally {
    await test.finish();
    const { sums } = test;
    console.log(`${sums.rounds} of ${rounds} rounds, ${sums.acknowledged} acknowledged under load, ${sums.sentAgain} sent again of which ${sums.ofThemStored} had been stored, ready in at most ${sums.slowestReadyMs} ms`);
  }
  console.log('0 lost, 0 twice');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
