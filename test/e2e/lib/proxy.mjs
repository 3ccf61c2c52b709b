// SPDX-License-Identifier: Apache-2.0
// A wire between one screen and the hub, which can be cut (both ends notice), or go silent (neither does).
import { connect, createServer } from 'node:net';

export class Wire {
  /** A wire to `port` of this machine. */
  static async start(port) {
    const wire = new Wire();
    wire.port = port;
    wire.pairs = new Set();
    wire.state = 'whole';
    wire.server = createServer({ allowHalfOpen: false }, (client) => wire.#take(client));
    await new Promise((done) => wire.server.listen(0, '127.0.0.1', done));
    wire.url = `http://127.0.0.1:${wire.server.address().port}`;
    return wire;
  }

  #take(client) {
    client.on('error', () => {});
    if (this.state === 'cut') return client.destroy();
    const hub = connect(this.port, '127.0.0.1');
    const pair = { client, hub };
    this.pairs.add(pair);
    hub.on('error', () => {});
    client.on('data', (bytes) => this.state !== 'silent' && hub.write(bytes));
    hub.on('data', (bytes) => this.state !== 'silent' && client.write(bytes));
    const end = () => {
      if (this.state === 'silent') return; // nobody hears of it
      this.pairs.delete(pair);
      client.destroy();
      hub.destroy();
    };
    client.on('close', end);
    hub.on('close', end);
  }

  /** Ends what is open; what comes is refused until `mend`. */
  cut() {
    this.state = 'cut';
    this.#endAll();
  }

  /** What is sent gets lost, and nobody is told. What was open then is gone for good. */
  silence() {
    this.state = 'silent';
  }

  mend() {
    const wasSilent = this.state === 'silent';
    this.state = 'whole';
    if (wasSilent) this.#endAll();
  }

  #endAll() {
    for (const { client, hub } of this.pairs) {
      client.destroy();
      hub.destroy();
    }
    this.pairs.clear();
  }

  async stop() {
    this.cut();
    await new Promise((done) => this.server.close(done));
  }
}
