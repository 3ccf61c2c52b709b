// SPDX-License-Identifier: Apache-2.0
import WebSocket from 'ws';

/** What a browser would have: a WebSocket that, once left, waits for nobody. */
export class Socket extends WebSocket {
  close() {
    this.terminate();
  }
}
