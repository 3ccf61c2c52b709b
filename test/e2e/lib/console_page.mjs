// SPDX-License-Identifier: Apache-2.0
// The agents' page, as an agent uses it: by what is written on it.
import { openPage } from './browser.mjs';

export class AgentPage {
  /** `login` {email, password}; without one the page must let in whoever sits at the machine. */
  static async open(browser, url, login, options = {}) {
    const agent = new AgentPage();
    agent.url = url;
    agent.page = await openPage(browser, url + '/console/', options);
    const field = agent.page.getByLabel('Email');
    const inside = agent.page.locator('.panes');
    await field.or(inside).first().waitFor();
    if (login && (await field.isVisible())) {
      await field.fill(login.email);
      await agent.page.getByLabel('Password').fill(login.password);
      await agent.page.getByRole('button', { name: 'Log in', exact: true }).click();
    } else if (login) {
      // A hub without a key lets everybody in who sits at the machine; whoever wants to be somebody logs in beside.
      await agent.page.context().request.post(url + '/auth/login', { data: login });
      await agent.page.reload();
    }
    await inside.waitFor();
    if (login) agent.page.complaints.length = 0; // who was not logged in yet was answered 401
    return agent;
  }

  row(session) {
    return this.page.locator(`a[data-session="${session}"]`);
  }

  /** By a click in the list, as people do. */
  async openSession(session) {
    await this.row(session).click();
    await this.page.getByRole('region', { name: 'Timeline' }).waitFor();
  }

  get input() {
    return this.page.getByRole('textbox', { name: 'Reply to the customer' });
  }

  async write(text) {
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  async note(text) {
    await this.page.getByRole('radio', { name: 'Note' }).click();
    const input = this.page.getByRole('textbox', { name: 'Note for the team' });
    await input.fill(text);
    await input.press('Enter');
    await this.page.getByRole('radio', { name: 'Reply' }).click();
  }

  /** What was said in the conversation that is open, oldest first, of both sides; no notes. */
  texts() {
    return this.page.locator('[role=region][aria-label=Timeline]').evaluate((timeline) =>
      [...timeline.querySelectorAll('.said:not(.is-note) .bubble > .text')].map((node) => node.textContent));
  }

  async freeze(isFrozen) {
    this.cdp ??= await this.page.context().newCDPSession(this.page);
    await this.cdp.send('Page.setWebLifecycleState', { state: isFrozen ? 'frozen' : 'active' });
  }

  close() {
    return this.page.context().close();
  }
}
