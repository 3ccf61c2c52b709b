// SPDX-License-Identifier: Apache-2.0
import type * as Api from '../../../shared/api.ts';

export type { Adapter, Agent, Channel, ChannelState, ChannelTested, Connector, ConnectorUnknown, Consent, ConsentExplained, ConsentState, Customer, CustomerProfile, Identity, LiveFrame, LiveRequest, Me, Notification, Problem, Queue, SearchResult, Session, SessionList, SessionSummary, Tag, Transferred, UnifiedView, Webhook, WebhookDelivery, WebhookDeliveryState, WebhookFormat, WebhookTold } from '../../../shared/api.ts';

export interface QuickReply {
  title: string;
  payload: string;
}

/** A file as messages name it. */
export interface FileRef {
  id?: string;
  name?: string;
  type?: string;
  size?: number;
  width?: number | null;
  height?: number | null;
  url?: string | null;
  thumbnail_url?: string | null;
}

export type Interaction = Omit<Api.Interaction, 'attachments'> & {
  attachments: FileRef[];
  quick_replies?: QuickReply[];
  redacted?: boolean;
};

export interface Participant {
  type: 'customer' | 'agent';
  id: string | null;
  name: string | null;
  online: boolean;
  read_position: string | null;
  delivered_position: string | null;
}
