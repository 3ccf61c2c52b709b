// SPDX-License-Identifier: Apache-2.0
// What tests and pictures of the agents' page need: a company with agents who can log in, and their page.
import { openPage } from './browser.mjs';
import { Hub } from './hub.mjs';

export const KEY = 'the key of the console tests, long enough';
export const PASSWORD = 'lamps and shades 7';
const asAdmin = { Authorization: 'Bearer ' + KEY };

/** A hub with two agents, an administrator and a queue; its `say` and `post` speak with the admin key. */
export async function startCompany(options = {}) {
  const hub = await Hub.start({ env: { OMNICHANNEL_API_KEY: KEY }, ...options });
  const { request } = hub;
  hub.request = (method, path, headers = {}, body = undefined) => request.call(hub, method, path, { ...asAdmin, ...headers }, body);
  await hub.post('/queues', { id: 'billing', name: 'Billing' });
  await hub.post('/queues', { id: 'returns', name: 'Returns' });
  for (const [id, name, role, queues] of [['bo', 'Bo Lind', 'agent', ['billing']], ['mia', 'Mia Keller', 'agent', ['returns']], ['sam', 'Sam Osei', 'supervisor', []]]) {
    const { status, body } = await hub.post('/agents', { id, name, role, queues, email: id + '@lumen.example', password: PASSWORD });
    if (status !== 201) throw new Error(JSON.stringify(body));
  }
  return hub;
}

export async function logIn(page, id) {
  await page.getByLabel('Email').fill(id + '@lumen.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await isLive(page);
}

export const isLive = (page) => page.waitForSelector('.connection[data-phase="live"]', { state: 'attached', timeout: 15000 });

/** The page of an agent who is logged in. */
export async function openConsole(browser, hub, id, { path = '/console/', ...options } = {}) {
  const page = await openPage(browser, hub.url + path, { viewport: { width: 1280, height: 800 }, ...options });
  page.complaints.length = 0; // who is not logged in yet is answered 401
  await logIn(page, id);
  page.complaints.length = 0;
  return page;
}

export const entry = (page, text) => page.locator('.said:not(.is-pending) .text', { hasText: text });
