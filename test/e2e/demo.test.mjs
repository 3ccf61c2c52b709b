// SPDX-License-Identifier: Apache-2.0
// The demonstration: the small data set, and the shop that is served beside it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { openBrowser, openPage } from './lib/browser.mjs';
import { Hub, binary } from './lib/hub.mjs';

/** {status, out, said} of `omnihub demo …`. */
const demo = (...args) =>
  new Promise((done) => execFile(binary(), ['demo', ...args], (error, out, said) => done({ status: error?.code ?? 0, out, said })));

describe('omnihub demo', () => {
  let hub, password;
  before(async () => (hub = await Hub.start()));
  after(() => hub?.stop());

  const position = async () => (await hub.get('/sessions/active?limit=1')).body.position;
  const page = async (path, name) => {
    const { status, body } = await hub.get(path);
    assert.equal(status, 200, path);
    return body[name];
  };

  it('fills a hub through its operator’s socket', async () => {
    const { status, out, said } = await demo('--data', hub.data);
    assert.equal(status, 0, said);
    assert.match(out, /5 agents, 30 customers, 60 sessions, 300 messages; \d{3} entries are new/);
    assert.equal(said.match(/^\d+ %/gm).length, 10);
    password = /password +(\w{16}) /.exec(out)[1];
    assert.equal((await page('/customers?limit=500', 'customers')).length, 29);
    assert.equal((await page('/queues', 'queues')).length, 4);
    const view = (await hub.get('/customer/fj-1029/unified-view')).body;
    assert.deepEqual([view.customer_id, view.active_channels.includes('sms')], ['fj-1001', true]);
    const story = await page('/session/fjs-001/messages', 'messages');
    assert.ok(story.some((entry) => entry.type === 'note' && entry.author.id === 'nora'));
    assert.ok(story.some((entry) => entry.type === 'transfer'));
    const { body } = await hub.get('/session/fjs-002');
    assert.deepEqual([body.status, body.rating, body.agent_id, body.queue, body.tags], ['resolved', 5, 'bo', 'billing', ['invoice']]);
  });

  it('tells a password with which its agents log in', async () => {
    for (const name of ['nora', 'tuva'])
      assert.equal((await hub.post('/auth/login', { email: name + '@fjordlys.example', password })).status, 200);
  });

  it('adds nothing the second time, by whichever way it comes', async () => {
    const first = await position();
    assert.match((await demo('--data', hub.data)).out, / 0 entries are new/);
    assert.match((await demo('--url', hub.url + '/')).out, / 0 entries are new[^]*http:\/\/[\d.:]+\/console\//);
    assert.equal(await position(), first);
  });

  it('does not mix with customers of others unless it is told to', async () => {
    const own = await Hub.start();
    await own.say('somebody', 'Hello');
    const { status, said } = await demo('--data', own.data);
    assert.equal(status, 73);
    assert.match(said, /customers of its own, somebody for one; --force/);
    assert.equal((await demo('--data', own.data, '--force')).status, 0);
    await own.stop();
  });

  it('goes on where it was broken off', async () => {
    const own = await Hub.start();
    await own.post('/customers', { customer_id: 'fj-1003', name: 'Marcus Whitfield' });
    await own.post('/session/create', { session_id: 'fjs-003', customer_id: 'fj-1003', channel: 'voice' });
    const first = 'Asked for a callback after 16:00: the Bue lamp hums when it is dimmed below half.';
    await own.say('fj-1003', first, { session_id: 'fjs-003', channel: 'voice' });
    assert.equal((await demo('--data', own.data)).status, 0);
    const said = (await own.messages('fjs-003')).filter((entry) => entry.type === 'message').map((entry) => entry.content);
    assert.deepEqual([said.length, new Set(said).size, said[0]], [7, 7, first]);
    await own.stop();
  });

  it('says so where no hub is, and asks for a key where one is needed', async () => {
    assert.equal((await demo('--url', 'http://127.0.0.1:9')).status, 69);
    assert.equal((await demo('--key', 'x')).status, 64);
    const locked = await Hub.start({ env: { OMNICHANNEL_API_KEY: 'a key of more than sixteen letters' } });
    assert.notEqual((await demo('--url', locked.url)).status, 0);
    assert.equal((await demo('--url', locked.url, '--key', 'a key of more than sixteen letters')).status, 0);
    await locked.stop();
  });
});

describe('the shop', () => {
  let hub, browser;
  before(async () => {
    hub = await Hub.start();
    await hub.post('/widget/sites', { id: 'demo', origins: ['http://127.0.0.1'] });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await hub?.stop();
  });

  // A program that was compiled without the widget says so on the console; that is no complaint of the shop.
  const complaints = (page) => page.complaints.filter((text) => !/without its chat widget/.test(text));

  it('sells eight lamps, and keeps the basket over pages and a reload', async () => {
    const page = await openPage(browser, hub.url + '/demo/');
    assert.equal(await page.locator('#lamps .card').count(), 8);
    await page.getByRole('link', { name: 'Fyr', exact: true }).click();
    await page.getByLabel('Blue').check();
    await page.getByRole('button', { name: 'Add to basket' }).click();
    await page.getByRole('link', { name: 'Go to the basket' }).click();
    await page.getByRole('button', { name: 'One more: Fyr, Blue' }).click();
    await page.reload();
    assert.match(await page.textContent('.total .price'), /258/);
    await page.getByRole('button', { name: 'Order' }).click();
    assert.match(await page.textContent('#basket'), /nothing was sold/);
    assert.deepEqual(complaints(page), []);
    await page.context().close();
  });

  for (const [width, colorScheme] of [[1280, 'light'], [834, 'dark'], [390, 'light']])
    it(`fits ${width} points, ${colorScheme}`, async () => {
      const page = await openPage(browser, hub.url + '/demo/', { colorScheme, viewport: { width, height: 800 } });
      for (const path of ['', 'lamp?id=krans', 'lamp?id=none', 'basket', 'service']) {
        await page.goto(hub.url + '/demo/' + path);
        assert.ok((await page.textContent('h1')).length > 3);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, path);
      }
      assert.deepEqual(complaints(page), []);
      await page.context().close();
    });
});
