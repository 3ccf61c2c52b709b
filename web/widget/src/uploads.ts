// SPDX-License-Identifier: Apache-2.0
// Files on their way to the hub, before the message that carries them. What the network took is tried again
// when it is back; what the hub does not take says so.
import type { SentFile } from './outbox.ts';

export interface Upload {
  readonly key: number;
  readonly blob: Blob;
  readonly name: string;
  /** An address of the picture while it is only here; null for other files. */
  readonly preview: string | null;
  /** From 0 to 1. */
  progress: number;
  state: 'waiting' | 'uploading' | 'done' | 'failed';
  fault: 'tooLarge' | 'wrongType' | 'uploadFailed' | null;
  file: SentFile | null;
  /** How often the network took it. */
  cuts: number;
}

export interface UploadLimits {
  max_bytes: number;
  types: string[];
}

export interface UploadsOptions {
  url: string;
  token: () => Promise<string>;
  /** The hub does not take the token any more. */
  spoiled: () => void;
  limits: () => UploadLimits | null;
  changed: () => void;
  /** For the reader of a screen. */
  said: (upload: Upload) => void;
  Request?: new () => XMLHttpRequest;
}

const COUNT_MAX = 10;
const CUTS_MAX = 6;
const AGAIN_MS = 1000;

export function isAllowed(type: string, limits: UploadLimits | null): boolean {
  if (type === '' || !limits || limits.types.length === 0) return true; // the hub looks at the bytes
  return limits.types.some((t) => t === type || t === '*/*' || (t.endsWith('/*') && type.startsWith(t.slice(0, -1))));
}

/** Pictures that come by paste have no name of their own. */
function nameOf(blob: Blob): string {
  const name = (blob as { name?: string }).name;
  return name || 'file.' + (blob.type.split('/')[1] ?? 'bin').replace(/\W.*/, '');
}

export class Uploads {
  list: Upload[] = [];
  readonly #o: UploadsOptions;
  readonly #requests = new Map<number, XMLHttpRequest>();
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #next = 1;

  constructor(options: UploadsOptions) {
    this.#o = options;
  }

  /** Nothing is on its way any more. */
  get isReady(): boolean {
    return this.list.every((u) => u.state === 'done' || u.state === 'failed');
  }

  add(blobs: Iterable<Blob>): void {
    for (const blob of blobs) if (this.list.length < COUNT_MAX) this.#addOne(blob);
    this.#o.changed();
  }

  #addOne(blob: Blob): void {
    const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(blob.type);
    const upload: Upload = {
      key: this.#next++, blob, name: nameOf(blob), preview: isPicture ? URL.createObjectURL(blob) : null,
      progress: 0, state: 'waiting', fault: null, file: null, cuts: 0,
    };
    this.list.push(upload);
    const limits = this.#o.limits();
    if (limits && blob.size > limits.max_bytes) this.#fail(upload, 'tooLarge');
    else if (!isAllowed(blob.type, limits)) this.#fail(upload, 'wrongType');
    else void this.#start(upload);
  }

  #fail(upload: Upload, fault: Upload['fault']): void {
    upload.state = 'failed';
    upload.fault = fault;
    this.#o.said(upload);
    this.#o.changed();
  }

  async #start(upload: Upload): Promise<void> {
    clearTimeout(this.#timers.get(upload.key));
    upload.state = 'uploading';
    try {
      const token = await this.#o.token();
      if (this.list.includes(upload)) this.#send(upload, token);
      this.#o.changed();
    } catch {
      this.#interrupted(upload);
    }
  }

  #send(upload: Upload, token: string): void {
    const request = new (this.#o.Request ?? XMLHttpRequest)();
    this.#requests.set(upload.key, request);
    request.open('POST', this.#o.url);
    request.setRequestHeader('Authorization', 'Bearer ' + token);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) upload.progress = event.loaded / event.total;
      this.#o.changed();
    };
    request.onload = () => this.#answered(upload, request);
    request.onerror = request.ontimeout = () => this.#interrupted(upload);
    const form = new FormData();
    form.append('file', upload.blob, upload.name);
    request.send(form);
  }

  #answered(upload: Upload, request: XMLHttpRequest): void {
    this.#requests.delete(upload.key);
    if (request.status === 401) this.#o.spoiled();
    if (request.status >= 500 || request.status === 429 || request.status === 401) return this.#interrupted(upload);
    if (request.status !== 201 && request.status !== 200)
      return this.#fail(upload, request.status === 413 ? 'tooLarge' : request.status === 415 ? 'wrongType' : 'uploadFailed');
    try {
      const { id, name, type, size, url, thumbnail_url } = JSON.parse(request.responseText) as SentFile;
      upload.file = { id, name, type, size, url: url ?? null, thumbnail_url: thumbnail_url ?? null };
      upload.state = 'done';
      upload.progress = 1;
      this.#o.said(upload);
    } catch {
      return this.#fail(upload, 'uploadFailed');
    }
    this.#o.changed();
  }

  #interrupted(upload: Upload): void {
    this.#requests.delete(upload.key);
    if (!this.list.includes(upload)) return;
    upload.progress = 0;
    if (upload.cuts >= CUTS_MAX) return this.#fail(upload, 'uploadFailed');
    upload.state = 'waiting';
    this.#timers.set(upload.key, setTimeout(() => this.#resume(upload), AGAIN_MS * 2 ** upload.cuts++));
    this.#o.changed();
  }

  #resume(upload: Upload): void {
    if (upload.state === 'waiting' && this.list.includes(upload)) void this.#start(upload);
  }

  /** The network is back. */
  resume(): void {
    for (const upload of this.list) this.#resume(upload);
  }

  retry(key: number): void {
    const upload = this.list.find((u) => u.key === key && u.fault === 'uploadFailed');
    if (upload === undefined) return;
    upload.fault = null;
    upload.cuts = 0;
    void this.#start(upload);
    this.#o.changed();
  }

  remove(key: number): void {
    this.#requests.get(key)?.abort();
    this.#requests.delete(key);
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    const gone = this.list.find((u) => u.key === key);
    if (gone?.preview) URL.revokeObjectURL(gone.preview);
    this.list = this.list.filter((u) => u.key !== key);
    this.#o.changed();
  }

  /** What is ready, for a message; the rest stays. */
  take(): SentFile[] {
    const done = this.list.filter((u) => u.state === 'done' && u.file !== null);
    for (const upload of done) this.remove(upload.key);
    return done.map((u) => u.file!);
  }

  clear(): void {
    for (const upload of [...this.list]) this.remove(upload.key);
  }
}
