// SPDX-License-Identifier: Apache-2.0
// The deliveries' bad day in its small form. DELIVERY_MESSAGES asks for more, SEED for the same again.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DeliveryRounds } from './delivery_rounds.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const messages = Number(process.env.DELIVERY_MESSAGES ?? 2000);

describe(`${messages} messages through a provider's bad day while the hub is killed, seed ${seed}`, () => {
  const test = new DeliveryRounds({ seed, messages, customers: 100, rate: 150, every: 1200, 'restart-every': 5000 });
  before(() => test.begin());
  after(async () => {
    console.log(`# ${JSON.stringify({ ...test.sums, provider: test.provider?.sums, faults: test.provider?.happened })}`);
    await test.finish();
  });
  it('says all of them', { timeout: 120000 }, () => test.write());
  it('brings each to an end', { timeout: 120000 }, () => test.settle());
  it('agrees with the provider on each', { timeout: 60000 }, async () => console.log(`# ${JSON.stringify(await test.reckon())}`));
  it('kept the order of each customer', () => test.checkOrder());
  it('would have noticed', { timeout: 60000 }, async () => {
    const { taken, byTo } = test.provider;
    taken.push(taken[0]);
    await assert.rejects(test.reckon(), /2 times/);
    taken.pop();
    const last = taken.pop();
    await assert.rejects(test.reckon(), /said to have arrived|own count/);
    taken.push(last);
    test.said.set('a message that is nowhere', { customer: 0, id: 'x' });
    await assert.rejects(test.reckon(), /acknowledged and gone/);
    const [first] = byTo.values();
    first.reverse();
    assert.throws(() => test.checkOrder(), /after number|got number/);
  });
});
