// SPDX-License-Identifier: Apache-2.0
// What administrators and supervisors see, in doc/screenshots: channels, webhooks, and text messages on their way.
// ./hub screenshots console-channels console-webhook console-sms
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openBrowser } from './lib/browser.mjs';
import { KEY, PASSWORD, openConsole, startCompany } from './lib/console.mjs';
import { until } from './lib/hub.mjs';
import { takePicture } from './lib/picture.mjs';
import { Provider } from './lib/provider.mjs';
import { Receiver } from './lib/receiver.mjs';

const folder = process.env.SCREENSHOTS ?? fileURLToPath(new URL('../../doc/screenshots', import.meta.url));
const names = process.argv.slice(2);
const isWanted = (name) => names.length === 0 || names.some((one) => name.startsWith(one));
const DESK = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const CUSTOMER = '+4915112345678';

const hub = await startCompany({ env: { OMNICHANNEL_API_KEY: KEY, OMNIHUB_EGRESS_ALLOW: '127.0.0.1' } });
const browser = await openBrowser();
const provider = await Provider.start();
const receivers = [];

const put = async (path, body) => (await hub.request('PUT', path, { 'Content-Type': 'application/json' }, JSON.stringify(body))).body;

async function picture(page, name) {
  if (!isWanted(name)) return;
  await takePicture(page, `${folder}/${name}.webp`);
  if (page.complaints.length > 0) throw new Error(name + ': ' + page.complaints.join('\n'));
  console.log(name);
}

// ---- text messages

async function connect() {
  const { connector } = (await hub.post('/channels/sms/configure', { adapter: 'twilio', config: provider.config })).body;
  await hub.post('/channels/sms/configure', { adapter: 'twilio', config: { webhook_url: connector.webhook_url } });
  await hub.post('/channels/sms/test', {});
  return connector.webhook_url;
}

/** Ann, by chat in the morning and by SMS now; answers that arrived, failed, are in doubt and wait. */
async function talk(hook) {
  const { body } = await hub.post('/session/create', {
    customer_id: 'fj-1007', channel: 'chat', initial_message: 'Good morning! Is my lamp on its way?',
    customer_profile: { name: 'Ann Kjær', email: 'ann@kjaer.example', phone: CUSTOMER, city: 'Aarhus' },
  });
  const session = body.session_id;
  await provider.post(hook, provider.inbound(CUSTOMER, 'Now by SMS: I am on the road. Will it be there by Friday?'));
  const send = async (content, more = {}) => (await hub.post('/message/respond', { session_id: session, content, channel: 'sms', agent_id: 'sam', ...more })).body.message_id;
  const becomes = (id, wanted) => until(async () => (await hub.messages(session)).find((one) => one.id === id).delivery.status === wanted, 20000);
  await becomes(await send('Hello Ann! It left our house this morning and is with you on Thursday.'), 'delivered');
  provider.faults.refuse = 1;
  await becomes(await send('Follow it here: https://track.example/50417'), 'failed');
  provider.faults = { ...provider.faults, refuse: 0, cutAfter: 1 };
  const text = 'The courier has your number and calls before he comes.';
  provider.byTo.get(CUSTOMER).push({ sid: 'SM' + '0'.repeat(32), to: CUSTOMER, body: text, at: Date.now() + 1000, status: 'sent', form: '' });
  provider.callbacks.isOn = false;
  await becomes(await send(text), 'unknown');
  provider.faults.cutAfter = 0;
  provider.callbacks.isOn = true;
  await send('Did everything arrive well?', { send_at: new Date(Math.ceil(Date.now() / 3600000) * 3600000 + 86400000).toISOString() });
  return session;
}

async function smsPictures(session) {
  for (const [name, options] of [['console-sms', DESK], ['console-sms-phone', PHONE]]) {
    const page = await openConsole(browser, hub, 'sam', { path: '/console/s/' + session, ...options });
    await page.getByText('Scheduled for', { exact: false }).first().waitFor();
    const field = page.getByLabel('Reply to the customer');
    await field.fill('Yes – by Thursday at noon. If you are not at home, he leaves it with your neighbour.');
    if (options === DESK) await page.locator('.timeline').evaluate((node) => (node.scrollTop = node.scrollHeight));
    await field.blur();
    await picture(page, name);
    await page.context().close();
  }
}

// ---- channels

