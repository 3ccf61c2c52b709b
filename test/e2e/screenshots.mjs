// SPDX-License-Identifier: Apache-2.0
// Makes the pictures of doc/screenshots again: ./hub screenshots [NAME...], those whose name begins with one of them.
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openBrowser, openPage } from './lib/browser.mjs';
import { AgentPage } from './lib/console_page.mjs';
import { Hub, binary, until } from './lib/hub.mjs';
import { identityToken } from './lib/identity.mjs';
import { takePicture, takeSideBySide } from './lib/picture.mjs';
import { CustomerPage } from './lib/widget_page.mjs';

const folder = process.env.SCREENSHOTS ?? fileURLToPath(new URL('../../doc/screenshots', import.meta.url));
const names = process.argv.slice(2);
const isWanted = (name) => names.length === 0 || names.some((one) => name.startsWith(one));

const widths = { desktop: { width: 1280, height: 800 }, tablet: { width: 834, height: 1000 }, phone: { width: 390, height: 844 } };
const views = Object.entries(widths).flatMap(([device, viewport]) => ['light', 'dark'].map((colorScheme) => ({ device, colorScheme, viewport })));
const isPhone = (view) => view.device === 'phone';
const touch = (view) => (isPhone(view) ? { isMobile: true, hasTouch: true } : {});

async function picture(page, name) {
  if (!isWanted(name)) return;
  await takePicture(page, `${folder}/${name}.webp`);
  if (page.complaints?.length > 0) throw new Error(name + ': ' + page.complaints.join('\n'));
  console.log(name);
}

// ---- who and what is seen

const ADA = { sub: 'fj-1001', name: 'Ada Lindqvist' };
const SITE = {
  id: 'demo', name: 'Fjordlys', origins: ['http://127.0.0.1'],
  settings: { title: 'Fjordlys', greeting: 'Hello! Ask us anything about our lamps.', color: '#17504c' },
};

