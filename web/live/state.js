// SPDX-License-Identifier: Apache-2.0
// What a live client knows: sessions, timelines, and how events change them. No network, no DOM, no clock.
//
// Every object remembers the position it is of (`seen`). An event that is not newer changes nothing, so that
// events may be given again and reads may cross events on their way. What comes for an object that is being
// read is held until the read is there.

/** @typedef {import('../shared/api').LiveFrame} LiveFrame */
/** @typedef {import('../shared/api').Interaction} Interaction */
/** @typedef {import('../shared/api').SessionSummary} SessionSummary */

/**
 * @typedef {object} Entry One session of the list.
 * @property {string} id
 * @property {SessionSummary | null} summary null while it is being read
 * @property {number} seen the position that the summary is of; -1 while there is none
 * @property {number} count interactions in all
 * @property {Interaction | null} last the newest message; null until it was read or came
 * @property {LiveFrame[]} held
 */

/**
 * @typedef {object} Timeline An open session's messages, oldest first, ascending by position.
 * @property {string} id
 * @property {Interaction[]} messages
 * @property {Set<string>} ids
 * @property {number} seen
 * @property {string | null} older the cursor of the page before; null at the beginning
 * @property {boolean} isLoading
 * @property {boolean} isTrimmed more came than is kept here: the beginning was let go
 * @property {LiveFrame[]} held
 */

/** The order in which the hub names them. */
const CHANNELS = ['voice', 'video', 'chat', 'email', 'sms', 'mobile_app', 'whatsapp', 'social_media', 'web_portal'];

export const LIMITS = { sessions: 2000, messages: 5000, held: 5000 };

/** The number of a position `EPOCH-N`; -1 for none. @param {string | null | undefined} position */
export function numberOf(position) {
  const number = position ? Number(position.slice(position.lastIndexOf('-') + 1)) : NaN;
  return Number.isSafeInteger(number) ? number : -1;
}

/** @param {string | null | undefined} position */
export function epochOf(position) {
  return position ? position.slice(0, position.lastIndexOf('-')) : '';
}

/** @param {SessionSummary} summary */
export function isOpen(summary) {
  return summary.status === 'active' || summary.status === 'pending';
}

/** @param {Entry} entry */
function activityOf(entry) {
  return entry.summary === null ? '' : entry.summary.last_activity;
}

/** An entry that is different now; acknowledgements of one's own have no position. @param {LiveFrame} frame */
function isRetelling(frame) {
  return (frame.type === 'message_updated' || frame.type === 'delivery_update') && frame.position !== null;
}

export class State {
  constructor(limits = LIMITS) {
    this.limits = limits;
    /** @type {Map<string, Entry>} */
    this.sessions = new Map();
    /** @type {Map<string, Timeline>} */
    this.timelines = new Map();
    /** The cursor of the next page of sessions; null at the end. @type {string | null} */
    this.moreSessions = null;
    /** Sessions that events spoke of and that must be read. @type {Set<string>} */
    this.wanted = new Set();
  }

  /** Open sessions, the last active first. @returns {Entry[]} */
  list() {
    const open = [...this.sessions.values()].filter((e) => e.summary !== null && isOpen(e.summary));
    return open.sort((a, b) => (activityOf(a) < activityOf(b) ? 1 : activityOf(a) > activityOf(b) ? -1 : b.seen - a.seen));
  }

  // ---- events

  /** Takes one event; the topic's order is the caller's matter. @param {LiveFrame} frame */
  apply(frame) {
    if (frame.sessionId === null) return;
    if (frame.type === 'session_update') this.#applySummary(frame);
    else if (frame.type === 'new_message' || frame.type === 'channel_transfer') this.#applyMessage(frame);
    else if (isRetelling(frame)) this.#applyAgain(frame);
  }

