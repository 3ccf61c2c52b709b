// SPDX-License-Identifier: Apache-2.0
// The act that everything is about: a page shows messages live, and after the plug was pulled it catches up.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser, openPage } from './lib/browser.mjs';
import { Hub, until } from './lib/hub.mjs';

const KEY = 'a key of more than sixteen letters';

// The WCAG contrast of every text that is seen, against what is painted behind it; those below AA.
function faintTexts() {
  const parse = (color) => (color.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => {
    const linear = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const color = parse(getComputedStyle(node).backgroundColor);
      if (color.length === 3 || color[3] > 0.99) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode()); ) {
    const node = text.parentElement;
    if (text.data.trim() === '' || !node.checkVisibility() || node.closest('script, noscript, .hidden')) continue;
    const style = getComputedStyle(node);
    const [a, b] = [light(parse(style.color)), light(behind(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) faint.push(`${text.data.trim().slice(0, 30)} (${node.className}): ${ratio.toFixed(2)}`);
  }
  return faint;
}

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
    const first = await hub.say('cust_agent', 'hello', { channel: 'sms' });
    const page = await open(first.session_id);
    await page.fill('#text', 'How can I help?');
    await page.press('#text', 'Enter');
    await until(async () => (await texts(page)).length === 2);
    assert.equal(await page.locator('.is-pending').count(), 0);
    const stored = await hub.messages(first.session_id);
    assert.deepEqual(stored.map((m) => [m.author.type, m.channel, m.content]), [['customer', 'sms', 'hello'], ['agent', 'sms', 'How can I help?']]);
    assert.match(await page.textContent('.message.is-ours .meta'), /waits: no connector/);
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

  it('leaves those alone who read further up', async () => {
    let session;
    for (let i = 0; i < 260; i++) session = (await hub.say('cust_reader', 'number ' + i)).session_id;
    const page = await open(session);
    for (let shown = 50; shown < 200; shown += 50) {
      await until(async () => (await texts(page)).length === shown);
      await page.click('#older');
    }
    await until(async () => (await texts(page)).length === 200);
    await page.evaluate(() => (document.getElementById('scroller').scrollTop = 500));
    await page.waitForTimeout(100);
    const placeOf = () => page.evaluate(() => [...document.querySelectorAll('.message')].find((m) => m.getBoundingClientRect().top > 200).textContent);
    const place = await placeOf();
    for (let i = 0; i < 30; i++) await hub.say('cust_reader', 'later ' + i);
    await page.waitForSelector('#to-end:not([hidden])');
    await until(async () => (await texts(page)).length === 230);
    assert.equal(await placeOf(), place);
    await page.click('#to-end');
    await page.waitForSelector('#to-end', { state: 'hidden' });
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

  it('lets its first administrator and an agent log in, and shows who is there', async () => {
    const locked = await Hub.start();
    try {
      const token = (await until(() => /setup#(\S+)/.exec(locked.log)))[1];
      const setup = await openPage(browser, `${locked.url}/setup#${token}`);
      await setup.fill('#name', 'Root');
      await setup.fill('#email', 'root@example.org');
      await setup.fill('#password', 'a good long password');
      await setup.fill('#again', 'a good long password');
      await setup.click('#send');
      await setup.click('#done a');
      await isLive(setup);
      await setup.waitForSelector('#account-name:text-is("Root")');
      await setup.context().close();

      const page = await openPage(browser, locked.url);
      await page.waitForSelector('#key-dialog[open]');
      await page.fill('#email', 'root@example.org');
      await page.fill('#password', 'another password');
      await page.press('#password', 'Enter');
      await page.waitForSelector('#login-wrong:text-is("no such account, or another password")');
      await page.fill('#password', 'a good long password');
      await page.press('#password', 'Enter');
      await isLive(page);
      await page.waitForSelector('#account-name:text-is("Root")');
      const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
      assert.deepEqual(kept, [0, 0, '']);
      await page.click('#log-out');
      await page.waitForSelector('#key-dialog[open]');
      assert.equal(await page.locator('.row').count(), 0);
      assert.deepEqual(page.complaints.filter((text) => !/401/.test(text)), []);
      await page.context().close();
    } finally {
      await locked.stop();
    }
  });

  it('shows notes, transfers, assignments, statuses and ratings for what they are, as they come', async () => {
    await hub.post('/queues', { id: 'billing', name: 'Billing' });
    await hub.post('/agents', { id: 'bo', name: 'Bo Lind', queues: ['billing'] });
    const { session_id: id } = await hub.say('cust_events', 'Hello?', { channel: 'voice' });
    const page = await open(id);
    await page.waitForSelector('#timeline .message');
    const done = async (path, body) => assert.equal((await hub.post(`/session/${id}/${path}`, body)).status, 200);
    await done('notes', { content: 'ask @bo' });
    await done('assign', { agent_id: 'bo', queue: 'billing' });
    await done('transfer', { to_channel: 'chat', reason: 'papers' });
    await done('resolve', { resolution: 'sent again' });
    await done('csat', { score: 4, comment: 'quick' });
    await page.waitForSelector('.message.is-note .text:text-is("ask @bo")');
    await until(async () => (await page.locator('.happening').count()) === 4);
    const happenings = await page.locator('.happening .text').allTextContents();
    assert.deepEqual(happenings, ['Assigned to bo, queue billing', 'Transferred from Voice to Chat · papers', 'Resolved · sent again', 'Rated 4 of 5 · quick']);
    assert.match(await page.textContent('#customer-detail'), /resolved.*with Bo Lind.*queue billing/);
    assert.deepEqual(await page.evaluate(faintTexts), []);
    const again = await open(id);
    await until(async () => (await again.locator('.happening').count()) === 4);
    assert.deepEqual(again.complaints.concat(page.complaints), []);
    await again.context().close();
    await page.context().close();
  });

  for (const colorScheme of ['light', 'dark'])
    it(`can be read by weak eyes in ${colorScheme}, on a desk and on a phone`, async () => {
      let session;
      for (const channel of ['voice', 'video', 'chat', 'email', 'sms', 'mobile_app', 'whatsapp', 'social_media'])
        session = (await hub.say('cust_colours_' + channel, 'by ' + channel, { channel })).session_id;
      for (const width of [1280, 390]) {
        const page = await openPage(browser, `${hub.url}/#session/${session}`, { colorScheme, viewport: { width, height: 900 } });
        await isLive(page);
        await hub.say('cust_colours_voice', 'unread');
        await until(async () => (await page.locator('.unread').count()) === 1);
        await page.waitForSelector('#timeline .message');
        assert.deepEqual(await page.evaluate(faintTexts), []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, 'wider than the window');
        await page.locator('.back, .row').first().evaluate((node) => node.click());
        assert.deepEqual(await page.evaluate(faintTexts), []);
        await page.context().close();
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