/** The hub with the demonstration in it, and how to log in to it. */
async function fill(hub) {
  const out = execFileSync(binary(), ['demo', '--data', hub.data], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const password = /password +(\w+) /.exec(out)[1];
  const secret = (await hub.post('/widget/sites', SITE)).body.identity_secret;
  return { login: { email: 'nora@fjordlys.example', password }, token: () => identityToken(secret, ADA) };
}

const openShop = (browser, hub, place, view, path = '') =>
  CustomerPage.open(browser, hub.url, { path, viewport: view.viewport, colorScheme: view.colorScheme, ...touch(view) }).then(async (customer) => {
    await customer.page.evaluate((token) => window.OmnihubWidget.identify(token), place.token());
    return customer;
  });

/** Ada asks, Nora answers; returns the session. */
async function talk(hub, customer) {
  const box = await customer.page.locator('.large').boundingBox();
  const lamp = await customer.page.screenshot({ clip: { x: box.x + box.width * 0.15, y: box.y + box.height * 0.28, width: box.width * 0.7, height: box.height * 0.36 } });
  await customer.write('Hello! Two of my three Auroras arrived, and one shade is cracked.');
  const find = async () => (await hub.sessions()).find((s) => s.customer_id === ADA.sub && s.channel === 'chat' && s.session_id !== 'fjs-001');
  const { session_id } = await until(find, 10000);
  const answer = (content, more = {}) => hub.post('/message/respond', { session_id, content, agent_id: 'nora', ...more });
  await hub.post(`/session/${session_id}/assign`, { agent_id: 'nora', queue: 'support' });
  await hub.post(`/session/${session_id}/tags`, { add: ['damaged', 'vip'] });
  await answer('Hello Ada, I am so sorry! Could you send a photo of the shade?');
  await customer.attach({ name: 'shade.png', mimeType: 'image/png', buffer: lamp });
  await customer.write('Here it is. The label says FL-220, batch 0731.');
  await until(async () => (await hub.messages(session_id)).some((m) => m.attachments.length > 0));
  await hub.post(`/session/${session_id}/notes`, { content: 'Batch 0731 is known to crack: no questions asked, @bo sends the new invoice.', agent_id: 'nora' });
  await answer('Thank you. A new shade and the third lamp leave today, and nothing needs to be sent back.');
  await answer('When may the courier come?', { quick_replies: [{ title: 'Before 17:00', payload: 'before' }, { title: 'After 17:00', payload: 'after' }] });
  return session_id;
}

// ---- pictures

async function shopPictures(browser, hub) {
  for (const view of views) {
    const page = await openPage(browser, hub.url + '/demo/', { viewport: view.viewport, colorScheme: view.colorScheme, ...touch(view) });
    await page.getByRole('button', { name: 'Open chat' }).waitFor();
    await picture(page, `shop-${view.device}-${view.colorScheme}`);
    await page.context().close();
  }
}

async function widgetPictures(browser, hub, place) {
  for (const view of views) {
    const customer = await openShop(browser, hub, place, view, 'lamp?id=aurora');
    await customer.chat.getByRole('button', { name: 'After 17:00' }).waitFor();
    await picture(customer.page, `widget-${view.device}-${view.colorScheme}`);
    await customer.close();
  }
}

async function consolePictures(browser, hub, place, session) {
  for (const view of views) {
    const agent = await AgentPage.open(browser, hub.url, place.login, { viewport: view.viewport, colorScheme: view.colorScheme, ...touch(view) });
    await agent.row(session).waitFor();
    const name = `console-${view.device}-${view.colorScheme}`;
    if (isPhone(view)) await picture(agent.page, name + '-list');
    await agent.openSession(session);
    await agent.page.locator('.picture img').first().waitFor();
    await picture(agent.page, name);
    if (name === 'console-desktop-light') {
      await agent.page.getByRole('button', { name: 'Transfer', exact: true }).click();
      const dialog = agent.page.getByRole('dialog', { name: 'Transfer' });
      await dialog.getByText('Email', { exact: true }).click();
      await dialog.getByLabel('Summary for whoever takes over').fill('Shade of batch 0731 is cracked, a new one leaves today. She wants the corrected invoice by email.');
      await picture(agent.page, 'console-transfer');
    }
    await agent.close();
  }
}

/** Both sides of one conversation at one moment: she is writing. */
async function actPicture(browser, hub, place, session) {
  if (!isWanted('act')) return;
  const height = 780;
  const agent = await AgentPage.open(browser, hub.url, place.login, { viewport: { width: 1180, height } });
  await agent.openSession(session);
  const customer = await openShop(browser, hub, place, { viewport: { width: 760, height } }, 'lamp?id=aurora');
  await customer.chat.getByRole('button', { name: 'After 17:00' }).waitFor();
  await customer.input.pressSequentially('After 17:00 would be per', { delay: 30 });
  await agent.page.getByText(/is writing/).first().waitFor();
  await takeSideBySide(browser, [customer.page, agent.page], `${folder}/act.webp`);
  console.log('act');
  await customer.close();
  await agent.close();
}

async function loginPicture(browser) {
  if (!isWanted('console-login')) return;
  const locked = await Hub.start({ env: { OMNICHANNEL_API_KEY: 'a key of more than sixteen letters' } });
  const page = await openPage(browser, locked.url + '/console/', { viewport: widths.desktop });
  await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
  page.complaints = []; // that it is not logged in is told by a 401
  await picture(page, 'console-login');
  await locked.stop();
}

/** The first page, which needs no login on a hub of one's own. */
async function livePictures(browser, hub) {
  for (const [name, device, colorScheme] of [['live', 'desktop', 'light'], ['live-dark', 'desktop', 'dark'], ['live-phone', 'phone', 'light']]) {
    if (!isWanted(name)) continue;
    const page = await openPage(browser, hub.url + '/#session/fjs-001', { viewport: widths[device], colorScheme });
    await page.waitForSelector('#status[data-phase="live"]');
    await page.waitForSelector('#timeline .message');
    await picture(page, name);
    await page.context().close();
  }
}

const hub = await Hub.start();
const browser = await openBrowser();
try {
  await mkdir(folder, { recursive: true });
  const place = await fill(hub);
  await livePictures(browser, hub);
  await loginPicture(browser);
  await shopPictures(browser, hub);
  const first = await openShop(browser, hub, place, { viewport: widths.desktop, device: 'desktop' }, 'lamp?id=aurora');
  const session = await talk(hub, first);
  await first.close();
  await actPicture(browser, hub, place, session);
  await widgetPictures(browser, hub, place);
  await consolePictures(browser, hub, place, session);
} finally {
  await browser.close();
  await hub.stop();
}
if (isWanted('widget')) await import('./screenshots_widget.mjs');
if (names.length === 0 || names.some((one) => 'console-'.startsWith(one) || /^console-(c|w|s)/.test(one))) await import('./screenshots_setup.mjs');
