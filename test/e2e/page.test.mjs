// SPDX-License-Identifier: Apache-2.0
// The act that everything is about: a page shows messages live, and after the plug was pulled it catches up.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser, openPage } from './lib/browser.mjs';
import { Hub, until } from './lib/hub.mjs';

const KEY = 'a key of more than sixteen letters';

describe('the live page', () => {
  let hub, browser;
  before(async () => {
    hub = await Hub.start();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await hub?.stop();
  });

  const texts = (page) => page.locator('#timeline .message:not(.is-pending) .text').allTextContents();
  const isLive = (page) => page.waitForSelector('#status[data-phase="live"]', { timeout: 15000 });

  async function open(session) {
    const page = await openPage(browser, `${hub.url}/#session/${session}`, { viewport: { width: 1280, height: 800 } });
    await isLive(page);
    return page;
  }

  it('shows a first message within a second', async () => {
    const page = await openPage(browser, hub.url);
    await isLive(page);
    assert.match(await page.textContent('#curl'), new RegExp(`curl -s ${hub.url}/message/process`));
    const begin = performance.now();
    await hub.say('cust_first', 'Where is my order?');
    await page.waitForSelector('.row .excerpt:text-is("Where is my order?")', { timeout: 1000 });
    assert.ok(performance.now() - begin < 1000);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it('shows who wrote, when and where, oldest first, and counts what is unread', async () => {
    const first = await hub.say('cust_two', 'one', { channel: 'voice' });
    const page = await open(first.session_id);
    await hub.say('cust_two', 'two', { channel: 'whatsapp' });
    await until(async () => (await texts(page)).length === 2);
    assert.deepEqual(await texts(page), ['one', 'two']);
    assert.match(await page.textContent('#timeline .message:nth-of-type(3) .meta'), /cust_two\s*WhatsApp\s*\d\d:\d\d:\d\d/);
    await hub.say('cust_first', 'Hello?');
    await page.waitForSelector('.row.is-unread .unread:text-is("1")');
    await page.context().close();
  });

  it('sends as agent and shows the message once', async () => {
    const first = await hub.say('cust_agent', 'hello');
    const page = await open(first.session_id);
    await page.fill('#text', 'How can I help?');
    await page.press('#text', 'Enter');
    await until(async () => (await texts(page)).length === 2);
    assert.equal(await page.locator('.is-pending').count(), 0);
    const stored = await hub.messages(first.session_id);
    assert.deepEqual(stored.map((m) => [m.author.type, m.content]), [['customer', 'hello'], ['agent', 'How can I help?']]);
    await page.context().close();
  });

  it('loads older messages by cursor', async () => {
    let session;
    for (let i = 0; i < 120; i++) session = (await hub.say('cust_long', 'number ' + i)).session_id;
    const page = await open(session);
    await until(async () => (await texts(page)).length === 50);
    await page.click('#older');
    await until(async () => (await texts(page)).length === 100);
    await page.click('#older');
    await until(async () => (await texts(page)).length === 120);
    assert.deepEqual(await texts(page), Array.from({ length: 120 }, (_, i) => 'number ' + i));
    assert.ok(await page.isHidden('#older'));
    await page.context().close();
  });

  it('catches up by itself after the plug was pulled: nothing missing, nothing twice, in order', async () => {
    const wanted = [];
    const say = async (text) => {
      wanted.push(text);
      return (await hub.say('cust_plug', text)).session_id;
    };
    const page = await open(await say('before 0'));
    for (let i = 1; i < 5; i++) await say('before ' + i);
    await until(async () => (await texts(page)).length === wanted.length);
    await hub.kill();
    await page.waitForSelector('#status[data-phase="waiting"]');
    await page.fill('#text', 'written while it was down');
    await page.press('#text', 'Enter');
    await page.waitForSelector('.is-pending');
    await hub.run();
    for (let i = 0; i < 20; i++) await say('after ' + i);
    await isLive(page);
    wanted.push('written while it was down');
    await until(async () => (await texts(page)).length >= wanted.length);
    const shown = await texts(page);
    const stored = (await hub.messages(await say('last'))).map((m) => m.content);
    await until(async () => (await texts(page)).length >= wanted.length);
    assert.deepEqual([...shown].sort(), wanted.slice(0, -1).sort());
    assert.deepEqual(await texts(page), stored);
    assert.match(await page.textContent('#status-text'), /Caught up after .*: \d+ missed events? replayed|nothing was missed/);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it('asks for the key of a hub that has one, and keeps it out of any storage', async () => {
    const locked = await Hub.start({ env: { OMNICHANNEL_API_KEY: KEY } });
    try {
      const page = await openPage(browser, locked.url);
      await page.waitForSelector('#key-dialog[open]');
      await page.fill('#key', 'some other key that is long');
      await page.press('#key', 'Enter');
      await page.waitForSelector('#key-wrong:text-is("this key is not known")');
      await page.fill('#key', KEY);
      await page.press('#key', 'Enter');
      await isLive(page);
      await locked.post('/message/process', { customer_id: 'c', channel: 'sms', content: 'psst' }, { Authorization: 'Bearer ' + KEY });
      await page.waitForSelector('.row .excerpt:text-is("psst")');
      const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie, location.href]);
      assert.deepEqual(kept, [0, 0, '', locked.url + '/']);
      await page.context().close();
    } finally {
      await locked.stop();
    }
  });

  it('can be used by keyboard alone', async () => {
    const page = await openPage(browser, hub.url, { viewport: { width: 1280, height: 800 } });
    await isLive(page);
    await page.locator('.row').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#timeline .message');
    assert.equal(await page.locator('.row[aria-current="true"]').count(), 1);
    await page.keyboard.press('Escape');
    await page.waitForSelector('#conversation', { state: 'hidden' });
    await page.context().close();
  });
});
