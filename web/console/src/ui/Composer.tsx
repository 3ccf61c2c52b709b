// SPDX-License-Identifier: Apache-2.0
// Where one writes: a reply to the customer or a note for the team, with files and quick replies.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ClipboardEvent, DragEvent, KeyboardEvent } from 'react';
import { Button, FileTrigger, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { assign, reopen } from '../lib/actions.ts';
import { channelName } from '../lib/format.ts';
import { isOpen } from '../lib/sessions.ts';
import { beyondGsm, measureSms } from '../lib/sms.ts';
import type { QuickReply, SessionSummary } from '../lib/types.ts';
import { TypingTeller } from '../lib/typing.ts';
import { WritingNotice, useWriting } from './Consent.tsx';
import { QuickReplies } from './QuickReplies.tsx';
import { Uploads, useUploads } from './Uploads.tsx';
import { attempt, useHub } from './context.tsx';
import { Icon } from './icons.tsx';
import { IconButton } from './parts.tsx';
import { usePressed } from './shortcuts.ts';

const MAX_HEIGHT = 220;
const TEXT_MAX = 65536;
const SMS_MAX = 1600;

function useTyping(id: string): TypingTeller {
  const hub = useHub();
  const teller = useRef<TypingTeller | null>(null);
  teller.current ??= new TypingTeller((isTyping) => hub.tellTyping(id, isTyping));
  useEffect(() => () => teller.current?.stop(), []);
  return teller.current;
}

function Closed({ id, summary }: { id: string; summary: SessionSummary }) {
  const hub = useHub();
  return (
    <div className="composer is-closed">
      <span>This conversation is {summary.status}. Reopen it to write.</span>
      <Button className="button" onPress={() => void attempt(() => reopen(hub, id))}>
        Reopen
      </Button>
    </div>
  );
}

const isTooLong = (text: string): boolean => [...text.trim()].length > SMS_MAX;

function unicodeText(text: string): string {
  const beyond = beyondGsm(text);
  if (beyond.length === 0) return '';
  return ' · Unicode because of ' + beyond.slice(0, 3).join(' ') + (beyond.length > 3 ? ' …' : '');
}

// What a text message costs: how much room is left, and in how many segments it goes.
function SmsCounter({ text }: { text: string }) {
  const { segments, left, encoding, characters } = measureSms(text.trim());
  const over = characters - SMS_MAX;
  const said = isTooLong(text) ? `${over} ${over === 1 ? 'character' : 'characters'} too many` : segments === 0 ? '' : `${segments} ${segments === 1 ? 'segment' : 'segments'}, ${left} left${unicodeText(text)}`;
  return (
    <span className={'composer-sms' + (isTooLong(text) ? ' is-bad' : '')} role="status" title={`${encoding}, ${characters} characters`}>
      {said}
    </span>
  );
}

export function Composer({ id, summary }: { id: string; summary: SessionSummary }) {
  const hub = useHub();
  const [draft] = useState(() => hub.drafts.get(id));
  const [text, setText] = useState(draft?.text ?? '');
  const [isNote, setNote] = useState(draft?.isNote ?? false);
  const [replies, setReplies] = useState<QuickReply[]>([]);
  const [isOver, setOver] = useState(false);
  const uploads = useUploads(id);
  const field = useRef<HTMLTextAreaElement>(null);
  const typing = useTyping(id);
  const writing = useWriting(id, summary);
  const isSms = !isNote && summary.channel === 'sms';
  const isRefused = (!isNote && writing?.isRefused === true) || (isSms && isTooLong(text));
  const isSendable = !isRefused && (text.trim() !== '' || (!isNote && uploads.ready.length > 0));

  usePressed('reply', () => focus(false));
  usePressed('note', () => focus(true));
  useLayoutEffect(() => {
    const node = field.current;
    if (node === null) return;
    node.style.height = 'auto';
    node.style.height = Math.min(MAX_HEIGHT, node.scrollHeight) + 'px';
  }, [text]);

  if (!isOpen(summary)) return <Closed id={id} summary={summary} />;

  function focus(note: boolean) {
    setNote(note);
    keep(text, note);
    field.current?.focus();
  }

  function keep(value: string, note: boolean) {
    hub.drafts.set(id, value === '' && !note ? undefined : { text: value, isNote: note });
  }

  function write(value: string) {
    setText(value);
    keep(value, isNote);
    if (!isNote) typing.typed(value === '');
  }

  function send() {
    if (!isSendable || uploads.isBusy) return;
    const content = text.trim();
    hub.outbox.add({ session_id: id, kind: isNote ? 'note' : 'message', content, ...(isNote ? {} : { attachments: uploads.ready, quick_replies: replies }) });
    setText('');
    if (!isNote) {
      setReplies([]);
      uploads.clear();
    }
    typing.stop();
    keep('', isNote);
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  function onPaste(event: ClipboardEvent) {
    if (event.clipboardData.files.length === 0 || isNote) return;
    event.preventDefault();
    uploads.add([...event.clipboardData.files]);
  }

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    if (!isNote) uploads.add([...event.dataTransfer.files]);
  }

  const isOthers = summary.agent_id !== null && summary.agent_id !== hub.agentId;
  return (
    <div
      className={'composer' + (isNote ? ' is-note' : '') + (isOver ? ' is-over' : '')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(!isNote);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <div className="composer-head">
        <ToggleButtonGroup className="modes" aria-label="What to write" selectedKeys={[isNote ? 'note' : 'reply']} disallowEmptySelection onSelectionChange={(keys) => focus([...keys][0] === 'note')}>
          <ToggleButton id="reply" className="mode">
            Reply
          </ToggleButton>
          <ToggleButton id="note" className="mode">
            Note
          </ToggleButton>
        </ToggleButtonGroup>
        <span className="composer-hint" id={'hint-' + id}>
          {isNote ? 'Only the team sees it' : 'on ' + channelName(summary.channel)}
          {isOthers && !isNote && ` · held by ${summary.agent_name ?? summary.agent_id}`}
        </span>
        {isOthers && hub.agentId !== null && !isNote && (
          <Button className="link" onPress={() => void attempt(() => assign(hub, id, { agent_id: hub.agentId }), 'It is yours now.')}>
            Take over
          </Button>
        )}
      </div>
      {!isNote && <WritingNotice writing={writing} />}
      <textarea
        ref={field}
        className="composer-text"
        rows={2}
        maxLength={TEXT_MAX}
        value={text}
        dir="auto"
        aria-label={isNote ? 'Note for the team' : 'Reply to the customer'}
        aria-describedby={'hint-' + id}
        placeholder={isNote ? 'Write a note' : 'Write a reply'}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={() => typing.stop()}
      />
      {!isNote && <Uploads uploads={uploads} />}
      {!isNote && replies.length > 0 && (
        <ul className="offered is-draft" aria-label="Quick replies to offer">
          {replies.map((reply) => (
            <li key={reply.title}>
              {reply.title}
              <Button className="tag-remove" aria-label={`Remove the quick reply ${reply.title}`} onPress={() => setReplies(replies.filter((one) => one !== reply))}>
                <Icon name="close" size={12} />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="composer-foot">
        {!isNote && (
          <>
            <FileTrigger allowsMultiple onSelect={(files) => files && uploads.add([...files])}>
              <IconButton icon="clip" label="Attach files" />
            </FileTrigger>
            <QuickReplies replies={replies} onChange={setReplies} />
          </>
        )}
        <span className="grow" />
        {isSms && <SmsCounter text={text} />}
        <span className="composer-keys wide-only">
          <kbd>Enter</kbd> sends
        </span>
        <Button className={'button is-primary send' + (isNote ? ' is-note' : '')} isDisabled={!isSendable || uploads.isBusy} onPress={send}>
          {isNote ? 'Save note' : 'Send'}
        </Button>
      </div>
    </div>
  );
}
