// SPDX-License-Identifier: Apache-2.0
// One entry of a timeline: what was said, or what happened.
import { memo, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { authorOf, channelName, fullTime, sizeOf, textOf, timeOf } from '../lib/format.ts';
import { deliveryDetail, deliveryMark } from '../lib/delivery.ts';
import { DeliveryChoice } from './DeliveryChoice.tsx';
import type { Outgoing as OutgoingItem } from '../lib/outbox.ts';
import { linked } from '../lib/links.ts';
import type { Names } from '../lib/format.ts';
import type { FileRef, Interaction } from '../lib/types.ts';
import { ChannelIcon, Icon } from './icons.tsx';
import type { IconName } from './icons.tsx';

interface Props {
  entry: Interaction;
  isFirst: boolean;
  isLast: boolean;
  isHappening: boolean;
  isLatestOwn: boolean;
  isRead: boolean;
  isDelivered: boolean;
  names: Names;
}

export function Text({ text }: { text: string }) {
  return (
    <p className="text" dir="auto">
      {linked(text).map((part, i) =>
        part.href === null ? (
          part.text
        ) : (
          <a key={i} href={part.href} target="_blank" rel="noopener noreferrer">
            {part.text}
          </a>
        ),
      )}
    </p>
  );
}

const THUMB_MAX = 260;

// The room that a picture will take, so that nothing jumps when it is there.
function boxOf(file: FileRef) {
  if (!file.width || !file.height) return {};
  const scale = Math.min(1, THUMB_MAX / file.width, THUMB_MAX / file.height);
  return { width: Math.round(file.width * scale), height: Math.round(file.height * scale) };
}

const TRIES = 7;

// It is made behind the message that brings it, and is not there for the first moments.
function Thumbnail({ file, name }: { file: FileRef; name: string }) {
  const [tries, setTries] = useState(0);
  const again = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(again.current), []);
  const retry = () => {
    if (tries < TRIES) again.current = setTimeout(() => setTries(tries + 1), 200 * 2 ** tries);
  };
  return <img key={tries} src={file.thumbnail_url!} alt={name} loading="lazy" onError={retry} {...boxOf(file)} />;
}

export function FileView({ file }: { file: FileRef }) {
  const name = file.name ?? 'File';
  const isPicture = file.type?.startsWith('image/') && file.thumbnail_url;
  if (isPicture)
    return (
      <a className="picture" href={file.url ?? undefined} target="_blank" rel="noopener noreferrer" aria-label={`${name}, ${sizeOf(file.size)}`}>
        <Thumbnail file={file} name={name} />
      </a>
    );
  const inside = (
    <>
      <Icon name="file" size={20} />
      <span className="file-name">{name}</span>
      <span className="file-size">{sizeOf(file.size)}</span>
    </>
  );
  return file.url ? (
    <a className="file" href={file.url} target="_blank" rel="noopener noreferrer" download={name}>
      {inside}
    </a>
  ) : (
    <span className="file">{inside}</span>
  );
}

function Files({ files }: { files: readonly FileRef[] }) {
  if (files.length === 0) return null;
  return (
    <div className="files">
      {files.map((file, i) => (
        <FileView key={file.id ?? i} file={file} />
      ))}
    </div>
  );
}

function DeliveryMark(props: Props) {
  const [icon, text, tone] = deliveryMark(props.entry.delivery, props.isRead, props.isDelivered);
  const isTold = props.isLatestOwn || tone === 'is-bad' || tone === 'is-warn';
  return (
    <span className={'delivery ' + tone} title={[text, deliveryDetail(props.entry.delivery)].filter((part) => part !== '').join(' · ')}>
      <Icon name={icon} size={15} />
      <span className={isTold ? '' : 'unseen'}>{text}</span>
    </span>
  );
}

const happeningIcons: Partial<Record<Interaction['type'], IconName>> = { transfer: 'transfer', assignment: 'person', status: 'check', call: 'voice', video: 'video', rating: 'check', merge: 'queue' };

