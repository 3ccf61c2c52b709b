// SPDX-License-Identifier: Apache-2.0
// Pictures of pages, as small WebP files.
import { writeFile } from 'node:fs/promises';

const QUALITY = 82;

async function capture(page) {
  const cdp = await page.context().newCDPSession(page);
  const { data } = await cdp.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await cdp.detach();
  return data;
}

export async function takePicture(page, path) {
  await page.waitForTimeout(350); // what fades in is there
  await writeFile(path, Buffer.from(await capture(page), 'base64'));
}

/** Some pages beside one another on a ground of their own. */
export async function takeSideBySide(browser, pages, path) {
  const gap = 28;
  const images = [];
  for (const page of pages) images.push({ data: await capture(page), ...page.viewportSize() });
  const width = images.reduce((sum, image) => sum + image.width + gap, gap);
  const height = Math.max(...images.map((image) => image.height)) + 2 * gap;
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const tags = images.map(({ data, width: w }) => `<img width="${w}" src="data:image/webp;base64,${data}">`).join('');
  await page.setContent(`<style>body{margin:0;padding:${gap}px;display:flex;gap:${gap}px;background:#d7dde2}
    img{border-radius:10px;box-shadow:0 8px 30px rgb(20 30 40/.28)}</style>${tags}`);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await takePicture(page, path);
  await context.close();
}
