// SPDX-License-Identifier: Apache-2.0
// A bare connection: bytes out, HTTP answers in, as they are.
import { connect } from 'node:net';

export class Raw {
  constructor(port) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.got = Buffer.alloc(0);
    this.isClosed = false;
    this.wake = () => {};
    this.socket.on('data', (data) => {
      this.got = Buffer.concat([this.got, data]);
      this.wake();
    });
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
  }

  send(text) {
    this.socket.write(text);
    return this;
  }

  async #more(end) {
    if (performance.now() > end) throw new Error(`no answer, only ${JSON.stringify(this.got.toString().slice(0, 500))}`);
    await new Promise((go) => {
      const timer = setTimeout(go, 50);
      this.wake = () => {
        clearTimeout(timer);
        go();
      };
    });
  }

  /** The next answer: {status, headers, body}. `hasBody` false for an answer to HEAD. */
  async answer({ hasBody = true, ms = 5000 } = {}) {
    const end = performance.now() + ms;
    let split;
    while ((split = this.got.indexOf('\r\n\r\n')) < 0) await this.#more(end);
    const [line, ...rest] = this.got.subarray(0, split).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(rest.map((h) => [h.slice(0, h.indexOf(':')).toLowerCase(), h.slice(h.indexOf(':') + 1).trim()]));
    const status = Number(line.split(' ')[1]);
    const size = hasBody && status >= 200 ? Number(headers['content-length'] ?? 0) : 0;
    while (this.got.length < split + 4 + size) await this.#more(end);
    const body = this.got.subarray(split + 4, split + 4 + size).toString();
    this.got = this.got.subarray(split + 4 + size);
    return { line, status, headers, body };
  }

  /** Waits until the server has closed. */
  async closed(ms = 5000) {
    for (const end = performance.now() + ms; !this.isClosed; ) await this.#more(end);
  }

  end() {
    this.socket.destroy();
  }
}

/** The text of a request with a JSON body. */
export function post(path, body, headers = '') {
  const text = JSON.stringify(body);
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}
