// SPDX-License-Identifier: Apache-2.0
// The rounds in their small form: each counts as a test. KILL_ROUNDS and CUT_ROUNDS ask for more, SEED for the same again.
import { after, before, describe, it } from 'node:test';
import { CutRounds } from './cut_rounds.mjs';
import { KillRounds } from './kill_rounds.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const kills = Number(process.env.KILL_ROUNDS ?? 20);
const cuts = Number(process.env.CUT_ROUNDS ?? 50);

describe(`kill -9 under load, seed ${seed}`, () => {
  const test = new KillRounds({ seed });
  before(() => test.begin());
  after(async () => {
    await test.finish();
    console.log(`# ${JSON.stringify(test.sums)}`);
  });
  for (let i = 0; i < kills; i++) it(`loses nothing and doubles nothing, round ${i + 1}`, { timeout: 60000 }, () => test.round(i));
  it('has every message of every round in the histories, once and in order', { timeout: 60000 }, () => test.readHistories());
});

describe(`sockets cut under load, seed ${seed}`, () => {
  const test = new CutRounds({ seed, longest: 2 });
  before(() => test.begin());
  after(async () => {
    await test.finish();
    console.log(`# ${JSON.stringify(test.sums)}`);
  });
  for (let i = 0; i < cuts; i++)
    it(`leaves every client with what the hub knows, round ${i + 1}`, { timeout: 90000 }, () => test.round({ flood: i === 30, kill: i % 10 === 9 }));
  it('stored what the clients wrote once', { timeout: 60000 }, () => test.readWritten());
});
