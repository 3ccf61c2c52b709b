// SPDX-License-Identifier: Apache-2.0
// A channel is configured, tried, written to by its provider and left by it; over the API and on the agents' page.
// The provider is the fake adapter, loaded as a plug-in.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { faults } from './lib/axe.mjs';
import { openBrowser, openPage } from './lib/browser.mjs';
import { KEY, PASSWORD, logIn, openConsole, startCompany } from './lib/console.mjs';
import { binary, until } from './lib/hub.mjs';

const plugins = join(dirname(binary()), 'src/channel/fake_plugin');
const hasPlugin = existsSync(join(plugins, 'fake.so'));
const isBuilt = existsSync(fileURLToPath(new URL('../../web/console/dist/index.html', import.meta.url)));
const TOKEN = 'a token of the provider 7781';
const PHONE = '+4915112345678';
const env = { OMNICHANNEL_API_KEY: KEY, OMNIHUB_PLUGINS: plugins };

const start = () => startCompany({ env });
const configure = (hub, more = {}) => hub.post('/channels/sms/configure', { adapter: 'fake', account: 'Fjordlys', token: TOKEN, ...more });
const open = (hub) => until(async () => (await hub.get('/channels/sms/status')).body.connectors[0]?.state === 'open');

/** What the provider sends, as it sends it: without a key. */
async function hook(connector, body, headers = { 'x-fake-token': TOKEN }) {
  const response = await fetch(connector.webhook_url, { method: 'POST', headers: { 'Content-Type': 'text/plain', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

describe('connectors', { skip: hasPlugin ? false : 'the fake plug-in is not built' }, () => {
  let hub;
  before(async () => (hub = await start()));
  after(() => hub?.stop());

  it('a provider is configured, tried, heard and answered', async () => {
    const { status, body } = await configure(hub);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.connector.config.token, '••••7781');
    await open(hub);
    const tried = (await hub.post('/channels/sms/test', {})).body;
    assert.equal(tried.outcome, 'untestable', 'the fake has nobody to ask, and that is said');

    await hub.say('cust_a', 'This morning, by chat', { customer_profile: {} });
    await hub.post('/customers/cust_a/identities', { kind: 'phone', address: PHONE });
    const message = { messages: [{ id: 'SM1', from: PHONE, text: 'And now by SMS' }] };
    for (let i = 0; i < 3; i++) assert.deepEqual({ ...(await hook(body.connector, message)), headers: null }, { status: 200, text: '', headers: null });
    const [session] = await until(async () => {
      const found = (await hub.sessions()).filter((one) => one.customer_id === 'cust_a');
      return found.length > 0 && found;
    });
    const said = await hub.messages(session.session_id);
    assert.deepEqual(said.map((one) => one.content), ['This morning, by chat', 'And now by SMS'], 'it joins the chat, once');

    await hub.post('/message/respond', { session_id: session.session_id, content: 'We see both.' });
    await until(async () => ['delivered', 'read'].includes((await hub.messages(session.session_id)).at(-1).delivery?.status));
    const { connectors } = await until(async () => {
      const status = (await hub.get('/channels/sms/status')).body;
      return status.connectors[0].figures.sent > 0 && status; // counted when the commit is told back
    });
    assert.equal(connectors[0].figures.sent, 1);
    assert.equal(connectors[0].figures.received, 1, 'what came by a webhook counts, once');
    assert.equal((await hook(body.connector, { messages: [{ id: 'SM9', from: 'the lobby', text: 'hi' }] })).status, 200);
    const { kinds } = (await hub.get(`/connectors/${body.connector.id}/unknown`)).body;
    assert.equal(kinds.length, 1);
    assert.deepEqual({ kind: kinds[0].kind, count: kinds[0].count, sample: kinds[0].sample }, { kind: 'bad_address', count: 1, sample: 'the lobby' });
    assert.ok(Date.parse(kinds[0].first_at) <= Date.parse(kinds[0].last_at));
    const row = (await hub.get('/channels/integrations')).body.channels.find((one) => one.id === 'sms');
    assert.equal(row.status, 'active');
    assert.equal(row.metrics.total_messages, 2);
    assert.equal(row.metrics.successRate, 100);
    const capable = (await hub.get('/capabilities')).body.channels.find((one) => one.id === 'sms');
    assert.ok(capable.configured && capable.sends && capable.abilities.includes('receipts'));
  });

  it('what waited for a connector leaves when there is one', async () => {
    await hub.say('cust_w', 'By WhatsApp', { channel: 'whatsapp' });
    await hub.post('/customers/cust_w/identities', { kind: 'whatsapp', address: '+4915187654321' });
    const { body: sent } = await hub.post('/message/respond', { customer_id: 'cust_w', channel: 'whatsapp', content: 'It waits.' });
    assert.equal(sent.delivery.status, 'waiting', JSON.stringify(sent));
    assert.equal((await hub.post('/channels/whatsapp/configure', { adapter: 'fake', account: 'Fjordlys' })).status, 200);
    await until(async () => ['delivered', 'read'].includes((await hub.messages(sent.session_id)).at(-1).delivery?.status));
  });

  it('what is not signed, or makes no sense, is refused and changes nothing', async () => {
    const { connector } = (await configure(hub)).body;
    const message = { messages: [{ id: 'forged', from: '+4915199999999', text: 'Forged' }] };
    assert.equal((await hook(connector, message, {})).status, 403);
    assert.equal((await hook(connector, message, { 'x-fake-token': 'wrong' })).status, 403);
    assert.equal((await hook(connector, 'no JSON')).status, 400);
    assert.equal((await hook(connector, '{"messages":[{"id":7}]}')).status, 400);
    assert.equal((await hook({ webhook_url: connector.webhook_url.replace('/sms/', '/email/') }, message)).status, 404);
    assert.equal((await hook({ webhook_url: connector.webhook_url.slice(0, -4) + '0000' }, message)).status, 404);
    assert.equal((await fetch(connector.webhook_url, { method: 'POST', headers: { 'x-fake-token': TOKEN }, body: 'x'.repeat(1_100_000) })).status, 413);
    assert.equal((await hub.sessions()).filter((one) => one.customer_info?.phone === '+4915199999999').length, 0);
  });

  it('a batch of a thousand is taken whole, through a proxy too, and harmless twice', async () => {
    const { connector } = (await configure(hub)).body;
    const messages = Array.from({ length: 1000 }, (_, i) => ({ id: 'batch' + i, from: `+49151770000${String(i % 40).padStart(2, '0')}`, text: 'batch ' + i }));
    const forwarded = { 'x-fake-token': TOKEN, 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' };
    for (let i = 0; i < 2; i++) assert.equal((await hook(connector, { messages }, forwarded)).status, 200);
    let stored = 0;
    for (const session of await hub.sessions()) stored += (await hub.messages(session.session_id)).filter((one) => /^batch /.test(one.content)).length;
    assert.equal(stored, 1000);
  });

  it('what is switched off is deaf at once, and deleted it is gone', async () => {
    const { connector } = (await configure(hub)).body;
    const message = (id) => ({ messages: [{ id, from: PHONE, text: id }] });
    assert.equal((await hub.request('PUT', '/channels/sms/enable', { 'Content-Type': 'application/json' }, '{"enabled":false}')).status, 200);
    assert.equal((await hook(connector, message('deaf'))).status, 404);
    assert.equal((await hub.request('PUT', '/channels/sms/enable', { 'Content-Type': 'application/json' }, '{"enabled":true}')).status, 200);
    await open(hub);
    assert.equal((await hook(connector, message('heard'))).status, 200);
    assert.equal((await hub.request('DELETE', '/connectors/' + connector.id)).status, 200);
    assert.equal((await hook(connector, message('late'))).status, 404);
    assert.equal((await hub.get('/connectors/' + connector.id)).status, 404);
  });

  it('no secret is ever shown', async () => {
    const { connector } = (await configure(hub)).body;
    for (const path of ['/connectors', '/connectors/' + connector.id, '/channels/sms/status', '/channels/integrations', '/channels/performance', '/audit', '/capabilities'])
      assert.ok(!(await hub.get(path)).text.includes(TOKEN), path);
    assert.ok(!hub.log.includes(TOKEN));
  });
});

describe('the page of the channels', { skip: !hasPlugin ? 'the fake plug-in is not built' : isBuilt ? false : 'web/console is not built' }, () => {
  let hub, browser;
  before(async () => {
    hub = await start();
    await hub.post('/agents', { id: 'ada', name: 'Ada Berg', role: 'admin', email: 'ada@lumen.example', password: PASSWORD });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await hub?.stop();
  });
  const card = (page, name) => page.locator('.channel-card', { has: page.getByRole('heading', { name, exact: true }) });

  it('connects one, tells what is wrong where it is, tries it, and switches it off', async () => {
    const page = await openConsole(browser, hub, 'ada', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: /Ada Berg/ }).click();
    await page.getByRole('menuitem', { name: 'Channels' }).click();
    await page.getByRole('heading', { name: 'Channels', level: 1 }).waitFor();
    await card(page, 'SMS').getByText('Not connected').waitFor();
    await card(page, 'Chat').getByText('Built in').waitFor();
    assert.equal(await card(page, 'Chat').locator('.is-primary').count(), 0, 'what works already asks for nothing');
    await card(page, 'Chat').getByRole('button', { name: 'Add a connector to Chat' }).waitFor();
    await page.getByRole('button', { name: 'Connect SMS' }).click();
    const dialog = page.getByRole('dialog', { name: 'Connect SMS' });
    await dialog.getByRole('combobox', { name: 'Provider' }).selectOption('fake');
    await dialog.getByLabel('Token').fill(TOKEN);
    await dialog.getByLabel('Latency ms').fill('-1');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await dialog.getByText('Is needed: any name.').waitFor();
    await dialog.getByText(/Must be a whole number/).waitFor();
    page.complaints.length = 0; // the 422
    await dialog.getByLabel('Account').fill('Fjordlys');
    await dialog.getByLabel('Latency ms').fill('5');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    const sms = card(page, 'SMS');
    await sms.getByText('Works').waitFor();

    await sms.getByRole('button', { name: 'Test' }).click();
    await sms.getByText('This adapter cannot ask its provider', { exact: false }).waitFor();
    const url = await sms.locator('.address-text').textContent();
    await sms.getByRole('button', { name: 'Copy the webhook’s address' }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), url);
    assert.equal((await hook({ webhook_url: url }, { messages: [{ id: 'p1', from: PHONE, text: 'hi' }] })).status, 200);

    assert.equal(await sms.getByText('was not understood', { exact: false }).count(), 0);
    assert.equal((await hook({ webhook_url: url }, { messages: [{ id: 'odd', from: 'a pigeon', text: 'coo' }] })).status, 200);
    await sms.getByText('Came in and was not understood: 1', { exact: true }).click();
    await sms.getByText('Messages from no address of the channel').waitFor();
    await sms.locator('.odd-sample', { hasText: 'a pigeon' }).waitFor();
    assert.deepEqual(await faults(page), []);

    await sms.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'SMS: default' });
    assert.equal(await edit.getByLabel('Token').inputValue(), '');
    assert.equal(await edit.getByLabel('Token').getAttribute('placeholder'), '••••7781');
    assert.equal(await edit.getByLabel('Latency ms').inputValue(), '5');
    await edit.getByLabel('Name').fill('main');
    await edit.getByRole('button', { name: 'Save' }).click();
    await sms.getByText('main', { exact: false }).first().waitFor();
    assert.equal((await hook({ webhook_url: url }, { messages: [{ id: 'p2', from: PHONE, text: 'the secret stayed' }] })).status, 200);

    await sms.getByRole('switch').click({ force: true });
    await sms.getByText('Switched off').waitFor();
    assert.equal((await hook({ webhook_url: url }, { messages: [] })).status, 404);
    await sms.getByRole('button', { name: 'Delete main' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await sms.getByText('No account of a provider is connected.', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Back to the conversations' }).click();
    await page.getByRole('heading', { name: /Choose a conversation|Nobody is waiting/ }).waitFor();
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it('shows supervisors and leaves them nothing to change, and nobody else', async () => {
    await configure(hub);
    const page = await openConsole(browser, hub, 'sam', { path: '/console/channels' });
    await card(page, 'SMS').getByText('default').first().waitFor();
    assert.equal(await page.getByRole('button', { name: /Connect|Edit|Test|Delete/ }).count(), 0);
    await page.context().close();
    const other = await openPage(browser, hub.url + '/console/channels', { viewport: { width: 1280, height: 800 } });
    await logIn(other, 'bo');
    await other.getByText('Only supervisors and administrators see the channels.').waitFor();
    await other.context().close();
  });
});
