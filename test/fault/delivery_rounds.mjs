// SPDX-License-Identifier: Apache-2.0
// Messages to customers through a provider that fails, stalls, throttles, lies, doubles and restarts, while the
// hub is killed with -9 every few seconds: each is with the provider once, or failed with its reason, or marked
// unknown because the provider, asked for it, does not show it; the provider's own count agrees, and what a customer got is in the order in which it was said.
//   node test/fault/delivery_rounds.mjs [--messages N] [--customers N] [--rate messages a second] [--every MS between kills] [--restart-every MS] [--mute 1] [--seed N] [--minutes N]
// `mute`: the provider calls nobody back, so that it has to be asked for whatever nobody heard of.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Hub } from '../e2e/lib/hub.mjs';
import { Provider } from '../e2e/lib/provider.mjs';
import { Dice, Poster, options, sleep } from './rounds.mjs';

const WRITERS = 32;
const ARRIVED = ['sent', 'delivered', 'read'];
const OPEN = ['waiting', 'queued'];
const SILENT_MS = 120000; // nothing moved for so long: it never will

// A provider's bad day. What may be with it although nobody was told costs the customer's queue some fifteen
// seconds of asking, so those are rare.
export const BAD_DAY = {
  fail: 0.0005, busy: 0.003, throttle: 0.001, lie: 0.002, garble: 0.002, boast: 0.0005, cutBefore: 0.0005,
  cutAfter: 0.002, late: 0.004, stall: 0.0002, refuse: 0.004,
};

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

export class DeliveryRounds {
  constructor({ seed, messages, customers, rate, every, 'restart-every': restartEvery, mute = 0 }) {
    Object.assign(this, { messages, customers, rate, every, restartEvery, mute });
    this.dice = new Dice(seed);
    this.said = new Map(); // text → {customer, id}
    this.next = 0;
    this.isDown = false;
    this.isOver = false;
    this.sums = { kills: 0, restarts: 0, said: 0, saidAgain: 0, slowestReadyMs: 0 };
  }

  phone(customer) {
    return '+1555' + String(1000000 + customer);
  }

  async begin() {
    this.provider = await Provider.start({
      dice: () => this.dice.next(), faults: BAD_DAY, callbacks: { isOn: !this.mute, twice: 0.1, swapped: 0.1, undelivered: 0.005 },
    });
    const port = await freePort();
    const env = { OMNIHUB_EGRESS_ALLOW: '127.0.0.1', OMNICHANNEL_PUBLIC_URL: `http://127.0.0.1:${port}` };
    this.hub = await Hub.start({ env, args: ['--port', String(port)] });
    const answer = await this.hub.post('/channels/sms/configure', { adapter: 'twilio', config: this.provider.config });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    this.poster = new Poster(this.hub.port, WRITERS);
    for (let i = 0; i < this.customers; i += WRITERS)
      await Promise.all(Array.from({ length: Math.min(WRITERS, this.customers - i) }, (_, k) => this.#open(i + k)));
  }

  async #open(customer) {
    await this.poster.post('/session/create', {
      customer_id: `cust_${customer}`, session_id: `to_${customer}`, channel: 'sms', customer_profile: { phone: this.phone(customer) },
    });
  }

  async finish() {
    this.isOver = true;
    this.poster?.close();
    await this.hub?.stop();
    await this.provider?.stop();
  }

  // ---- while it goes on

  /** Says everything to the customers that are this writer's, each in order; again under the same key until it is stored. */
  async #write(writer) {
    const each = Math.ceil(this.messages / this.customers);
    for (let n = 0; n < each; n++)
      for (let customer = writer; customer < this.customers; customer += WRITERS) {
        if (this.next >= this.messages || this.isOver) return;
        const due = this.beganAt + (this.next++ / this.rate) * 1000;
        while (performance.now() < due && !this.isOver) await sleep(Math.min(due - performance.now(), 100));
        await this.#say(customer, `to ${customer} number ${n}`);
      }
  }

