// SPDX-License-Identifier: Apache-2.0
// Live clients behind a proxy that cuts their sockets anywhere, under load. After each round every client must
// know exactly what the hub knows: the same sessions with the same counts, the same messages in the same order,
// be it resumed or told to reset; and what the clients wrote is stored once.
//   node test/fault/cut_rounds.mjs [--rounds N] [--seed N] [--minutes N] [--longest SECONDS]
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Hub } from '../e2e/lib/hub.mjs';
import { Socket } from '../e2e/lib/ws.mjs';
import { HubClient } from '../../web/live/client.js';
import { Cutter } from './cutter.mjs';
import { Dice, Poster, options, sleep } from './rounds.mjs';

const CUSTOMERS = 24; // one session each and a few more: less than a page of the list
const CHANNELS = ['chat', 'email', 'sms', 'whatsapp', 'voice', 'social_media'];
const WRITERS = 8;
const PAUSE_MS = 8; // between two messages of a writer
const SETTLE_MS = 30000;
const TAIL = 500;
const quick = { pingMs: 400, deadMs: 1200, retryMs: 10, retryMaxMs: 200, timeoutMs: 2000 };

export class CutRounds {
  constructor({ seed, longest = 2 }) {
    this.dice = new Dice(seed);
    this.longestMs = longest * 1000;
    this.clients = [];
    this.written = new Map(); // text → session, of what clients wrote
    this.isPaused = true;
    this.isOver = false;
    this.gone = { resets: 0, cuts: 0 }; // of clients that left
    this.sums = { rounds: 0, messages: 0, byClients: 0, resumes: 0, replayed: 0, resets: 0, kills: 0, longestMs: 0, cuts: 0, stalls: 0 };
  }

  async begin() {
    this.hub = await Hub.start();
    this.cutter = new Cutter(this.dice);
    await this.cutter.listen(this.hub.port);
    this.poster = new Poster(this.hub.port, WRITERS);
    this.sessions = [];
    for (let i = 0; i < CUSTOMERS; i++) this.sessions.push((await this.hub.say('cust_' + i, 'first of ' + i)).session_id);
    for (let i = 0; i < 6; i++) this.#open({ dashboard: true, sessions: [this.dice.of(this.sessions), this.dice.of(this.sessions)] });
    for (let i = 0; i < 10; i++) this.#open({ dashboard: false, sessions: [0, 1, 2].map(() => this.dice.of(this.sessions)) });
    this.writers = Array.from({ length: WRITERS }, (_, i) => this.#write(i));
  }

  async finish() {
    this.isOver = true;
    for (const { client } of this.clients) client.stop();
    await Promise.all(this.writers ?? []);
    this.poster?.close();
    await this.cutter?.close();
    await this.hub.stop();
  }

  #open({ dashboard, sessions }) {
    const client = new HubClient({ base: this.cutter.url, WebSocket: Socket, random: () => this.dice.next(), ...quick });
    if (dashboard) client.followDashboard();
    for (const id of new Set(sessions)) client.openSession(id);
    client.start();
    this.clients.push({ client, dashboard, sessions: [...new Set(sessions)] });
  }

  // ---- load

