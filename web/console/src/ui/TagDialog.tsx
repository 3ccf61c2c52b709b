// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { tag } from '../lib/actions.ts';
import type { SessionSummary } from '../lib/types.ts';
import { attempt, useHub } from './context.tsx';
import { Icon } from './icons.tsx';
import { Sheet } from './parts.tsx';

export function TagDialog({ summary, isOpen, onClose }: { summary: SessionSummary; isOpen: boolean; onClose: () => void }) {
  const hub = useHub();
  const [text, setText] = useState('');
  const id = summary.session_id;
  const there = summary.tags ?? [];
  const offered = hub.tags.map((one) => one.name).filter((name) => !there.includes(name) && name.toLowerCase().includes(text.trim().toLowerCase()));
  const add = async (name: string) => {
    if (name === '') return;
    if (await attempt(() => tag(hub, id, { add: [name] }))) setText('');
  };
  return (
    <Sheet title="Tags" isOpen={isOpen} onClose={onClose} size="s">
      <div className="dialog-body">
        <ul className="tags">
          {there.map((name) => (
            <li key={name} className="tag is-large">
              {name}
              <Button className="tag-remove" aria-label={`Remove the tag ${name}`} onPress={() => void attempt(() => tag(hub, id, { remove: [name] }))}>
                <Icon name="close" size={12} />
              </Button>
            </li>
          ))}
          {there.length === 0 && <li className="empty-line">No tags yet.</li>}
        </ul>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void add(text.trim());
          }}
        >
          <TextField value={text} onChange={setText} maxLength={64} autoFocus>
            <Label>Add a tag</Label>
            <span className="with-button">
              <Input className="input" />
              <Button type="submit" className="button">
                Add
              </Button>
            </span>
          </TextField>
        </form>
        {offered.length > 0 && (
          <ul className="tags" aria-label="Known tags">
            {offered.slice(0, 20).map((name) => (
              <li key={name}>
                <Button className="tag is-offered" onPress={() => void add(name)}>
                  <Icon name="plus" size={12} /> {name}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Sheet>
  );
}
