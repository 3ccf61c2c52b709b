// SPDX-License-Identifier: Apache-2.0
// Drawings on a grid of 24. The text beside them speaks; without one the control is labelled.
import { channelName } from '../lib/format.ts';

const paths = {
  voice: 'M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z',
  video: 'M3 7a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM15 10l6-3v10l-6-3',
  chat: 'M4 5h16v11H9l-5 4z',
  email: 'M3 6h18v12H3zM3 7l9 7 9-7',
  sms: 'M4 5h16v11H9l-5 4zM8.5 10.5h.01M12 10.5h.01M15.5 10.5h.01',
  mobile_app: 'M7 3h10v18H7zM11 18h2',
  whatsapp: 'M4 20l1.3-4A8.5 8.5 0 1 1 8.5 19zM9 9c0 3.5 2.5 6 6 6',
  social_media: 'M8 12a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM20 6a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM20 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM8 11l7-4M8 13l7 4',
  web_portal: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4',
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 13l4 4L19 7',
  checks: 'M2 13l4 4L15 8M11 16l1 1L22 7',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4l3 2',
  warning: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  clip: 'M20 11l-8 8a5 5 0 0 1-7-7l8-8a3.5 3.5 0 0 1 5 5l-8 8a2 2 0 0 1-3-3l7-7',
  send: 'M4 12l16-8-5 16-4-7z',
  note: 'M5 4h14v10l-5 6H5zM14 20v-6h5M8 9h8',
  reply: 'M10 6L4 12l6 6M4 12h10a6 6 0 0 1 6 6',
  chips: 'M4 6h10v5H4zM9 14h11v5H9z',
  transfer: 'M4 8h14l-4-4M20 16H6l4 4',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c1-5 4-7 8-7s7 2 8 7',
  queue: 'M4 6h16M4 12h16M4 18h10',
  more: 'M5 11.4v1.2M12 11.4v1.2M19 11.4v1.2M4.4 12h1.2M11.4 12h1.2M18.4 12h1.2',
  tag: 'M4 4h8l8 8-8 8-8-8zM8 8h.01',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  down: 'M6 9l6 6 6-6',
  help: 'M9 9a3 3 0 1 1 4 3c-1 .5-1 1-1 2M12 18h.01',
  panel: 'M4 5h16v14H4zM15 5v14',
  plus: 'M12 5v14M5 12h14',
  plug: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  pause: 'M9 5v14M15 5v14',
  again: 'M20 5v5h-5M20 10a8 8 0 1 0 0 5',
  webhook: 'M10 7a3 3 0 1 1 4.5 2.6L17 14M13.500 8.500L10 15M7 14.500a3 3 0 1 0 3 3h7',
  out: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

export const hasIcon = (name: string): name is IconName => name in paths;

/** The channel's drawing, and its name for those who do not see it. */
export function ChannelIcon({ channel, isNamed = false, size = 16 }: { channel: string; isNamed?: boolean; size?: number }) {
  const name = channelName(channel);
  return (
    <span className={'channel channel-' + channel} title={isNamed ? undefined : name}>
      <Icon name={hasIcon(channel) ? channel : 'chat'} size={size} />
      <span className={isNamed ? '' : 'unseen'}>{name}</span>
    </span>
  );
}