  async #say(customer, content) {
    for (let tries = 0; !this.isOver; tries++) {
      try {
        const key = { 'Idempotency-Key': content.replaceAll(' ', '-') };
        const answer = await this.poster.post('/message/respond', { session_id: `to_${customer}`, channel: 'sms', content }, key);
        this.said.set(content, { customer, id: answer.message_id });
        this.sums.saidAgain += tries > 0;
        return;
      } catch (error) {
        if (error.status !== undefined && error.status < 500 && ![409, 429].includes(error.status)) throw error;
        await sleep(this.isDown ? 50 : 10);
      }
    }
  }

  async kill() {
    this.isDown = true;
    await this.hub.kill();
    const ready = await this.hub.run();
    this.isDown = false;
    this.sums.kills++;
    this.sums.slowestReadyMs = Math.max(this.sums.slowestReadyMs, Math.round(ready));
  }

  /** About so long, some longer, some shorter. False when all is written by then. */
  async #wait(ms) {
    for (const end = performance.now() + this.dice.between(0.5, 1.5) * ms; performance.now() < end && !this.isOver && !this.isWritten; ) await sleep(20);
    return !this.isOver && !this.isWritten;
  }

  async #killAgainAndAgain() {
    while (await this.#wait(this.every)) await this.kill();
  }

  async #restartAgainAndAgain() {
    while (await this.#wait(this.restartEvery)) {
      await this.provider.restart(this.dice.spread(200, 4000));
      this.sums.restarts++;
    }
  }

  /** All is said, whatever happens meanwhile; the hub is killed and the provider restarts until what was said has left. */
  async write() {
    this.beganAt = performance.now();
    const around = [this.#killAgainAndAgain(), this.#restartAgainAndAgain()];
    try {
      await Promise.all(Array.from({ length: WRITERS }, (_, i) => this.#write(i)));
      this.sums.said = this.said.size;
      while (this.provider.taken.length < this.said.size * 0.9 && !this.isOver && this.#isMoving(5000)) await sleep(100);
    } finally {
      this.movedAt = 0;
      this.isWritten = true;
      await Promise.all(around);
    }
  }

  /** The last part in peace: until nothing is open any more and the provider has told all. */
  async settle() {
    Object.keys(this.provider.faults).forEach((name) => (this.provider.faults[name] = 0));
    let open = Array.from({ length: this.customers }, (_, i) => i);
    for (this.movedAt = 0; open.length > 0; await sleep(200)) {
      const left = [];
      for (const customer of open) if ((await this.#deliveriesOf(customer)).some(({ delivery }) => OPEN.includes(delivery.status))) left.push(customer);
      open = left;
      assert.ok(this.#isMoving(), `silent: messages to ${open.length} customers neither arrive nor fail, ${open.slice(0, 5)}`);
    }
    for (this.movedAt = 0; !this.provider.isQuiet; await sleep(100)) assert.ok(this.#isMoving(), 'the provider is not heard');
  }

  /** Whether the provider heard anything of late. */
  #isMoving(ms = SILENT_MS) {
    const moved = this.provider.taken.length + this.provider.sums.called + this.provider.sums.questions;
    if (moved !== this.moved || !this.movedAt) {
      this.moved = moved;
      this.movedAt = performance.now();
    }
    return performance.now() - this.movedAt < ms;
  }

  // ---- the reckoning

  async #deliveriesOf(customer) {
    return (await this.hub.messages(`to_${customer}`)).filter(({ direction }) => direction === 'outbound');
  }

  /** Every message by what the hub says of it, held against what the provider has. */
  async reckon() {
    const counts = this.provider.counts();
    const found = { arrived: 0, failed: 0, failedThere: 0, unknown: 0, unknownThere: 0, unknownNotThere: 0, reasons: {} };
    for (const [text, count] of counts) assert.equal(count, 1, `the provider has "${text}" ${count} times`);
    for (let customer = 0; customer < this.customers; customer++)
      for (const message of await this.#deliveriesOf(customer)) {
        const said = this.said.get(message.content);
        assert.ok(said, `nobody said "${message.content}"`);
        assert.equal(message.id, said.id, `"${message.content}" is another one, or there twice`);
        said.isFound = true;
        this.#judge(message, counts.has(message.content), found);
      }
    const lost = [...this.said].filter(([, { isFound }]) => !isFound);
    assert.equal(lost.length, 0, `acknowledged and gone: ${lost.slice(0, 3).map(([text]) => text)}`);
    assert.equal(found.arrived + found.failed + found.unknown, this.said.size, 'messages with an end');
    // Each text is said once, so that the provider can tell what it has: whatever it has was found in the end.
    assert.equal(found.unknownThere, 0, 'unknown, though the provider shows them');
    assert.equal(this.provider.taken.length, found.arrived + found.unknownThere + found.failedThere, "the provider's own count");
    return found;
  }

  #judge({ content, delivery }, isThere, found) {
    const what = `"${content}", ${JSON.stringify(delivery)}, ${isThere ? '' : 'not '}with the provider`;
    if (ARRIVED.includes(delivery.status)) {
      assert.ok(isThere, `said to have arrived: ${what}`);
      found.arrived++;
    } else if (delivery.status === 'failed') {
      assert.ok(delivery.code && delivery.reason, `failed without a reason: ${what}`);
      const wasLost = this.provider.byTo.get(this.phone(this.said.get(content).customer))?.find((one) => one.body === content);
      assert.ok(!isThere || wasLost.status === 'undelivered', `failed, and yet taken: ${what}`);
      found.failed++;
      found.failedThere += isThere;
    } else {
      assert.equal(delivery.status, 'unknown', `without an end: ${what}`);
      assert.ok(delivery.reason || delivery.code, `unknown without a reason: ${what}`);
      found.unknown++;
      found[isThere ? 'unknownThere' : 'unknownNotThere']++;
    }
    if (delivery.status !== 'failed' && delivery.status !== 'unknown') return;
    const why = `${delivery.status}, ${isThere ? '' : 'not '}with the provider: ${delivery.reason ?? delivery.code}`;
    found.reasons[why] = (found.reasons[why] ?? 0) + 1;
  }

  /** What a customer got came in the order in which it was said. */
  checkOrder() {
    for (const [to, messages] of this.provider.byTo) {
      const numbers = messages.map(({ body }) => Number(body.slice(body.lastIndexOf(' ') + 1)));
      for (let i = 1; i < numbers.length; i++) assert.ok(numbers[i] > numbers[i - 1], `${to} got number ${numbers[i]} after ${numbers[i - 1]}`);
    }
  }
}

async function main() {
  const { seed, minutes, ...asked } = options({ messages: 100000, customers: 1000, rate: 400, every: 4000, 'restart-every': 10000, mute: 0, seed: Date.now() % 2 ** 31, minutes: 60 });
  const test = new DeliveryRounds({ seed, ...asked });
  const late = setTimeout(() => (test.isOver = true), minutes * 60000);
  console.log(`${asked.messages} messages through a bad day, seed ${seed}`);
  await test.begin();
  const began = performance.now();
  try {
    await test.write();
    await test.settle();
    const found = await test.reckon();
    test.checkOrder();
    console.log(`${found.arrived} arrived once, ${found.failed} failed with their reason, ${found.unknown} unknown (${found.unknownThere} of them with the provider)`);
    for (const [why, count] of Object.entries(found.reasons)) console.log(`  ${count} ${why}`);
    console.log(`0 lost, 0 twice, 0 out of order, 0 silent, in ${Math.round((performance.now() - began) / 1000)} s`);
  } finally {
    clearTimeout(late);
    console.log(JSON.stringify({ ...test.sums, provider: test.provider.sums, faults: test.provider.happened }));
    await test.finish();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
