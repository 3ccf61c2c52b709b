// SPDX-License-Identifier: Apache-2.0
// Another system that takes the hub's events: an HTTP server of the test's own that can be down, slow or rude.
import { createServer } from 'node:http';

export class Receiver {
  /** `behave(request)` may give {status, headers, after_ms}; without it everything is 204. */
  constructor(behave = () => ({})) {
    this.behave = behave;
    /** What came, in order: {headers, body, status}. */
    this.heard = [];
    this.port = 0;
    this.sockets = new Set();
  }

  get url() {
    return `http://127.0.0.1:${this.port}/in`;
  }

  /** On the same port after the first time. */
  async open() {
    this.server = createServer((request, response) => {
      const parts = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => {
        const one = { method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(parts).toString(), at: Date.now() };
        const { status = 204, headers = {}, after_ms = 0 } = this.behave(one, this.heard.length) ?? {};
        one.status = status;
        this.heard.push(one);
        setTimeout(() => response.writeHead(status, headers).end(), after_ms);
      });
    });
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise((done, fail) => this.server.once('error', fail).listen(this.port, '127.0.0.1', done));
    this.port = this.server.address().port;
    return this;
  }

  /** Nobody answers any more. */
  async close() {
    const closed = new Promise((done) => this.server.close(done));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Those that were answered 2xx. */
  get taken() {
    return this.heard.filter((one) => one.status < 300);
  }
}
