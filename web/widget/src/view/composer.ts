// SPDX-License-Identifier: Apache-2.0
// Where the visitor writes: text, files, and the button that sends both.
import { fill, formatSize, type Language } from '../language.ts';
import type { Upload, UploadLimits, Uploads } from '../uploads.ts';
import { h, icon, iconButton, set } from './dom.ts';

export interface ComposerActions {
  language: () => Language;
  limits: () => UploadLimits | null;
  send: (text: string) => boolean;
  typing: (isTyping: boolean) => void;
  wrote: (text: string) => void;
}

const LENGTH_MAX = 5000;

export class Composer {
  readonly input = h('textarea', { rows: '1', maxlength: LENGTH_MAX, enterkeyhint: 'send', dir: 'auto', autocomplete: 'off' });
  readonly #picker = h('input', { type: 'file', multiple: true, hidden: true, tabindex: '-1' });
  readonly #attach = iconButton('clip', '', { class: 'tool', onclick: () => this.#pick() });
  readonly #send = iconButton('send', '', { class: 'send', onclick: () => this.#submit() });
  readonly #tray = h('ul', { class: 'tray', hidden: true });
  readonly element = h('div', {}, this.#tray, h('div', { class: 'composer' }, this.#attach, this.input, this.#send), this.#picker);
  readonly #actions: ComposerActions;
  readonly #uploads: Uploads;
  readonly #rows = new Map<number, { state: string; element: HTMLElement; bar: HTMLProgressElement | null }>();

  constructor(actions: ComposerActions, uploads: Uploads) {
    this.#actions = actions;
    this.#uploads = uploads;
    this.input.addEventListener('input', () => this.#typed());
    this.input.addEventListener('keydown', (event) => this.#key(event));
    this.input.addEventListener('paste', (event) => this.#paste(event));
    this.#picker.addEventListener('change', () => {
      this.#uploads.add([...(this.#picker.files ?? [])]);
      this.#picker.value = '';
      this.input.focus();
    });
  }

  speak(): void {
    const { texts } = this.#actions.language();
    set(this.input, { placeholder: texts.write, 'aria-label': texts.write });
    set(this.#attach, { 'aria-label': texts.attach, title: texts.attach });
    set(this.#send, { 'aria-label': texts.send, title: texts.send });
  }

  write(text: string): void {
    this.input.value = text;
    this.#grow();
    this.show();
  }

  #pick(): void {
    const types = this.#actions.limits()?.types ?? [];
    this.#picker.accept = types.join(',');
    this.#picker.click();
  }

  #typed(): void {
    this.#grow();
    this.show();
    this.#actions.wrote(this.input.value);
    this.#actions.typing(this.input.value.trim() !== '');
  }

  #grow(): void {
    this.input.style.height = '';
    if (this.input.value !== '') this.input.style.height = this.input.scrollHeight + 'px';
  }

  // On a phone the key makes a new line; there is a button.
  #key(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (matchMedia('(pointer: coarse)').matches && !matchMedia('(any-pointer: fine)').matches) return;
    event.preventDefault();
    this.#submit();
  }

  #paste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || this.#actions.limits() === null) return;
    event.preventDefault();
    this.#uploads.add(files);
  }

  get #isSendable(): boolean {
    const hasFile = this.#uploads.list.some((u) => u.state === 'done');
    return this.#uploads.isReady && (this.input.value.trim() !== '' || hasFile);
  }

  #submit(): void {
    if (!this.#isSendable || !this.#actions.send(this.input.value.trim())) return;
    this.write('');
    this.#actions.wrote('');
    this.input.focus();
  }

  show(): void {
    set(this.#send, { 'aria-disabled': this.#isSendable ? null : 'true' });
    set(this.#attach, { hidden: this.#actions.limits() === null });
    const { list } = this.#uploads;
    set(this.#tray, { hidden: list.length === 0 });
    for (const [key, row] of this.#rows)
      if (!list.some((u) => u.key === key)) {
        row.element.remove();
        this.#rows.delete(key);
      }
    for (const upload of list) this.#showUpload(upload);
  }

  #showUpload(upload: Upload): void {
    const state = upload.state + upload.fault + this.#actions.language().tag;
    const known = this.#rows.get(upload.key);
    if (known !== undefined && known.state === state) {
      if (known.bar !== null) known.bar.value = upload.progress;
      return;
    }
    const bar = upload.state === 'uploading' || upload.state === 'waiting' ? h('progress', { class: 'bar', max: '1', value: upload.progress }) : null;
    const element = this.#uploadView(upload, bar);
    if (known !== undefined) known.element.replaceWith(element);
    else this.#tray.append(element);
    this.#rows.set(upload.key, { state, element, bar });
  }

  #uploadView(upload: Upload, bar: HTMLProgressElement | null): HTMLElement {
    const language = this.#actions.language();
    const { texts } = language;
    if (bar !== null) set(bar, { 'aria-label': fill(texts.uploading, { name: upload.name }) });
    const size = formatSize(upload.blob.size, language.tag);
    const detail = upload.fault === null ? size : faultText(upload, this.#actions.limits(), language);
    return h('li', { class: 'upload ' + upload.state },
      upload.preview === null || upload.state === 'failed' ? icon(upload.state === 'failed' ? 'alert' : 'file', 20) : h('img', { src: upload.preview, alt: '' }),
      h('div', { class: 'text' }, h('div', { class: 'label' }, upload.name), h('div', { class: 'size' }, detail)),
      upload.fault === 'uploadFailed' && h('button', { type: 'button', class: 'again', onclick: () => {
        this.#uploads.retry(upload.key);
        this.input.focus();
      } }, texts.retry),
      bar,
      iconButton('close', fill(texts.removeFile, { name: upload.name }), { class: 'remove', onclick: () => {
        this.#uploads.remove(upload.key);
        this.input.focus();
      } }));
  }
}

export function faultText(upload: Upload, limits: UploadLimits | null, language: Language): string {
  if (upload.fault === null) return fill(language.texts.uploaded, { name: upload.name });
  return fill(language.texts[upload.fault], { name: upload.name, max: formatSize(limits?.max_bytes ?? 0, language.tag) });
}
