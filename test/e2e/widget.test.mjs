// SPDX-License-Identifier: Apache-2.0
// The chat widget in a shop's page of another origin, under the strictest policy, against the hub itself.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openBrowser, openPage } from './lib/browser.mjs';
import { Hub, until } from './lib/hub.mjs';
import { Line, Shop } from './lib/shop.mjs';
import { Socket } from './lib/ws.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const settings = { title: 'Fjord & Lamp', greeting: 'Hello! How can we help you today?', color: '#0f6b5c' };

function signed(secret, claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = part({ alg: 'HS256', typ: 'JWT' }) + '.' + part(claims);
  return text + '.' + createHmac('sha256', secret).update(text).digest('base64url');
}

describe('the widget', () => {
  let hub, shop, browser, secret;
  before(async () => {
    hub = await Hub.start();
    shop = await Shop.start(hub.url);
    const site = await hub.post('/widget/sites', { id: 'demo', origins: [shop.url], settings, visitors_per_minute: 1000 });
    secret = site.body.identity_secret;
    await hub.post('/agents', { id: 'anna', name: 'Anna Berg', email: 'anna@fjord.example', password: 'annas own password', role: 'supervisor' });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await shop?.stop();
    await hub?.stop();
  });

  const part = (page, selector) => page.locator('omnihub-widget ' + selector);
  const bubbles = (page) => part(page, '.message .bubble').allTextContents();
  const said = (page, text, timeout = 15000) => part(page, '.message .bubble').filter({ hasText: text }).first().waitFor({ timeout });
  const settled = (page) => until(async () => (await part(page, '.meta .i-clock').count()) === 0, 20000);

  async function visit({ query = '', context = null, ...options } = {}) {
    const page = context === null ? await openPage(browser, shop.url + '/' + query, options) : await context.newPage();
    if (context !== null) await page.goto(shop.url + '/' + query);
    await part(page, '.launcher').waitFor();
    return page;
  }
  async function say(page, text) {
    await part(page, 'textarea').fill(text);
    await part(page, 'textarea').press('Enter');
  }
  /** Opens the panel and says something; the session that came of it. */
  async function begin(page, text = 'Hello') {
    await part(page, '.launcher').click();
    await say(page, text);
    await part(page, '.mine .meta .i-check, .mine .meta .i-checks').first().waitFor();
    await settled(page);
    const key = 'omnihub.demo.session';
    await until(() => page.evaluate((k) => localStorage.getItem(k) !== null, key));
    return page.evaluate((k) => localStorage.getItem(k), key);
  }
  const answer = (session_id, content, more = {}) => hub.post('/message/respond', { session_id, content, agent_id: 'anna', ...more });

  async function faults(page) {
    // The policy lets no foreign script in, axe's neither; so it comes by the debugger's door.
    const client = await page.context().newCDPSession(page);
    const run = (expression) => client.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    await run(axe + ';0');
    const { result, exceptionDetails } = await run(`axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
      .then((r) => JSON.stringify(r.violations.map((v) => [v.impact, v.id, v.nodes.map((n) => n.target.flat().join(' ') + ' ' + n.failureSummary.slice(0, 200))])))`);
    assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
    return JSON.parse(result.value).filter(([, , nodes]) => nodes.some((n) => n.includes('omnihub-widget')));
  }

  it('stands in a page of a strict policy, takes nothing from it and leaves nothing in it', async () => {
    const page = await visit();
    await part(page, '.launcher').click();
    const seen = await page.evaluate(() => {
      const root = document.querySelector('omnihub-widget').shadowRoot;
      const { fontSize, letterSpacing } = getComputedStyle(root.querySelector('textarea'));
      return { fontSize, letterSpacing, sheets: document.styleSheets.length, adopted: document.adoptedStyleSheets.length, title: getComputedStyle(document.querySelector('h1')).fontSize };
    });
    assert.deepEqual(seen, { fontSize: '15px', letterSpacing: 'normal', sheets: 1, adopted: 0, title: '36px' });
    const names = (p) => p.evaluate(() => Object.keys(window));
    const bare = await openPage(browser, shop.url + '/shop.css');
    const more = (await names(page)).filter((name) => name !== 'OmnihubWidget');
    assert.deepEqual(more.filter((name) => /omnihub|widget/i.test(name)), []);
    assert.equal(more.length, (await names(bare)).length);
    assert.deepEqual(page.complaints, []);
    await bare.context().close();
    await page.context().close();
  });

  it('says, is answered, and shows what goes on at the other side', async () => {
    const page = await visit();
    const session = await begin(page, 'Is the birch lamp in stock?');
    const cookie = (await hub.post('/auth/login', { email: 'anna@fjord.example', password: 'annas own password' })).headers.get('set-cookie').split(';')[0];
    const agent = new Socket(`${hub.url.replace('http', 'ws')}/ws/${session}`, { headers: { Cookie: cookie, Origin: hub.url } });
    const frames = [];
    agent.on('message', (text) => frames.push(JSON.parse(text)));
    await new Promise((done, fail) => agent.once('open', done).once('error', fail));
    await until(() => frames.some((f) => f.type === 'subscribed'));
    const tell = (frame) => agent.send(JSON.stringify({ sessionId: session, ...frame }));

    tell({ type: 'typing', payload: { typing: true } });
    await part(page, '.typing').waitFor();
    assert.match(await part(page, '.typing').textContent(), /Anna Berg is writing/);
    await part(page, '.state').filter({ hasText: 'Anna Berg is here' }).waitFor();

    tell({ type: 'message', payload: { content: 'Yes, in oak too: https://fjord.example/oak', client_id: 'a1', quick_replies: [{ title: 'Birch', payload: 'birch' }, { title: 'Oak', payload: 'oak' }] } });
    await part(page, '.choice').first().waitFor();
    assert.equal(await part(page, '.typing').count(), 0);
    assert.equal(await part(page, '.bubble a').getAttribute('href'), 'https://fjord.example/oak');
    await until(() => frames.some((f) => f.type === 'presence' && f.payload.participants.some((p) => p.type === 'customer' && p.read_position !== null)));

    await part(page, '.choice').nth(1).click();
    await until(async () => (await bubbles(page)).at(-1) === 'Oak');
    assert.equal(await part(page, '.choice').count(), 0);
    await settled(page);
    const stored = await hub.messages(session);
    assert.deepEqual(stored.map((m) => m.content), ['Is the birch lamp in stock?', 'Yes, in oak too: https://fjord.example/oak', 'Oak']);
    assert.equal(stored[2].metadata.quick_reply, 'oak');

    await part(page, '.meta.sent, .meta.delivered').filter({ hasText: /Sent|Delivered/ }).waitFor();
    tell({ type: 'read', position: stored[2].position, payload: { state: 'read' } });
    await part(page, '.meta.read').filter({ hasText: 'Read' }).last().waitFor();

    await part(page, 'textarea').pressSequentially('And');
    await until(() => frames.some((f) => f.type === 'typing' && f.payload.typing && f.payload.author.type === 'customer'));
    agent.close();
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it('counts what came while it was closed, and takes up where it was after a reload', async () => {
    const page = await visit();
    const session = await begin(page);
    await part(page, '.head .tool').click();
    await answer(session, 'Good morning');
    await part(page, '.badge').filter({ hasText: '1' }).waitFor();
    assert.match(await part(page, '.launcher').getAttribute('aria-label'), /New messages: 1/);
    await page.reload();
    await part(page, '.badge').filter({ hasText: '1' }).waitFor();
    await part(page, '.launcher').click();
    await said(page, 'Good morning');
    assert.deepEqual(await bubbles(page), [settings.greeting, 'Hello', 'Good morning']);
    await part(page, '.head .tool').click();
    await until(async () => !(await part(page, '.badge').isVisible()));
    await page.context().close();
  });

  it('is for the keyboard, and gives the focus back', async () => {
    const page = await visit();
    const focused = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className ?? document.activeElement?.tagName);
    await page.evaluate(() => window.addEventListener('keydown', (event) => (window.heardByShop = (window.heardByShop ?? '') + event.key)));
    for (let i = 0; i < 5 && (await focused()) !== 'launcher'; i++) await page.keyboard.press('Tab');
    assert.equal(await focused(), 'launcher');
    await page.evaluate(() => (window.heardByShop = ''));
    await page.keyboard.press('Enter');
    await part(page, '.panel').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.tagName), 'TEXTAREA');
    await page.keyboard.type('by keyboard');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('alone');
    await page.keyboard.press('Enter');
    await said(page, 'by keyboard');
    assert.equal((await bubbles(page)).at(-1), 'by keyboard\nalone');
    await page.keyboard.press('Escape');
    assert.equal(await part(page, '.panel').isVisible(), false);
    assert.equal(await focused(), 'launcher');
    assert.equal(await page.evaluate(() => window.heardByShop), '', 'the shop hears no key of it');
    await page.context().close();
  });

  it('tells a screen reader what is new, and only that', async () => {
    const page = await visit();
    const session = await begin(page);
    await answer(session, 'Something new');
    await said(page, 'Something new');
    await part(page, '.panel > [role="status"]').filter({ hasText: 'Anna Berg: Something new' }).waitFor();
    assert.equal(await part(page, '.list').getAttribute('role'), 'log');
    assert.equal(await part(page, '.list').getAttribute('aria-live'), 'off');
    await page.reload();
    await part(page, '.bubble').filter({ hasText: 'Something new' }).waitFor();
    assert.equal(await part(page, '.panel > [role="status"]').textContent(), '');
    await page.context().close();
  });

  for (const [name, options] of Object.entries({
    'a desk': { viewport: { width: 1280, height: 800 } }, 'a desk at night': { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
    'a phone': { viewport: { width: 360, height: 740 } },
  }))
    it(`has no fault that axe finds, on ${name}`, async () => {
      const page = await visit(options);
      assert.deepEqual(await faults(page), []);
      const session = await begin(page);
      await answer(session, 'Which one? https://fjord.example', { quick_replies: [{ title: 'Birch', payload: 'birch' }] });
      await part(page, '.choice').waitFor();
      await hub.post('/chat/typing-indicator', { room_id: session, typing: true, agent_id: 'anna' });
      await part(page, '.typing').waitFor();
      assert.deepEqual(await faults(page), []);
      const small = await page.evaluate(() => [...document.querySelector('omnihub-widget').shadowRoot.querySelectorAll('button, .file, .picture')]
        .filter((b) => b.checkVisibility() && (b.getBoundingClientRect().width < 24 || b.getBoundingClientRect().height < 24)).map((b) => b.className));
      assert.deepEqual(small, []);
      await hub.post(`/session/${session}/resolve`, {});
      await part(page, '.rating').waitFor();
      assert.deepEqual(await faults(page), []);
      await part(page, '.stars button').nth(4).click();
      await until(async () => (await part(page, '.rating').count()) === 0);
      assert.ok((await hub.messages(session)).some((m) => m.type === 'rating'));
      await page.context().close();
    });

  it('fills the screen of a phone, and nothing behind it can be reached', async () => {
    const page = await visit({ viewport: { width: 360, height: 740 }, hasTouch: true });
    await part(page, '.launcher').click();
    assert.deepEqual(await part(page, '.panel').boundingBox(), { x: 0, y: 0, width: 360, height: 740 });
    assert.ok(await page.evaluate(() => document.querySelector('omnihub-widget').shadowRoot.querySelector('.panel').matches(':modal')));
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab');
      assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.tagName === 'OMNIHUB-WIDGET'));
    }
    await page.keyboard.press('Escape');
    assert.equal(await part(page, '.panel').isVisible(), false);
    await page.context().close();
  });

  it('speaks the language of the page, from right to left if need be', async () => {
    const german = await visit({ query: '?language=de-AT' });
    assert.equal(await part(german, '.launcher').getAttribute('aria-label'), 'Chat öffnen');
    await german.context().close();
    const named = await visit({ query: '?language=de&attributes=' + encodeURIComponent('data-language="fr"') });
    assert.equal(await part(named, '.launcher').getAttribute('aria-label'), 'Ouvrir le chat');
    await named.context().close();
    const dark = await visit({ query: '?attributes=' + encodeURIComponent('data-theme="dark" data-position="left" data-color="#ffe600"') });
    await part(dark, '.launcher').click();
    assert.ok(await part(dark, '.panel').evaluate((e) => getComputedStyle(e).backgroundColor === 'rgb(23, 25, 30)' && e.getBoundingClientRect().x < 100));
    await dark.context().close();
    const arabic = await visit({ query: '?language=ar', viewport: { width: 1280, height: 800 } });
    await part(arabic, '.launcher').click();
    const box = await part(arabic, '.panel').boundingBox();
    assert.ok(box.x < 100, 'it stands at the end of the line, which is left');
    await arabic.context().close();
  });

  it('sends what was written without a network once it is back, in order', async () => {
    const page = await visit();
    const session = await begin(page, 'zero');
    await page.context().setOffline(true);
    for (const text of ['one', 'two', 'three']) await say(page, text);
    await part(page, '.offline').waitFor();
    assert.equal(await part(page, '.meta .i-clock').count(), 1, 'the last of them shows a small mark');
    await answer(session, 'meanwhile');
    await page.context().setOffline(false);
    await settled(page);
    await said(page, 'meanwhile');
    await part(page, '.offline').waitFor({ state: 'hidden' });
    assert.deepEqual((await hub.messages(session)).map((m) => m.content), ['zero', 'meanwhile', 'one', 'two', 'three']);
    assert.deepEqual((await bubbles(page)).slice(1), ['zero', 'meanwhile', 'one', 'two', 'three']);
    await page.context().close();
  });

  it('sends once what a reload caught in the middle', async () => {
    const page = await visit();
    const session = await begin(page, 'before');
    hub.child.kill('SIGSTOP');
    try {
      await say(page, 'in the middle');
      await part(page, '.meta .i-clock').waitFor();
    } finally {
      setTimeout(() => hub.child.kill('SIGCONT'), 300);
    }
    await page.reload();
    await said(page, 'in the middle');
    await settled(page);
    assert.deepEqual((await hub.messages(session)).map((m) => m.content), ['before', 'in the middle']);
    assert.deepEqual((await bubbles(page)).slice(1), ['before', 'in the middle']);
    await page.context().close();
  });

  it('stands it when the hub is killed, and sends what was written meanwhile', async () => {
    const page = await visit();
    const session = await begin(page, 'before');
    await hub.kill();
    await say(page, 'while it was gone');
    await hub.run();
    await settled(page);
    assert.deepEqual((await hub.messages(session)).map((m) => m.content), ['before', 'while it was gone']);
    await answer(session, 'and back');
    await said(page, 'and back');
    await page.context().close();
  });

  it('finds its line dead after a sleep, and takes another', async (t) => {
    const line = await Line.start(hub.port);
    const own = await Shop.start(line.url);
    t.after(async () => {
      await own.stop();
      await line.stop();
    });
    await hub.post('/widget/sites', { id: 'sleepy', origins: [own.url] });
    const page = await openPage(browser, own.url + '/?site=sleepy');
    await part(page, '.launcher').click();
    await say(page, 'good night');
    await settled(page);
    const session = await page.evaluate(() => localStorage.getItem('omnihub.sleepy.session'));
    line.die();
    await answer(session, 'while you slept');
    await say(page, 'good morning');
    await page.evaluate(() => document.dispatchEvent(new Event('resume')));
    // The browser may try a connection first that it had kept ready, and that is dead too: 5 s more than one.
    await said(page, 'while you slept', 40000);
    await settled(page);
    assert.deepEqual(await bubbles(page), ['good night', 'while you slept', 'good morning']);
    await page.context().close();
  });

  it('is one conversation in two tabs, each message once in both', async () => {
    const one = await visit();
    const two = await visit({ context: one.context() });
    await part(two, '.launcher').click();
    const session = await begin(one, 'from one');
    await said(two, 'from one');
    await say(two, 'from two');
    await said(one, 'from two');
    await answer(session, 'to both');
    for (const page of [one, two]) {
      await said(page, 'to both');
      await settled(page);
      assert.deepEqual((await bubbles(page)).slice(1), ['from one', 'from two', 'to both']);
    }
    assert.equal((await hub.messages(session)).length, 3);
    await one.context().close();
  });

  it('becomes who the shop says they are', async () => {
    const page = await visit();
    const session = await begin(page, 'as a stranger');
    const now = Math.floor(Date.now() / 1000);
    const token = signed(secret, { sub: 'cust_ada', name: 'Ada Lindqvist', email: 'ada@lindqvist.example', iat: now, exp: now + 3600 });
    await page.evaluate((t) => window.OmnihubWidget.identify(t), token);
    await until(() => page.evaluate(() => localStorage.getItem('omnihub.demo.customer') === 'cust_ada'));
    await say(page, 'as Ada');
    await said(page, 'as Ada');
    await settled(page);
    const profile = await hub.get('/customers/cust_ada/profile');
    assert.match(JSON.stringify(profile.body), /Ada Lindqvist/);
    const errors = page.evaluate(() => new Promise((done) => window.OmnihubWidget.on('error', (e) => done(e.code))));
    await page.evaluate(() => window.OmnihubWidget.identify('forged.token.here'));
    assert.equal(await errors, 'widget.identity');
    await page.evaluate(() => window.OmnihubWidget.logout());
    await until(async () => !(await bubbles(page)).includes('as Ada'));
    assert.ok(session);
    await page.context().close();
  });

  describe('with files', () => {
    let picture;
    before(async () => {
      const page = await openPage(browser, shop.url, { viewport: { width: 640, height: 420 } });
      picture = await page.screenshot();
      await page.context().close();
    });
    const isDone = (page) => part(page, '.upload.done').first().waitFor({ timeout: 10000 });
    /** Pictures that have come, with their sizes. */
    const pictures = (page) => page.evaluate(() => [...document.querySelector('omnihub-widget').shadowRoot.querySelectorAll('.picture img')]
      .filter((i) => i.complete && i.naturalWidth > 0).map((i) => [i.naturalWidth > 0, i.width]));
    const give = (page, type) => page.evaluate(([name, bytes]) => {
      const files = new DataTransfer();
      files.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], 'lamp.png', { type: 'image/png' }));
      const root = document.querySelector('omnihub-widget').shadowRoot;
      const event = name === 'paste' ? new ClipboardEvent(name, { clipboardData: files, bubbles: true, composed: true, cancelable: true })
        : new DragEvent(name, { dataTransfer: files, bubbles: true, composed: true, cancelable: true });
      root.querySelector(name === 'paste' ? 'textarea' : '.middle').dispatchEvent(event);
    }, [type, picture.toString('base64')]);

    it('sends what is chosen, pasted and dropped, and shows pictures inside', async () => {
      const page = await visit({ viewport: { width: 1280, height: 900 } });
      const session = await begin(page, 'Here it comes');
      const chooser = page.waitForEvent('filechooser');
      await part(page, '.composer .tool').click();
      await (await chooser).setFiles([{ name: 'terms.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n') }]);
      await isDone(page);
      await say(page, 'the terms');
      await settled(page);
      await give(page, 'paste');
      await isDone(page);
      await part(page, '.send').click();
      await until(async () => (await pictures(page)).length === 1, 15000);
      await give(page, 'dragover');
      await part(page, '.drop').waitFor();
      await give(page, 'drop');
      await isDone(page);
      await say(page, 'from both sides');
      await until(async () => (await pictures(page)).length === 2, 15000);
      await settled(page);
      const stored = await hub.messages(session);
      assert.deepEqual(stored.map((m) => m.attachments.map((a) => a.name)), [[], ['terms.pdf'], ['lamp.png'], ['lamp.png']]);
      assert.match(await part(page, 'a.file').getAttribute('href'), /\/attachments\/.+signature=/);

      await page.reload();
      await until(async () => (await pictures(page)).length === 2, 15000);
      await part(page, '.picture').last().click();
      await part(page, '.viewer img').waitFor();
      await until(() => page.evaluate(() => document.querySelector('omnihub-widget').shadowRoot.querySelector('.viewer img').naturalWidth === 640));
      assert.deepEqual(await faults(page), []);
      await page.keyboard.press('Escape');
      assert.equal(await part(page, '.viewer').isVisible(), false);
      assert.equal(await part(page, '.panel').isVisible(), true, 'only the picture is closed');
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });

    it('says what it does not take, and why', async () => {
      const page = await visit();
      await begin(page);
      const folder = await mkdtemp(join(tmpdir(), 'widget-'));
      const files = [['setup.exe', 2], ['large.png', 26 << 20]].map(([name, size]) => [join(folder, name), Buffer.alloc(size)]);
      for (const [path, bytes] of files) await writeFile(path, bytes);
      await part(page, 'input[type=file]').setInputFiles(files.map(([path]) => path));
      await part(page, '.upload.failed').nth(1).waitFor();
      assert.deepEqual(await part(page, '.upload .size').allTextContents(), ['Files like setup.exe cannot be sent here', 'large.png is larger than 26 MB']);
      for (const left of [1, 0]) {
        await part(page, '.upload .remove').first().click();
        await until(async () => (await part(page, '.upload').count()) === left);
      }
      await rm(folder, { recursive: true });
      await page.context().close();
    });

    it('shows what the other side sends, and nothing of what was taken back', async () => {
      const page = await visit();
      const session = await begin(page);
      const form = new FormData();
      form.append('file', new Blob([picture], { type: 'image/png' }), 'from-us.png');
      const file = await (await fetch(hub.url + '/attachments', { method: 'POST', body: form })).json();
      const { body } = await answer(session, 'This one?', { attachments: [{ id: file.id }] });
      await until(async () => (await pictures(page)).length === 1, 15000);
      await hub.post('/chat/moderate/message', { message_id: body.message_id, action: 'redact' });
      await said(page, 'This message was removed.');
      assert.equal(await part(page, '.picture').count(), 0);
      await page.context().close();
    });
  });

  it('is not there on a page that may not carry it', async (t) => {
    const foreign = await Shop.start(hub.url);
    t.after(() => foreign.stop());
    const page = await openPage(browser, foreign.url);
    await until(() => page.evaluate(() => {
      const host = document.querySelector('omnihub-widget');
      return host !== null && getComputedStyle(host).display === 'none';
    }));
    await page.context().close();
  });

  it('reads a long history page by page, and stays where the reader is', async () => {
    const page = await visit();
    const session = await begin(page, 'number 0');
    await part(page, '.head .tool').click();
    for (let i = 1; i <= 130; i++) await answer(session, 'number ' + i);
    await page.reload();
    await part(page, '.launcher').click();
    await said(page, 'number 130');
    assert.ok((await bubbles(page)).length <= 51);
    const list = part(page, '.list');
    for (let i = 0; i < 60 && !(await bubbles(page)).includes('number 0'); i++) {
      await list.evaluate((e) => (e.scrollTop = Math.max(0, e.scrollTop - 300)));
      await page.waitForTimeout(40);
    }
    const numbers = (await bubbles(page)).filter((t) => t.startsWith('number ')).map((t) => Number(t.slice(7)));
    assert.deepEqual(numbers, numbers.map((_, i) => i), 'without a gap from the beginning');
    const top = () => list.evaluate((e) => e.scrollTop);
    const before = await top();
    await answer(session, 'news');
    await page.waitForTimeout(300);
    assert.equal(await top(), before, 'news do not move the reader');
    await part(page, '.jump').click();
    await said(page, 'news');
    await page.context().close();
  });

  it('needs no more memory for ten thousand messages than for two', async () => {
    const page = await visit();
    const session = await begin(page);
    const client = await page.context().newCDPSession(page);
    const measure = async () => {
      await page.waitForTimeout(500);
      for (let i = 0; i < 3; i++) await client.send('HeapProfiler.collectGarbage');
      const { metrics } = await client.send('Performance.getMetrics');
      return Object.fromEntries(metrics.map((m) => [m.name, m.value]));
    };
    await client.send('Performance.enable');
    const customer_id = await page.evaluate(() => localStorage.getItem('omnihub.demo.customer'));
    const one = (i) => ({ customer_id, session_id: session, channel: 'chat', content: `message ${i} of many, with a few words to carry` });
    // Most of them as the visitor's own, for many of those fit into one request.
    const burst = async (from, to) => {
      for (let at = from; at < to; at += 250) {
        const { body } = await hub.post('/message/bulk-process', { messages: Array.from({ length: 240 }, (_, i) => one(at + i)) });
        assert.equal(body.stored, 240);
        await Promise.all(Array.from({ length: 10 }, (_, i) => answer(session, `answer ${at + i}`)));
      }
      await answer(session, 'up to ' + to);
      await said(page, 'up to ' + to);
    };
    await burst(0, 2000);
    const early = await measure();
    await burst(2000, 10000);
    const late = await measure();
    const grown = (late.JSHeapUsedSize - early.JSHeapUsedSize) / 1e6;
    assert.ok(grown < 2, `the heap grew by ${grown.toFixed(2)} MB`);
    assert.ok(late.Nodes < early.Nodes + 300 && late.Nodes < 3000, `${early.Nodes} nodes, then ${late.Nodes}`);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
});
