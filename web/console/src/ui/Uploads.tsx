// SPDX-License-Identifier: Apache-2.0
// Files on their way up, to be sent with the next message.
import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { upload } from '../lib/actions.ts';
import { sizeOf } from '../lib/format.ts';
import { newId } from '../lib/outbox.ts';
import type { FileRef } from '../lib/types.ts';
import { Icon } from './icons.tsx';

interface Upload {
  key: string;
  file: File;
  /** Of a picture, as this browser shows it. */
  preview: string | null;
  share: number;
  stored: FileRef | null;
  wrong: string;
  stop: AbortController;
}

export interface UploadState {
  items: Upload[];
  ready: FileRef[];
  isBusy: boolean;
  add(files: File[]): void;
  again(key: string): void;
  remove(key: string): void;
  clear(): void;
}

const MAX = 20;

export function useUploads(session: string): UploadState {
  const [items, setItems] = useState<Upload[]>([]);
  const latest = useRef(items);
  latest.current = items;
  const change = (key: string, to: Partial<Upload>) => setItems((all) => all.map((item) => (item.key === key ? { ...item, ...to } : item)));
  const begin = (item: Upload) =>
    upload(item.file, session, (share) => change(item.key, { share }), item.stop.signal).then(
      (stored) => change(item.key, { stored, share: 1 }),
      (error: Error) => change(item.key, { wrong: error.message }),
    );
  const forget = (item: Upload) => {
    item.stop.abort();
    if (item.preview !== null) URL.revokeObjectURL(item.preview);
  };
  useEffect(() => () => latest.current.forEach(forget), []);
  return {
    items,
    ready: items.flatMap((item) => (item.stored === null ? [] : [item.stored])),
    isBusy: items.some((item) => item.stored === null && item.wrong === ''),
    add(files) {
      const added = files.slice(0, MAX - items.length).map((file): Upload => ({ key: newId(), file, preview: /^image\/(png|jpeg|gif|webp)$/.test(file.type) ? URL.createObjectURL(file) : null, share: 0, stored: null, wrong: '', stop: new AbortController() }));
      setItems([...items, ...added]);
      for (const item of added) void begin(item);
    },
    again(key) {
      const item = items.find((one) => one.key === key);
      if (item === undefined) return;
      const fresh = { ...item, wrong: '', share: 0, stop: new AbortController() };
      change(key, fresh);
      void begin(fresh);
    },
    remove(key) {
      items.filter((item) => item.key === key).forEach(forget);
      setItems(items.filter((item) => item.key !== key));
    },
    clear() {
      items.forEach(forget);
      setItems([]);
    },
  };
}

export function Uploads({ uploads }: { uploads: UploadState }) {
  if (uploads.items.length === 0) return null;
  return (
    <ul className="uploads" aria-label="Files to send">
      {uploads.items.map((item) => (
        <li key={item.key} className={item.wrong !== '' ? 'upload is-bad' : 'upload'}>
          {item.preview ? <img src={item.preview} alt="" /> : <Icon name="file" size={20} />}
          <span className="upload-text">
            <span className="file-name">{item.file.name || 'Picture'}</span>
            {item.wrong === '' ? (
              item.stored === null ? (
                <progress value={item.share} max={1} aria-label={`Uploading ${item.file.name}`} />
              ) : (
                <span className="file-size">{sizeOf(item.file.size)}</span>
              )
            ) : (
              <span className="file-size" role="alert">
                {item.wrong}
              </span>
            )}
          </span>
          {item.wrong !== '' && (
            <Button className="link" onPress={() => uploads.again(item.key)}>
              Try again
            </Button>
          )}
          <Button className="tag-remove" aria-label={`Remove ${item.file.name}`} onPress={() => uploads.remove(item.key)}>
            <Icon name="close" size={14} />
          </Button>
        </li>
      ))}
    </ul>
  );
}
