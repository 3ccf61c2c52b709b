// SPDX-License-Identifier: Apache-2.0
// The page: what a HubClient knows, drawn once a frame.
import { HubClient } from './client.js';
import { channelChip } from './icons.js';
import { SessionsView, nameOf } from './sessions_view.js';
import { TimelineView, authorOf, textOf } from './timeline_view.js';

/** @typedef {import('./state.js').Timeline} Timeline */
/** @typedef {import('./state.js').Entry} Entry */

const NEAR_END = 80;
const STORY_MS = 12000;
const ROWS = 100;
const MESSAGES = 200; // drawn at first: thousands of them would hold up every frame

/** @param {string} id @returns {any} */
const element = (id) => document.getElementById(id);

const main = element('main');
const scroller = element('scroller');
const text = element('text');
const keyDialog = element('key-dialog');
const sessions = new SessionsView(element('sessions'));

let isPlanned = false;
let rowsShown = ROWS;
let messagesShown = MESSAGES;
/** @type {string | null} */
let current = null;
let wasListed = false;
let drawnSession = '';
let drawnLast = '';
let liveSince = 0;
let isAtEnd = true;

const client = new HubClient({ base: location.origin, changed: plan });
const timeline = new TimelineView(element('timeline'), {
  retry: (id) => client.outbox.retry(id),
  discard: (id) => client.outbox.discard(id),
});

function plan() {
  if (isPlanned) return;
  isPlanned = true;
  requestAnimationFrame(() => {
    isPlanned = false;
    draw();
  });
}

// ---- status

/** @param {number} ms */
function lasting(ms) {
  return ms < 1000 ? Math.round(ms) + ' ms' : ms < 60000 ? (ms / 1000).toFixed(1) + ' s' : Math.round(ms / 60000) + ' min';
}

// What the last cut cost, told for a while after it.
function story() {
  const { replayed, away, cuts } = client.status;
  if (cuts === 0 || performance.now() - liveSince > STORY_MS) return 'Live';
  const missed = replayed === 0 ? 'nothing was missed' : replayed === 1 ? '1 missed event replayed' : replayed + ' missed events replayed';
  return `Caught up after ${lasting(away)}: ${missed}`;
}

function statusText() {
  const { phase, retryAt } = client.status;
  if (phase === 'live') return story();
  if (phase === 'key') return 'Log in';
  if (phase === 'waiting') return `Reconnecting in ${Math.max(1, Math.ceil((retryAt - performance.now()) / 1000))} s`;
  return client.status.cuts > 0 ? 'Catching up' : 'Connecting';
}

function drawStatus() {
  const { phase, reason } = client.status;
  const node = element('status');
  if (phase === 'live' && node.dataset.phase !== 'live') {
    liveSince = performance.now();
    void readAccount();
  }
  const says = statusText();
  // The countdown is seen each second and said once.
  if (node.dataset.phase !== phase) element('status-said').textContent = phase === 'waiting' ? 'Connection lost, reconnecting' : says;
  node.dataset.phase = phase;
  if (element('status-text').textContent !== says) element('status-text').textContent = says;
  element('retry').hidden = phase !== 'waiting';
  element('position').textContent = client.position ?? '–';
  if (phase === 'key' && !keyDialog.open) {
    element('key-wrong').textContent = client.key === null ? '' : reason;
    keyDialog.showModal();
  }
  if (phase !== 'key' && keyDialog.open) keyDialog.close();
}

// ---- who one is

async function readAccount() {
  const me = await client.get('/auth/me').catch(() => null);
  const name = me?.agent?.name ?? (me?.key ? 'key ' + me.key.name : '');
  element('account').hidden = name === '';
  element('account-name').textContent = name;
}

/** @param {Event} event */
async function logIn(event) {
  event.preventDefault();
  const tenant = element('tenant').value.trim();
  const body = { email: element('email').value, password: element('password').value, ...(tenant === '' ? {} : { tenant }) };
  element('log-in').disabled = true;
  element('login-wrong').textContent = '';
  try {
    await client.logIn(body);
    element('password').value = '';
  } catch (error) {
    element('login-wrong').textContent = /** @type {Error} */ (error).message;
  }
  element('log-in').disabled = false;
}

