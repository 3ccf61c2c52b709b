// SPDX-License-Identifier: Apache-2.0
// Clients that others wrote: ws, reconnecting-websocket, and a client of the platform that came before.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import ReconnectingWebSocket from 'reconnecting-websocket';
import WebSocket from 'ws';
import { Poster } from '../fault/rounds.mjs';
import { Hub, until } from './lib/hub.mjs';

const KEY = 'a-key-of-more-than-sixteen-letters';

class Listener {
  constructor(hub, path, options = {}) {
    this.frames = [];
    this.hub = hub;
    this.socket = new WebSocket(hub.url.replace('http', 'ws') + path, options.protocols ?? [], options);
    this.socket.on('message', (text) => {
      const frame = JSON.parse(text);
      hub.contract.frame(frame);
      this.frames.push(frame);
    });
    this.socket.on('error', () => {});
    this.closed = new Promise((done) => this.socket.on('close', (code, reason) => done({ code, reason: String(reason) })));
  }
  send(frame) {
    this.socket.send(JSON.stringify(frame));
  }
  of(type) {
    return this.frames.filter((f) => f.type === type);
  }
  async first(type) {
    return until(() => this.of(type)[0], 5000, type);
  }
}

describe('foreign clients', () => {
  let hub, locked;
  const all = [];
  before(async () => {
    hub = await Hub.start();
    locked = await Hub.start({ env: { OMNICHANNEL_API_KEY: KEY } });
  });
  after(async () => {
    for (const listener of all) listener.socket.terminate();
    await hub?.stop();
    await locked?.stop();
  });
  const listen = (path, options, on = hub) => {
    all.push(new Listener(on, path, options));
    return all.at(-1);
  };

  it('ws: the shorthands subscribe by themselves, also compressed', async () => {
    const { session_id: session } = await hub.say('shorthand', 'first');
    for (const perMessageDeflate of [false, true])
      for (const path of ['/ws/dashboard', '/ws/' + session, '/ws/customer/shorthand']) {
        const listener = listen(path, { perMessageDeflate });
        await listener.first('subscribed');
        const content = 'x'.repeat(3000) + path + perMessageDeflate;
        await hub.say('shorthand', content);
        assert.equal((await listener.first('new_message')).payload.content, content);
        listener.socket.close();
      }
  });

  it('ws: a client of the platform before authenticates with a session only, and pings', async () => {
    const { session_id: session } = await hub.say('elder', 'hello');
    const listener = listen('/ws');
    await new Promise((go) => listener.socket.on('open', go));
    listener.send({ type: 'auth', payload: { sessionId: session }, timestamp: new Date().toISOString(), sessionId: session });
    listener.send({ type: 'ping', payload: {}, timestamp: 1767225600, sessionId: session });
    assert.equal((await listener.first('subscribed')).topic, 'session/' + session);
    await listener.first('pong');
    await hub.say('elder', 'is anybody there?');
    assert.equal((await listener.first('new_message')).payload.content, 'is anybody there?');
  });

  it('ws: a message is acknowledged once it is stored, and stored once', async () => {
    const { session_id: session } = await hub.say('acked', 'hello');
    const listener = listen('/ws/' + session);
    await listener.first('subscribed');
    for (let i = 0; i < 3; i++) listener.send({ type: 'message', payload: { content: 'hi', client_id: 'mine' } });
    await until(() => listener.of('delivery_update').length === 3);
    const [first, ...rest] = listener.of('delivery_update').map((f) => f.payload);
    assert.equal(first.duplicate, false);
    for (const ack of rest) assert.deepEqual([ack.message_id, ack.duplicate], [first.message_id, true]);
    assert.deepEqual((await hub.messages(session)).map((m) => m.content), ['hello', 'hi']);
    assert.equal(listener.of('new_message').length, 1);
  });

  it('ws: resumes from any position, or is told to reset', async () => {
    const { session_id: session } = await hub.say('resumes', 'm0');
    const positions = [];
    for (let i = 1; i < 10; i++) positions.push((await hub.say('resumes', 'm' + i)).position);
    for (let from = 0; from < positions.length; from++) {
      const listener = listen('/ws');
      await new Promise((go) => listener.socket.on('open', go));
      listener.send({ type: 'resume', topic: 'session/' + session, position: positions[from] });
      await listener.first('resumed');
      assert.deepEqual(listener.of('new_message').map((f) => f.payload.content), positions.slice(from + 1).map((_, i) => 'm' + (from + 2 + i)));
      let last = positions[from];
      for (const frame of listener.of('new_message')) {
        assert.equal(frame.previous, last);
        last = frame.position;
      }
      listener.socket.close();
    }
    for (const position of ['other-3', 'nonsense', positions[0].replace(/\d+$/, '99999999')]) {
      const listener = listen('/ws');
      await new Promise((go) => listener.socket.on('open', go));
      listener.send({ type: 'resume', topic: 'session/' + session, position });
      await listener.first('reset');
      assert.equal(listener.of('resumed').length, 0);
      listener.socket.close();
    }
  });

  // Each loop is told of a commit by mail of its own; the answer to whoever wrote may be there before it.
  it('ws: resumes at once from the position of an answer, on whichever loop', async () => {
    const listeners = [];
    for (let i = 0; i < 8; i++) {
      listeners.push(listen('/ws/dashboard'));
      await listeners[i].first('subscribed');
    }
    const poster = new Poster(hub.port, 4);
    for (let n = 0; n < 1000; n++) {
      const { position } = await poster.post('/message/process', { customer_id: 'at_once_' + (n % 50), channel: 'chat', content: 'x' });
      for (const listener of listeners) listener.send({ type: 'resume', topic: 'dashboard', position });
    }
    for (const listener of listeners) {
      await until(() => listener.of('resumed').length + listener.of('reset').length === 1000);
      assert.equal(listener.of('reset').length, 0);
      listener.socket.close();
    }
    poster.close();
  });

  it('ws: an unknown topic is an error, nonsense too, and neither ends the connection', async () => {
    const listener = listen('/ws');
    await new Promise((go) => listener.socket.on('open', go));
    listener.send({ type: 'subscribe', topic: 'session/nowhere' });
    listener.socket.send('{"type":');
    listener.send({ type: 'dance' });
    await until(() => listener.of('error').length === 3);
    listener.send({ type: 'ping' });
    await listener.first('pong');
  });

  it('ws: binary frames and oversized messages are closed with their codes', async () => {
    const binary = listen('/ws');
    await new Promise((go) => binary.socket.on('open', go));
    binary.socket.send(Buffer.from('x'));
    assert.equal((await binary.closed).code, 1003);
    const large = listen('/ws');
    await new Promise((go) => large.socket.on('open', go));
    large.socket.send('x'.repeat(140000));
    assert.equal((await large.closed).code, 1009);
  });

  it('ws: pages of other sites are not let in', async () => {
    const listener = listen('/ws', { headers: { Origin: 'http://evil.example' } });
    assert.equal((await listener.closed).code, 1006);
    assert.equal(listener.frames.length, 0);
  });

  it('ws: with a key, by header, by first message, by sub-protocol; and not without', async () => {
    const header = listen('/ws/dashboard', { headers: { Authorization: 'Bearer ' + KEY } }, locked);
    await header.first('subscribed');
    const protocol = listen('/ws/dashboard', { protocols: ['bearer.' + KEY] }, locked);
    await protocol.first('subscribed');
    const unknown = listen('/ws/dashboard', { protocols: ['bearer.not-' + KEY] }, locked);
    assert.equal((await unknown.closed).code, 1006);
    const first = listen('/ws/dashboard', {}, locked);
    await new Promise((go) => first.socket.on('open', go));
    first.send({ type: 'auth', payload: { token: KEY } });
    await first.first('subscribed');
    const wrong = listen('/ws', {}, locked);
    await new Promise((go) => wrong.socket.on('open', go));
    wrong.send({ type: 'auth', payload: { token: 'another key, also long' } });
    assert.equal((await wrong.closed).code, 4001);
    const hasty = listen('/ws', {}, locked);
    await new Promise((go) => hasty.socket.on('open', go));
    hasty.send({ type: 'subscribe', topic: 'dashboard' });
    assert.equal((await hasty.closed).code, 4001);
    assert.equal(hasty.frames.length, 0);
  });

  it('ws: who does not say who they are is shown out within seconds', { timeout: 15000 }, async () => {
    const silent = listen('/ws', {}, locked);
    assert.equal((await silent.closed).code, 4001);
  });

  it('reconnecting-websocket: misses nothing while the server is killed again and again', { timeout: 60000 }, async () => {
    const one = await Hub.start();
    const seen = [];
    let last = null;
    const socket = new ReconnectingWebSocket(one.url.replace('http', 'ws') + '/ws', [], {
      WebSocket, minReconnectionDelay: 20, maxReconnectionDelay: 200,
    });
    socket.addEventListener('open', () =>
      socket.send(JSON.stringify(last === null ? { type: 'subscribe', topic: 'dashboard' } : { type: 'resume', topic: 'dashboard', position: last })));
    socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(data);
      one.contract.frame(frame);
      if (frame.type === 'reset') seen.push('reset');
      if (frame.position !== null) last = frame.position;
      if (frame.type === 'new_message') seen.push(frame.payload.content);
    });
    try {
      await until(() => last !== null);
      const wanted = [];
      for (let round = 0; round < 4; round++) {
        for (let i = 0; i < 5; i++) {
          wanted.push(`${round} ${i}`);
          await one.say('again', wanted.at(-1));
        }
        await one.kill();
        await one.run();
      }
      await until(() => seen.length >= wanted.length, 20000);
      assert.deepEqual(seen, wanted);
    } finally {
      socket.close();
      await one.stop();
    }
  });
});
