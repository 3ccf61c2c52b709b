// SPDX-License-Identifier: Apache-2.0
// A provider of messages as somebody outside would write it: takes requests on a port of its own, calls the hub's
// webhook back. What is signed is signed and verified by the npm package `standardwebhooks`.
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

export class WebhookProvider {
  /** `answer(message, request)` says {status, body, headers, delay}; without it every message is taken, once for each id. */
  static async start({ secret, answer } = {}) {
    const provider = new WebhookProvider();
    provider.webhook = secret === undefined ? null : new Webhook(secret);
    provider.answer = answer;
    provider.taken = new Map(); // by the delivery's id
    provider.requests = [];
    provider.faults = [];
    provider.server = createServer((request, response) => provider.#take(request, response));
    await new Promise((done) => provider.server.listen(0, '127.0.0.1', done));
    provider.url = `http://127.0.0.1:${provider.server.address().port}`;
    return provider;
  }

  async #take(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const raw = Buffer.concat(parts).toString();
    let message = null;
    try {
      if (raw !== '') message = this.webhook === null ? JSON.parse(raw) : this.webhook.verify(raw, request.headers);
    } catch (error) {
      this.faults.push(`${error}: ${raw}`);
    }
    const asked = { method: request.method, path: request.url, headers: request.headers, message, raw };
    this.requests.push(asked);
    const { status, body, headers = {}, delay = 0 } = (message !== null && this.answer?.(message, asked)) || this.#usual(message);
    if (delay > 0) await new Promise((go) => setTimeout(go, delay));
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
  }

  #usual(message) {
    if (message === null) return { status: 200, body: {} };
    if (!this.taken.has(message.id)) this.taken.set(message.id, { ...message, provider_id: 'p-' + (this.taken.size + 1) });
    return { status: 200, body: { id: this.taken.get(message.id).provider_id } };
  }

  /** Calls the webhook; the hub's status. */
  async call(url, body, { headers } = {}) {
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    const at = new Date();
    const id = 'hook-' + Math.random().toString(36).slice(2);
    const signed = this.webhook === null ? {} : {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': this.webhook.sign(id, at, raw),
    };
    const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', ...signed, ...headers }, body: raw });
    return { status: response.status, text: await response.text() };
  }

  stop() {
    this.server.closeAllConnections?.();
    return new Promise((done) => this.server.close(done));
  }
}
