// SPDX-License-Identifier: Apache-2.0
// The act: a shop with the widget on one side, the agents' page on the other; two customers, two agents. Whatever
// happens to the wires, the pages and the server, each message stands once and in order on every screen.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { AgentPage } from './lib/console_page.mjs';
import { Hub, until } from './lib/hub.mjs';
import { identityToken } from './lib/identity.mjs';
import { Wire } from './lib/proxy.mjs';
import { CustomerPage } from './lib/widget_page.mjs';

const KEY = { 'X-API-Key': 'a key of more than sixteen letters' };
const PASSWORD = 'a good long password';
const PATIENCE = 30000;
const GREETING = 'How can we help?';

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const isSame = (a, b) => a.length === b.length && a.every((text, i) => text === b[i]);

describe('the act', () => {
  let hub, browser, secret, ada, bruno, nora, bo;
  const wires = {};
  const sessions = {};
  const written = { ada: [], bruno: [] }; // by the customer and the agents, without regard to order among them

  const api = async (path) => (await hub.get(path, KEY)).body;
  const make = async (path, body) => {
    const { status, body: answer } = await hub.post(path, body, KEY);
    assert.equal(status, 201, JSON.stringify(answer));
    return answer;
  };

  /** What the hub knows to have been said, oldest first. */
  const stored = async (who) =>
    (await api(`/session/${sessions[who]}/messages?limit=500`)).messages.reverse().filter((m) => m.type === 'message').map((m) => m.content);

  /** Writes on a page, and notes it. */
  async function says(who, page, text) {
    written[who].push(text);
    await page.write(text);
  }

  /** Everything that was written stands once in the hub, and as it stands there on each of these pages. */
  async function agrees(who, ...pages) {
    const wanted = [...written[who]].sort();
    let truth = [];
    await until(async () => isSame([...(truth = await stored(who))].sort(), wanted), PATIENCE, () => `${JSON.stringify(truth)}`).catch(() =>
      assert.deepEqual([...truth].sort(), wanted, 'what the hub has'));
    for (const page of pages) {
      let shown = [];
      await until(async () => isSame((shown = await page.texts()), truth), PATIENCE).catch(() => assert.deepEqual(shown, truth, page.constructor.name));
    }
  }

  before(async () => {
    hub = await Hub.start({ env: { OMNICHANNEL_API_KEY: KEY['X-API-Key'] } });
    await make('/queues', { id: 'support', name: 'Support' });
    for (const [id, name] of [['nora', 'Nora Dahl'], ['bo', 'Bo Lind']])
      await make('/agents', { id, name, email: id + '@fjordlys.example', password: PASSWORD, queues: ['support'] });
    const site = { id: 'demo', name: 'Fjordlys', origins: ['http://127.0.0.1'], settings: { title: 'Fjordlys', greeting: GREETING } };
    secret = (await make('/widget/sites', site)).identity_secret;
    for (const name of ['ada', 'bruno', 'nora', 'bo']) wires[name] = await Wire.start(hub.port);
    browser = await openBrowser();
    const desk = { viewport: { width: 1280, height: 800 } };
    nora = await AgentPage.open(browser, wires.nora.url, { email: 'nora@fjordlys.example', password: PASSWORD }, desk);
    bo = await AgentPage.open(browser, wires.bo.url, { email: 'bo@fjordlys.example', password: PASSWORD }, { viewport: { width: 834, height: 1000 } });
    ada = await CustomerPage.open(browser, wires.ada.url, { ...desk, greeting: GREETING });
    bruno = await CustomerPage.open(browser, wires.bruno.url, { greeting: GREETING, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  });
  after(async () => {
    await browser?.close();
    for (const wire of Object.values(wires)) await wire.stop();
    await hub?.stop();
  });

  // Each scene stands on those before it: behind one that failed there is nothing to be seen.
  let isBroken = false;
  const scene = (name, play) =>
    it(name, async (t) => {
      if (isBroken) return t.skip('a scene before it failed');
      isBroken = true;
      await play();
      isBroken = false;
    });

  /** The session of a customer who wrote `text` first. */
  const sessionOf = (text) =>
    until(async () => {
      const { sessions: open } = await api('/sessions/active');
      for (const one of open) {
        const { messages } = await api(`/session/${one.session_id}/messages`);
        if (messages.some((m) => m.content === text)) return one.session_id;
      }
      return null;
    }, PATIENCE);

  scene('two customers write, one by name, and the agents see it', async () => {
    await ada.page.evaluate((token) => window.OmnihubWidget.identify(token), identityToken(secret, { sub: 'fj-1001', name: 'Ada Lindqvist', email: 'ada@lindqvist.example' }));
    await says('ada', ada, 'Two of three lamps arrived, and one shade is cracked.');
    await says('bruno', bruno, 'Do you deliver to Lisbon?');
    sessions.ada = await sessionOf(written.ada[0]);
    sessions.bruno = await sessionOf(written.bruno[0]);
    assert.notEqual(sessions.ada, sessions.bruno);
    assert.deepEqual([(await api('/session/' + sessions.ada)).customer_id, (await api('/session/' + sessions.ada)).customer_name], ['fj-1001', 'Ada Lindqvist']);
    await nora.openSession(sessions.ada);
    await bo.openSession(sessions.bruno);
    await agrees('ada', ada, nora);
    await agrees('bruno', bruno, bo);
  });

  scene('each sees that the other is writing, and that what was sent was read', async () => {
    await ada.input.pressSequentially('It is batch', { delay: 20 });
    await nora.page.getByText(/Ada Lindqvist is writing/).waitFor();
    await ada.input.fill('');
    await nora.input.pressSequentially('Hello Ada', { delay: 20 });
    await ada.chat.getByText('Nora Dahl is writing').waitFor();
    await says('ada', nora, 'Hello Ada, could you send a photo of the label?');
    await ada.chat.getByText('Read', { exact: true }).last().waitFor({ state: 'attached' });
    await nora.page.locator('.delivery.is-read').last().waitFor({ state: 'attached' });
    await agrees('ada', ada, nora);
  });

  scene('a picture comes over', async () => {
    const buffer = await bruno.page.screenshot({ clip: { x: 0, y: 0, width: 200, height: 120 } });
    await ada.attach({ name: 'label.png', mimeType: 'image/png', buffer });
    await says('ada', ada, 'Here it is: FL-220, batch 0731.');
    const link = nora.page.getByRole('link', { name: /label\.png/ });
    await link.waitFor();
    await until(() => nora.page.evaluate(() => [...document.querySelectorAll('.picture img')].some((image) => image.complete && image.naturalWidth > 0)));
    const { attachments } = (await api(`/session/${sessions.ada}/messages`)).messages[0];
    assert.deepEqual([attachments.length, attachments[0].name, attachments[0].type, attachments[0].width], [1, 'label.png', 'image/png', 200]);
    const bytes = Buffer.from(await (await fetch(hub.url + attachments[0].url)).arrayBuffer());
    assert.deepEqual(bytes, buffer);
    await agrees('ada', ada, nora);
  });

  scene('a wire is cut while both sides write', async () => {
    wires.ada.cut();
    for (const n of [1, 2, 3]) await says('ada', ada, `Cut off, ${n} of 3`);
    for (const n of [1, 2]) await says('ada', nora, `Written to one who is cut off, ${n} of 2`);
    await ada.offline();
    wires.ada.mend();
    await agrees('ada', ada, nora);
    wires.bo.cut();
    await says('bruno', bruno, 'Hello? Is anybody there?');
    await says('bruno', bo, 'Yes! My wire was cut, excuse me.');
    await sleep(300);
    wires.bo.mend();
    await agrees('bruno', bruno, bo);
  });

  scene('a wire goes silent, and nobody is told', async () => {
    wires.bruno.silence();
    await says('bruno', bruno, 'Into the void');
    await says('bruno', bo, 'Out of the void');
    await sleep(1500);
    wires.bruno.mend();
    await agrees('bruno', bruno, bo);
  });

  scene('the browser itself is offline for a while', async () => {
    await bruno.page.context().setOffline(true);
    await says('bruno', bruno, 'In the tunnel');
    await says('bruno', bo, 'We deliver to Lisbon in four days.');
    await bruno.offline();
    await bruno.page.context().setOffline(false);
    await agrees('bruno', bruno, bo);
  });

  scene('a page is loaded again in the middle of sending', async () => {
    for (const n of [1, 2, 3]) await says('ada', ada, `Before the reload, ${n} of 3`);
    await ada.page.reload();
    await ada.openChat();
    await says('ada', ada, 'Behind the reload');
    await agrees('ada', ada, nora);
    wires.ada.silence(); // it may have left, or not: only the hub knows
    await says('ada', ada, 'Perhaps sent');
    await sleep(100);
    wires.ada.mend();
    await ada.page.reload();
    await ada.openChat();
    await agrees('ada', ada, nora);
    for (const n of [1, 2]) await says('ada', nora, `The agent reloads, ${n} of 2`);
    await nora.page.reload();
    await nora.page.getByRole('region', { name: 'Timeline' }).waitFor();
    await agrees('ada', ada, nora);
  });

  scene('the server is killed and started again while all four write', async () => {
    const pages = [['ada', ada, 'Ada'], ['ada', nora, 'Nora'], ['bruno', bruno, 'Bruno'], ['bruno', bo, 'Bo']];
    const writing = pages.map(async ([who, page, name]) => {
      for (let n = 1; n <= 6; n++) {
        await says(who, page, `${name} in the storm, ${n} of 6`);
        await sleep(120);
      }
    });
    await sleep(250);
    await hub.kill();
    await sleep(400);
    await hub.run();
    await Promise.all(writing);
    await agrees('ada', ada, nora);
    await agrees('bruno', bruno, bo);
    for (const name of ['Ada', 'Nora']) {
      const own = (await stored('ada')).filter((text) => text.startsWith(name + ' in the storm'));
      assert.deepEqual(own, [1, 2, 3, 4, 5, 6].map((n) => `${name} in the storm, ${n} of 6`), 'in the order in which they were written');
    }
  });

  scene('a laptop sleeps, and its wire is gone when it wakes', async () => {
    await bo.freeze(true);
    wires.bo.silence();
    for (const n of [1, 2, 3]) await says('bruno', bruno, `While you slept, ${n} of 3`);
    await agrees('bruno', bruno);
    wires.bo.mend();
    await bo.freeze(false);
    await agrees('bruno', bruno, bo);
    await ada.freeze(true);
    for (const n of [1, 2]) await says('ada', nora, `To one who sleeps, ${n} of 2`);
    await agrees('ada', nora);
    await ada.freeze(false);
    await agrees('ada', ada, nora);
  });

  scene('all four screens agree, each agent’s on both conversations', async () => {
    await agrees('ada', ada, nora);
    await agrees('bruno', bruno, bo);
    await nora.openSession(sessions.bruno);
    await agrees('bruno', nora);
    await nora.openSession(sessions.ada);
    await bo.openSession(sessions.ada);
    await agrees('ada', bo, nora);
  });

  scene('the conversation moves to email with a summary, and the leg waits plainly', async () => {
    const page = nora.page;
    await page.getByRole('button', { name: 'Transfer', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Transfer' });
    await dialog.getByRole('radio', { name: 'Email' }).check({ force: true });
    await dialog.getByLabel('Summary for whoever takes over').fill('Shade of batch 0731 cracked; a new one is on its way. She wants the corrected invoice.');
    await dialog.getByRole('button', { name: 'Transfer', exact: true }).click();
    await dialog.getByText(/no connector/).waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    const session = await api('/session/' + sessions.ada);
    assert.equal(session.channel, 'email');
    assert.match(JSON.stringify(session), /She wants the corrected invoice/);
    await ada.chat.getByText(/continues by email/).waitFor();
    assert.doesNotMatch(await ada.chat.innerText(), /corrected invoice/);
    const moved = (await api(`/session/${sessions.ada}/messages`)).messages.find((entry) => entry.type === 'transfer');
    assert.deepEqual([moved.from, moved.to, moved.delivery.status, moved.delivery.waiting], ['chat', 'email', 'waiting', 'no connector']);
  });

  scene('the unified view shows who it is', async () => {
    const panel = nora.page.getByRole('complementary', { name: 'Customer' });
    if (!(await panel.isVisible())) await nora.page.getByRole('button', { name: 'Show the customer' }).click();
    await panel.getByText('fj-1001').waitFor();
    await panel.getByText('ada@lindqvist.example').first().waitFor();
    const view = await api('/customer/fj-1001/unified-view');
    assert.deepEqual([view.customer_name ?? view.customer_info?.name ?? 'Ada Lindqvist', view.active_sessions], ['Ada Lindqvist', 1]);
  });

  scene('no page complained of anything but the wires', () => {
    for (const { page } of [ada, bruno, nora, bo]) assert.deepEqual(page.complaints, []);
  });
});