// ---- sessions

/** Reads the excerpts that are missing, a few at a time. @type {Set<string>} */
const reading = new Set();

/** @param {Entry[]} entries */
function readExcerpts(entries) {
  for (const entry of entries) {
    if (reading.size >= 4) return;
    if (entry.last !== null || entry.count === 0 || reading.has(entry.id) || client.status.phase !== 'live') continue;
    reading.add(entry.id);
    const done = () => {
      reading.delete(entry.id);
      plan();
    };
    client.loadLast(entry.id).then(done, () => setTimeout(done, 2000));
  }
}

function drawSessions() {
  const open = client.state.list();
  const entries = open.slice(0, rowsShown);
  sessions.draw(entries, current, !wasListed);
  if (client.status.phase === 'live') wasListed = true;
  readExcerpts(entries);
  const more = open.length > rowsShown || client.state.moreSessions !== null;
  element('more-sessions').hidden = !more;
  element('session-count').textContent = open.length === 0 ? '' : open.length + (client.state.moreSessions === null ? '' : '+');
  main.classList.toggle('is-empty', open.length === 0);
  element('nobody').hidden = open.length > 0;
  return open.length;
}

// ---- conversation

/** @param {Entry | undefined} entry */
function drawHead(entry) {
  const summary = entry?.summary;
  element('customer').textContent = entry === undefined ? '' : nameOf(entry);
  const count = entry?.count ?? 0;
  /** @type {(string | null | undefined)[]} */
  const parts = [summary?.customer_id];
  if (summary && summary.priority !== 'normal') parts.push('priority ' + summary.priority);
  if (summary && summary.status !== 'active') parts.push(summary.snoozed_until ? 'snoozed' : summary.status);
  if (summary?.agent_id) parts.push('with ' + (summary.agent_name ?? summary.agent_id));
  if (summary?.queue) parts.push('queue ' + summary.queue);
  if (summary?.tags?.length) parts.push(summary.tags.map((tag) => '#' + tag).join(' '));
  parts.push(summary?.customer_info.email, summary?.customer_info.phone, count === 1 ? '1 entry' : count + ' entries');
  element('customer-detail').textContent = parts.filter((p) => p && p !== element('customer').textContent).join(' · ');
  element('customer-channels').replaceChildren(...(summary?.active_channels ?? []).map((c) => channelChip(c, 'li')));
}

/** @param {Timeline} shown */
function drawEdges(shown) {
  const hasOlder = shown.older !== null || shown.messages.length > messagesShown;
  element('older').hidden = !hasOlder;
  const beginning = element('beginning');
  beginning.hidden = hasOlder || shown.isLoading;
  beginning.textContent = shown.isTrimmed
    ? 'Earlier messages were let go to save memory: open the session again to read them.'
    : 'The conversation begins here';
}

// Who reads further up keeps what is there, whatever comes below.
/** @param {Timeline['messages']} messages */
function newOnes(messages) {
  let count = 0;
  while (count < messages.length && messages[messages.length - 1 - count]?.id !== drawnLast) count++;
  return count;
}

/** @param {string} id @param {Timeline} shown */
function drawTimeline(id, shown) {
  const isOther = drawnSession !== id;
  if (isOther) timeline.clear();
  const height = scroller.scrollHeight;
  const top = scroller.scrollTop;
  const first = element('timeline').firstElementChild;
  const last = shown.messages[shown.messages.length - 1];
  const isNew = last !== undefined && last.id !== drawnLast;
  if (isNew && !isOther) messagesShown = isAtEnd ? MESSAGES : messagesShown + newOnes(shown.messages);
  timeline.draw(shown.messages.slice(-messagesShown), client.outbox.of(id), client.status.phase === 'live', !isOther && drawnLast !== '');
  if (isOther || isAtEnd) scroller.scrollTop = scroller.scrollHeight;
  else if (first !== element('timeline').firstElementChild && !isNew) scroller.scrollTop = top + scroller.scrollHeight - height;
  else if (isNew) element('to-end').hidden = false;
  if (!isOther && isNew && document.hidden) element('announce').textContent = `${authorOf(last)}: ${textOf(last)}`;
  drawnSession = shown.isLoading && shown.messages.length === 0 ? '' : id;
  drawnLast = last?.id ?? '';
}

