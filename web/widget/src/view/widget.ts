// SPDX-License-Identifier: Apache-2.0
// The widget as it stands in the page: one element with a shadow root, the button and the panel in it.
import type { Message, QuickReply } from '../api.ts';
import type { Client } from '../client.ts';
import { chooseLanguage, fill, type Language } from '../language.ts';
import { rowsOf } from '../rows.ts';
import type { Storage } from '../storage.ts';
import { Uploads, type Upload } from '../uploads.ts';
import { Composer, faultText } from './composer.ts';
import { h, icon, iconButton, set } from './dom.ts';
import { List } from './list.ts';
import { rowView, type RowActions } from './row_view.ts';
import { themeOf } from './theme.ts';
import styles from './widget.css?inline';

export interface WidgetOptions {
  hub: string;
  client: Client;
  /** Of this tab alone, over the pages of a visit. */
  visit: Storage;
  language: string | null;
  color: string | null;
  position: string | null;
  /** `light` or `dark`; else as the visitor's system has it. */
  theme: string | null;
  emit: (name: string, value?: unknown) => void;
}

/** A cut shorter than this is nobody's concern. */
const PATIENCE_MS = 2500;
const SAID_MAX = 240;
const SAID_COUNT_MAX = 5;
const SAID_MS = 8000;

export class Widget {
  readonly #o: WidgetOptions;
  readonly #client: Client;
  #language: Language;
  isOpen = false;
  #unread = 0;
  #isQueued = false;
  #wasOffline = false;
  #saidTimer: ReturnType<typeof setTimeout> | undefined;
  #themed = '';
  readonly #phone = matchMedia('(max-width: 520px), (max-height: 420px)');
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');

  readonly #uploads: Uploads;
  readonly #list: List;
  readonly #composer: Composer;
  readonly #badge = h('span', { class: 'badge', 'aria-hidden': 'true', hidden: true });
  readonly #launcher = h('button', { class: 'launcher', type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', onclick: () => this.toggle() },
    icon('chat', 28), icon('down', 28), this.#badge);
  readonly #face = h('div', { class: 'face', 'aria-hidden': 'true' });
  readonly #title = h('h2', { class: 'title', id: 'title' });
  readonly #state = h('p', { class: 'state' }, h('span'));
  readonly #close = iconButton('close', '', { class: 'tool', onclick: () => this.close() });
  readonly #jump = iconButton('down', '', { class: 'jump', hidden: true, onclick: () => this.#toEnd() });
  readonly #drop = h('div', { class: 'drop', hidden: true });
  readonly #offline = h('div', { class: 'offline', hidden: true }, icon('cloud', 18), h('span'));
  readonly #saidInside = h('div', { class: 'sr', role: 'status', 'aria-live': 'polite' });
  readonly #saidOutside = h('div', { class: 'sr', role: 'status', 'aria-live': 'polite' });
  readonly #panel: HTMLDialogElement;
  readonly #viewer = h('dialog', { class: 'viewer' });
  readonly #root: HTMLElement;
  readonly #host = document.createElement('omnihub-widget');

