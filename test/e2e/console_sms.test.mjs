// SPDX-License-Identifier: Apache-2.0
// Text messages on the agents' page: what one costs while it is written, how it fares, and what a supervisor does
// about those that did not arrive. The provider is lib/provider.mjs.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { faults } from './lib/axe.mjs';
import { openBrowser } from './lib/browser.mjs';
import { KEY, openConsole, startCompany } from './lib/console.mjs';
import { until } from './lib/hub.mjs';
import { Provider } from './lib/provider.mjs';

const isBuilt = existsSync(fileURLToPath(new URL('../../web/console/dist/index.html', import.meta.url)));
const PHONE = '+4915112345678';

describe('text messages on the agents’ page', { skip: isBuilt ? false : 'web/console is not built' }, () => {
  let hub, provider, browser, session;
  const send = async (content, more = {}) => (await hub.post('/message/respond', { session_id: session, content, channel: 'sms', agent_id: 'sam', ...more })).body.message_id;
  const status = async (id) => (await hub.messages(session)).find((one) => one.id === id).delivery.status;
  const becomes = (id, wanted) => until(async () => (await status(id)) === wanted, 20000, `${id} ${wanted}`);
  const said = (page, text) => page.locator('.said', { hasText: text });
  const open = (who) => openConsole(browser, hub, who, { path: '/console/s/' + session });
  const finish = async (page) => {
    assert.deepEqual(await faults(page), []);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  };

  before(async () => {
    provider = await Provider.start();
    hub = await startCompany({ env: { OMNICHANNEL_API_KEY: KEY, OMNIHUB_EGRESS_ALLOW: '127.0.0.1' } });
    const { body } = await hub.post('/channels/sms/configure', { adapter: 'twilio', config: provider.config });
    const { webhook_url } = body.connector;
    await hub.post('/channels/sms/configure', { adapter: 'twilio', config: { webhook_url } });
    session = (await hub.say('cust_ann', 'This morning by chat')).session_id;
    await hub.post('/customers/cust_ann/identities', { kind: 'phone', address: PHONE });
    assert.equal(await provider.post(webhook_url, provider.inbound(PHONE, 'And now by SMS')), 200);
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await hub?.stop();
    await provider?.stop();
  });

  it('tells while one writes in how many segments it goes, and why', async () => {
    const page = await open('sam');
    const field = page.getByRole('textbox', { name: 'Reply to the customer' });
    const counter = page.locator('.composer-sms');
    await field.fill('a'.repeat(160));
    await counter.getByText('1 segment, 0 left').waitFor();
    await field.fill('a'.repeat(161));
    await counter.getByText('2 segments, 145 left').waitFor();
    await field.fill('Grüße – bis bald');
    await counter.getByText('1 segment, 54 left · Unicode because of –').waitFor();
    await field.fill('a'.repeat(1601));
    await counter.getByText('1 character too many').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled(), true);
    await field.fill('Hello Ann!');
    await field.press('Enter');
    await said(page, 'Hello Ann!').locator('.delivery', { hasText: /^Delivered/ }).waitFor();
    await page.getByRole('radio', { name: 'Note' }).click();
    assert.equal(await counter.count(), 0, 'a note costs nothing');
    await finish(page);
  });

  it('says why one did not arrive, and a supervisor sends it again', async () => {
    provider.faults.refuse = 1;
    const id = await send('Not this one');
    await becomes(id, 'failed');
    provider.faults.refuse = 0;
    const agent = await open('bo');
    await said(agent, 'Not this one').getByText('Not delivered: the number is no valid phone number').waitFor();
    assert.equal(await agent.getByRole('button', { name: 'Send again' }).count(), 0, 'it takes a supervisor');
    await finish(agent);
    const page = await open('sam');
    await said(page, 'Not this one').getByRole('button', { name: 'Send again' }).click();
    await said(page, 'Not this one').locator('.delivery', { hasText: /^Delivered/ }).waitFor();
    assert.equal(provider.counts().get('Not this one'), 1);
    await finish(page);
  });

  it('asks before it sends again what may be there', async () => {
    provider.callbacks.isOn = false;
    provider.faults.cutAfter = 1;
    // Of two alike the provider cannot say which is meant.
    const there = provider.byTo.get(PHONE);
    there.push({ sid: 'SM' + '0'.repeat(32), to: PHONE, body: 'The same', at: Date.now() + 1000, status: 'sent', form: '' });
    const id = await send('The same');
    await becomes(id, 'unknown');
    provider.faults.cutAfter = 0;
    const page = await open('sam');
    const doubtful = page.locator(`.said[data-id="${id}"]`);
    await doubtful.getByText('Nobody can say whether it was sent', { exact: false }).waitFor();
    await doubtful.getByRole('button', { name: 'Send again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send it again?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await status(id), 'unknown');
    there.splice(there.findIndex((one) => /^SM0+$/.test(one.sid)), 1);
    await doubtful.getByRole('button', { name: 'Send again' }).click();
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await dialog.waitFor({ state: 'detached' });
    await doubtful.locator('.delivery', { hasText: /^Sent/ }).waitFor();
    assert.equal(provider.counts().get('The same'), 1, 'it was looked for first, and was there');
    provider.callbacks.isOn = true;
    await finish(page);
  });

  it('takes back what has not left', async () => {
    const id = await send('For tomorrow', { send_at: new Date(Date.now() + 86400000).toISOString() });
    const page = await open('sam');
    await said(page, 'For tomorrow').getByText(/^Scheduled for/).waitFor();
    await said(page, 'For tomorrow').getByRole('button', { name: 'Do not send' }).click();
    await said(page, 'For tomorrow').locator('.delivery', { hasText: 'Cancelled' }).waitFor();
    assert.equal(await status(id), 'cancelled');
    await finish(page);
  });
});
