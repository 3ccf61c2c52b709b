// SPDX-License-Identifier: Apache-2.0
// The states of the widget in doc/screenshots, at three widths: ./hub screenshots widget
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openBrowser, openPage } from './lib/browser.mjs';
import { Hub, until } from './lib/hub.mjs';
import { takePicture } from './lib/picture.mjs';
import { Shop } from './lib/shop.mjs';
import { Socket } from './lib/ws.mjs';

const folder = process.env.SCREENSHOTS ?? fileURLToPath(new URL('../../doc/screenshots', import.meta.url));
const settings = { title: 'Fjord & Lamp', greeting: 'Hello! How can we help you today?', color: '#0f6b5c' };
const LAMP = `<svg xmlns="http://www.w3.org/2000/svg" width="720" height="480"><rect width="720" height="480" fill="#d5ded6"/>
<path d="M0 396h720v84H0z" fill="#b99b78"/><path d="M350 250h20v136h-20z" fill="#6b5238"/><path d="M290 382h140a12 12 0 0 1 12 14H278a12 12 0 0 1 12-14z" fill="#6b5238"/>
<path d="M300 90h120l50 170H250z" fill="#f6ecc4"/><path d="M398 92l-22 52 26 22-30 40 12 52" fill="none" stroke="#8d7a4d" stroke-width="3"/></svg>`;

const part = (page, selector) => page.locator('omnihub-widget ' + selector);

async function pictureOf(browser, svg) {
  const page = await browser.newPage({ viewport: { width: 720, height: 480 } });
  await page.setContent(`<body style="margin:0">${svg}`);
  const bytes = await page.screenshot();
  await page.close();
  return bytes;
}

async function loginOf(hub) {
  const login = await hub.post('/auth/login', { email: 'anna@fjord.example', password: 'annas own password' });
  return login.headers.get('set-cookie').split(';')[0];
}

/** Anna at her page: a socket that tells what she does. */
async function sit(hub, session) {
  const agent = new Socket(`${hub.url.replace('http', 'ws')}/ws/${session}`, { headers: { Cookie: await loginOf(hub), Origin: hub.url } });
  await new Promise((done, fail) => agent.once('open', done).once('error', fail));
  return { tell: (frame) => agent.send(JSON.stringify({ sessionId: session, ...frame })), leave: () => agent.close() };
}

async function talk(hub, page, lamp) {
  await part(page, 'textarea').fill('Hello! The shade of my lamp arrived with a crack.');
  await part(page, '.send').click();
  await until(() => page.evaluate(() => localStorage.getItem('omnihub.demo.session') !== null));
  const session = await page.evaluate(() => localStorage.getItem('omnihub.demo.session'));
  const agent = await sit(hub, session);
  const say = async (content, more = {}) => {
    const { body } = await hub.post('/message/respond', { session_id: session, agent_id: 'anna', content, ...more });
    await part(page, '.bubble').filter({ hasText: content.slice(0, 20) }).waitFor();
    return body;
  };
  const read = async () => agent.tell({ type: 'read', position: (await hub.messages(session)).at(-1).position, payload: { state: 'read' } });
  await say('Good morning! I am sorry about that. Could you send me a picture of it?');
  await part(page, 'input[type=file]').setInputFiles([{ name: 'shade.png', mimeType: 'image/png', buffer: lamp }]);
  await part(page, '.upload.done').waitFor();
  await part(page, 'textarea').fill('Here it is. The label says FL-220.');
  await part(page, '.send').click();
  await part(page, '.picture img').waitFor();
  await until(() => page.evaluate(() => [...document.querySelector('omnihub-widget').shadowRoot.querySelectorAll('.picture img')].every((i) => i.complete && i.naturalWidth > 0)));
  await read();
  await part(page, '.meta.read').last().waitFor();
  await say('Thank you, that is enough for us.');
  await say('What would you like best?', { quick_replies: [{ title: 'A new shade' }, { title: 'A new lamp' }, { title: 'My money back' }] });
  agent.tell({ type: 'typing', payload: { typing: true } });
  await part(page, '.typing').waitFor();
  return { session, agent, say };
}

async function makeOne(hub, shop, browser, lamp, [size, viewport, colorScheme]) {
  const page = await openPage(browser, shop.url, { viewport, colorScheme, hasTouch: viewport.width < 500 });
  const shoot = async (name) => {
    await takePicture(page, `${folder}/widget-${size}-${colorScheme}-${name}.webp`);
    console.log(`widget-${size}-${colorScheme}-${name}`);
  };
  await part(page, '.launcher').waitFor();
  await shoot('closed');
  await part(page, '.launcher').click();
  await part(page, '.bubble').waitFor();
  await shoot('open');
  const { agent, say } = await talk(hub, page, lamp);
  await shoot('talk');
  agent.leave();
  await part(page, '.choice').first().click();
  await part(page, '.message .meta.sent, .message .meta.delivered').last().waitFor();
  await say('It leaves our warehouse today. Nothing to send back.');
  await page.context().setOffline(true);
  await part(page, 'textarea').fill('Wonderful. Can it come after 17:00?');
  await part(page, '.send').click();
  await part(page, '.offline').waitFor();
  await shoot('offline');
  if (page.complaints.length > 0) throw new Error(page.complaints.join('\n'));
  await page.context().close();
}

const hub = await Hub.start();
const shop = await Shop.start(hub.url);
const browser = await openBrowser();
try {
  await mkdir(folder, { recursive: true });
  await hub.post('/widget/sites', { id: 'demo', origins: [shop.url], settings, visitors_per_minute: 1000 });
  await hub.post('/agents', { id: 'anna', name: 'Anna Berg', email: 'anna@fjord.example', password: 'annas own password', role: 'supervisor' });
  await hub.post('/auth/login', { email: 'anna@fjord.example', password: 'annas own password' });
  const lamp = await pictureOf(browser, LAMP);
  const sizes = { phone: { width: 360, height: 740 }, tablet: { width: 768, height: 960 }, desktop: { width: 1280, height: 820 } };
  for (const [size, viewport] of Object.entries(sizes))
    for (const colorScheme of ['light', 'dark']) await makeOne(hub, shop, browser, lamp, [size, viewport, colorScheme]);
} finally {
  await browser.close();
  await shop.stop();
  await hub.stop();
}
