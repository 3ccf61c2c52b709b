// SPDX-License-Identifier: Apache-2.0
import { chromium } from 'playwright-core';

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking', '--font-render-hinting=none'],
  });
}

/** A page whose complaints end up in `page.complaints`: scripts' errors and whatever the CSP refused. */
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(25000);
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('console', (message) => {
    const text = `${message.text()} ${message.location().url}`.trim();
    // Cut wires are part of the play, and a thumbnail is made behind the message that brings it.
    if (message.type() === 'error' && !/net::ERR_|WebSocket connection|[?&]thumbnail=1/.test(text)) page.complaints.push(text);
  });
  await page.goto(url);
  return page;
}
