// SPDX-License-Identifier: Apache-2.0
// Draws the messages of one session into a list, keeping the nodes that stay.
import { channelChip, channelName } from './icons.js';

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

/** What was said; the rest is what happened. @param {Interaction} message */
function isSaid(message) {
  return message.type === 'message' || message.type === 'note';
}

/** @param {string} what @param {string | null | undefined} from @param {string | null | undefined} to */
function moved(what, from, to) {
  if ((from ?? null) === (to ?? null)) return '';
  return what + (from ? ' from ' + from : '') + (to ? ' to ' + to : '');
}

/** @param {Interaction} message */
function transferText(message) {
  const { from_agent, to_agent, from_queue, to_queue } = /** @type {Record<string, string | null>} */ (message.metadata ?? {});
  const steps = [
    moved('', channelName(message.from ?? null), channelName(message.to ?? null)).trim(),
    moved('agent', from_agent, to_agent),
    moved('queue', from_queue, to_queue),
  ];
  return (message.metadata?.reverted ? 'Moved back ' : 'Transferred ') + steps.filter((step) => step !== '').join(', ');
}

/** @param {Interaction} message */
function assignmentText(message) {
  const steps = [];
  if (message.from !== message.to) steps.push(message.to ? 'Assigned to ' + message.to : 'Taken from ' + message.from);
  if (message.from_queue !== message.to_queue) steps.push(message.to_queue ? 'queue ' + message.to_queue : 'out of queue ' + message.from_queue);
  return steps.join(', ') || 'Assigned';
}

/** @type {Record<string, (message: Interaction) => string>} */
const happenings = {
  transfer: transferText,
  assignment: assignmentText,
  status: (message) => (message.to === 'active' ? 'Active again' : (message.to ?? 'changed').replace(/^./, (first) => first.toUpperCase())),
  rating: (message) => `Rated ${message.metadata?.score ?? '?'} of 5`,
  merge: (message) => 'Another session goes on here' + (message.from ? ': ' + message.from : ''),
};

/** @param {Interaction} message */
export function textOf(message) {
  if (isSaid(message)) return message.content ?? '(no text)';
  const parts = [happenings[message.type]?.(message) ?? message.type, message.content, message.reason];
  return parts.filter((part) => part).join(' · ');
}

/** @param {Interaction} message */
function drawHappening(message) {
  const who = message.author.type === 'system' ? [] : [' · ' + authorOf(message)];
  return make('li', 'happening', make('span', 'text', textOf(message)), ...who, ' · ', timeOf(message.timestamp));
}

/** @param {Interaction} message */
function drawMessage(message) {
  if (!isSaid(message)) return drawHappening(message);
  const meta = make('p', 'meta', make('b', '', authorOf(message)));
  const isNote = message.type === 'note';
  if (isNote) meta.append(make('span', 'chip note-chip', 'Note, internal'));
  else if (message.channel !== null) meta.append(channelChip(message.channel));
  meta.append(timeOf(message.timestamp));
  const isOurs = message.author.type !== 'customer';
  const node = make('li', 'message' + (isOurs ? ' is-ours' : '') + (isNote ? ' is-note' : ''), meta, make('div', 'text', textOf(message)));
  if (message.edited_at) meta.append('edited');
  if (message.delivery?.waiting) meta.append('waits: ' + message.delivery.waiting);
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
