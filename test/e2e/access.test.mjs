// SPDX-License-Identifier: Apache-2.0
// Who comes in: the first administrator by the link that a new hub prints, logins with real cookies, and sockets
// that end with 4001 when a key or a login does.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser, openPage } from './lib/browser.mjs';
import { Hub, until } from './lib/hub.mjs';
import { Socket } from './lib/ws.mjs';

const link = (hub) => /first administrator: (http\S+\/setup#(ohi_\S+))/.exec(hub.log);
const cookieOf = (reply) => reply.headers.get('set-cookie').split(';')[0];

/** Resolves with the close code. */
function open(hub, headers) {
  const socket = new Socket(hub.url.replace('http', 'ws') + '/ws', { headers });
  const closed = new Promise((done) => socket.once('close', done));
  return new Promise((ready, fail) => {
    socket.once('open', () => ready({ socket, closed }));
    socket.once('unexpected-response', (_, response) => fail(new Error(String(response.statusCode))));
    socket.once('error', fail);
  });
}

describe('who comes in', () => {
  let hub, ann;
  before(async () => {
    hub = await Hub.start();
    await until(() => link(hub));
  });
  after(() => hub?.stop());

  it('a new hub lets in whoever sits at the machine, and prints a link for the first administrator', async () => {
    assert.equal((await hub.get('/agents')).status, 200);
    assert.match(link(hub)[1], new RegExp(`^${hub.url}/setup#`));
    const page = await fetch(hub.url + '/setup');
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
  });

  it('the link makes an administrator, once, and closes the hub', async () => {
    const body = { token: link(hub)[2], name: 'Ann', email: 'Ann@example.org', password: 'a good password' };
    const { socket, closed } = await open(hub, {}); // of somebody who showed nothing
    const reply = await hub.post('/auth/setup', body);
    assert.equal(reply.status, 200);
    assert.match(reply.headers.get('set-cookie'), /; Path=\/; HttpOnly; SameSite=Strict/);
    ann = { Cookie: cookieOf(reply) };
    assert.equal(await closed, 4001);
    socket.close();
    assert.equal((await hub.post('/auth/setup', body)).status, 404);
    assert.equal((await hub.get('/agents')).status, 401);
    const me = await hub.get('/auth/me', ann);
    assert.equal(me.body.agent.email, 'ann@example.org');
    assert.equal(me.body.scope, 'admin');
  });

  it('after a restart there is no new link, and the login goes on', async () => {
    hub.child.kill('SIGTERM');
    await hub.gone;
    hub.log = '';
    await hub.run();
    await hub.get('/ready');
    assert.equal(link(hub), null);
    assert.equal((await hub.get('/auth/me', ann)).status, 200);
  });

  it('a key works until it is revoked, on every loop, and its sockets end with 4001', async () => {
    const { body } = await hub.post('/keys', { name: 'a program', scope: 'service' }, ann);
    const key = { Authorization: `Bearer ${body.key}` };
    assert.equal((await hub.post('/message/process', { customer_id: 'c', channel: 'chat', content: 'hello' }, key)).status, 200);
    assert.equal((await hub.get('/keys', key)).status, 403);
    const sockets = await Promise.all(Array.from({ length: 8 }, () => open(hub, key)));
    assert.equal((await hub.request('DELETE', `/keys/${body.id}`, ann)).status, 200);
    assert.deepEqual(await Promise.all(sockets.map(({ closed }) => closed)), Array(8).fill(4001));
    const again = await Promise.all(Array.from({ length: 8 }, () => hub.get('/sessions/active', { ...key, Connection: 'close' })));
    assert.deepEqual([...new Set(again.map(({ status }) => status))].every((status) => status === 401 || status === 429), true);
  });

  it('an agent logs in by the link of an invitation, and out again', async () => {
    await hub.post('/queues', { id: 'sales', name: 'Sales' }, ann);
    await hub.post('/agents', { id: 'bob', name: 'Bob', email: 'bob@example.org', queues: ['sales'] }, ann);
    const { body } = await hub.post('/agents/bob/invite', {}, ann);
    const token = body.url.split('#')[1];
    assert.equal((await hub.post('/auth/setup', { token, password: 'short' })).status, 422);
    assert.equal((await hub.post('/auth/setup', { token, password: 'bobs own password' })).status, 200);
    const login = await hub.post('/auth/login', { email: 'bob@example.org', password: 'bobs own password' });
    const bob = { Cookie: cookieOf(login) };
    assert.deepEqual(login.body.agent.queues, ['sales']);
    assert.equal((await hub.get('/keys', bob)).status, 403);
    const { closed } = await open(hub, bob);
    const out = await hub.post('/auth/logout', {}, bob);
    assert.match(out.headers.get('set-cookie'), /hub_session=; .*Max-Age=0/);
    assert.equal(await closed, 4001);
    assert.equal((await hub.get('/auth/me', bob)).status, 401);
    assert.equal((await hub.post('/auth/logout', {}, { ...ann, Origin: 'https://evil.example' })).status, 403);
  });

  it('the page behind a link sets a password', async () => {
    const browser = await openBrowser();
    try {
      await hub.post('/agents', { id: 'eve', name: 'Eve', email: 'eve@example.org' }, ann);
      const { body } = await hub.post('/agents/eve/invite', {}, ann);
      const page = await openPage(browser, body.url);
      await page.waitForSelector('#form:not([hidden])');
      assert.equal(new URL(page.url()).hash, '', 'the token is not left in the address bar');
      assert.equal(await page.textContent('#title'), 'Welcome, Eve');
      await page.fill('#password', 'short');
      await page.fill('#again', 'other');
      await page.click('#send');
      assert.match(await page.textContent('#password-fault'), /10 characters/);
      assert.equal(await page.getAttribute('#password', 'aria-invalid'), 'true');
      await page.fill('#password', 'eves own password');
      await page.fill('#again', 'eves own password');
      await page.press('#again', 'Enter');
      await page.waitForSelector('#done:not([hidden])');
      assert.equal(await page.textContent('#title'), 'Welcome, Eve');
      assert.equal(await page.evaluate(() => document.cookie), '', 'scripts cannot read the cookie');
      assert.equal((await page.context().cookies()).find((c) => c.name === 'hub_session')?.httpOnly, true);
      const used = await openPage(browser, body.url);
      await used.waitForFunction(() => document.getElementById('title').textContent === 'This link does not work');
      assert.equal((await hub.post('/auth/login', { email: 'eve@example.org', password: 'eves own password' })).status, 200);
    } finally {
      await browser.close();
    }
  });
});