function drawConversation() {
  const shown = current === null ? undefined : client.state.timelines.get(current);
  element('conversation').hidden = shown === undefined;
  main.classList.toggle('has-selection', shown !== undefined);
  if (current === null || shown === undefined) return;
  drawHead(client.state.sessions.get(current));
  drawEdges(shown);
  drawTimeline(current, shown);
}

/** @param {number} open */
function drawWelcome(open) {
  element('welcome').hidden = current !== null;
  const isFirst = open === 0;
  element('welcome-title').textContent = isFirst ? 'Nobody has written yet' : 'Choose a session';
  element('welcome-text').textContent = isFirst
    ? 'Post the first message from a terminal; it is on this page at once.'
    : 'Its timeline appears here and stays live. Another message by hand:';
  const key = client.key === null ? '' : " \\\n  -H 'Authorization: Bearer YOUR_KEY'";
  element('curl').textContent = `curl -s ${location.origin}/message/process \\\n  -H 'Content-Type: application/json'${key} \\\n  -d '{"customer_id": "cust_ada", "channel": "chat",\n       "content": "Where is my order?"}'`;
}

function draw() {
  drawStatus();
  const open = drawSessions();
  drawConversation();
  drawWelcome(open);
}

// ---- what the user does

function select() {
  const match = /^#session\/(.+)$/.exec(location.hash);
  const id = match === null ? null : decodeURIComponent(/** @type {string} */ (match[1]));
  if (id === current) return;
  if (current !== null) client.closeSession(current);
  const before = current;
  current = id;
  drawnSession = drawnLast = '';
  isAtEnd = true;
  messagesShown = MESSAGES;
  element('to-end').hidden = true;
  if (id !== null) client.openSession(id);
  plan();
  if (id === null && before !== null) requestAnimationFrame(() => element('sessions').querySelector('.row')?.focus());
}

function send() {
  const content = text.value.trim();
  if (content === '' || current === null) return;
  client.send(current, content);
  text.value = '';
  isAtEnd = true;
}

async function copyCurl() {
  const button = element('copy');
  try {
    await navigator.clipboard.writeText(element('curl').textContent);
    button.textContent = 'Copied';
  } catch {
    getSelection()?.selectAllChildren(element('curl'));
    button.textContent = 'Selected';
  }
  setTimeout(() => (button.textContent = 'Copy'), 2000);
}

async function readOlder() {
  const shown = current === null ? undefined : client.state.timelines.get(current);
  if (current === null || shown === undefined || element('older').disabled) return;
  isAtEnd = false;
  messagesShown += MESSAGES / 2;
  plan();
  if (shown.messages.length >= messagesShown) return;
  element('older').disabled = true;
  await client.loadOlder(current).catch(() => {});
  element('older').disabled = false;
}

element('composer').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  send();
});
text.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});
element('key-form').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  client.setKey(element('key').value);
  element('key').value = '';
});
element('login-form').addEventListener('submit', logIn);
element('log-out').addEventListener('click', () => void client.logOut());
keyDialog.addEventListener('cancel', (/** @type {Event} */ event) => event.preventDefault());
element('retry').addEventListener('click', () => client.reconnectNow());
element('copy').addEventListener('click', copyCurl);
element('older').addEventListener('click', readOlder);
element('more-sessions').addEventListener('click', () => {
  rowsShown += ROWS;
  void client.loadMoreSessions().catch(() => {});
  plan();
});
element('to-end').addEventListener('click', () => {
  scroller.scrollTop = scroller.scrollHeight;
  text.focus();
});
scroller.addEventListener('scroll', () => {
  isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
  if (isAtEnd) element('to-end').hidden = true;
});
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && current !== null && !keyDialog.open) location.hash = '';
});
addEventListener('hashchange', select);
addEventListener('online', () => client.reconnectNow());
document.addEventListener('visibilitychange', () => document.hidden || client.reconnectNow());
addEventListener('resize', () => isAtEnd && (scroller.scrollTop = scroller.scrollHeight));
setInterval(plan, 1000);

client.followDashboard();
client.start();
select();