function summaryOf(entry: Interaction): string | null {
  const summary = entry.metadata?.['summary'];
  return typeof summary === 'string' ? summary : null;
}

function Happening({ entry, names }: { entry: Interaction; names: Names }) {
  const waiting = entry.delivery?.waiting;
  const summary = summaryOf(entry);
  return (
    <li className={'happening is-' + entry.type} data-key={entry.id}>
      <Icon name={happeningIcons[entry.type] ?? 'clock'} size={14} />
      <span>
        {textOf(entry, names)}
        {entry.author.type !== 'system' && <span className="by"> by {authorOf(entry)}</span>}
        <time dateTime={entry.timestamp} title={fullTime(entry.timestamp)}>
          {timeOf(entry.timestamp)}
        </time>
        {summary && <span className="happening-summary">{summary}</span>}
        {waiting && (
          <span className="happening-waits">
            The customer has not been told on {channelName(entry.to ?? entry.channel)} yet: {waiting}
          </span>
        )}
      </span>
    </li>
  );
}

export const Entry = memo(function Entry(props: Props) {
  const { entry, isFirst, isLast } = props;
  if (props.isHappening) return <Happening entry={entry} names={props.names} />;
  const isNote = entry.type === 'note';
  const isOurs = entry.author.type !== 'customer';
  const kind = isNote ? 'is-note' : isOurs ? 'is-ours' : 'is-theirs';
  const picked = entry.metadata?.['quick_reply'];
  return (
    <li className={`said ${kind}${isFirst ? ' is-first' : ''}${isLast ? ' is-last' : ''}${entry.redacted ? ' is-redacted' : ''}`} data-key={entry.id} data-id={entry.id}>
      {isFirst && (
        <p className="meta">
          <b>{authorOf(entry)}</b>
          {isNote ? <span className="note-chip">Note · only for the team</span> : entry.channel && <ChannelIcon channel={entry.channel} isNamed size={14} />}
        </p>
      )}
      <div className="bubble">
        {entry.redacted ? <p className="text">Removed by a moderator</p> : (entry.content ?? '') !== '' && <Text text={entry.content!} />}
        {!entry.redacted && <Files files={entry.attachments} />}
        {typeof picked === 'string' && <span className="picked">chose a quick reply</span>}
        <span className="stamp">
          {entry.edited_at && <span title={fullTime(entry.edited_at)}>edited</span>}
          <time dateTime={entry.timestamp} title={fullTime(entry.timestamp)}>
            {timeOf(entry.timestamp)}
          </time>
          {isOurs && !isNote && entry.direction === 'outbound' && <DeliveryMark {...props} />}
        </span>
      </div>
      {isOurs && !isNote && !entry.redacted && <DeliveryChoice entry={entry} />}
      {(entry.quick_replies?.length ?? 0) > 0 && (
        <ul className="offered" aria-label="Quick replies that were offered">
          {entry.quick_replies!.map((reply, i) => (
            <li key={i}>{reply.title}</li>
          ))}
        </ul>
      )}
    </li>
  );
});

interface OutgoingProps {
  item: OutgoingItem;
  isConnected: boolean;
  onRetry: () => void;
  onDiscard: () => void;
}

export function Outgoing({ item, isConnected, onRetry, onDiscard }: OutgoingProps) {
  const isRefused = item.state === 'refused';
  const isNote = item.kind === 'note';
  return (
    <li className={`said is-first is-last ${isNote ? 'is-note' : 'is-ours'} ${isRefused ? 'is-refused' : 'is-pending'}`} data-key={'out ' + item.client_id}>
      <div className="bubble">
        {item.content !== '' && <Text text={item.content} />}
        <Files files={item.attachments} />
        <span className="stamp">{isRefused ? 'Not sent: ' + item.detail : isConnected ? 'Sending…' : 'Waiting for the connection'}</span>
      </div>
      {isRefused && (
        <p className="again">
          <Button className="link" onPress={onRetry}>
            Try again
          </Button>
          <Button className="link" onPress={onDiscard}>
            Discard
          </Button>
        </p>
      )}
    </li>
  );
}
