// SPDX-License-Identifier: Apache-2.0
// What the hub and the widget say to each other, as far as a visitor sees it.
import type { Interaction, LiveFrame, QuickReply } from '../../shared/api.ts';

export type { QuickReply };

export type Frame = LiveFrame;

/** A file of the hub's. Addresses are relative to the hub, signed, and end at some time. */
export interface File {
  id: string;
  name: string;
  type: string;
  size: number;
  width?: number | null;
  height?: number | null;
  url?: string | null;
  thumbnail_url?: string | null;
}

/** One entry of the conversation. */
export interface Message extends Omit<Interaction, 'attachments' | 'provider_message_id' | 'ai_sentiment' | 'metadata' | 'visibility'> {
  attachments: Partial<File>[];
}

export interface Page {
  messages: Message[];
  next_cursor: string | null;
  position: string;
}

export interface Site {
  id: string;
  title?: string | null;
  greeting?: string | null;
  color?: string | null;
  language?: string | null;
  position?: string | null;
}

/** The answer of POST /widget/session. */
export interface Entry {
  token: string;
  expires_at: string;
  visitor: string;
  customer_id: string;
  session_id: string | null;
  websocket_url: string | null;
  position: string;
  site: Site;
  agents_online: boolean;
  upload: { max_bytes: number; types: string[] };
}

export interface Participant {
  type: 'customer' | 'agent';
  id: string | null;
  name: string | null;
  online: boolean;
  read_position: string | null;
  delivered_position: string | null;
}

export interface Problem {
  status: number;
  code: string;
  detail: string;
  client_id?: string | null;
}

export function isMine(message: Message): boolean {
  return message.direction === 'inbound' || (message.direction === null && message.author.type === 'customer');
}
