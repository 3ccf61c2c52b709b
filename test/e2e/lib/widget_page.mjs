// SPDX-License-Identifier: Apache-2.0
// The shop with the widget, as a customer uses it: by what is written on it.
import { openPage } from './browser.mjs';

export class CustomerPage {
  static async open(browser, url, { greeting, path = '', ...options } = {}) {
    const customer = new CustomerPage();
    customer.greeting = greeting;
    customer.isPhone = options.isMobile === true;
    customer.page = await openPage(browser, url + '/demo/' + path, options);
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
    if (this.isPhone) await this.chat.getByRole('button', { name: 'Send', exact: true }).tap();
    else await this.input.press('Enter');
  }

  /** What stands in the conversation, oldest first, of both sides; without the greeting, which nobody said. */
  async texts() {
    const texts = await this.page.evaluate(() => {
      const host = [...document.querySelectorAll('*')].find((node) => node.shadowRoot?.querySelector('[role=log]'));
      return [...host.shadowRoot.querySelectorAll('.message .bubble')].map((node) => node.textContent);
    });
    return texts[0] === this.greeting ? texts.slice(1) : texts;
  }

  /** Until the widget says that it has no connection. */
  offline() {
    return this.chat.getByText(/^No connection/).first().waitFor();
  }

  /** Until it can be sent. `file` as Playwright takes it: {name, mimeType, buffer}. */
  async attach(file) {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.chat.getByRole('button', { name: 'Attach a file' }).click()]);
    await chooser.setFiles(file);
    await this.page.getByText(`${file.name} is ready to be sent`).first().waitFor({ state: 'attached' });
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