async function channelPictures(hook) {
  await provider.post(hook, { MessageSid: 'SM' + 'a'.repeat(32), MessageStatus: 'teleported', AccountSid: provider.config.account_sid });
  for (const [name, options] of [['console-channels', DESK], ['console-channels-dark', { ...DESK, colorScheme: 'dark' }], ['console-channels-phone', PHONE]]) {
    const page = await openConsole(browser, hub, 'ada', { path: '/console/channels', ...options });
    const sms = page.locator('.channel-card', { has: page.getByRole('heading', { name: 'SMS', exact: true }) });
    await sms.getByText('Works', { exact: true }).waitFor();
    await sms.getByRole('button', { name: 'Test' }).click();
    await sms.locator('.tested.is-good').waitFor();
    await sms.getByText('Came in and was not understood', { exact: false }).click();
    await page.mouse.move(0, 0);
    await sms.evaluate((node) => node.scrollIntoView({ block: 'center' }));
    if ((await page.evaluate(() => document.scrollingElement.scrollTop)) !== 0) throw new Error('the page itself scrolls');
    await picture(page, name);
    await page.context().close();
  }
}

// ---- webhooks

const receive = async (behave) => {
  const one = await new Receiver(behave).open();
  receivers.push(one);
  return one;
};
const endpoint = async (at, path, more) => (await hub.post('/webhooks', { url: at.url.replace('/in', path), ...more })).body;

/** One that works and has an outage behind it, one that is down, one that is gone. */
async function endpoints() {
  const answers = { shop: 204, warehouse: 503, tickets: 410 };
  const [shop, warehouse, tickets] = await Promise.all(Object.keys(answers).map((name) => receive(() => ({ status: answers[name] }))));
  const first = await endpoint(shop, '/shop/hub-events', { description: 'The shop: orders and customers’ own pages', events: ['message.*', 'customer.erased'], ed25519: true });
  await endpoint(warehouse, '/warehouse/events', { description: 'Data warehouse', format: 'cloudevents_structured' });
  await endpoint(tickets, '/tickets/in', { description: 'Ticket system of last year', events: ['transfer.created', 'session.updated'] });
  const state = async (id) => (await hub.get('/webhooks/' + id)).body;
  for (let i = 0; i < 4; i++) {
    await hub.say('fj-101' + i, 'What is left to do?');
    if (i % 2 === 0) continue;
    answers.shop = 410; // a dead letter: it is asked anew when somebody switches it on
    await hub.say('fj-101' + i, 'I ask again');
    await until(async () => !(await state(first.id)).enabled);
    answers.shop = 204;
    await put('/webhooks/' + first.id, { enabled: true });
  }
  await until(async () => (await hub.get('/webhooks')).body.webhooks.every((one) => one.last_delivery !== null));
  await until(async () => ((await hub.get('/webhooks')).body.webhooks[1].failing?.attempts ?? 0) >= 2, 10000);
  return first.id;
}

async function webhookPictures(id) {
  for (const [name, options] of [['console-webhooks', DESK], ['console-webhooks-dark', { ...DESK, colorScheme: 'dark' }], ['console-webhooks-phone', PHONE]]) {
    const page = await openConsole(browser, hub, 'ada', { path: '/console/webhooks', ...options });
    await page.locator('.endpoint-card').nth(2).waitFor();
    await picture(page, name);
    await page.context().close();
  }
  const page = await openConsole(browser, hub, 'ada', { path: '/console/webhooks/' + id, viewport: { width: 1280, height: 940 } });
  await page.getByRole('radio', { name: 'Dead letters' }).click();
  await page.locator('.sent tbody tr').first().waitFor();
  await picture(page, 'console-webhook');
  await page.goto(hub.url + '/console/webhooks');
  await page.getByRole('button', { name: 'Add an endpoint' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Address').fill('https://crm.fjordlys.example/hub-events');
  await form.getByText('Only some').click();
  for (const type of ['message.created', 'transfer.created']) await form.locator('.tick', { hasText: type }).click();
  await picture(page, 'console-webhook-new');
  await page.context().close();
}

try {
  await mkdir(folder, { recursive: true });
  await hub.post('/agents', { id: 'ada', name: 'Ada Berg', role: 'admin', email: 'ada@lumen.example', password: PASSWORD });
  await hub.post('/widget/sites', { id: 'shop', name: 'Fjordlys', origins: ['https://fjordlys.example'] });
  const hook = await connect();
  const session = await talk(hook);
  await smsPictures(session);
  await channelPictures(hook);
  await webhookPictures(await endpoints());
} finally {
  await browser.close();
  await hub.stop();
  await provider.stop();
  for (const one of receivers) await one.close();
}
