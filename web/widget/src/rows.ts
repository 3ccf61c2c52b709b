// SPDX-License-Identifier: Apache-2.0
// What stands in the list, row by row, made of the conversation and of what is on its way. No DOM.
import { isMine, type Message, type QuickReply } from './api.ts';
import { fill, formatDay, type Language, type Texts } from './language.ts';
import type { Outgoing, SentFile } from './outbox.ts';

export type Mark = 'waiting' | 'sent' | 'delivered' | 'read' | 'failed';

export interface Said {
  kind: 'message';
  key: string;
  /** Rows of the same key are made anew when this differs. */
  state: string;
  isMine: boolean;
  name: string;
  text: string;
  files: Partial<SentFile & { width: number | null; height: number | null }>[];
  at: Date;
  isFirst: boolean;
  isLast: boolean;
  isRemoved: boolean;
  isEdited: boolean;
  mark: Mark | null;
  /** The newest of the visitor's own: its mark is told in words. */
  isNewestMine: boolean;
  out: Outgoing | null;
  detail: string;
}

export type Row =
  | Said
  | { kind: 'day' | 'note'; key: string; state: string; text: string }
  | { kind: 'typing'; key: string; state: string; name: string }
  | { kind: 'choices'; key: string; state: string; choices: QuickReply[] }
  | { kind: 'rating'; key: string; state: string };

export interface Shown {
  messages: readonly Message[];
  out: readonly Outgoing[];
  /** The end of the conversation is among the messages. */
  isEnd: boolean;
  greeting: string | null;
  typing: string | null;
  now: Date;
  language: Language;
  markOf: (message: Message) => Mark;
  nameOf: (message: Message) => string;
  /** The company thinks that it is done. */
  isEnded: boolean;
  hasRated: boolean;
}

const GROUP_MS = 5 * 60_000;

function saidOf(message: Message, shown: Shown): Said {
  const mine = isMine(message);
  const isRemoved = message.redacted === true;
  return {
    kind: 'message', key: shown.nameOf(message), state: '', isMine: mine,
    name: mine ? shown.language.texts.you : message.author.name || shown.language.texts.agent,
    text: isRemoved ? shown.language.texts.removed : (message.content ?? ''), files: isRemoved ? [] : (message.attachments as Said['files']),
    at: new Date(message.timestamp), isFirst: true, isLast: true, isRemoved, isEdited: !isRemoved && message.edited_at !== null && message.edited_at !== undefined,
    mark: mine ? shown.markOf(message) : null, isNewestMine: false, out: null, detail: '',
  };
}

function saidOfOut(out: Outgoing, texts: Texts): Said {
  const mark: Mark = out.state === 'refused' ? 'failed' : out.state === 'sent' ? 'sent' : 'waiting';
  return {
    kind: 'message', key: out.client_id, state: '', isMine: true, name: texts.you, text: out.content, files: out.files, at: new Date(out.at),
    isFirst: true, isLast: true, isRemoved: false, isEdited: false, mark, isNewestMine: false, out, detail: out.detail,
  };
}

function noteOf(message: Message, texts: Texts): string | null {
  const to = message.to ?? '';
  if (message.type === 'transfer' && to in texts) return fill(texts.moved, { channel: texts[to as keyof Texts] });
  return null;
}

function belongs(a: Row | undefined, b: Said): a is Said {
  return a?.kind === 'message' && a.isMine === b.isMine && a.name === b.name && a.mark !== 'failed' && b.at.getTime() - a.at.getTime() < GROUP_MS;
}

class Builder {
  readonly rows: Row[] = [];
  #day = '';

  constructor(readonly shown: Shown) {}

  #beginDay(at: Date): void {
    const day = at.toDateString();
    if (day === this.#day) return;
    this.#day = day;
    const text = formatDay(at, this.shown.now, this.shown.language);
    this.rows.push({ kind: 'day', key: 'day ' + day, state: text, text });
  }

  say(said: Said, isDated = true): void {
    if (isDated) this.#beginDay(said.at);
    const before = this.rows[this.rows.length - 1];
    if (belongs(before, said)) {
      before.isLast = false;
      said.isFirst = false;
    }
    this.rows.push(said);
  }

  note(message: Message, text: string): void {
    this.#beginDay(new Date(message.timestamp));
    this.rows.push({ kind: 'note', key: message.id, state: text, text });
  }

  end(): Row[] {
    const newest = this.rows.findLast((r) => r.kind === 'message' && r.isMine) as Said | undefined;
    if (newest) newest.isNewestMine = true;
    for (const row of this.rows) {
      if (row.kind !== 'message') continue;
      const files = row.files.map((f) => f.id + (f.thumbnail_url ? '+' : '')).join();
      row.state = [row.isFirst, row.isLast, row.mark, row.isNewestMine, row.isRemoved, row.isEdited, row.detail, files, row.text].join('|');
    }
    return this.rows;
  }
}

/** Suggested answers stand until somebody says something. */
function choicesOf(shown: Shown): QuickReply[] {
  const last = shown.messages.findLast((m) => m.type === 'message');
  const isOpen = shown.isEnd && last !== undefined && !isMine(last) && !last.redacted && shown.out.length === 0;
  return isOpen ? (last.quick_replies ?? []) : [];
}

export function rowsOf(shown: Shown): Row[] {
  const { texts } = shown.language;
  const builder = new Builder(shown);
  if (shown.greeting !== null && shown.greeting !== '') {
    const first = shown.messages[0]?.timestamp ?? shown.out[0]?.at;
    builder.say({
      ...saidOfOut({ content: shown.greeting, files: [], at: 0, client_id: 'greeting', state: 'sent', detail: '' } as unknown as Outgoing, texts),
      at: first === undefined ? shown.now : new Date(first), isMine: false, name: texts.agent, mark: null, out: null,
    }, first !== undefined);
  }
  for (const message of shown.messages) {
    const note = noteOf(message, texts);
    if (message.type === 'message') builder.say(saidOf(message, shown));
    else if (note !== null) builder.note(message, note);
  }
  if (shown.isEnd) for (const out of shown.out) builder.say(saidOfOut(out, texts));
  const rows = builder.end();
  const choices = choicesOf(shown);
  if (choices.length > 0) rows.push({ kind: 'choices', key: 'choices', state: choices.map((c) => c.title).join('|'), choices });
  if (shown.isEnd && shown.isEnded && shown.out.length === 0) {
    rows.push({ kind: 'note', key: 'end', state: texts.resolved, text: texts.resolved });
    if (!shown.hasRated) rows.push({ kind: 'rating', key: 'rating', state: '' });
  }
  if (shown.isEnd && shown.typing !== null) rows.push({ kind: 'typing', key: 'typing', state: shown.typing, name: shown.typing });
  return rows;
}
