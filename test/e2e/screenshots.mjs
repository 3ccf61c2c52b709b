// SPDX-License-Identifier: Apache-2.0
// Makes the pictures of doc/screenshots again: npm --prefix test/e2e run screenshots
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openBrowser, openPage } from './lib/browser.mjs';
import { Hub, until } from './lib/hub.mjs';

const folder = process.argv[2] ?? fileURLToPath(new URL('../../doc/screenshots', import.meta.url));

const people = [
  ['cust_2041', 'Ingrid Solberg', 'ingrid@fjordlys.example', [['email', 'Invoice 88213 lists the annual plan twice. Could you look into it?']]],
  ['cust_1187', 'Marcus Whitfield', 'm.whitfield@example.org', [['voice', 'Asked for a callback after 16:00 about the fibre outage in Leeds.'], ['sms', 'Still no connection here, any news?']]],
  ['cust_3305', 'Chiara Fontana', null, [['whatsapp', 'Ciao! Posso cambiare l’indirizzo di consegna?']]],
  ['cust_0932', 'Tomasz Wiśniewski', 'tomasz@wisniewski.example', [['mobile_app', 'The app logs me out each time I open the loyalty card.']]],
  ['cust_4410', 'Yuki Tanaka', null, [['social_media', 'Love the new blue one! When is it back in stock in Osaka?']]],
  ['cust_2876', 'Daniel Okonkwo', 'daniel.okonkwo@example.com', [['video', 'Screen shared: the router blinks orange after the update.'], ['chat', 'Thank you, the reset did it.']]],
  ['cust_1520', 'Léa Moreau', 'lea.moreau@example.fr', [['chat', 'Bonjour, ma commande est arrivée sans la notice de montage.']]],
];

const story = [
  ['voice', 'Called about order 50417: two of three lamps arrived, one shade is cracked.'],
  ['agent', 'Hello Ada, I am sorry about the broken shade. Could you send a photo of it and of the label on the box?'],
  ['whatsapp', 'Sure, here they are. The label says FL-220 / batch 0731.'],
  ['note', 'The warehouse confirms: batch 0731 is known to crack. No questions asked, @bo.'],
  ['agent', 'Thank you! A new shade and the missing lamp leave our warehouse today. Nothing to send back.'],
  ['email', 'Great, and the invoice? My accountant needs the corrected one before Friday.'],
  ['agent', 'It is on its way to your inbox: the corrected invoice replaces number 50417.'],
  ['assign', { agent_id: 'bo', queue: 'billing' }],
  ['transfer', { to_channel: 'chat', reason: 'she is at her desk now' }],
  ['chat', 'Got it. One last thing: can the delivery come after 17:00?'],
];

async function fill(hub, page) {
  await hub.post('/queues', { id: 'billing', name: 'Billing' });
  await hub.post('/agents', { id: 'bo', name: 'Bo Lind', queues: ['billing'] });
  for (const [id, name, email, messages] of people) {
    const first = messages[0][0];
    await hub.post('/session/create', { customer_id: id, channel: first, customer_profile: email ? { name, email } : { name } });
    for (const [channel, content] of messages) await hub.say(id, content, { channel });
  }
  const profile = { name: 'Ada Lindqvist', email: 'ada@lindqvist.example', phone: '+46701740605' };
  const { body } = await hub.post('/session/create', { customer_id: 'cust_ada', channel: 'voice', customer_profile: profile });
  await page.goto(`${hub.url}/#session/${body.session_id}`);
  await page.waitForSelector('#status[data-phase="live"]');
  for (const [channel, content] of story) {
    const shown = () => page.locator('.message:not(.is-pending), .happening').count();
    const before = await shown();
    if (channel === 'note') await hub.post(`/session/${body.session_id}/notes`, { content });
    else if (channel === 'assign' || channel === 'transfer') await hub.post(`/session/${body.session_id}/${channel}`, content);
    else if (channel === 'agent') {
      await page.fill('#text', content);
      await page.press('#text', 'Enter');
    } else await hub.say('cust_ada', content, { channel });
    await until(async () => (await shown()) > before);
  }
  return body.session_id;
}

const views = [
  ['live', { width: 1280, height: 900 }, 'light', true],
  ['live-dark', { width: 1280, height: 900 }, 'dark', true],
  ['live-tablet', { width: 834, height: 1000 }, 'light', true],
  ['live-phone', { width: 390, height: 844 }, 'light', true],
  ['live-phone-sessions', { width: 390, height: 844 }, 'dark', false],
];

const hub = await Hub.start();
const browser = await openBrowser();
try {
  await mkdir(folder, { recursive: true });
  const empty = await openPage(browser, hub.url, { viewport: { width: 1280, height: 800 } });
  await empty.waitForSelector('#status[data-phase="live"]');
  await empty.screenshot({ path: `${folder}/live-empty.png` });
  const session = await fill(hub, empty);
  for (const [name, viewport, colorScheme, isOpen] of views) {
    const page = await openPage(browser, hub.url + (isOpen ? '/#session/' + session : '/'), { viewport, colorScheme });
    await page.waitForSelector('#status[data-phase="live"]');
    await until(async () => (await page.locator('.excerpt:text-is("")').count()) === 0);
    if (name.startsWith('live-phone-') || name === 'live' || name === 'live-dark') {
      await hub.say('cust_1187', name === 'live' ? 'It works again. Thank you for the quick help!' : 'Spoke too soon: it is down again.', { channel: 'sms' });
      await page.waitForSelector('.unread');
    }
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${folder}/${name}.png` });
    if (page.complaints.length > 0) throw new Error(page.complaints.join('\n'));
    await page.context().close();
  }
  const locked = await Hub.start({ env: { OMNICHANNEL_API_KEY: 'a key of more than sixteen letters' } });
  for (const [name, viewport, colorScheme] of [['login', { width: 1280, height: 800 }, 'light'], ['login-phone', { width: 390, height: 844 }, 'dark']]) {
    const page = await openPage(browser, locked.url, { viewport, colorScheme });
    await page.waitForSelector('#key-dialog[open]');
    await page.screenshot({ path: `${folder}/${name}.png` });
    await page.context().close();
  }
  await locked.stop();
} finally {
  await browser.close();
  await hub.stop();
}