  constructor(options: WidgetOptions) {
    this.#o = options;
    this.#client = options.client;
    this.#language = this.#chooseLanguage();
    this.#uploads = new Uploads({
      url: options.hub + '/attachments', token: () => this.#client.token(), spoiled: () => this.#client.visitor.spoil(), limits: () => this.#client.upload,
      changed: () => this.update(), said: (upload) => this.#saidUpload(upload),
    });
    const actions = this.#rowActions();
    this.#list = new List({
      make: (row) => rowView(row, actions), older: () => this.#client.loadOlder(), changed: () => this.update(),
      follow: (isFollowing) => this.#follow(isFollowing),
    });
    this.#list.source = () => this.#client.timeline.messages;
    this.#composer = new Composer({
      language: () => this.#language, limits: () => this.#client.upload,
      send: (text) => this.#send(text), typing: (is) => this.#client.receipts.tellTyping(is), wrote: (text) => this.#keepDraft(text),
    }, this.#uploads);
    this.#panel = this.#makePanel();
    this.#root = h('div', { class: 'root' }, this.#launcher, this.#saidOutside, this.#panel, this.#viewer);
    this.#mount();
    this.#speak();
    this.#listen();
    this.#render();
  }

  // ---- making

  #makePanel(): HTMLDialogElement {
    return h('dialog', { class: 'panel', 'aria-labelledby': 'title', tabindex: '-1' },
      h('header', { class: 'head' }, this.#face, h('div', { class: 'who' }, this.#title, this.#state), this.#close),
      h('div', { class: 'middle' }, this.#list.element, this.#jump, this.#drop),
      h('div', { class: 'foot' }, this.#offline, this.#composer.element),
      this.#saidInside);
  }

  // The page's rules may reach the host element itself, and no further.
  #mount(): void {
    const own = { all: 'initial', display: 'block', position: 'fixed', width: '0', height: '0', inset: 'auto 0 0 auto', 'z-index': '2147483000' };
    for (const [name, value] of Object.entries(own)) this.#host.style.setProperty(name, value, 'important');
    const shadow = this.#host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(this.#root);
    document.body.append(this.#host);
  }

  #chooseLanguage(): Language {
    return chooseLanguage([this.#o.language, document.documentElement.lang, this.#client.site?.language, ...navigator.languages]);
  }

  #speak(): void {
    const { texts, tag, direction } = this.#language;
    set(this.#root, { lang: tag, dir: direction });
    set(this.#close, { 'aria-label': texts.close, title: texts.close });
    set(this.#jump, { 'aria-label': texts.jump, title: texts.jump });
    set(this.#list.element, { 'aria-label': texts.conversation });
    set(this.#list.older.firstElementChild!, { 'aria-label': texts.older });
    this.#drop.textContent = texts.drop;
    this.#offline.lastElementChild!.textContent = texts.offline;
    this.#composer.speak();
  }

  #listen(): void {
    const root = this.#root;
    // The shop's own keys must not hear what is typed here.
    for (const name of ['keydown', 'keyup', 'keypress', 'paste', 'copy', 'cut', 'input', 'dragover', 'drop'])
      root.addEventListener(name, (event) => event.stopPropagation());
    this.#panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.isComposing) {
        event.preventDefault();
        this.close();
      }
    });
    this.#panel.addEventListener('cancel', (event) => {
      if (event.target !== this.#panel) return;
      event.preventDefault();
      this.close();
    });
    this.#panel.addEventListener('dragover', (event) => this.#dragged(event));
    this.#panel.addEventListener('dragleave', (event) => {
      if (!this.#panel.contains(event.relatedTarget as Node | null)) set(this.#drop, { hidden: true });
    });
    this.#panel.addEventListener('drop', (event) => this.#dropped(event));
    this.#viewer.addEventListener('close', () => this.#viewer.replaceChildren());
    this.#viewer.addEventListener('click', (event) => event.target === this.#viewer && this.#viewer.close());
    this.#phone.addEventListener('change', () => this.#reshape());
    this.#dark.addEventListener('change', () => this.update());
    document.addEventListener('visibilitychange', () => this.update());
    for (const name of ['resize', 'scroll']) window.visualViewport?.addEventListener(name, () => this.#fit());
  }

  #rowActions(): RowActions {
    return {
      language: () => this.#language,
      url: (path) => (/^(?:https?|blob):/.test(path) ? path : this.#o.hub + path),
      link: (id) => this.#client.link(id),
      view: (name, url) => this.#view(name, url),
      choose: (choice) => this.#choose(choice),
      retry: (id) => this.#change(() => this.#client.outbox.retry(id)),
      discard: (id) => this.#change(() => this.#client.outbox.discard(id)),
      rate: (score) => void this.#rate(score),
      grown: () => this.#list.keep(),
    };
  }

  #change(run: () => void): void {
    run();
    this.update();
    this.#composer.input.focus();
  }

  // ---- opening and closing

  open(focus = true): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.#o.visit.set('open', '1');
    this.#client.want();
    this.#reshape();
    const draft = this.#o.visit.get('draft');
    if (draft) this.#composer.write(draft);
    this.#render();
    this.#list.toEnd();
    if (focus) this.#settleFocus();
    this.#o.emit('open');
  }

  // On a phone the field would bring its keyboard along.
  #settleFocus(): void {
    (this.#phone.matches ? this.#panel : this.#composer.input).focus({ preventScroll: true });
  }

  close(): void {
    if (!this.isOpen) return;
    const hadFocus = this.#root.contains((this.#host.shadowRoot as ShadowRoot).activeElement);
    this.isOpen = false;
    this.#o.visit.remove('open');
    this.#client.receipts.tellTyping(false);
    if (this.#panel.open) this.#panel.close();
    this.#render();
    if (hadFocus) this.#launcher.focus({ preventScroll: true });
    this.#o.emit('close');
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  // The whole screen of a phone is a modal dialog; beside a page it is not.
  #reshape(): void {
    set(this.#root, { class: ['root', this.#phone.matches && 'phone'].filter(Boolean).join(' ') });
    this.#themed = '';
    if (this.isOpen) {
      if (this.#panel.open) this.#panel.close();
      const focused = (this.#host.shadowRoot as ShadowRoot).activeElement as HTMLElement | null;
      if (this.#phone.matches) this.#panel.showModal();
      else this.#panel.show();
      focused?.focus();
    }
    this.#fit();
    this.update();
  }

  // Above a keyboard that covers a part of the page.
  #fit(): void {
    const view = window.visualViewport;
    if (!this.#phone.matches || !view || view.scale > 1.01) return;
    this.#panel.style.setProperty('--top', view.offsetTop + 'px');
    this.#panel.style.setProperty('--height', view.height + 'px');
    this.#root.classList.toggle('keyboard', window.innerHeight - view.height > 120);
  }

  // ---- doing

  #send(text: string): boolean {
    const files = this.#uploads.list.some((u) => u.state === 'done') ? this.#uploads.take() : [];
    if (this.#client.send({ content: text, files }) === null) {
      this.#say(this.#language.texts.tooMany);
      return false;
    }
    this.#uploads.clear();
    this.#list.toEnd();
    return true;
  }

  #choose(choice: QuickReply): void {
    this.#client.send({ content: choice.title, quick_reply: choice.payload ?? choice.title });
    this.#settleFocus();
    this.#list.toEnd();
  }

  async #rate(score: number): Promise<void> {
    try {
      await this.#client.rate(score);
      this.#say(this.#language.texts.thanks);
      this.#settleFocus();
    } catch {
      // it stays, to be tried again
    }
    this.update();
  }

  #keepDraft(text: string): void {
    if (text === '') this.#o.visit.remove('draft');
    else this.#o.visit.set('draft', text);
  }

  #hasFiles(event: DragEvent): boolean {
    return this.#client.upload !== null && [...(event.dataTransfer?.types ?? [])].includes('Files');
  }

  #dragged(event: DragEvent): void {
    if (!this.#hasFiles(event)) return;
    event.preventDefault();
    set(this.#drop, { hidden: false });
  }

  #dropped(event: DragEvent): void {
    set(this.#drop, { hidden: true });
    if (!this.#hasFiles(event)) return;
    event.preventDefault();
    this.#uploads.add([...(event.dataTransfer?.files ?? [])]);
    this.#composer.input.focus();
  }

  #view(name: string, url: string): void {
    const { texts } = this.#language;
    set(this.#viewer, { 'aria-label': fill(texts.picture, { name }) });
    this.#viewer.replaceChildren(
      h('div', { class: 'tools' }, h('span', { class: 'label' }, name),
        h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, fill(texts.openFile, { name: '↗' })),
        iconButton('close', texts.close, { onclick: () => this.#viewer.close() })),
      h('img', { src: url, alt: fill(texts.picture, { name }) }));
    this.#viewer.showModal();
  }

  #follow(isFollowing: boolean): void {
    this.#client.timeline.follow(isFollowing);
    if (isFollowing) this.#client.conversation?.reload();
    this.update();
  }

  #toEnd(): void {
    this.#list.toEnd();
    this.#settleFocus();
  }

  // ---- saying

  // Only what is new; a region that a modal dialog makes inert would not be heard.
  #say(text: string): void {
    const region = this.isOpen ? this.#saidInside : this.#saidOutside;
    region.append(h('p', {}, text));
    if (region.childElementCount > SAID_COUNT_MAX) region.firstElementChild?.remove();
    clearTimeout(this.#saidTimer);
    this.#saidTimer = setTimeout(() => {
      this.#saidInside.replaceChildren();
      this.#saidOutside.replaceChildren();
    }, SAID_MS);
  }

  #saidUpload(upload: Upload): void {
    this.#say(faultText(upload, this.#client.upload, this.#language));
  }

  /** A message of the other side came just now. */
  hear(message: Message): void {
    if (message.type !== 'message') return;
    const { texts } = this.#language;
    const files = message.attachments.map((f) => f.name ?? '');
    const choices = message.quick_replies ?? [];
    const said = [message.content ?? '', ...files].filter(Boolean).join(', ').slice(0, SAID_MAX);
    const more = choices.length === 0 ? '' : ` ${texts.choose}: ${choices.map((c) => c.title).join(', ')}`;
    this.#say(`${message.author.name || texts.agent}: ${said}${more}`);
    this.#o.emit('message', { id: message.id, content: message.content });
  }

  // ---- showing

  /** Soon, once for however many changes. */
  update(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    const run = (): void => {
      this.#isQueued = false;
      this.#render();
    };
    if (document.visibilityState === 'visible') requestAnimationFrame(run);
    else setTimeout(run, 200);
  }

  #render(): void {
    // Until the hub has said once that the page may carry it, there is nothing to see.
    const isThere = this.#client.phase !== 'refused' && (this.#client.site !== null || this.isOpen);
    this.#host.style.setProperty('display', isThere ? 'block' : 'none', 'important');
    const language = this.#chooseLanguage();
    if (language.tag !== this.#language.tag) {
      this.#language = language;
      this.#speak();
    }
    this.#paint();
    if (this.isOpen) this.#renderPanel();
    this.#renderLauncher();
  }

  #paint(): void {
    const { site } = this.#client;
    const scheme = (this.#o.theme ?? (this.#dark.matches ? 'dark' : 'light')) === 'dark' ? 'dark' : 'light';
    const color = this.#o.color ?? site?.color;
    const side = this.#o.position ?? site?.position;
    const themed = [scheme, color, side].join();
    if (themed === this.#themed) return;
    this.#themed = themed;
    this.#root.classList.toggle('dark', scheme === 'dark');
    for (const name of ['left', 'right']) this.#root.classList.toggle(name, side === name);
    for (const [name, value] of Object.entries(themeOf(color, scheme))) this.#root.style.setProperty(name, value);
  }

  #renderLauncher(): void {
    const { texts } = this.#language;
    const unread = this.isOpen ? 0 : this.#client.receipts.unread;
    const label = this.isOpen ? texts.close : unread > 0 ? `${texts.open}. ${fill(texts.unread, { n: unread })}` : texts.open;
    this.#root.classList.toggle('open', this.isOpen);
    set(this.#launcher, { 'aria-label': label, 'aria-expanded': String(this.isOpen) });
    set(this.#badge, { hidden: unread === 0 });
    this.#badge.textContent = unread > 99 ? '99+' : String(unread);
    if (unread !== this.#unread) this.#o.emit('unread', unread);
    this.#unread = unread;
  }

  #renderPanel(): void {
    const client = this.#client;
    this.#renderHead();
    const shown = this.#list.window(client.timeline.messages);
    const isEnd = shown.isEnd && !client.timeline.isCut;
    this.#list.show(rowsOf({
      messages: shown.messages, isEnd, out: client.outbox.shown(client.timeline.messages),
      greeting: shown.messages[0] === client.timeline.messages[0] && client.timeline.older === null && this.#isKnown ? (client.site?.greeting ?? null) : null,
      typing: client.receipts.typing === null ? null : (client.receipts.typing.name ?? this.#language.texts.someone),
      now: new Date(), language: this.#language, markOf: (m) => client.receipts.markOf(m), nameOf: (m) => client.outbox.nameOf(m.id),
      isEnded: client.status === 'resolved' || client.status === 'closed', hasRated: client.hasRated,
    }));
    set(this.#list.older, { hidden: !client.conversation?.isLoadingOlder });
    set(this.#jump, { hidden: this.#list.isFollowing });
    this.#renderOffline();
    this.#composer.show();
    if (document.visibilityState === 'visible' && this.#list.isFollowing) client.markRead();
  }

  /** Whether it is clear that there is, or is not, something said already. */
  get #isKnown(): boolean {
    return this.#client.conversation === null || !this.#client.conversation.isLoading;
  }

  #renderHead(): void {
    const { texts } = this.#language;
    const client = this.#client;
    const agent = client.receipts.participants.find((p) => p.type === 'agent' && p.online);
    const title = client.site?.title || texts.title;
    const isOnline = agent !== undefined || (client.visitor.entry?.agents_online ?? false);
    this.#title.textContent = title;
    this.#face.textContent = [...(agent?.name ?? title)][0] ?? '';
    this.#state.firstElementChild!.textContent = agent?.name ? fill(texts.here, { name: agent.name }) : isOnline ? texts.online : texts.away;
    this.#state.classList.toggle('online', isOnline);
  }

  // A blink of the network is not worth a word.
  #renderOffline(): void {
    const { cutAt } = this.#client;
    const since = cutAt < 0 ? 0 : performance.now() - cutAt;
    const isOffline = since > PATIENCE_MS || (cutAt >= 0 && !navigator.onLine);
    set(this.#offline, { hidden: !isOffline });
    if (isOffline && !this.#wasOffline) this.#say(this.#language.texts.offline);
    if (!isOffline && cutAt >= 0) setTimeout(() => this.update(), PATIENCE_MS - since + 20);
    if (!isOffline && this.#wasOffline) this.#uploads.resume();
    this.#wasOffline = isOffline;
  }
}
