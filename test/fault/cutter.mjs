// SPDX-License-Identifier: Apache-2.0
// A TCP proxy that cuts connections at random bytes, stalls them, and is out for a while.
import { connect, createServer } from 'node:net';

export class Cutter {
  constructor(dice) {
    this.dice = dice;
    this.pairs = new Set();
    this.isOut = false;
    this.isHoly = false; // while true nothing is cut
    this.cuts = 0;
    this.stalls = 0;
    this.server = createServer({ noDelay: true }, (client) => this.#accept(client));
  }

  async listen(port) {
    this.target = port;
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }

  async close() {
    for (const pair of this.pairs) this.#cut(pair);
    await new Promise((done) => this.server.close(done));
  }

  #accept(client) {
    client.on('error', () => {});
    if (this.isOut) return client.destroy();
    const hub = connect({ port: this.target, host: '127.0.0.1', noDelay: true });
    hub.on('error', () => {});
    const pair = { client, hub };
    this.pairs.add(pair);
    this.#carry(pair, client, hub);
    this.#carry(pair, hub, client);
    this.plan(pair);
  }

  /** Decides how many more bytes each way will pass before something happens, and what. */
  plan(pair) {
    pair.left = this.isHoly ? Infinity : Math.floor(this.dice.spread(1, 60000));
    pair.stall = this.dice.next() < 0.3 ? this.dice.spread(1, 1500) : 0;
  }

  #carry(pair, from, to) {
    from.on('data', (data) => {
      if (pair.isStalled || pair.isCut) return; // what came into a stall is lost with the connection
      if (data.length < pair.left) {
        pair.left -= data.length;
        if (!to.write(data)) from.pause();
        return;
      }
      to.write(data.subarray(0, pair.left)); // the byte at which it is cut
      if (pair.stall > 0) this.#stall(pair);
      else this.#cut(pair);
    });
    to.on('drain', () => from.resume());
    from.on('close', () => this.#cut(pair));
    from.on('end', () => this.#cut(pair));
  }

  #stall(pair) {
    pair.isStalled = true;
    this.stalls++;
    setTimeout(() => this.#cut(pair), pair.stall).unref();
  }

  #cut(pair) {
    if (pair.isCut) return;
    pair.isCut = true;
    this.cuts++;
    this.pairs.delete(pair);
    const isRude = this.dice.next() < 0.5;
    for (const socket of [pair.client, pair.hub]) {
      if (isRude && socket.resetAndDestroy && !socket.connecting && socket.readyState === 'open') socket.resetAndDestroy();
      else socket.destroy();
    }
  }

  /** Cuts a part of what is open and lets nobody in for so long. */
  async outage(part, ms) {
    for (const pair of [...this.pairs]) if (this.dice.next() < part) this.#cut(pair);
    this.isOut = true;
    await new Promise((go) => setTimeout(go, ms));
    this.isOut = false;
  }

  /** Lets everything through from here on, or cuts again. */
  setHoly(isHoly) {
    this.isHoly = isHoly;
    for (const pair of this.pairs) this.plan(pair);
  }
}
