// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { Connection } from '../src/lib/connection.ts';
import type { Listener } from '../src/lib/connection.ts';
import type { LiveFrame, LiveRequest } from '../src/lib/types.ts';

/** A socket whose other end is the test. */
class FakeSocket {
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    return FakeSocket.all.at(-1)!;
  }
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  sent: LiveRequest[] = [];
  constructor() {
    FakeSocket.all.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text) as LiveRequest);
  }
  close() {}
  tell(frame: Partial<LiveFrame>) {
    const whole = { topic: 't', position: null, previous: null, payload: {}, timestamp: '', sessionId: null, customerId: null, ...frame };
    this.onmessage?.({ data: JSON.stringify(whole) });
  }
  event(position: number, previous: number, topic = 't') {
    this.tell({ type: 'new_message', topic, position: 'e-' + position, previous: 'e-' + previous });
  }
}

const soon = () => new Promise((go) => setTimeout(go, 5));

class Heard implements Listener {
  events: number[] = [];
  reads = 0;
  answer: () => Promise<string | null> = async () => 'e-5';
  refusals = 0;
  async read() {
    this.reads++;
    return this.answer();
  }
  event(frame: LiveFrame) {
    this.events.push(Number(frame.position!.slice(2)));
  }
  refused() {
    this.refusals++;
  }
}

describe('the connection', () => {
  let connection: Connection;
  let clock = 0;
  const connect = (more = {}) => {
    FakeSocket.all = [];
    connection = new Connection({ url: 'ws://x/ws', changed() {}, WebSocket: FakeSocket as never, random: () => 0, retryMs: 2, now: () => clock, ...more });
    return connection;
  };
  const joined = async (heard: Heard) => {
    connect();
    connection.follow('t', heard);
    connection.start();
    FakeSocket.last.onopen!();
    FakeSocket.last.tell({ type: 'subscribed', position: 'e-5' });
    await soon();
  };
  afterEach(() => connection.stop());

  it('subscribes, reads, and is live then', async () => {
    const heard = new Heard();
    await joined(heard);
    assert.deepEqual(FakeSocket.last.sent, [{ type: 'subscribe', topic: 't' }]);
    assert.equal(heard.reads, 1);
    assert.equal(connection.status.phase, 'live');
  });

  it('holds events until the read is there', async () => {
    const heard = new Heard();
    let answer = (_: string) => {};
    heard.answer = () => new Promise((done) => (answer = done));
    await joined(heard);
    FakeSocket.last.event(6, 5);
    assert.deepEqual(heard.events, []);
    assert.equal(connection.status.phase, 'connecting');
    answer('e-5');
    await soon();
    assert.deepEqual(heard.events, [6]);
  });

  it('reads again what was older than the subscription', async () => {
    const heard = new Heard();
    const answers = ['e-3', 'other-9', 'e-7'];
    heard.answer = async () => answers.shift()!;
    await joined(heard);
    await new Promise((go) => setTimeout(go, 40));
    assert.equal(heard.reads, 3);
  });

  it('resumes from the last position after a cut, and drops what it knows', async () => {
    const heard = new Heard();
    await joined(heard);
    FakeSocket.last.event(6, 5);
    FakeSocket.last.onclose!({ code: 1006 });
    assert.equal(connection.status.phase, 'waiting');
    await soon();
    const socket = FakeSocket.last;
    socket.onopen!();
    assert.deepEqual(socket.sent, [{ type: 'resume', topic: 't', position: 'e-6' }]);
    socket.event(6, 5);
    socket.event(9, 6);
    socket.tell({ type: 'resumed', position: 'e-9' });
    assert.deepEqual(heard.events, [6, 9]);
    assert.equal(connection.status.phase, 'live');
    assert.equal(connection.status.cuts, 1);
    assert.equal(heard.reads, 1);
  });

  it('fills a hole', async () => {
    const heard = new Heard();
    await joined(heard);
    FakeSocket.last.event(9, 8);
    assert.deepEqual(heard.events, []);
    assert.deepEqual(FakeSocket.last.sent.at(-1), { type: 'resume', topic: 't', position: 'e-5' });
    FakeSocket.last.event(8, 5);
    FakeSocket.last.event(9, 8);
    FakeSocket.last.tell({ type: 'resumed', position: 'e-9' });
    assert.deepEqual(heard.events, [8, 9]);
  });

  it('reads again after a reset', async () => {
    const heard = new Heard();
    await joined(heard);
    heard.answer = async () => 'f-2';
    FakeSocket.last.tell({ type: 'reset', position: 'f-2' });
    await soon();
    assert.equal(heard.reads, 2);
    assert.equal(connection.status.resets, 1);
    FakeSocket.last.tell({ type: 'new_message', position: 'f-3', previous: 'f-2' });
    assert.deepEqual(heard.events, [3]);
  });

  it('lets go of a topic that it may not have, and tries again one that failed', async () => {
    const heard = new Heard();
    await joined(heard);
    FakeSocket.last.tell({ type: 'error', payload: { status: 503, code: 'topic.failed' } as never });
    await new Promise((go) => setTimeout(go, 30));
    assert.equal(FakeSocket.last.sent.length, 2);
    FakeSocket.last.tell({ type: 'error', payload: { status: 404, code: 'topic.not_found' } as never });
    assert.equal(heard.refusals, 1);
    assert.equal(connection.follows('t'), false);
  });

  it('asks for a login when told so, or when it is not let in', async () => {
    await joined(new Heard());
    FakeSocket.last.onclose!({ code: 4001 });
    assert.equal(connection.status.phase, 'login');
    connection.stop();
    connect({ isLoggedOut: async () => true, retryMs: 1000 });
    connection.start();
    FakeSocket.last.onclose!({ code: 1006 });
    await soon();
    assert.equal(connection.status.phase, 'login');
  });

  it('takes silence for a cut', async () => {
    await joined(new Heard());
    connection.stop();
    connect({ pingMs: 30, deadMs: 90 });
    connection.start();
    FakeSocket.last.onopen!();
    clock += 40;
    await new Promise((go) => setTimeout(go, 120));
    assert.deepEqual(FakeSocket.last.sent.at(-1), { type: 'ping' });
    clock += 100;
    await new Promise((go) => setTimeout(go, 80));
    assert.equal(connection.status.cuts, 1);
  });

  it('tells passing frames to their topic and answers to nobody', async () => {
    const passed: string[] = [];
    const answers: string[] = [];
    connect({ heard: (frame: LiveFrame) => answers.push(frame.type) });
    connection.follow('t', { event() {}, passing: (frame) => passed.push(frame.type) });
    connection.start();
    FakeSocket.last.onopen!();
    FakeSocket.last.tell({ type: 'subscribed', position: 'e-5' });
    FakeSocket.last.tell({ type: 'typing' });
    FakeSocket.last.tell({ type: 'delivery_update', topic: null });
    assert.deepEqual([passed, answers], [['typing'], ['delivery_update']]);
    connection.leave('t');
    assert.deepEqual(FakeSocket.last.sent.at(-1), { type: 'unsubscribe', topic: 't' });
  });
});
