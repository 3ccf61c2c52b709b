// SPDX-License-Identifier: Apache-2.0
// One row of the list as elements.
import type { QuickReply } from '../api.ts';
import { fill, formatSize, formatTime, type Language } from '../language.ts';
import { linkify } from '../linkify.ts';
import type { Mark, Row, Said } from '../rows.ts';
import { h, hidden, icon, type IconName } from './dom.ts';

export interface RowActions {
  language: () => Language;
  /** An address of the hub's as one that the page can load. */
  url: (path: string) => string;
  link: (id: string) => Promise<{ url: string | null; thumbnail_url: string | null }>;
  view: (name: string, url: string) => void;
  choose: (choice: QuickReply) => void;
  retry: (id: string) => void;
  discard: (id: string) => void;
  rate: (score: number) => void;
  /** A picture has come, and with it its size. */
  grown: () => void;
}

const SIGNS: Record<Mark, IconName> = { waiting: 'clock', sent: 'check', delivered: 'checks', read: 'checks', failed: 'alert' };
const THUMBNAIL_RETRIES = [700, 1500, 4000];
const FRESH_MS = 20_000;
const MAKING_MS = 2500;
const LARGE = 2e6;
const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

type Part = Said['files'][number];

function words(text: string): Node[] {
  return linkify(text).map((piece) =>
    piece.href === undefined ? document.createTextNode(piece.text)
      : h('a', { href: piece.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, piece.text));
}

// A small picture is made a moment after the file came: what is that fresh is shown as it is, or waits if it is
// large. Addresses end after a while. What cannot be had is a file like others.
function load(image: HTMLImageElement, file: Part, age: number, actions: RowActions, giveUp: () => void): void {
  const isFresh = Math.abs(age) < FRESH_MS;
  let attempt = 0;
  const show = (path: string | null | undefined): void => {
    if (path) image.src = actions.url(path);
    else giveUp();
  };
  image.addEventListener('load', () => actions.grown());
  image.addEventListener('error', () => {
    const wait = THUMBNAIL_RETRIES[attempt++];
    if (wait === undefined || file.id === undefined) return giveUp();
    setTimeout(() => {
      if (!image.isConnected) return;
      actions.link(file.id!).then((fresh) => {
        Object.assign(file, fresh);
        show(attempt < THUMBNAIL_RETRIES.length ? (fresh.thumbnail_url ?? fresh.url) : fresh.url);
      }, giveUp);
    }, wait);
  });
  if (isFresh && file.url && (file.size ?? 0) < LARGE) show(file.url);
  else setTimeout(() => show(file.thumbnail_url ?? file.url), isFresh ? MAKING_MS : 0);
}

function fileChip(file: Part, actions: RowActions): HTMLElement {
  const language = actions.language();
  const parts = [
    icon('file', 20),
    h('span', { class: 'text' }, h('span', { class: 'label' }, file.name ?? ''),
      h('span', { class: 'size' }, file.size === undefined ? '' : formatSize(file.size, language.tag))),
  ];
  if (!file.url) return h('div', { class: 'file' }, ...parts);
  return h('a', {
    class: 'file', href: actions.url(file.url), target: '_blank', rel: 'noopener noreferrer', 'aria-label': fill(language.texts.openFile, { name: file.name ?? '' }),
    onclick: (event: MouseEvent) => openFresh(event, file, actions),
  }, ...parts);
}

// The address may have ended while the page stood open.
function openFresh(event: MouseEvent, file: Part, actions: RowActions): void {
  const ends = Number(/[?&]expires=(\d+)/.exec(file.url ?? '')?.[1] ?? Infinity);
  if (Date.now() / 1000 < ends - 5 || file.id === undefined) return;
  event.preventDefault();
  const page = window.open('about:blank', '_blank');
  actions.link(file.id).then((fresh) => {
    Object.assign(file, fresh);
    if (page && fresh.url) page.location.href = actions.url(fresh.url);
  }, () => page?.close());
}

function picture(file: Part, said: Said, actions: RowActions): HTMLElement {
  const label = fill(actions.language().texts.picture, { name: file.name ?? '' });
  const image = h('img', { alt: label, decoding: 'async', draggable: 'false' });
  if (file.width && file.height) {
    const scale = Math.min(1, 300 / file.width, 260 / file.height);
    image.width = Math.round(file.width * scale);
    image.height = Math.round(file.height * scale);
  }
  const button = h('button', {
    class: 'picture', type: 'button', 'data-id': file.id, 'aria-haspopup': 'dialog',
    onclick: () => actions.view(file.name ?? '', actions.url(file.url ?? file.thumbnail_url ?? '')),
  }, image);
  load(image, file, Date.now() - said.at.getTime(), actions, () => {
    if (button.isConnected || button.parentNode) button.replaceWith(fileChip(file, actions));
  });
  return button;
}

function isPicture(file: Part): boolean {
  return PICTURE.test(file.type ?? '') && Boolean(file.thumbnail_url || file.url);
}

function files(of: Part[], make: (file: Part) => HTMLElement): HTMLElement | null {
  return of.length === 0 ? null : h('div', { class: 'files' }, ...of.map(make));
}

function meta(said: Said, actions: RowActions): HTMLElement | null {
  const language = actions.language();
  const { texts } = language;
  if (!said.isLast && said.mark !== 'failed' && !said.isEdited) return said.mark === null ? null : hidden(texts[said.mark]);
  const parts: (Node | string)[] = [];
  if (said.at.getTime() > 0 && said.key !== 'greeting') parts.push(h('time', { datetime: said.at.toISOString() }, formatTime(said.at, language)));
  if (said.isEdited) parts.push(h('span', {}, texts.edited));
  if (said.mark !== null) {
    parts.push(icon(SIGNS[said.mark], 15));
    parts.push(said.isNewestMine || said.mark === 'failed' || said.mark === 'waiting' ? h('span', {}, texts[said.mark]) : hidden(texts[said.mark]));
  }
  if (said.mark === 'failed' && said.out !== null) {
    const id = said.out.client_id;
    parts.push(h('button', { type: 'button', onclick: () => actions.retry(id) }, texts.retry));
    parts.push(h('button', { type: 'button', onclick: () => actions.discard(id) }, texts.discard));
  }
  return parts.length === 0 ? null : h('div', { class: 'meta ' + (said.mark ?? '') }, ...parts);
}

function message(said: Said, actions: RowActions): HTMLElement {
  const names = ['message', said.isMine && 'mine', said.isFirst && 'first', said.isLast && 'last', said.isRemoved && 'removed', said.mark === 'failed' && 'failed'];
  return h('div', { class: names.filter(Boolean).join(' ') },
    said.isMine || !said.isFirst ? hidden(said.name + ': ') : h('div', { class: 'name', dir: 'auto' }, said.name, hidden(': ')),
    files(said.files.filter(isPicture), (file) => picture(file, said, actions)),
    said.text === '' ? null : h('div', { class: 'bubble' }, ...words(said.text)),
    files(said.files.filter((file) => !isPicture(file)), (file) => fileChip(file, actions)),
    said.detail === '' ? null : h('div', { class: 'meta failed' }, said.detail),
    meta(said, actions));
}

function rating(actions: RowActions): HTMLElement {
  const { texts } = actions.language();
  const stars = [1, 2, 3, 4, 5].map((n) =>
    h('button', { type: 'button', 'aria-label': fill(texts.stars, { n }), onclick: () => actions.rate(n) }, icon('star', 26)));
  return h('div', { class: 'rating', role: 'group', 'aria-label': texts.rate }, h('p', {}, texts.rate), h('div', { class: 'stars', dir: 'ltr' }, ...stars));
}

export function rowView(row: Row, actions: RowActions): HTMLElement {
  const { texts } = actions.language();
  switch (row.kind) {
    case 'message':
      return message(row, actions);
    case 'day':
    case 'note':
      return h('div', { class: row.kind }, row.text);
    case 'typing':
      return h('div', { class: 'typing' }, h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
        h('span', { class: 'text' }, fill(texts.typing, { name: row.name })));
    case 'choices':
      return h('div', { class: 'choices', role: 'group', 'aria-label': texts.choose },
        ...row.choices.map((c) => h('button', { class: 'choice', type: 'button', dir: 'auto', onclick: () => actions.choose(c) }, c.title)));
    case 'rating':
      return rating(actions);
  }
}
