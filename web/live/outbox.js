// SPDX-License-Identifier: Apache-2.0
// Messages on their way: each is sent again after every reconnect until the hub says that it is stored. Its
// client_id makes the hub store it once.

/** @typedef {import('../shared/api').LiveFrame} LiveFrame */
/** @typedef {import('../shared/api').LiveRequest} LiveRequest */
/** @typedef {import('../shared/api').Interaction} Interaction */

/**
 * @typedef {object} Outgoing
 * @property {string} client_id
 * @property {string} session_id
 * @property {string} content
 * @property {string} at when it was written, RFC 3339
 * @property {'pending' | 'stored' | 'refused'} state
 * @property {string} detail why it was refused
 */

const AGAIN_MS = 1500;

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
}

export class Outbox {
  /** @param {(request: LiveRequest) => boolean} request @param {() => void} changed */
  constructor(request, changed) {
    this.request = request;
    this.changed = changed;
    /** In the order of writing. @type {Map<string, Outgoing>} */
    this.messages = new Map();
  }

  /** @param {string} sessionId @returns {Outgoing[]} */
  of(sessionId) {
    return [...this.messages.values()].filter((m) => m.session_id === sessionId);
  }

  /** @param {string} sessionId @param {string} content @returns {string} */
  add(sessionId, content) {
    const id = newId();
    /** @type {Outgoing} */
    const message = { client_id: id, session_id: sessionId, content, at: new Date().toISOString(), state: 'pending', detail: '' };
    this.messages.set(id, message);
    this.#send(message);
    this.changed();
    return id;
  }

  /** @param {Outgoing} message */
  #send(message) {
    const payload = { content: message.content, client_id: message.client_id };
    this.request({ type: 'message', sessionId: message.session_id, payload });
  }

  resend() {
    for (const message of this.messages.values()) if (message.state === 'pending') this.#send(message);
  }

  /** @param {string} id */
  retry(id) {
    const message = this.messages.get(id);
    if (message === undefined) return;
    message.state = 'pending';
    this.#send(message);
    this.changed();
  }

  /** @param {string} id */
  discard(id) {
    this.messages.delete(id);
    this.changed();
  }

  /** @param {LiveFrame} frame */
  acknowledge(frame) {
    const { client_id: id } = /** @type {{client_id?: string}} */ (frame.payload);
    if (id !== undefined) this.messages.delete(id);
  }

  /** @param {string} id @param {{status: number, detail: string}} problem */
  refuse(id, problem) {
    const message = this.messages.get(id);
    if (message === undefined) return;
    if (problem.status >= 500 || problem.status === 429) {
      setTimeout(() => message.state === 'pending' && this.messages.has(id) && this.#send(message), AGAIN_MS);
      return;
    }
    message.state = 'refused';
    message.detail = problem.detail;
  }

  /** An event may tell of a message before its acknowledgement does. @param {LiveFrame} frame */
  see(frame) {
    if (frame.type === 'new_message') this.seeAll([/** @type {Interaction} */ (frame.payload)]);
  }

  /** @param {Interaction[]} messages */
  seeAll(messages) {
    if (this.messages.size === 0) return;
    for (const { provider_message_id: id } of messages)
      if (id?.startsWith('ws:')) this.messages.delete(id.slice(id.lastIndexOf(':') + 1));
  }
}
