// SPDX-License-Identifier: Apache-2.0
// A hub of one's own: a binary, a data directory in /tmp, a free port. Ended by its process id.
import { spawn } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Contract } from './contract.mjs';

globalThis.crypto ??= webcrypto; // Node 18

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folders = ['build/release', 'build/debug', 'build/unit', 'build/asan'];

export function binary() {
  const found = process.env.OMNIHUB_BINARY ?? folders.map((f) => join(root, f, 'omnihub')).find(existsSync);
  if (found === undefined) throw new Error('there is no omnihub: run ./hub build, or set OMNIHUB_BINARY');
  return found;
}

export class Hub {
  /** A hub on a free port, with an empty directory. `env` is added to the environment. */
  static async start({ env = {}, args = [] } = {}) {
    const hub = new Hub();
    hub.env = env;
    hub.args = args;
    hub.data = await mkdtemp(join(tmpdir(), 'omnihub-'));
    hub.port = 0;
    hub.log = '';
    await hub.run();
    return hub;
  }

  /** Starts it, on the same port after the first time; done when it is ready. Returns the milliseconds it took. */
  async run() {
    const before = performance.now();
    const args = ['serve', '--port', String(this.port), '--data', this.data, ...this.args];
    this.child = spawn(binary(), args, { env: { ...process.env, ...this.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.gone = new Promise((done) => this.child.once('exit', (code, signal) => done(signal ?? code)));
    const ready = new Promise((done) => {
      this.child.stdout.on('data', (text) => {
        const match = /ready on \S+:(\d+)/.exec(text);
        if (match) done(Number(match[1]));
      });
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.on('data', (text) => (this.log = (this.log + text).slice(-65536)));
    const failed = this.gone.then((how) => Promise.reject(new Error(`omnihub ended with ${how}: ${this.log}`)));
    failed.catch(() => {});
    this.port = await Promise.race([ready, failed]);
    const took = performance.now() - before;
    this.url = `http://127.0.0.1:${this.port}`;
    this.contract ??= new Contract(await (await fetch(this.url + '/openapi.json')).json());
    return took;
  }

  /** As a power switch would: no goodbye. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.gone;
  }

  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGTERM');
      const late = setTimeout(() => this.child.kill('SIGKILL'), 8000);
      await this.gone;
      clearTimeout(late);
    }
    await rm(this.data, { recursive: true, force: true });
    const report = /ERROR: AddressSanitizer|ERROR: LeakSanitizer|runtime error:|WARNING: ThreadSanitizer/.exec(this.log);
    if (report) throw new Error('the server was not clean:\n' + this.log);
  }

  /** Sends a request; its answer must be as the hub's own document promises. */
  async request(method, path, headers = {}, body = undefined) {
    const response = await fetch(this.url + path, { method, headers, body });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const value = /json/.test(type) && text !== '' ? JSON.parse(text) : text;
    this.contract.answer(method, path.split('?')[0], response.status, type, value);
    return { status: response.status, headers: response.headers, text, body: value };
  }

  get(path, headers = {}) {
    return this.request('GET', path, headers);
  }

  post(path, body, headers = {}) {
    return this.request('POST', path, { 'Content-Type': 'application/json', ...headers }, typeof body === 'string' ? body : JSON.stringify(body));
  }

  /** One message of a customer; fails unless it was stored. */
  async say(customer_id, content, more = {}) {
    const reply = await this.post('/message/process', { customer_id, channel: 'chat', content, ...more });
    if (reply.status !== 200) throw new Error(`${reply.status}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  /** The whole timeline of a session, oldest first, page by page. */
  async messages(session) {
    const all = [];
    let cursor = '';
    do {
      const { body } = await this.get(`/session/${session}/messages?limit=500${cursor && '&cursor=' + encodeURIComponent(cursor)}`);
      all.push(...body.messages);
      cursor = body.next_cursor;
    } while (cursor);
    return all.reverse();
  }

  /** Every open session. */
  async sessions() {
    const all = [];
    let cursor = '';
    do {
      const { body } = await this.get(`/sessions/active?limit=500${cursor && '&cursor=' + encodeURIComponent(cursor)}`);
      all.push(...body.sessions);
      cursor = body.next_cursor;
    } while (cursor);
    return all;
  }
}

/** Waits until `check` gives something true; fails after `ms`. */
export async function until(check, ms = 5000, what = String(check)) {
  for (const end = performance.now() + ms; ; await new Promise((go) => setTimeout(go, 10))) {
    const value = await check();
    if (value) return value;
    if (performance.now() > end) throw new Error('waited in vain for ' + what);
  }
}
