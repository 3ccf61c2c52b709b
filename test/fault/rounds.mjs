// SPDX-License-Identifier: Apache-2.0
// What both kinds of rounds share: a seed that tells everything, requests over kept connections, the summary.
import { Agent, request } from 'node:http';

/** A small generator (xorshift32): the same seed, the same round. */
export class Dice {
  constructor(seed) {
    this.state = seed >>> 0 || 1;
    for (let i = 0; i < 8; i++) this.next();
  }

  /** From 0 to 1. */
  next() {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x >>> 0;
    return this.state / 2 ** 32;
  }

  below(n) {
    return Math.floor(this.next() * n);
  }

  between(low, high) {
    return low + this.next() * (high - low);
  }

  /** Small ones as often as large ones. */
  spread(low, high) {
    return Math.exp(this.between(Math.log(low), Math.log(high)));
  }

  of(list) {
    return list[this.below(list.length)];
  }
}

/** --rounds N --seed N --minutes N, or what is given. */
export function options(given) {
  const all = { ...given };
  for (let i = 2; i + 1 < process.argv.length; i += 2) {
    const name = process.argv[i].replace(/^--/, '');
    if (!(name in all) || !Number.isFinite(Number(process.argv[i + 1]))) throw new Error(`usage: ${Object.keys(all).map((k) => `[--${k} N]`).join(' ')}`);
    all[name] = Number(process.argv[i + 1]);
  }
  return all;
}

export const sleep = (ms) => new Promise((go) => setTimeout(go, ms));

/** Posts over a fixed number of kept connections. */
export class Poster {
  constructor(port, connections) {
    this.port = port;
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** The answer's body; throws when there was none, or no success. */
  post(path, body, more = {}) {
    const text = JSON.stringify(body);
    return new Promise((done, failed) => {
      const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text), ...more };
      const sending = request({ agent: this.agent, host: '127.0.0.1', port: this.port, method: 'POST', path, headers }, (response) => {
        let got = '';
        response.setEncoding('utf8');
        response.on('data', (data) => (got += data));
        response.on('error', failed);
        response.on('aborted', () => failed(new Error('cut')));
        response.on('end', () => {
          if (!response.complete) return failed(new Error('cut'));
          if (response.statusCode >= 300) return failed(Object.assign(new Error(got), { status: response.statusCode }));
          done(JSON.parse(got));
        });
      });
      sending.on('error', failed);
      sending.end(text);
    });
  }

  close() {
    this.agent.destroy();
  }
}
