// SPDX-License-Identifier: Apache-2.0
// The page of the endpoints of other systems, by an administrator and a receiver that is good, down and gone; and
// that it, and the page of the channels, are fit for everybody.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { faults } from './lib/axe.mjs';
import { openBrowser, openPage } from './lib/browser.mjs';
import { KEY, PASSWORD, logIn, openConsole, startCompany } from './lib/console.mjs';
import { until } from './lib/hub.mjs';
import { Receiver } from './lib/receiver.mjs';

const isBuilt = existsSync(fileURLToPath(new URL('../../web/console/dist/index.html', import.meta.url)));
const typeOf = (one) => JSON.parse(one.body).type;

describe('the page of the endpoints', { skip: isBuilt ? false : 'web/console is not built' }, () => {
  let hub, browser;
  const receivers = [];
  const receive = async (behave) => {
    const one = await new Receiver(behave).open();
    receivers.push(one);
    return one;
  };
  const open = (id, path = '/console/webhooks', options = {}) => openConsole(browser, hub, id, { path, permissions: ['clipboard-read', 'clipboard-write'], ...options });
  const endpoint = async (at, more = {}) => (await hub.post('/webhooks', { url: at.url, ...more })).body;
  const row = (page, type) => page.locator('.sent tbody tr', { hasText: type });
  const show = (page, name) => page.getByRole('radio', { name }).click();
  const finish = async (page) => {
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  };

  before(async () => {
    hub = await startCompany({ env: { OMNICHANNEL_API_KEY: KEY, OMNIHUB_EGRESS_ALLOW: '127.0.0.1' } });
    await hub.post('/agents', { id: 'ada', name: 'Ada Berg', role: 'admin', email: 'ada@lumen.example', password: PASSWORD });
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const { id } of (await hub.get('/webhooks')).body.webhooks) await hub.request('DELETE', '/webhooks/' + id);
    for (const one of receivers.splice(0)) await one.close();
  });
  after(async () => {
    await browser?.close();
    await hub?.stop();
  });

  it('makes one whose events arrive signed, tells what is wrong where it is, and the secret once', async () => {
    const at = await receive();
    const page = await open('ada', '/console/');
    await page.getByRole('button', { name: /Ada Berg/ }).click();
    await page.getByRole('menuitem', { name: 'Webhooks' }).click();
    await page.getByText('No other system is told yet').waitFor();
    await page.getByRole('button', { name: 'Add an endpoint' }).click();
    const form = page.getByRole('dialog', { name: 'Add an endpoint' });
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await form.getByText('Is needed.').waitFor();
    await form.getByLabel('Address').fill('http://shop.example/in');
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    const wrong = form.getByText('http:// is taken only for addresses', { exact: false });
    await wrong.waitFor();
    assert.equal(await form.getByLabel('Address').getAttribute('aria-invalid'), 'true');
    page.complaints.length = 0; // the 422
    await form.getByLabel('Address').fill(at.url);
    await form.getByLabel('Description').fill('The shop');
    await form.getByText('Only some').click();
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await form.getByText('Choose at least one, or all events.').waitFor();
    await form.getByRole('searchbox', { name: 'Search the events' }).fill('said');
    assert.deepEqual(await form.locator('.tick-types .tick-name').allTextContents(), ['message.created']);
    await form.getByText('message.created').click();
    await form.getByText('Sign with Ed25519 too').click();
    await form.getByRole('button', { name: 'The endpoint has a secret already…' }).click();
    await form.getByLabel('Secret').fill('whsec_c2hvcnQ=');
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await form.getByText('A secret is whsec_', { exact: false }).waitFor();
    page.complaints.length = 0;
    await form.getByLabel('Secret').fill('');
    await form.getByRole('button', { name: 'Add', exact: true }).click();

    const told = page.getByRole('dialog', { name: 'The endpoint is there' });
    await told.getByRole('button', { name: 'Copy the secret' }).click();
    const secret = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(secret, /^whsec_/);
    await told.getByText(/^whpk_/).waitFor();
    await page.keyboard.press('Escape');
    await told.getByRole('button', { name: 'I have kept it' }).click();
    await told.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: at.url.replace('http://', '') }).waitFor();
    assert.ok(!(await page.content()).includes(secret));
    const { webhooks } = (await hub.get('/webhooks')).body;
    assert.deepEqual([webhooks[0].url, webhooks[0].description, webhooks[0].events, webhooks[0].format], [at.url, 'The shop', ['message.created'], 'standard']);

    await hub.say('cust_first', 'hello');
    await until(() => at.heard.length > 0);
    assert.equal(new Webhook(secret).verify(at.heard[0].body, at.heard[0].headers).data.content, 'hello');
    await row(page, 'message.created').getByText('Delivered').waitFor();
    await page.getByText('Up to date').waitFor();
    await page.getByRole('button', { name: 'Send a test event' }).click();
    await page.getByText('The test event arrived: it answered 204.', { exact: false }).waitFor();
    assert.ok(at.heard.some((one) => typeOf(one) === 'webhook.test'));
    await finish(page);
  });

  it('shows a receiver that is down, what was put aside, and sends it again', async () => {
    let status = 503;
    const at = await receive(() => ({ status }));
    const { id, secret } = await endpoint(at, { events: ['message.created'] });
    await hub.say('cust_down', 'who is there');
    await until(() => at.heard.length > 0);
    const page = await open('ada');
    const card = page.locator('.endpoint-card');
    await card.getByText('Retrying').waitFor();
    await card.getByText(/it answered 503, tried/).waitFor();
    await card.getByText(/events? behind/).waitFor();
    await card.getByRole('link').click();
    await page.getByRole('button', { name: 'Send a test event' }).click();
    await page.getByText('The test event was not taken: 503', { exact: false }).waitFor();
    await row(page, 'message.created').getByText(/next attempt/).waitFor();
    await show(page, 'Dead letters');
    await row(page, 'webhook.test').getByText('503').waitFor();
    assert.equal(await row(page, 'message.created').count(), 0);

    status = 204;
    at.heard.length = 0;
    await page.getByRole('button', { name: 'Try now' }).click();
    await until(() => at.taken.some((one) => typeOf(one) === 'message.created'));
    await page.getByText('Works', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Replay webhook.test', exact: false }).click();
    await page.getByText('No dead letters: nothing was given up.').waitFor();
    const again = await until(() => at.taken.find((one) => typeOf(one) === 'webhook.test'));
    new Webhook(secret).verify(again.body, again.headers);
    await show(page, 'Delivered');
    await row(page, 'webhook.test').getByText('204').waitFor();
    assert.equal((await hub.get(`/webhooks/${id}/deliveries?state=dead`)).body.deliveries.length, 0);
    await finish(page);
  });

  it('replays a span of dead letters, in their order', async () => {
    let status = 500;
    const at = await receive(() => ({ status }));
    const { id } = await endpoint(at);
    const made = [];
    for (let i = 0; i < 7; i++) made.push((await hub.post(`/webhooks/${id}/test`, {})).body.delivery.event_id);
    const dead = async () => (await hub.get(`/webhooks/${id}/deliveries?state=dead`)).body.deliveries.length;
    await until(async () => (await dead()) === 7);
    status = 204;
    at.heard.length = 0;
    const page = await open('ada', '/console/webhooks/' + id);
    await show(page, 'Dead letters');
    await page.getByRole('button', { name: 'Replay many…' }).click();
    const dialog = page.getByRole('dialog', { name: /^Replay to/ });
    await dialog.getByRole('button', { name: 'Replay 7 events' }).waitFor();
    await dialog.getByLabel('To').fill('2001-01-01T00:00');
    await dialog.getByText('None was put aside in that time.').waitFor();
    assert.equal(await dialog.getByRole('button', { name: 'Replay 0 events' }).isDisabled(), true);
    await dialog.getByLabel('To').fill('');
    await dialog.getByRole('button', { name: 'Replay 7 events' }).click();
    await dialog.getByText('7 events are on the way again.').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await until(() => at.taken.length === 7);
    assert.deepEqual(at.taken.map((one) => one.headers['webhook-id']), made);
    await page.getByText('No dead letters: nothing was given up.').waitFor();
    await finish(page);
  });

  it('says that one is gone, and goes on where it stopped', async () => {
    let status = 410;
    const at = await receive(() => ({ status }));
    const { id } = await endpoint(at, { events: ['message.created'] });
    const page = await open('ada', '/console/webhooks/' + id);
    await page.getByText('Ready', { exact: true }).waitFor();
    for (const word of ['one', 'two']) await hub.say('cust_gone', word);
    await page.getByText('It answered 410 Gone', { exact: false }).waitFor();
    await page.getByText('Stopped', { exact: true }).waitFor();
    assert.equal(await page.getByRole('switch').isChecked(), false);
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.locator('.endpoint-card').getByText('It answered 410 Gone', { exact: false }).waitFor();
    await page.goBack();
    status = 204;
    await page.getByRole('button', { name: 'Switch on' }).click();
    await page.getByText('Works', { exact: true }).waitFor();
    await until(() => at.taken.length === 2);
    assert.deepEqual(at.taken.map((one) => JSON.parse(one.body).data.content), ['one', 'two']);
    await until(async () => (await hub.get(`/webhooks/${id}/deliveries?state=dead`)).body.deliveries.length === 0);
    await page.getByRole('switch').click({ force: true });
    await page.getByText('It is paused.', { exact: false }).waitFor();
    assert.equal((await hub.get('/webhooks/' + id)).body.disabled_reason, 'manual');
    await finish(page);
  });

  it('edits, replaces the secret so that both sign, and deletes', async () => {
    const at = await receive();
    const first = await endpoint(at, { events: ['message.*'], description: 'The shop' });
    const page = await open('ada', '/console/webhooks/' + first.id);
    await page.getByRole('button', { name: 'Edit' }).click();
    const form = page.getByRole('dialog', { name: 'Edit the endpoint' });
    await form.getByText('message.updated').click();
    await form.getByText('customer.erased').click();
    await form.getByLabel('Description').fill('');
    await form.getByLabel('Format').selectOption('cloudevents_binary');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText('CloudEvents, in headers').waitFor();
    const now = (await hub.get('/webhooks/' + first.id)).body;
    assert.deepEqual([now.events.sort(), now.description, now.format], [['customer.erased', 'message.created', 'message.delivery'], null, 'cloudevents_binary']);

    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Replace the secret…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Replace' }).click();
    const told = page.getByRole('dialog', { name: 'The new secret' });
    await told.getByText(/Both sign until/).waitFor();
    const secret = await told.locator('.address-text').first().textContent();
    await told.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByText(/Both sign until/).waitFor();
    await hub.say('cust_rotated', 'hello');
    await until(() => at.heard.length > 0);
    for (const one of [secret, first.secret]) new Webhook(one).verify(at.heard[0].body, at.heard[0].headers);

    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const sure = page.getByRole('dialog', { name: 'Delete this endpoint?' });
    await sure.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await sure.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No other system is told yet').waitFor();
    assert.equal((await hub.get('/webhooks/' + first.id)).status, 404);
    await page.goto(hub.url + '/console/webhooks/' + first.id);
    await page.getByText('There is no endpoint of this id.', { exact: false }).waitFor();
    page.complaints.length = 0; // the 404
    await finish(page);
  });

  it('is worked by keyboard alone', async () => {
    const at = await receive();
    const page = await open('ada');
    await page.getByText('No other system is told yet').waitFor();
    await page.getByRole('button', { name: 'Add an endpoint' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type(at.url);
    const tabTo = async (wanted) => {
      for (let i = 0; i < 30; i++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((text) => (document.activeElement.getAttribute('aria-label') ?? document.activeElement.closest('label')?.textContent ?? document.activeElement.textContent).includes(text), wanted)) return;
      }
      throw new Error('the tab key does not come to ' + wanted);
    };
    await tabTo('All, and those to come');
    await page.keyboard.press('ArrowRight');
    await tabTo('Search the events');
    await page.keyboard.type('erased');
    await tabTo('customer.erased');
    await page.keyboard.press('Space');
    await tabTo('Cancel');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'The endpoint is there' }).waitFor();
    await tabTo('I have kept it');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: at.url.replace('http://', '') }).waitFor();
    assert.deepEqual((await hub.get('/webhooks')).body.webhooks[0].events, ['customer.erased']);
    await page.getByRole('radio', { name: 'All' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing arrived yet.').waitFor();
    await page.getByRole('button', { name: 'Edit' }).focus();
    await page.keyboard.press('Escape');
    await page.locator('.endpoint-card').waitFor();
    await tabTo('127.0.0.1');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Send a test event' }).waitFor();
    await finish(page);
  });

  it('is for administrators alone', async () => {
    for (const who of ['sam', 'bo']) {
      const page = await openPage(browser, hub.url + '/console/webhooks', { viewport: { width: 1280, height: 800 } });
      await logIn(page, who);
      await page.getByText('Only administrators see which other systems are told.').waitFor();
      await page.locator('.me').click();
      await page.getByRole('menuitem', { name: 'Log out' }).waitFor();
      assert.equal(await page.getByRole('menuitem', { name: 'Webhooks' }).count(), 0);
      await page.context().close();
    }
  });

  for (const [name, viewport, colorScheme] of [['a desk, light', { width: 1280, height: 800 }, 'light'], ['a desk, dark', { width: 1280, height: 800 }, 'dark'], ['a phone, light', { width: 360, height: 740 }, 'light'], ['a phone, dark', { width: 360, height: 740 }, 'dark']]) {
    it(`has no fault that axe finds, nor has that of the channels, on ${name}`, async () => {
      const good = await receive(), gone = await receive(() => ({ status: 410 })), down = await receive(() => ({ status: 500 }));
      const { id } = await endpoint(good, { description: 'The shop', ed25519: true });
      await hub.post(`/webhooks/${id}/rotate`, {});
      for (const at of [gone, down]) await endpoint(at, { events: ['message.created'] });
      await hub.say('cust_axe', 'hello');
      await until(async () => (await hub.get('/webhooks')).body.webhooks.every((one) => one.last_delivery !== null));
      const page = await open('ada', '/console/webhooks', { viewport, colorScheme });
      const holds = async (what) => {
        assert.deepEqual(await faults(page), [], what);
        const [width, height] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
        assert.ok(width <= viewport.width && height <= viewport.height, `${what} is ${width} × ${height}`);
      };
      await page.locator('.endpoint-card').nth(2).waitFor();
      await holds('the list');
      await page.getByRole('button', { name: 'Add an endpoint' }).click();
      await page.getByText('Only some').click();
      await page.locator('.tick').first().waitFor();
      await page.locator('.tick', { hasText: 'message.created' }).click();
      await holds('the form');
      await page.keyboard.press('Escape');
      for (const { id: each } of (await hub.get('/webhooks')).body.webhooks) {
        await page.goto(`${hub.url}/console/webhooks/${each}`);
        await page.locator('.sent tbody tr').first().waitFor();
        await holds('an endpoint');
      }
      await page.goto(hub.url + '/console/channels');
      await page.locator('.channel-card').first().waitFor();
      await holds('the channels');
      await page.getByRole('button', { name: 'Connect SMS' }).click();
      await page.getByRole('dialog').waitFor();
      await holds('the form of a connector');
      await finish(page);
    });
  }
});
