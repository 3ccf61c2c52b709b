// SPDX-License-Identifier: Apache-2.0
// The shop with the widget, as a customer uses it: by what is written on it.
import { openPage } from './browser.mjs';

export class CustomerPage {
  static async open(browser, url, options = {}) {
    const customer = new CustomerPage();
    customer.page = await openPage(browser, url + '/demo/', options);
    await customer.openChat();
    return customer;
  }

  get chat() {
    return this.page.getByRole('dialog');
  }

  async openChat() {
    const open = this.page.getByRole('button', { name: /^Open chat|^New messages/ });
    const chat = this.chat;
    await open.or(chat).first().waitFor();
    if (!(await chat.isVisible())) await open.click();
    await chat.getByRole('log').waitFor();
  }

  get input() {
    return this.chat.getByRole('textbox');
  }

  async write(text) {
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  /** What stands in the conversation, oldest first, of both sides. */
  texts() {
    return this.page.evaluate(() => {
      const host = [...document.querySelectorAll('*')].find((node) => node.shadowRoot?.querySelector('[role=log]'));
      return [...host.shadowRoot.querySelectorAll('.message .bubble')].map((node) => node.textContent);
    });
  }

  async attach(path) {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.chat.getByRole('button', { name: 'Attach a file' }).click()]);
    await chooser.setFiles(path);
  }

  /** As a laptop does when it is closed: nothing of the page runs. */
  async freeze(isFrozen) {
    this.cdp ??= await this.page.context().newCDPSession(this.page);
    await this.cdp.send('Page.setWebLifecycleState', { state: isFrozen ? 'frozen' : 'active' });
  }

  close() {
    return this.page.context().close();
  }
}