  /** @param {LiveFrame} frame */
  #applySummary(frame) {
    const summary = /** @type {SessionSummary} */ (frame.payload);
    // Told again later, it speaks of the session as it is then, and says as of where.
    const asOf = Math.max(numberOf(frame.position), numberOf(summary.position));
    this.takeSummary(summary, asOf);
  }

  /** @param {LiveFrame} frame */
  #applyMessage(frame) {
    const id = /** @type {string} */ (frame.sessionId);
    const entry = this.sessions.get(id) ?? this.#want(id);
    if (entry.summary === null) this.#hold(entry, frame);
    else this.#countMessage(entry, frame);
    const timeline = this.timelines.get(id);
    if (timeline === undefined) return;
    if (timeline.isLoading) this.#hold(timeline, frame);
    else this.#append(timeline, frame);
  }

  /** @param {LiveFrame} frame */
  #applyAgain(frame) {
    const message = /** @type {Interaction} */ (frame.payload);
    const entry = this.sessions.get(/** @type {string} */ (frame.sessionId));
    if (entry?.last?.id === message.id) entry.last = message;
    const timeline = this.timelines.get(/** @type {string} */ (frame.sessionId));
    if (timeline === undefined) return;
    if (timeline.isLoading) this.#hold(timeline, frame);
    else this.#append(timeline, frame);
  }

  /** @param {string} id @returns {Entry} */
  #want(id) {
    /** @type {Entry} */
    const entry = { id, summary: null, seen: -1, count: 0, last: null, held: [] };
    this.sessions.set(id, entry);
    this.wanted.add(id);
    return entry;
  }

  /** @param {Entry | Timeline} holder @param {LiveFrame} frame */
  #hold(holder, frame) {
    holder.held.push(frame);
    if (holder.held.length > this.limits.held) throw new RangeError('too many events wait for one read');
  }

  /** @param {Entry} entry @param {LiveFrame} frame */
  #countMessage(entry, frame) {
    const position = numberOf(frame.position);
    const message = /** @type {Interaction} */ (frame.payload);
    if (entry.last === null || position > numberOf(entry.last.position)) entry.last = message;
    if (entry.summary === null || position <= entry.seen) return;
    const channels = new Set(entry.summary.active_channels);
    if (message.channel !== null) channels.add(message.channel);
    entry.seen = position;
    entry.count++;
    entry.summary = {
      ...entry.summary,
      active_channels: [...channels].sort((a, b) => CHANNELS.indexOf(a) - CHANNELS.indexOf(b)),
      last_activity: message.timestamp,
      updated_at: message.timestamp,
    };
  }

  /** @param {Timeline} timeline @param {LiveFrame} frame */
  #append(timeline, frame) {
    const position = numberOf(frame.position);
    const message = /** @type {Interaction} */ (frame.payload);
    if (position <= timeline.seen) return;
    timeline.seen = position;
    if (timeline.ids.has(message.id) || isRetelling(frame)) {
      const at = timeline.messages.map((m) => m.id).lastIndexOf(message.id);
      if (at >= 0) timeline.messages[at] = message;
      return;
    }
    timeline.ids.add(message.id);
    timeline.messages.push(message);
    if (timeline.messages.length <= this.limits.messages) return;
    const first = timeline.messages.shift();
    if (first !== undefined) timeline.ids.delete(first.id);
    timeline.older = null;
    timeline.isTrimmed = true;
  }

  // ---- reads

  /** One session as of a position. @param {SessionSummary} summary @param {number} position */
  takeSummary(summary, position) {
    const entry = this.sessions.get(summary.session_id) ?? this.#want(summary.session_id);
    this.wanted.delete(entry.id);
    if (position > entry.seen) {
      entry.summary = summary;
      entry.seen = position;
      entry.count = summary.total_interactions;
    }
    const held = entry.held;
    entry.held = [];
    for (const frame of held) this.#countMessage(entry, frame);
  }

  /**
   * The first page of sessions, instead of all that was known: after it, events may be applied that follow
   * its position.
   * @param {SessionSummary[]} page @param {number} position @param {string | null} more
   */
  replaceSessions(page, position, more) {
    const before = this.sessions;
    this.sessions = new Map();
    this.wanted.clear();
    this.moreSessions = more;
    for (const summary of page) this.takeSummary(summary, position);
    for (const entry of this.sessions.values()) entry.last = before.get(entry.id)?.last ?? null;
    // A message that came while it was not heard is not in the old excerpt.
    for (const entry of this.sessions.values())
      if (entry.last !== null && entry.last.timestamp !== activityOf(entry)) entry.last = null;
    for (const id of this.timelines.keys()) if (!this.sessions.has(id)) this.#want(id);
  }

  /** A further page. @param {SessionSummary[]} page @param {number} position @param {string | null} more */
  addSessions(page, position, more) {
    this.moreSessions = more;
    for (const summary of page) this.takeSummary(summary, position);
  }

  /** What is beyond the limit is let go, the longest silent first; events bring it back. */
  trim() {
    if (this.sessions.size <= this.limits.sessions) return;
    const rows = [...this.sessions.values()].filter((e) => e.summary !== null && !this.timelines.has(e.id));
    rows.sort((a, b) => (activityOf(a) < activityOf(b) ? -1 : 1));
    const surplus = this.sessions.size - Math.floor(this.limits.sessions * 0.9);
    for (const entry of rows.slice(0, surplus)) this.sessions.delete(entry.id);
  }

  /** Begins to hold what comes for the session's timeline until replaceTimeline. @param {string} id */
  expectTimeline(id) {
    const timeline = this.timelines.get(id);
    if (timeline === undefined)
      this.timelines.set(id, {
        id, messages: [], ids: new Set(), seen: -1, older: null, isLoading: true, isTrimmed: false, held: [],
      });
    else {
      timeline.isLoading = true;
      timeline.held = [];
    }
  }

  /**
   * The newest page of a timeline, newest first as the server gives it.
   * @param {string} id @param {Interaction[]} page @param {number} position @param {string | null} older
   */
  replaceTimeline(id, page, position, older) {
    const timeline = this.timelines.get(id);
    if (timeline === undefined) return;
    const held = timeline.held;
    Object.assign(timeline, {
      messages: [...page].reverse(), ids: new Set(page.map((m) => m.id)), seen: position, older, isLoading: false,
      isTrimmed: false, held: [],
    });
    for (const frame of held) this.#append(timeline, frame);
    this.takeLast(id, page[0]);
  }

  /** The page before what is there, newest first. @param {string} id @param {Interaction[]} page @param {string | null} older */
  addOlder(id, page, older) {
    const timeline = this.timelines.get(id);
    if (timeline === undefined || timeline.isLoading || timeline.isTrimmed) return;
    const news = page.filter((m) => !timeline.ids.has(m.id)).reverse();
    for (const message of news) timeline.ids.add(message.id);
    timeline.messages = news.concat(timeline.messages);
    timeline.older = older;
  }

  /** The newest message of a session, for the list. @param {string} id @param {Interaction | undefined} message */
  takeLast(id, message) {
    const entry = this.sessions.get(id);
    if (entry === undefined || message === undefined) return;
    if (entry.last === null || numberOf(message.position) > numberOf(entry.last.position)) entry.last = message;
  }

  /** @param {string} id */
  dropTimeline(id) {
    this.timelines.delete(id);
  }
}
