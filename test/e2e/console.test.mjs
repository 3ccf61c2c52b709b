// SPDX-License-Identifier: Apache-2.0
// The agents' page against the real hub: what an agent does all day, through cuts and restarts.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { faults } from './lib/axe.mjs';
import { openBrowser, openPage } from './lib/browser.mjs';
import { entry, isLive, logIn, openConsole, startCompany } from './lib/console.mjs';
import { Hub, until } from './lib/hub.mjs';
import { CustomerPage } from './lib/widget_page.mjs';

const isBuilt = existsSync(fileURLToPath(new URL('../../web/console/dist/index.html', import.meta.url)));

const hasWidget = existsSync(fileURLToPath(new URL('../../web/widget/dist/widget.js', import.meta.url)));

describe('the agents’ page', { skip: isBuilt ? false : 'web/console is not built' }, () => {
  let hub, browser;
  before(async () => {
    hub = await startCompany();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await hub?.stop();
  });

  const open = (agent, session, options = {}) => openConsole(browser, hub, agent, { path: session ? '/console/s/' + session : '/console/', ...options });
  const texts = (page) => page.locator('.said:not(.is-pending) .text').allTextContents();
  const finish = async (page) => {
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  };

  it('lets in who has a login, and nobody else', async () => {
    const page = await openPage(browser, hub.url + '/console/');
    await page.getByLabel('Email').fill('bo@lumen.example');
    await page.getByLabel('Password').fill('not the password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    await logIn(page, 'bo');
    await page.reload();
    await isLive(page);
    await page.getByRole('button', { name: /Bo Lind/ }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByLabel('Password').waitFor();
    await page.context().close();
  });

  it('needs no login while there is no administrator', async () => {
    const open = await Hub.start();
    try {
      const page = await openPage(browser, open.url + '/console/');
      await isLive(page);
      await open.say('cust_alone', 'Is anybody there?');
      await page.locator('.row', { hasText: 'Is anybody there?' }).waitFor({ timeout: 2000 });
      await finish(page);
    } finally {
      await open.stop();
    }
  });

  it('lists who writes at once, counts what is unread, and keeps the place over a reload', async () => {
    const page = await open('bo');
    await hub.say('cust_list', 'first');
    const row = page.locator('.row', { hasText: 'cust_list' });
    await row.filter({ hasText: 'first' }).waitFor({ timeout: 1000 });
    const said = await hub.say('cust_list', 'second');
    await row.locator('.row-count', { hasText: '2' }).waitFor();
    await row.click();
    await entry(page, 'second').waitFor();
    await until(async () => (await row.locator('.row-count').count()) === 0);
    assert.equal(new URL(page.url()).pathname, '/console/s/' + said.session_id);
    await page.reload();
    await entry(page, 'second').waitFor();
    await finish(page);
  });

  it('filters by whose they are', async () => {
    const { session_id } = await hub.say('cust_mine', 'take me');
    const page = await open('bo', session_id);
    const rows = () => page.locator('.row-name').allTextContents();
    await page.getByRole('button', { name: 'Take', exact: true }).click();
    await page.locator('.who-detail', { hasText: 'with you' }).waitFor();
    await page.getByRole('radio', { name: 'Mine' }).click();
    await until(async () => (await rows()).join() === 'cust_mine');
    await page.getByRole('radio', { name: 'Unassigned' }).click();
    await until(async () => (await rows()).length > 0 && !(await rows()).includes('cust_mine'));
    await finish(page);
  });

  it('answers, and the customer’s side of the hub has it once', async () => {
    const { session_id } = await hub.say('cust_answer', 'hello?');
    const page = await open('bo', session_id);
    const field = page.getByLabel('Reply to the customer');
    await field.fill('Hello!');
    await field.press('Shift+Enter');
    await field.pressSequentially('How can I help?');
    await field.press('Enter');
    await entry(page, 'How can I help?').waitFor();
    assert.equal(await page.locator('.is-pending').count(), 0);
    assert.equal(await field.inputValue(), '');
    const stored = await hub.messages(session_id);
    assert.deepEqual(stored.map((m) => [m.author.type, m.author.id, m.content]), [['customer', 'cust_answer', 'hello?'], ['agent', 'bo', 'Hello!\nHow can I help?']]);
    await finish(page);
  });

  it('writes notes that only the team sees, and keeps drafts', async () => {
    const { session_id } = await hub.say('cust_note', 'hm');
    const page = await open('bo', session_id);
    await entry(page, 'hm').waitFor();
    await page.locator('.timeline').focus();
    await page.keyboard.press('n');
    await page.getByLabel('Note for the team').pressSequentially('She is a lawyer.');
    await page.waitForTimeout(600);
    await page.reload();
    assert.equal(await page.getByLabel('Note for the team').inputValue(), 'She is a lawyer.');
    await page.getByLabel('Note for the team').press('Enter');
    await page.locator('.is-note .text', { hasText: 'She is a lawyer.' }).waitFor();
    const note = (await hub.messages(session_id)).find((m) => m.type === 'note');
    assert.deepEqual([note.visibility, note.content], ['internal', 'She is a lawyer.']);
    await finish(page);
  });

  it('moves a session to email with a summary, and says that telling the customer waits', async () => {
    const { session_id } = await hub.say('cust_move', 'please write me an email');
    const page = await open('bo', session_id);
    await entry(page, 'please write').waitFor();
    await page.getByRole('button', { name: 'Transfer' }).click();
    const dialog = page.getByRole('dialog', { name: 'Transfer' });
    await dialog.getByText('Email', { exact: true }).click();
    await dialog.getByLabel('Summary for whoever takes over').fill('Wants the invoice by email.');
    await dialog.getByRole('button', { name: 'Transfer' }).click();
    await dialog.getByText(/waits \(no connector\)/).waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.locator('.happening.is-transfer', { hasText: 'Transferred from Chat to Email' }).waitFor();
    await page.locator('.happening-waits', { hasText: 'no connector' }).waitFor();
    await page.locator('.who-detail', { hasText: 'Email' }).waitFor();
    await page.locator('.panel-pane', { hasText: 'Wants the invoice by email.' }).waitFor();
    const { body } = await hub.get('/session/' + session_id);
    assert.deepEqual([body.channel, body.session_data.context.summary], ['email', 'Wants the invoice by email.']);
    await finish(page);
  });

  it('shows everything of the customer, and a dash for what is not known', async () => {
    const profile = { name: 'Ada Lindqvist', email: 'ada@lindqvist.example', city: 'Malmö' };
    const { body } = await hub.post('/session/create', { customer_id: 'cust_view', channel: 'voice', customer_profile: profile });
    await hub.say('cust_view', 'by mail', { channel: 'email' });
    const page = await open('bo', body.session_id);
    const panel = page.getByRole('complementary', { name: 'Customer' });
    for (const text of ['Ada Lindqvist', 'ada@lindqvist.example', 'Malmö', 'Voice', 'Email', 'by mail']) await panel.getByText(text).first().waitFor();
    const satisfaction = panel.locator('.metrics > div', { hasText: 'Satisfaction' }).locator('dd');
    assert.match(await satisfaction.textContent(), /^–/);
    await hub.say('cust_view', 'and by text', { channel: 'sms' });
    await panel.getByText('and by text').waitFor();
    await finish(page);
  });

  it('says where a customer does not want to be written to, and lets nobody try', async () => {
    const { session_id } = await hub.say('+491701112223', 'hello', { channel: 'sms' });
    const page = await open('bo', session_id);
    const panel = page.getByRole('complementary', { name: 'Customer' });
    await panel.getByText('Answers only').waitFor();
    const said = await hub.request('PUT', '/customers/+491701112223/consent', { 'Content-Type': 'application/json' }, JSON.stringify({ channel: 'sms', purpose: '*', given: false, source: 'form' }));
    assert.equal(said.status, 200);
    await hub.say('+491701112223', 'and leave me alone', { channel: 'sms' });
    await panel.getByText('Opted out').waitFor();
    await page.getByText('They opted out of SMS: nothing can be sent to them there.').waitFor();
    await page.getByRole('textbox', { name: 'Reply to the customer' }).fill('but');
    assert.equal(await page.getByRole('button', { name: 'Send' }).isDisabled(), true);
    assert.deepEqual(await faults(page), []);
    const refused = await hub.post('/message/respond', { session_id, channel: 'sms', content: 'but' });
    assert.deepEqual([refused.status, refused.body.code, refused.body.explain.verdict], [409, 'consent.opted_out', 'deny']);
    // Notes are for the team.
    await page.getByRole('radio', { name: 'Note' }).click();
    await page.getByRole('textbox', { name: 'Note for the team' }).fill('Call them instead');
    assert.equal(await page.getByRole('button', { name: 'Save note' }).isDisabled(), false);
    await finish(page);
  });

  it('resolves, reopens, snoozes and tags', async () => {
    const { session_id } = await hub.say('cust_life', 'done now');
    const page = await open('bo', session_id);
    const state = async () => (await hub.get('/session/' + session_id)).body;
    await page.getByRole('button', { name: 'Resolve' }).click();
    await until(async () => (await state()).status === 'resolved');
    await page.locator('.composer').getByRole('button', { name: 'Reopen' }).click();
    await until(async () => (await state()).status === 'active');
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Tags…' }).click();
    await page.getByLabel('Add a tag').fill('vip');
    await page.getByLabel('Add a tag').press('Enter');
    await until(async () => (await state()).tags.includes('vip'));
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Snooze' }).click();
    await page.getByRole('menuitem', { name: 'For an hour' }).click();
    await until(async () => (await state()).snoozed_until !== null);
    await finish(page);
  });

  it('shows what comes from outside as text', async () => {
    const bad = '<img src=x onerror="document.title=1"><b>bold</b> javascript:alert(1)';
    const { session_id } = await hub.say('cust_bad', bad);
    const page = await open('bo', session_id);
    await entry(page, '<img src=x').waitFor();
    assert.equal(await page.locator('.timeline img, .timeline b:not(.meta b), .rows img').count(), 0);
    await finish(page);
  });

  it('keeps few entries in the document however long the timeline is, and reads up to its beginning', async () => {
    let session;
    for (let i = 0; i < 400; i++) session = (await hub.say('cust_long', 'number ' + i)).session_id;
    const page = await open('bo', session);
    await entry(page, 'number 399').waitFor();
    for (let round = 0; round < 80 && (await page.getByText('The conversation begins here').count()) === 0; round++) {
      await page.evaluate(() => (document.querySelector('.timeline').scrollTop = 0));
      await page.waitForTimeout(60);
      assert.ok((await page.locator('.said').count()) <= 240);
    }
    assert.equal((await texts(page))[0], 'number 0');
    await page.getByRole('button', { name: 'Newest', exact: true }).click();
    await entry(page, 'number 399').waitFor();
    await finish(page);
  });

  it('is caught up after the network was away, and what was written meanwhile is there once', async () => {
    const { session_id } = await hub.say('cust_cut', 'before');
    const page = await open('bo', session_id);
    await entry(page, 'before').waitFor();
    await page.context().setOffline(true);
    await hub.kill();
    await page.locator('.connection.is-offline').waitFor();
    const field = page.getByLabel('Reply to the customer');
    for (const text of ['written offline', 'and one more']) {
      await field.fill(text);
      await field.press('Enter');
    }
    await page.locator('.is-pending', { hasText: 'Waiting for the connection' }).first().waitFor();
    await hub.run();
    await hub.say('cust_cut', 'meanwhile');
    await page.context().setOffline(false);
    await isLive(page);
    await until(async () => (await texts(page)).length === 4);
    assert.deepEqual(await texts(page), ['before', 'meanwhile', 'written offline', 'and one more']);
    assert.deepEqual((await hub.messages(session_id)).map((m) => m.content), ['before', 'meanwhile', 'written offline', 'and one more']);
    await page.locator('.connection.is-online').waitFor();
    await finish(page);
  });

  it('lives through kill -9 and a restart, twice, losing and doubling nothing', async () => {
    const { session_id } = await hub.say('cust_kill', 'n 0');
    const wanted = ['n 0'];
    const page = await open('bo', session_id);
    await entry(page, 'n 0').waitFor();
    const field = page.getByLabel('Reply to the customer');
    for (let round = 1; round <= 2; round++) {
      await field.fill('answer ' + round);
      await field.press('Enter');
      await hub.kill();
      await hub.run();
      await isLive(page);
      await until(async () => (await texts(page)).includes('answer ' + round), 8000);
      await hub.say('cust_kill', 'n ' + round);
      wanted.push('answer ' + round, 'n ' + round);
      await entry(page, 'n ' + round).waitFor();
    }
    assert.deepEqual(await texts(page), wanted);
    assert.deepEqual((await hub.messages(session_id)).map((m) => m.content), wanted);
    await finish(page);
  });

  it('is worked by keyboard alone', async () => {
    const { session_id } = await hub.say('cust_keys', 'only keys');
    const page = await open('mia');
    await page.locator('.row', { hasText: 'cust_keys' }).waitFor();
    await page.keyboard.press('j');
    await entry(page, 'only keys').waitFor();
    await page.keyboard.press('r');
    await page.keyboard.type('keys it is');
    await page.keyboard.press('Enter');
    await entry(page, 'keys it is').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    await page.getByRole('dialog', { name: 'Transfer' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('keys');
    await page.locator('.results .row', { hasText: 'only' }).first().waitFor();
    await page.keyboard.press('Escape');
    assert.equal(new URL(page.url()).pathname, '/console/s/' + session_id);
    await finish(page);
  });

  it('sees the customer type, read and choose, and exchanges files', { skip: hasWidget ? false : 'web/widget is not built' }, async () => {
    await hub.post('/widget/sites', { id: 'demo', name: 'Demo', origins: [hub.url] });
    const ada = await CustomerPage.open(browser, hub.url);
    await ada.write('my lamp flickers');
    const page = await open('bo');
    const row = page.locator('.row', { hasText: 'my lamp flickers' });
    await row.click();
    await page.locator('.who-detail', { hasText: 'online' }).waitFor();
    await ada.input.pressSequentially('It says');
    await page.locator('.writing', { hasText: 'is writing' }).waitFor();
    await page.locator('.row[aria-current] .is-typing').waitFor();
    await ada.input.press('Enter');
    await entry(page, 'It says').waitFor();
    await until(async () => (await page.locator('.writing').count()) === 0);

    await page.locator('.composer input[type=file]').setInputFiles([
      { name: 'page.png', mimeType: 'image/png', buffer: await page.screenshot() },
      { name: 'README.md', mimeType: 'text/plain', buffer: readFileSync(new URL('../../README.md', import.meta.url)) },
    ]);
    await page.locator('.upload .file-size').nth(1).waitFor();
    await page.getByRole('button', { name: 'Offer quick replies' }).click();
    for (const choice of ['Send a new one', 'Give the money back']) {
      await page.getByLabel(/choice$/).fill(choice);
      await page.keyboard.press('Enter');
    }
    await page.keyboard.press('Escape');
    const field = page.getByLabel('Reply to the customer');
    await field.fill('What would you like?');
    await field.press('Enter');
    const own = page.locator('.said.is-ours', { hasText: 'What would you like?' });
    await own.locator('.picture img').waitFor();
    await own.locator('.file', { hasText: 'README.md' }).waitFor();
    await own.locator('.delivery', { hasText: 'Read' }).waitFor();
    assert.ok(await own.locator('.picture img').evaluate((img) => img.decode().then(() => img.naturalWidth > 0)));

    await ada.page.getByRole('button', { name: 'Send a new one' }).click();
    await page.locator('.is-theirs', { hasText: 'Send a new one' }).locator('.picked').waitFor();
    await Promise.all([ada.chat.getByText(/Bo Lind is typing|Bo Lind is writing/i).first().waitFor(), field.pressSequentially('One moment please, I look for it.', { delay: 150 })]);
    await ada.close();
    await page.locator('.who-detail', { hasText: 'online' }).waitFor({ state: 'detached' });
    await finish(page);
  });

  for (const [name, viewport, colorScheme] of [['a desk, light', { width: 1280, height: 800 }, 'light'], ['a desk, dark', { width: 1280, height: 800 }, 'dark'], ['a phone, light', { width: 360, height: 740 }, 'light'], ['a phone, dark', { width: 360, height: 740 }, 'dark']]) {
    it(`has no fault that axe finds, on ${name}`, async () => {
      const { session_id } = await hub.say('cust_axe_' + name.replace(/\W/g, ''), 'see https://lumen.example', { channel: 'whatsapp' });
      await hub.post(`/session/${session_id}/notes`, { content: 'a note' });
      await hub.post('/message/respond', { session_id, content: 'an answer', agent_id: 'bo' });
      await hub.post(`/session/${session_id}/tags`, { add: ['vip'] });
      await hub.say('cust_unread', 'unread');
      const page = await open('bo', null, { viewport, colorScheme });
      await page.locator('.row', { hasText: 'cust_unread' }).waitFor();
      assert.deepEqual(await faults(page), []);
      await page.goto(`${hub.url}/console/s/${session_id}`);
      await entry(page, 'an answer').waitFor();
      assert.deepEqual(await faults(page), []);
      await page.locator('.timeline').focus();
      await page.keyboard.press('n');
      await page.keyboard.type('another note');
      assert.deepEqual(await faults(page), []);
      await page.locator('.timeline').focus();
      await page.keyboard.press('t');
      await page.getByRole('dialog').getByText('Email', { exact: true }).click();
      assert.deepEqual(await faults(page), []);
      await page.keyboard.press('Escape');
      await page.goto(`${hub.url}/console/s/${session_id}/customer`);
      await page.locator('.metrics').waitFor();
      assert.deepEqual(await faults(page), []);
      await finish(page);
    });
  }

  it('fits into 360 pixels', async () => {
    const { session_id } = await hub.say('cust_narrow', 'a-very-long-word-'.repeat(20));
    const page = await open('bo', null, { viewport: { width: 360, height: 740 } });
    for (const path of ['', 's/' + session_id, 's/' + session_id + '/customer']) {
      await page.goto(hub.url + '/console/' + path);
      await page.locator('.scroller:visible').first().waitFor();
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, path);
      assert.equal(await page.evaluate(() => [...document.querySelectorAll('.pane *')].filter((n) => n.getBoundingClientRect().right > 361 && getComputedStyle(n).position !== 'absolute').length), 0, path);
    }
    await finish(page);
  });
});
