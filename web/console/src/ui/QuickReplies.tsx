// SPDX-License-Identifier: Apache-2.0
// Choices that the customer gets as buttons under the message.
import { useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Input, Label, Popover, TextField } from 'react-aria-components';
import type { QuickReply } from '../lib/types.ts';
import { Icon } from './icons.tsx';

const MAX = 10;
const TITLE_BYTES = 80;

const fits = (title: string) => new TextEncoder().encode(title).length <= TITLE_BYTES;

export function QuickReplies({ replies, onChange }: { replies: QuickReply[]; onChange: (replies: QuickReply[]) => void }) {
  const [title, setTitle] = useState('');
  const trimmed = title.trim();
  const isGood = trimmed !== '' && fits(trimmed) && replies.length < MAX && !replies.some((reply) => reply.title === trimmed);
  return (
    <DialogTrigger>
      <Button className="icon-button" aria-label="Offer quick replies">
        <Icon name="chips" />
      </Button>
      <Popover className="popover" placement="top start">
        <Dialog className="small-dialog">
          <Heading slot="title">Quick replies</Heading>
          <p className="hint">The customer picks one of them with a tap.</p>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (!isGood) return;
              onChange([...replies, { title: trimmed, payload: trimmed }]);
              setTitle('');
            }}
          >
            <TextField value={title} onChange={setTitle} autoFocus isInvalid={!fits(trimmed)}>
              <Label>{replies.length === 0 ? 'First choice' : 'Another choice'}</Label>
              <span className="with-button">
                <Input className="input" />
                <Button type="submit" className="button" isDisabled={!isGood}>
                  Add
                </Button>
              </span>
            </TextField>
          </form>
          <ul className="offered is-draft">
            {replies.map((reply) => (
              <li key={reply.title}>
                {reply.title}
                <Button className="tag-remove" aria-label={`Remove ${reply.title}`} onPress={() => onChange(replies.filter((one) => one !== reply))}>
                  <Icon name="close" size={12} />
                </Button>
              </li>
            ))}
          </ul>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
