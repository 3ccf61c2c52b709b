// SPDX-License-Identifier: Apache-2.0
// HTTP as it comes over the wire, past every client library.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Hub } from './lib/hub.mjs';
import { Raw, post } from './lib/raw.mjs';

const GET = 'GET /health HTTP/1.1\r\nHost: localhost\r\n';

describe('HTTP over bare sockets', () => {
  let hub, open = [];
  before(async () => (hub = await Hub.start()));
  after(() => hub?.stop());
  afterEach(() => {
    for (const raw of open) raw.end();
    open = [];
  });

  const dial = () => {
    open.push(new Raw(hub.port));
    return open.at(-1);
  };
  const message = (n) => post('/message/process', { customer_id: 'pipe', channel: 'chat', content: 'n' + n });

  it('answers pipelined requests in order, though the first waits for its commit', async () => {
    const raw = dial().send(message(1) + GET + '\r\n' + message(2) + GET + '\r\n');
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await raw.answer());
    assert.deepEqual(answers.map((a) => a.status), [200, 200, 200, 200]);
    assert.deepEqual(answers.map((a) => 'success' in JSON.parse(a.body)), [true, false, true, false]);
  });

  it('lets everybody read their own writes, pipelined', async () => {
    const { session_id: session } = await hub.say('own', 'first');
    const body = { customer_id: 'own', session_id: session, channel: 'chat', content: 'second' };
    const raw = dial().send(post('/message/process', body) + `GET /session/${session}/messages HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await raw.answer();
    const { messages } = JSON.parse((await raw.answer()).body);
    assert.deepEqual(messages.map((m) => m.content), ['second', 'first']);
  });

  it('keeps a connection open for a hundred requests', async () => {
    const raw = dial();
    for (let i = 0; i < 100; i++) assert.equal((await raw.send(GET + '\r\n').answer()).status, 200);
    assert.ok(!raw.isClosed);
  });

  it('closes when asked to', async () => {
    const raw = dial().send(GET + 'Connection: close\r\n\r\n');
    const answer = await raw.answer();
    assert.equal(answer.headers.connection, 'close');
    await raw.closed();
  });

  it('takes a chunked request, cut anywhere', async () => {
    const json = '{"customer_id":"chunked","channel":"chat","content":"in pieces"}';
    const raw = dial().send('POST /message/process HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (const piece of json.match(/.{1,9}/g)) {
      for (const part of [piece.length.toString(16) + '\r', '\n' + piece, '\r\n']) {
        raw.send(part);
        await new Promise((go) => setImmediate(go));
      }
    }
    assert.equal((await raw.send('0\r\n\r\n').answer()).status, 200);
  });

  it('says 100 Continue before it takes an expected body', async () => {
    const text = message(3);
    const head = text.slice(0, text.indexOf('\r\n\r\n')) + '\r\nExpect: 100-continue\r\n\r\n';
    const raw = dial().send(head);
    assert.equal((await raw.answer()).status, 100);
    assert.equal((await raw.send(text.slice(text.indexOf('\r\n\r\n') + 4)).answer()).status, 200);
  });

  it('refuses an expected body that is too large without asking for it', async () => {
    const raw = dial().send('POST /message/process HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n');
    assert.equal((await raw.answer()).status, 413);
    await raw.closed();
  });

  it('speaks HTTP/1.0 and closes behind it', async () => {
    const raw = dial().send('GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n');
    const answer = await raw.answer();
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['transfer-encoding'], undefined);
    await raw.closed();
  });

  it('keeps an HTTP/1.0 connection that asks for it', async () => {
    const raw = dial();
    for (let i = 0; i < 2; i++)
      assert.equal((await raw.send('GET /health HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n').answer()).status, 200);
  });

  it('answers HEAD like GET, without the body', async () => {
    const raw = dial().send('HEAD /version HTTP/1.1\r\nHost: localhost\r\n\r\n' + GET.replace('/health', '/version') + '\r\n');
    const head = await raw.answer({ hasBody: false });
    const get = await raw.answer();
    assert.equal(head.status, 200);
    assert.equal(head.headers['content-length'], String(get.body.length));
  });

  it('refuses a head that is too large', async () => {
    const raw = dial().send(GET + 'X-Big: ' + 'a'.repeat(20000) + '\r\n\r\n');
    assert.equal((await raw.answer()).status, 431);
    await raw.closed();
  });

  it('refuses too many headers', async () => {
    const raw = dial().send(GET + Array.from({ length: 101 }, (_, i) => `X-${i}: y\r\n`).join('') + '\r\n');
    assert.equal((await raw.answer()).status, 431);
  });

  it('refuses a body that is too large, with length and without', async () => {
    const head = 'POST /message/process HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    assert.equal((await dial().send(head + 'Content-Length: 3000000\r\n\r\n').answer()).status, 413);
    const raw = dial().send(head + 'Transfer-Encoding: chunked\r\n\r\n');
    for (let i = 0; i < 40 && !raw.isClosed; i++) raw.send('10000\r\n' + 'x'.repeat(0x10000) + '\r\n');
    assert.equal((await raw.answer()).status, 413);
  });

  const smuggled = {
    'a bare line feed': 'GET /health HTTP/1.1\nHost: localhost\n\n',
    'a folded header': GET + 'X-A: b\r\n c\r\n\r\n',
    'two lengths': 'POST /message/process HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx',
    'length and chunked': 'POST /message/process HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'another coding': 'POST /message/process HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    'no Host': 'GET /health HTTP/1.1\r\n\r\n',
    'two Hosts': GET + 'Host: localhost\r\n\r\n',
    'a blank before the colon': GET + 'X-A : b\r\n\r\n',
    'nonsense': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
  };
  for (const [name, text] of Object.entries(smuggled))
    it('refuses and closes on ' + name, async () => {
      const raw = dial().send(text + GET + '\r\n');
      assert.ok([400, 501].includes((await raw.answer()).status));
      await raw.closed();
      assert.equal(raw.got.length, 0);
    });

  it('answers another host 421 and a page of another site 403', async () => {
    assert.equal((await dial().send('GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n').answer()).status, 421);
    const foreign = post('/message/process', { customer_id: 'x', channel: 'chat', content: 'x' }, 'Origin: http://evil.example\r\n');
    assert.equal((await dial().send(foreign).answer()).status, 403);
  });

  it('closes on those who dribble a head, and goes on serving others', { timeout: 30000 }, async () => {
    const slow = Array.from({ length: 20 }, () => dial().send('GET /health HTTP/1.1\r\n'));
    const began = performance.now();
    const drip = setInterval(() => slow.forEach((raw, i) => raw.isClosed || raw.send(`X-${i}: a\r\n`)), 500);
    try {
      for (const raw of slow) await raw.closed(20000);
      assert.ok(performance.now() - began < 15000);
      assert.match(slow[0].got.toString(), /^HTTP\/1.1 408 /);
      assert.equal((await dial().send(GET + '\r\n').answer()).status, 200);
    } finally {
      clearInterval(drip);
    }
  });
});
