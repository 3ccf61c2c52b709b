// SPDX-License-Identifier: Apache-2.0
// A shop's page with the widget: an origin of its own, and the strictest policy that a shop may have.
import http from 'node:http';
import net from 'node:net';

/** What a page needs to allow for a hub, and nothing more. */
export function policyFor(hub) {
  const socket = hub.replace(/^http/, 'ws');
  return `default-src 'none'; style-src 'self'; script-src ${hub}; connect-src ${hub} ${socket}; img-src ${hub} blob:; ` +
    `base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
}

const STYLE = `
body { margin: 0; font: 16px/1.6 Georgia, 'DejaVu Serif', serif; color: #24221e; background: #faf8f4; }
header { display: flex; justify-content: space-between; padding: 22px 6vw; border-bottom: 1px solid #e6dfd2; }
main { max-width: 640px; padding: 6vw; }
a { color: inherit; }
h1 { margin: 0 0 12px; font-size: 36px; line-height: 1.15; letter-spacing: -0.01em; }
button, div, span, dialog, textarea { color: red !important; letter-spacing: 3px; font-size: 40px; }
@media (prefers-color-scheme: dark) { body { color: #e8e3d9; background: #1b1a17; } header { border-color: #37332b; } }
@media (max-width: 500px) { h1 { font-size: 28px; } }
`;

function page(hub, { site = 'demo', language = 'en', attributes = '' }) {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>Fjord &amp; Lamp</title><link rel="stylesheet" href="/shop.css"></head>
<body><header><b>Fjord &amp; Lamp</b><a href="/cart">Cart</a></header>
<main><h1>Table lamps that last</h1><p>Turned from Nordic birch, wired by hand in Bergen, and repaired for as long as you live.</p>
<p>Free delivery from 80 €, returns within 30 days.</p></main>
<script src="${hub}/widget.js" data-site="${site}" ${attributes} async></script></body></html>`;
}

export class Shop {
  /** `hub` is its address. Options of a page come in its query: site, language, attributes. */
  static async start(hub) {
    const shop = new Shop();
    shop.server = http.createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url, 'http://shop');
      if (pathname === '/shop.css') return response.writeHead(200, { 'Content-Type': 'text/css' }).end(STYLE);
      if (pathname === '/favicon.ico') return response.writeHead(204).end();
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policyFor(hub) });
      response.end(page(hub, Object.fromEntries(searchParams)));
    });
    await new Promise((done) => shop.server.listen(0, '127.0.0.1', done));
    shop.url = `http://127.0.0.1:${shop.server.address().port}`;
    return shop;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

/** A line to the hub that can go dead as it does when a laptop sleeps: nothing is closed, nothing comes through. */
export class Line {
  static async start(port) {
    const line = new Line();
    line.dead = new Set();
    line.pairs = new Set();
    line.server = net.createServer((near) => {
      const far = net.connect(port, '127.0.0.1');
      const pair = [near, far];
      line.pairs.add(pair);
      const pass = (from, to) => {
        from.on('data', (bytes) => line.dead.has(pair) || to.write(bytes));
        from.on('close', () => line.dead.has(pair) || to.destroy());
        from.on('error', () => {});
      };
      pass(near, far);
      pass(far, near);
    });
    await new Promise((done) => line.server.listen(0, '127.0.0.1', done));
    line.url = `http://127.0.0.1:${line.server.address().port}`;
    return line;
  }

  /** Whatever is connected now hears nothing any more; what connects later does. */
  die() {
    for (const pair of this.pairs) this.dead.add(pair);
  }

  async stop() {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }
}