  async #write(writer) {
    for (let n = 0; !this.isOver; n++) {
      await sleep(this.isPaused ? 5 : PAUSE_MS);
      if (this.isPaused) continue;
      this.isBusy = (this.isBusy ?? 0) + 1;
      await this.#writeOne(writer, n).catch((error) => {
        if (error.status !== undefined && error.status < 500) this.failure = error;
      });
      this.isBusy--;
    }
  }

  async #writeOne(writer, n) {
    const at = this.dice.below(CUSTOMERS);
    const customer_id = 'cust_' + at;
    const kind = this.dice.next();
    const channel = this.dice.of(CHANNELS);
    if (kind < 0.04) {
      await this.poster.post('/session/create', { customer_id, channel, customer_profile: { name: `Name ${n} of ${customer_id}` } });
    } else if (kind < 0.1) {
      const { client, sessions } = this.dice.of(this.clients);
      const session = this.dice.of(sessions);
      const text = `by a client ${writer} ${n} ${this.dice.state}`;
      if (client.outbox.messages.size > 100) return;
      this.written.set(text, session);
      client.send(session, text);
    } else {
      await this.poster.post('/message/process', { customer_id, channel, content: `message ${writer} ${n}`, message_id: `${writer}.${n}` });
      this.sums.messages++;
    }
  }

  /** More events than the hub replays: whoever is away meanwhile has to be told `reset`. */
  async #flood() {
    const flood = new Poster(this.hub.port, 64);
    const many = Array.from({ length: 64 }, async (_, i) => {
      for (let n = 0; n < 165; n++) await flood.post('/message/process', { customer_id: 'cust_' + (i % CUSTOMERS), channel: 'sms', content: 'flood' });
    });
    await Promise.all(many);
    flood.close();
    this.sums.messages += 64 * 165;
  }

  // ---- a round

  #outageMs() {
    const kind = this.dice.next();
    if (kind < 0.97 || this.longestMs <= 1000) return this.dice.spread(1, Math.min(1000, this.longestMs));
    return this.dice.spread(1000, Math.min(kind < 0.995 ? 10000 : Infinity, this.longestMs));
  }

  async round({ flood = false, kill = false } = {}) {
    this.isPaused = false;
    this.cutter.setHoly(false);
    await sleep(this.dice.spread(5, 250));
    const ms = flood ? 3000 : this.#outageMs();
    const outage = this.cutter.outage(this.dice.between(0.2, 1), ms);
    if (flood) await this.#flood();
    if (kill) {
      await this.hub.kill();
      await this.hub.run();
      this.sums.kills++;
    }
    await outage;
    await sleep(this.dice.spread(5, 150));
    this.isPaused = true;
    this.cutter.setHoly(true);
    while (this.isBusy > 0) await sleep(2);
    await this.#compareAll();
    if (this.failure) throw this.failure;
    this.sums.rounds++;
    this.sums.longestMs = Math.max(this.sums.longestMs, Math.round(ms));
    this.#add();
    await this.#exchangeOne();
  }

  #add() {
    const sum = (name) => this.clients.reduce((all, { client }) => all + client.status[name], 0);
    this.sums.resets = this.gone.resets + sum('resets');
    this.sums.resumes = this.gone.cuts + sum('cuts');
    Object.assign(this.sums, { cuts: this.cutter.cuts, stalls: this.cutter.stalls, byClients: this.written.size });
    this.sums.replayed += this.clients.reduce((all, { client }) => all + client.status.replayed, 0);
  }

  /** Now and then a client leaves, one that knows nothing comes. */
  async #exchangeOne() {
    if (this.dice.next() > 0.3) return;
    const [gone] = this.clients.splice(this.dice.below(this.clients.length), 1);
    this.gone.resets += gone.client.status.resets;
    this.gone.cuts += gone.client.status.cuts;
    gone.client.stop();
    this.#open({ dashboard: gone.dashboard, sessions: [this.dice.of(this.sessions), this.dice.of(this.sessions)] });
  }

  // ---- what the hub knows against what the clients know

  async #compareAll() {
    const end = performance.now() + SETTLE_MS;
    for (;;) {
      const wrong = this.#unsettled() ?? (await this.#compare());
      if (wrong === null) return;
      if (performance.now() > end) assert.fail(wrong);
      await sleep(20);
    }
  }

  #unsettled() {
    for (const [i, { client }] of this.clients.entries()) {
      if (client.status.phase !== 'live') return `client ${i} is ${client.status.phase}`;
      if (client.outbox.messages.size > 0) return `client ${i} has ${client.outbox.messages.size} messages that were not acknowledged: ${JSON.stringify([...client.outbox.messages.values()][0])}`;
    }
    return null;
  }

  async #compare() {
    const list = await this.hub.sessions();
    const stored = new Map();
    for (const id of new Set(this.clients.flatMap((c) => c.sessions)))
      stored.set(id, (await this.hub.get(`/session/${id}/messages?limit=${TAIL}`)).body.messages.reverse());
    for (const [i, known] of this.clients.entries()) {
      const wrong = (known.dashboard ? this.#compareList(known.client, list) : null) ?? this.#compareTimelines(known, stored, list);
      if (wrong !== null) return `client ${i} (${known.dashboard ? 'dashboard' : 'sessions'}, ${known.client.status.resets} resets): ${wrong}`;
    }
    return null;
  }

  #compareList(client, list) {
    const mine = client.state.list();
    if (mine.length !== list.length) return `${mine.length} sessions, the hub has ${list.length}`;
    for (const session of list) {
      const wrong = this.#compareSession(client, session);
      if (wrong !== null) return wrong;
    }
    return null;
  }

  #compareSession(client, session) {
    const entry = client.state.sessions.get(session.session_id);
    if (!entry?.summary) return `session ${session.session_id} is unknown`;
    const mine = [entry.count, entry.summary.last_activity, entry.summary.customer_name, entry.summary.active_channels.join()];
    const its = [session.total_interactions, session.last_activity, session.customer_name, session.active_channels.join()];
    return String(mine) === String(its) ? null : `session ${session.session_id} is ${mine} here and ${its} there`;
  }

  #compareTimelines({ client, sessions }, stored, list) {
    for (const id of sessions) {
      const mine = client.state.timelines.get(id)?.messages.map((m) => m.id) ?? [];
      const its = stored.get(id).map((m) => m.id);
      const size = Math.min(mine.length, its.length);
      if (size < Math.min(50, its.length)) return `${mine.length} messages of ${id}`;
      if (new Set(mine).size !== mine.length) return `a message twice in ${id}`;
      if (mine.slice(-size).join() !== its.slice(-size).join()) return `the messages of ${id} differ: ${mine.slice(-3)} here, ${its.slice(-3)} there`;
      const wrong = this.#compareSession(client, list.find((s) => s.session_id === id));
      if (wrong !== null) return wrong;
    }
    return null;
  }

  /** At the end: each message that a client wrote is stored once, in its session. */
  async readWritten() {
    const found = new Map();
    for (const id of this.sessions)
      for (const { content } of await this.hub.messages(id)) if (content.startsWith('by a client')) found.set(content, [...(found.get(content) ?? []), id]);
    assert.deepEqual([...found].sort(), [...this.written].map(([text, id]) => [text, [id]]).sort());
  }
}

async function main() {
  const { rounds, seed, minutes, longest } = options({ rounds: 1000, seed: Date.now() % 2 ** 31, minutes: 60, longest: 120 });
  const test = new CutRounds({ seed, longest });
  const end = performance.now() + minutes * 60000;
  console.log(`sockets cut under load, seed ${seed}`);
  await test.begin();
  try {
    for (let i = 0; i < rounds && performance.now() < end; i++) {
      await test.round({ flood: i % 100 === 99, kill: i % 25 === 24 });
      if (i % 100 === 99) console.log(`${i + 1} rounds`);
    }
    await test.readWritten();
  } finally {
    await test.finish();
    const s = test.sums;
    console.log(`${s.rounds} of ${rounds} rounds with ${s.cuts} cuts and ${s.stalls} stalls, the longest outage ${s.longestMs} ms, ${s.kills} kills; ${s.messages} messages, ${s.byClients} by clients; ${s.resumes} resumes, ${s.resets} resets`);
  }
  console.log('every client knew what the hub knew after every round');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
