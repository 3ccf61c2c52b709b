// SPDX-License-Identifier: Apache-2.0
// Draws the messages of one session into a list, keeping the nodes that stay.
import { channelChip } from './icons.js';

/** @typedef {import('../shared/api').Interaction} Interaction */
/** @typedef {import('./outbox.js').Outgoing} Outgoing */

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const authors = { customer: 'Customer', agent: 'Agent', bot: 'Bot', system: 'Hub' };

/** Days are asked for at each drawing, and cost. @type {WeakMap<Interaction, string>} */
const days = new WeakMap();

/** @param {Interaction} message */
function dayOf(message) {
  const known = days.get(message) ?? day.format(new Date(message.timestamp));
  days.set(message, known);
  return known;
}

/** @param {string} tag @param {string} className @param {...(Node | string)} children */
export function make(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className !== '') node.className = className;
  node.append(...children);
  return node;
}

/** @param {string} at */
function timeOf(at) {
  const node = make('time', '', clock.format(new Date(at)));
  node.setAttribute('datetime', at);
  node.title = new Date(at).toLocaleString();
  return node;
}

/** @param {Interaction} message */
export function authorOf(message) {
  return message.author.name ?? (message.author.type === 'customer' ? (message.author.id ?? 'Customer') : authors[message.author.type]);
}

/** @param {Interaction} message */
export function textOf(message) {
  if (message.type !== 'transfer') return message.content ?? '(no text)';
  return `Transferred from ${message.from ?? 'nobody'} to ${message.to ?? 'nobody'}` + (message.reason ? ': ' + message.reason : '');
}

/** @param {Interaction} message */
function drawMessage(message) {
  const meta = make('p', 'meta', make('b', '', authorOf(message)));
  if (message.channel !== null) meta.append(channelChip(message.channel));
  meta.append(timeOf(message.timestamp));
  const isOurs = message.author.type !== 'customer';
  const node = make('li', 'message' + (isOurs ? ' is-ours' : ''), meta, make('div', 'text', textOf(message)));
  if (message.edited_at) meta.append('edited');
  const files = message.attachments.length;
  if (files > 0) node.append(make('p', 'attached', files === 1 ? '1 attachment' : files + ' attachments'));
  return node;
}

/** @param {string} label @param {() => void} action */
function act(label, action) {
  const button = make('button', 'act', label);
  button.setAttribute('type', 'button');
  button.onclick = action;
  return button;
}

export class TimelineView {
  /** @param {HTMLElement} list @param {{retry: (id: string) => void, discard: (id: string) => void}} actions */
  constructor(list, actions) {
    this.list = list;
    this.actions = actions;
    /** @type {Map<string, HTMLElement>} */
    this.nodes = new Map();
  }

  clear() {
    this.nodes.clear();
    this.list.replaceChildren();
  }

  /** @param {Outgoing} message @param {boolean} isConnected */
  #drawOutgoing(message, isConnected) {
    const isRefused = message.state === 'refused';
    const says = isRefused ? 'Not sent: ' + message.detail : isConnected ? 'Sending…' : 'Waits for the connection';
    const meta = make('p', 'meta', make('b', '', 'Agent'), says);
    if (isRefused)
      meta.append(act('Try again', () => this.actions.retry(message.client_id)), act('Discard', () => this.actions.discard(message.client_id)));
    return make('li', 'message is-ours ' + (isRefused ? 'is-refused' : 'is-pending'), meta, make('div', 'text', message.content));
  }

  /**
   * @param {Interaction[]} messages @param {Outgoing[]} outgoing @param {boolean} isConnected
   * @param {boolean} isMoving whether what is new shall be seen to come
   */
  draw(messages, outgoing, isConnected, isMoving) {
    /** @type {HTMLElement[]} */
    const wanted = [];
    /** @type {Map<string, HTMLElement>} */
    const kept = new Map();
    /** @param {string} key @param {() => HTMLElement} draw */
    const add = (key, draw) => {
      const node = this.nodes.get(key) ?? draw();
      kept.set(key, node);
      wanted.push(node);
    };
    let today = '';
    for (const message of messages) {
      const date = dayOf(message);
      if (date !== today) add('day ' + date, () => make('li', 'day', date));
      today = date;
      add(message.id + (message.edited_at ?? ''), () => {
        const node = drawMessage(message);
        if (isMoving) node.classList.add('is-new');
        return node;
      });
    }
    for (const message of outgoing)
      add(`out ${message.client_id} ${message.state} ${isConnected}`, () => this.#drawOutgoing(message, isConnected));
    this.nodes = kept;
    arrange(this.list, wanted);
  }
}

/** Makes these the children, in this order, moving as few as possible. @param {HTMLElement} parent @param {HTMLElement[]} wanted */
export function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(/** @type {HTMLElement} */ (child))) child.remove();
  let at = parent.firstElementChild;
  for (const node of wanted) {
    if (node === at) at = at.nextElementSibling;
    else parent.insertBefore(node, at);
  }
}
