// SPDX-License-Identifier: Apache-2.0 · Generated from api/*.yaml by tools/api_gen.py: do not edit; run `python3 tools/api_gen.py` to make it again.

export interface ActorName {
  type: "system" | "key" | "agent" | "customer" | "operator";
  id: string | null;
}

export interface Adapter {
  name: string;
  origin: "built_in" | "plugin";
  /** The plug-in's file. */
  file: string | null;
  channels: string[];
  abilities: ("live" | "idempotent" | "receives" | "typing" | "receipts" | "reads" | "choices" | "attachments" | "cancels" | "generic")[];
  limits: {
    text_bytes: number;
    /** Quick replies of a message. */
    choices: number;
    title_bytes: number;
    payload_bytes: number;
    attachments: number;
  };
  /** What the configuration of a connector may hold. */
  fields: {
    name: string;
    kind: "text" | "integer" | "boolean" | "json" | "secret";
    required: boolean;
    help: string;
    min?: number;
    max?: number;
    /** What counts where nothing is set. */
    default?: number | boolean;
  }[];
}

export interface Agent {
  id: Id;
  name: string;
  email: string | null;
  role: Role;
  status: AgentStatus;
  capacity: number;
  queues: string[];
  skills: string[];
  disabled: boolean;
  /** Whether there is an address and a password. */
  can_log_in: boolean;
  version: number;
  status_since: Time;
  created_at: Time;
  updated_at: Time;
}

export interface AgentChange {
  name?: string | null;
  /** What they log in with; unique within the tenant. */
  email?: string | null;
  role?: Role | null;
  /** Sessions at once. */
  capacity?: number | null;
  queues?: IdList;
  skills?: IdList;
  disabled?: boolean | null;
}

export interface AgentCreate {
  id?: Id | null;
  name: string;
  /** What they log in with; unique within the tenant. */
  email?: string | null;
  /** At least 10 characters. */
  password?: string | null;
  role?: Role | null;
  /** Sessions at once. */
  capacity?: number | null;
  queues?: IdList;
  skills?: IdList;
}

export type AgentStatus = "online" | "away" | "busy" | "offline";

export type Attachment = Record<string, unknown>;

/** Who may see it; public is what the customer may see. */
export type Audience = "public" | "internal";

export interface AuditEntry {
  id: number;
  actor: {
    type: "system" | "key" | "agent" | "customer" | "operator";
    id: string | null;
  };
  action: string;
  object: string;
  object_id: string | null;
  detail: Record<string, unknown> | null;
  created_at: Time;
}

export interface Author {
  type: "customer" | "agent" | "bot" | "system";
  id: string | null;
  name: string | null;
}

export interface Backup {
  state: "none" | "copying" | "verifying" | "done" | "failed";
  /** The directory. */
  to: string | null;
  pages_done: number;
  pages_total: number;
  /** How often an undone transaction made the copy begin anew. */
  restarts: number;
  began_at: string | null;
  ended_at: string | null;
  fault: string | null;
}

export interface Capabilities {
  channels: {
    id: string;
    /** What is said there reaches the customer with the live event. */
    live: boolean;
    adapters: string[];
    /** There is a connector that is switched on. */
    configured: boolean;
    /** Messages leave there now; else they wait for a connector. */
    sends: boolean;
    /** Of what is configured. */
    abilities: string[];
  }[];
  adapters: Adapter[];
  /** For administrators of the tenant `default`; null for others, and where no folder is set. */
  plugins: null | {
    folder: string;
    refused: {
      file: string;
      reason: string;
    }[];
  };
}

export type Channel = "voice" | "video" | "chat" | "email" | "sms" | "mobile_app" | "whatsapp" | "social_media" | "web_portal";

export interface ChannelConfigure {
  /** A connector's name or id; without it `default`. */
  connector_id?: string | null;
  /** Without it the one that it has, else the first that serves the channel. */
  adapter?: string | null;
  config?: ConnectorConfig;
  /** Members that stand beside these, of which those that the adapter has count as if they stood in `config`. */
  fields?: Record<string, unknown>;
  rate?: ConnectorRate | null;
  concurrency?: ConnectorConcurrency | null;
  enabled?: boolean;
}

export interface ChannelEnable {
  /** A connector's name or id; without it `default`, else the only one. */
  connector_id?: string | null;
  enabled?: boolean;
}

export interface ChannelMetrics {
  active_sessions: number;
  /** Null while the hub still counts, after a start. */
  total_messages: number | null;
  /** Seconds until an answer. */
  response_time: number | null;
  responseTime: string | null;
  /** Percent of what was sent and is over. */
  successRate: number | null;
}

export interface ChannelPerformance {
  channel: Channel;
  status: ConnectorState;
  metrics: ChannelMetrics;
  connectors: {
    id: Id;
    name: string;
    adapter: string;
    status: ConnectorState;
    figures: ConnectorFigures | null;
  }[];
}

export interface ChannelState {
  id: Channel;
  type: Channel;
  name: string;
  status: ConnectorState;
  detail: string | null;
  /** Its customers are on the hub's own pages and need no connector. */
  live: boolean;
  /** How many there are. */
  connectors: number;
}

export interface ChannelStatus {
  channel: Channel;
  status: ConnectorState;
  detail: string | null;
  live: boolean;
  connectors: Connector[];
  position: Position;
}

export interface ChannelTest {
  /** A connector's name or id; without it the one by which the channel is left. */
  connector_id?: string | null;
  /** Seconds to wait for the provider. */
  deadline?: number;
}

export interface ChannelTested {
  success: boolean;
  channel: Channel;
  connector_id: string | null;
  adapter: string | null;
  /** Refused: the provider does not take the configuration. Unreachable: it did not answer in time. Untestable: this adapter cannot ask; its messages will tell. Closed: the connector is not open. Failed: the hub failed. */
  outcome: "ok" | "refused" | "unreachable" | "untestable" | "closed" | "failed";
  /** A sentence for people. */
  detail: string;
  took_ms: number;
}

export interface ChatModerate {
  message_id: Id;
  action: "redact" | "block" | "approve";
  /** For the audit log. */
  reason?: string | null;
}

export interface ChatParticipant {
  type: "customer" | "agent";
  /** Visitors are told no ids. */
  id: string | null;
  /** Visitors are told those of agents. */
  name: string | null;
  /** Listens to the session, or did 5 seconds ago. */
  online: boolean;
  /** Everything up to here was read; null where that is not known. */
  read_position: Position | null;
  delivered_position: Position | null;
}

export interface ChatParticipants {
  participants: ChatParticipant[];
  position: Position;
}

export interface ChatRoom {
  success: true;
  room_id: Id;
  session_id: Id;
  customer_id: Id;
  name: string | null;
  created: boolean;
  websocket_url: string;
  position: Position;
}

export interface ChatRoomCreate {
  customer_id: Id;
  session_id?: Id | null;
  /** Kept in the session's context as `room_name`. */
  name?: string | null;
  /** What the customer says first. */
  initial_message?: string | null;
}

export interface ChatSend {
  /** The room; needed but for visitors, who begin one with their first message. */
  session_id?: Id | null;
  /** Another name of `session_id`. */
  room_id?: Id | null;
  /** Needed without attachments. */
  content?: string | null;
  /** The sender's own id of the message, unique in the session (a UUID). */
  client_id?: string | null;
  /** For programs, which agent says it. */
  agent_id?: Id | null;
  sender?: ChatSender | null;
  attachments?: Attachment[] | null;
  quick_replies?: QuickReplies;
  /** Of the customer, the payload of the quick reply that was chosen. Stands in `metadata`. */
  quick_reply?: string | null;
  /** With the fields that are not named here at most 64 KiB of JSON. Not from visitors. */
  metadata?: Record<string, unknown> | null;
  [other: string]: unknown;
}

export interface ChatSender {
  /** For programs, who says it; `agent` is the company. */
  type?: "agent" | "customer" | null;
}

export interface ChatSent {
  success: true;
  /** The hub's id. */
  message_id: string;
  client_id: string | null;
  duplicate: boolean;
  room_id: Id;
  session_id: Id;
  channel: Channel;
  position: Position;
  timestamp: Time;
  delivery: Delivery | null;
  /** What it waits for. */
  waiting: string | null;
}

export type ChatTyping = {
  session_id?: Id;
  /** Another name of `session_id`; one of the two is needed. */
  room_id?: Id;
  typing?: boolean;
  /** For programs, which agent types. */
  agent_id?: Id | null;
  sender?: ChatSender | null;
};

export interface Connector {
  id: Id;
  name: string;
  channel: Channel;
  adapter: string;
  config: Record<string, unknown>;
  rate: number | null;
  concurrency: number | null;
  enabled: boolean;
  /** What the provider is to be told. Null when its adapter takes no webhooks. */
  webhook_url: string | null;
  status: ConnectorState;
  /** Closed: switched off, or being opened. Faulty: it cannot be opened, or fell over; the hub tries again by itself. Paused after one failure after the other, throttled as the provider asked or because the hub has no place for more requests of it; both until `until`. */
  state: "open" | "closed" | "faulty" | "paused" | "throttled";
  /** What is wrong. */
  detail: string | null;
  until: Time | null;
  /** Since the hub was started; null when it was not open since. */
  figures: ConnectorFigures | null;
  version: number;
  created_at: Time;
  updated_at: Time;
}

export interface ConnectorChange {
  name?: ConnectorName;
  /** With another one `config` begins empty. */
  adapter?: string | null;
  config?: ConnectorConfig;
  rate?: ConnectorRate | null;
  concurrency?: ConnectorConcurrency | null;
  enabled?: boolean;
}

/** Attempts that are under way at once at most; without it the adapter's own. */
export type ConnectorConcurrency = number;

/** The adapter's fields, see `GET /channels/adapters`. Secrets are shown masked. */
export type ConnectorConfig = Record<string, unknown>;

export interface ConnectorCreate {
  channel: Channel;
  name?: ConnectorName;
  /** Without it the first that serves the channel. */
  adapter?: string | null;
  config?: ConnectorConfig;
  rate?: ConnectorRate | null;
  concurrency?: ConnectorConcurrency | null;
  enabled?: boolean;
}

export interface ConnectorDone {
  success: true;
  channel: Channel;
  connector: Connector;
}

export interface ConnectorFigures {
  attempts: number;
  sent: number;
  retried: number;
  failed: number;
  unknown: number;
  delivered: number;
  read: number;
  /** Messages of customers that were stored, each once. */
  received: number;
  /** Messages of customers whom the company blocked. */
  dropped: number;
  webhooks: number;
  webhooks_refused: number;
  unknown_kinds: number;
  under_way: number;
  /** Of an attempt. */
  average_ms: number | null;
  last_sent_at: Time | null;
  last_received_at: Time | null;
  last_fault_at: Time | null;
}

/** Among those of the channel; what leaves the channel leaves by the one called `default`, else by the oldest. */
export type ConnectorName = string;

/** Messages a second at most; without it the adapter's own. */
export type ConnectorRate = number;

export type ConnectorState = "active" | "warning" | "inactive";

export interface ConnectorUnknown {
  /** As the adapter names it. `bad_address` is a message from no address of the channel, `not_stored` what the hub could not store. */
  kind: string;
  count: number;
  /** The last one; empty after an erasure. */
  sample: string;
  first_at: Time;
  last_at: Time;
}

export interface Consent {
  customer_id: Id;
  channels: ConsentState[];
  decisions: ConsentDecision[];
  explain: ConsentExplained | null;
  next_cursor: Cursor;
  position: Position;
}

export interface ConsentDecision {
  id: string;
  channel: string;
  purpose: string;
  address: string | null;
  given: boolean;
  source: string | null;
  proof: Record<string, unknown> | null;
  actor: Record<string, unknown>;
  decided_at: Time;
}

/** Why a message may leave, waits or may not leave. */
export interface ConsentExplained {
  verdict: "allow" | "hold" | "deny";
  /** `consent.given`, `consent.opted_out`, `consent.no_opt_in`, `consent.blocked`, `consent.quiet_hours`, `consent.frequency_cap`. */
  code: string;
  detail: string;
  channel: string;
  purpose: string;
  address: string | null;
  until: Time | null;
  /** Whose hours were looked at. */
  zone: string | null;
  /** The customer's is not known: the tenant's was taken. */
  zone_assumed: boolean;
  decision: ConsentDecision | null;
}

export type ConsentPurpose = "service" | "transactional" | "marketing" | "required";

export interface ConsentPut {
  /** A channel, or `*` for all. */
  channel: string;
  /** `service`, `transactional`, `marketing`, or `*` for all. */
  purpose: string;
  /** True: they agree. False: they opt out. */
  given: boolean;
  /** One of their addresses on the channel, when the decision is about this one only. */
  address?: string | null;
  /** Where it comes from: `api`, `agent` or `import` when nothing is said. */
  source?: string | null;
  /** What shows it: a form, a recording, a page and its time. At most 4 KiB. */
  proof?: Record<string, unknown> | null;
}

export interface ConsentState {
  channel: string;
  purpose: string;
  /** Null: the person, whatever the address. */
  address: string | null;
  /** Null: nothing was decided. */
  given: boolean | null;
  decision_id: string | null;
  source: string | null;
  proof: Record<string, unknown> | null;
  actor: Record<string, unknown> | null;
  decided_at: Time | null;
}

/** What to pass as `cursor` for the next page; null at the end. */
export type Cursor = string | null;

export type Customer = CustomerSummary & {
  profile: Record<string, unknown>;
  preferences: Record<string, unknown>;
  context: Record<string, unknown>;
};

export type CustomerChanged = Customer & {
  success: true;
  position: Position;
};

export interface CustomerContext {
  context?: Record<string, unknown> | null;
  [other: string]: unknown;
}

export interface CustomerEdit {
  profile?: Record<string, unknown> | null;
  preferences?: Record<string, unknown> | null;
  context?: Record<string, unknown> | null;
  tags?: TagNames;
  [other: string]: unknown;
}

export interface CustomerList {
  customers: CustomerSummary[];
  next_cursor: Cursor;
  position: Position;
}

export interface CustomerNew {
  customer_id?: Id | null;
  profile?: Record<string, unknown> | null;
  preferences?: Record<string, unknown> | null;
  context?: Record<string, unknown> | null;
  tags?: TagNames;
  identities?: IdentityNew[] | null;
  [other: string]: unknown;
}

export type CustomerProfile = Customer & {
  possible_duplicates: {
    customer_id: Id;
    kind: IdentityKind;
    /** What both have. */
    address: string;
  }[];
  position: Position;
};

export interface CustomerSummary {
  customer_id: Id;
  name: string | null;
  phone: string | null;
  email: string | null;
  /** IANA, from `timezone` or `time_zone` in the profile. */
  time_zone: string | null;
  tags: string[];
  /** On which they were ever met. */
  channels: Channel[];
  blocked: boolean;
  blocked_at: Time | null;
  block_reason: string | null;
  /** Who were merged into this one. */
  merged_customer_ids: Id[];
  /** What the ETag is made of. */
  version: number;
  created_at: Time;
  updated_at: Time;
}

/** The way of an outbound message. It only goes forward: waiting, queued, sent, delivered, read; or failed, unknown (nobody can say whether the provider has it) or cancelled. A visitor is told `status` and `waiting` only. */
export interface Delivery {
  status: "waiting" | "queued" | "sent" | "delivered" | "read" | "failed" | "unknown" | "cancelled";
  /** What it waits for. */
  waiting: string | null;
  /** By which it leaves. */
  connector?: string | null;
  attempts?: number;
  /** Why, for programs: the provider's own, or one of the hub's. */
  code?: string | null;
  /** Why, for people. */
  reason?: string | null;
  next_attempt_at?: Time | null;
  /** Why it does not leave before `next_attempt_at`. */
  held?: "scheduled" | "quiet_hours" | "retry" | "frequency_cap" | null;
  /** Parts that an SMS was sent in. */
  segments?: number | null;
  /** Channels on which it failed for good before. */
  fallback_from?: {
    channel: Channel;
    code: string | null;
    reason: string | null;
  }[];
  [other: string]: unknown;
}

export interface DeliveryRecord {
  /** The message's. */
  id: string;
  message_id: string;
  session_id: Id;
  customer_id: Id;
  channel: Channel;
  state: "waiting" | "queued" | "held" | "under_way" | "done" | "failed" | "cancelled" | "unknown";
  purpose: "service" | "transactional" | "marketing" | "required";
  /** The address that was asked for; null for the customer's own. */
  to: string | null;
  /** It leaves behind what somebody waits for. */
  bulk: boolean;
  /** Tries; a provider that said "later" counts for none. */
  attempts: number;
  delivery: Delivery;
  /** It is not tried before; null while it is being tried, and when it is over. */
  due_at: Time | null;
  expires_at: Time | null;
  created_at: Time;
  updated_at: Time;
}

export type DeviceNew = {
  /** What the device was registered with: its token, or the endpoint of a push subscription. */
  token?: string;
  /** Another name of `token`; one of the two is enough. */
  endpoint?: string;
  /** ios, android or web; web without it. */
  platform?: string | null;
  /** Keys of a push subscription. */
  keys?: Record<string, unknown> | null;
};

export interface Done {
  success: true;
}

export interface EngagementMetrics {
  total_channels_used: number;
  average_response_time: string | null;
  resolution_rate: string | null;
  satisfaction_score: number | null;
}

export interface Fault {
  /** Where: an RFC 6901 pointer into the body ("/customer_id", "" for the body itself), or "query:NAME" or "path:NAME". */
  pointer: string;
  detail: string;
}

/** A file in a message. */
export interface File {
  id: string;
  name: string;
  /** Its media type, by its bytes. */
  type: string;
  /** Bytes. */
  size: number;
  /** Of a picture. */
  width: number | null;
  height: number | null;
  /** Whether there is a small picture of it, or will be. */
  thumbnail: boolean;
  /** A signed link, for an hour at least. */
  url: string | null;
  thumbnail_url: string | null;
}

export interface FileLink {
  url: string | null;
  thumbnail_url: string | null;
  expires_at: Time;
}

export interface FileSaid {
  success: true;
  message_id: string;
  duplicate: boolean;
  room_id: Id;
  session_id: Id;
  channel: Channel | null;
  position: Position;
  timestamp: Time | null;
  attachments: File[];
}

export interface FileUploaded {
  success: true;
  id: string;
  name: string;
  type: string;
  size: number;
  width: number | null;
  height: number | null;
  url: string | null;
  thumbnail_url: string | null;
  expires_at: Time;
}

export interface Health {
  status: "healthy" | "degraded";
  /** Each service of the mesh and how it does. */
  services: Record<string, unknown>;
  /** Seconds. */
  uptime: number;
  version: string;
}

/** An id chosen by the caller or the hub. Words that stand in paths are refused. */
export type Id = string;

export type IdList = Id[] | null;

export interface Identity {
  identity_id: number;
  /** Of those who were merged */
  customer_id: Id;
  kind: IdentityKind;
  /** In the form in which addresses are compared. */
  address: string;
  network: string | null;
  system: string | null;
  /** As it was given. */
  display: string | null;
  verified_at: Time | null;
  created_at: Time;
}

export type IdentityKind = "phone" | "email" | "whatsapp" | "social" | "external" | "device";

export interface IdentityList {
  customer_id: Id;
  identities: Identity[];
  position: Position;
}

export interface IdentityNew {
  kind: IdentityKind;
  /** A number, an e-mail address, a handle, an id or a device's token. */
  address: string;
  /** Of a social handle: instagram, telegram … */
  network?: string | null;
  /** Of an external id. */
  system?: string | null;
}

export type Integration = ChannelState & {
  /** Of the connector by which the channel is left, secrets masked. */
  config: Record<string, unknown>;
  activeCount: number;
  metrics: ChannelMetrics;
};

/** One entry of a timeline. A visitor is given it without `ai_sentiment`, `provider_message_id`, `visibility` and `metadata`; of an `author` no `id`, of customers no `name` either. */
export interface Interaction {
  id: string;
  position: Position;
  type: "message" | "transfer" | "note" | "assignment" | "status" | "rating" | "call" | "video" | "system" | "merge";
  channel: Channel | null;
  direction: "inbound" | "outbound" | null;
  author: Author;
  content: string | null;
  attachments: Attachment[];
  timestamp: Time;
  edited_at: Time | null;
  /** What the customer may choose from. */
  quick_replies: QuickReply[];
  /** The company took it back; its content is gone. */
  redacted: boolean;
  /** How often its content was replaced. */
  edits?: number;
  /** A label. */
  ai_sentiment?: string | null;
  provider_message_id?: string | null;
  /** Null where there is nothing to deliver. */
  delivery: Delivery | null;
  /** Of a transfer, an assignment, a change of status or a merge. */
  from?: string | null;
  /** Of a transfer, an assignment or a change of status. */
  to?: string | null;
  /** Of an assignment that changed the queue. */
  from_queue?: string | null;
  /** Likewise. */
  to_queue?: string | null;
  /** Of a transfer, an assignment or a change of status. */
  reason?: string | null;
  visibility?: Audience;
  metadata?: Record<string, unknown>;
}

export interface InteractionList {
  interactions: Interaction[];
  next_cursor: Cursor;
  position: Position;
}

export interface Job {
  job_id: Id;
  kind: JobKind;
  state: JobState;
  /** How much of it is done. */
  done: number;
  /** How much there is to do; null while that is not known. */
  total: number | null;
  /** What came of it, by kind. */
  result: Record<string, unknown> | null;
  /** Why it failed, or why the last attempt did. */
  fault: string | null;
  /** To be had from `/jobs/{id}/file`. */
  file: JobFile | null;
  /** Who asked for it; null for the hub itself. */
  requested_by: string | null;
  created_at: Time;
  updated_at: Time;
  finished_at: Time | null;
}

export interface JobFile {
  name: string;
  media_type: string;
  /** Bytes. */
  size: number;
  expires_at: Time;
}

export type JobKind = "bulk_transfer" | "customer_export" | "customer_erase" | "retention" | "bulk_messages" | "agent_leaves" | "bulk_sms";

export interface JobList {
  jobs: Job[];
  next_cursor: Cursor;
  position: Position;
}

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";

export interface Key {
  id: Id;
  name: string;
  scope: Scope;
  /** Its first characters. */
  hint: string;
  /** Until when the key that it replaced is good. */
  previous_until: Time | null;
  expires_at: Time | null;
  revoked_at: Time | null;
  /** The id of the key or agent that made it. */
  created_by: string | null;
  created_at: Time;
  updated_at: Time;
}

export interface KeyCreate {
  /** For people: what the key is for. */
  name: string;
  scope: Scope;
  /** When it stops being good; without it, never. */
  expires_at?: Time | null;
}

export interface KeyRotate {
  /** How many seconds the old key stays good. */
  grace_s?: number;
}

export type KeyTold = Key & {
  /** The key itself. It is not told again. */
  key: string;
  success: true;
};

/** What the server sends. */
export interface LiveFrame {
  type: LiveType;
  /** For `new_message` and `message_updated` an Interaction, for `session_update` a SessionSummary as of its `position` (replayed, it tells the session as it is then: later events up to there are in it), for `error` a Problem, for `typing` a LiveTyping, for `presence` ChatParticipants without a position; for the others an object of their own. */
  payload: Interaction | SessionSummary | Problem | Record<string, unknown> | null;
  timestamp: Time;
  sessionId: string | null;
  customerId: string | null;
  topic: string | null;
  /** Null for what is never replayed (typing, presence, figures, pong). */
  position: Position | null;
  /** The position of the event before this one, of this topic and for this audience. */
  previous: Position | null;
}

/** What a client sends. */
export interface LiveRequest {
  type: LiveRequestType;
  topic?: string | null;
  position?: string | null;
  sessionId?: string | null;
  customerId?: string | null;
  /** The client's own time, in any form; not used. */
  timestamp?: string | number | null;
  payload?: LiveRequestPayload | null;
}

export interface LiveRequestPayload {
  token?: string | null;
  sessionId?: Id | null;
  topic?: string | null;
  position?: string | null;
  content?: string | null;
  /** The client's own id of a message, unique among the senders of one session (a UUID): sent again under it, the message is stored once, and acknowledged by a `delivery_update` that names it. */
  client_id?: string | null;
  attachments?: Attachment[] | null;
  /** Of `typing`: whether somebody types; default true. */
  typing?: boolean | null;
  /** Of `read`, how far everything up to `position` has come. */
  state?: "delivered" | "read" | null;
  quick_replies?: QuickReplies;
  /** Of a customer's message, the payload of the quick reply that was chosen. */
  quick_reply?: string | null;
  /** What to see of the topic; `public` is what the customer sees. Default all that is allowed. */
  audience?: Audience | null;
}

export type LiveRequestType = "auth" | "ping" | "subscribe" | "unsubscribe" | "message" | "typing" | "read" | "resume";

export type LiveType = "session_update" | "channel_transfer" | "new_message" | "message_updated" | "delivery_update" | "routing_recommendation" | "campaign_update" | "performance_update" | "system_alert" | "customer_activity" | "typing" | "presence" | "pong" | "error" | "subscribed" | "resumed" | "reset";

/** Somebody begins or ends typing. Not heard of again for 6 seconds, they do not. */
export interface LiveTyping {
  typing: boolean;
  author: Author;
}

export interface Me {
  success: true;
  /** operator is whoever sits at the machine while no key is needed. */
  type: "agent" | "key" | "operator";
  /** Its id. */
  tenant: string;
  scope: Scope;
  agent: Agent | null;
  /** Id and name of the API key. */
  key: {
    id: string;
    name: string;
  } | null;
}

/** An entry of a timeline with what stands round it. */
export type Message = Interaction & {
  session_id: Id;
  customer_id: Id;
  /** What the ETag is made of. */
  version: number;
  /** What it said before, the last first. */
  edit_history?: {
    content: string;
    replaced_at: Time;
    by: ActorName;
  }[];
};

export interface MessageBulk {
  /** Each a MessageProcess, the body of `/message/process`. */
  messages: (Record<string, unknown>)[];
}

export interface MessageBulkDone {
  success: true;
  stored: number;
  duplicates: number;
  refused: number;
  /** One for each message, in their order. */
  results: {
    status: "stored" | "duplicate" | "refused";
    /** The hub's id. */
    message_id: string | null;
    session_id: string | null;
    position: Position | null;
    /** Why it was refused. */
    code: string | null;
    detail: string | null;
  }[];
}

export interface MessageEdit {
  content: string;
}

export interface MessageList {
  messages: Interaction[];
  next_cursor: Cursor;
  position: Position;
}

export interface MessageProcess {
  customer_id: Id;
  session_id?: Id | null;
  channel: Channel;
  content: string;
  priority?: Priority | null;
  /** The provider's id; the same one again is answered as a duplicate. */
  message_id?: string | null;
  attachments?: Attachment[] | null;
  /** With the fields that are not named here at most 64 KiB of JSON. */
  metadata?: Record<string, unknown> | null;
  [other: string]: unknown;
}

export interface MessageProcessed {
  success: true;
  /** The hub's id. */
  message_id: string;
  provider_message_id: string | null;
  duplicate: boolean;
  session_id: Id;
  position: Position;
  sentiment: Sentiment | null;
  intent: string | null;
  response: MessageResponse | null;
  /** The reply follows as a `new_message`. */
  response_pending: boolean;
  routing?: Record<string, unknown>;
}

/** What it is sent for; `service` when nothing is said, an answer in a conversation. */
export type MessagePurpose = "service" | "transactional" | "marketing";

export interface MessageRespond {
  session_id?: Id | null;
  /** Needed without a session; with one, whose it must be. */
  customer_id?: Id | null;
  /** Without it, where the session is held now. */
  channel?: Channel | null;
  content: string;
  /** For programs, which agent says it. */
  agent_id?: Id | null;
  attachments?: Attachment[] | null;
  quick_replies?: QuickReplies;
  /** The customer's address on the channel; without it where they are reached in the session, or else known. */
  to?: string | null;
  purpose?: MessagePurpose;
  /** Not before, at most a year ahead; then it keeps no order with what else is said. Not on live channels. */
  send_at?: string | null;
  /** It fails when it has not left by then. */
  expires_at?: string | null;
  /** The channels on which it is tried, in this order, when it fails for good; without it the tenant's setting `fallback_channels`. */
  fallback?: Channel[] | null;
  /** With the fields that are not named here at most 64 KiB of JSON. */
  metadata?: Record<string, unknown> | null;
  [other: string]: unknown;
}

export interface MessageResponded {
  success: true;
  /** The hub's id. */
  message_id: string;
  session_id: Id;
  channel: Channel;
  position: Position;
  timestamp: Time;
  delivery: Delivery;
  /** What it waits for. */
  waiting: string | null;
}

export interface MessageResponse {
  content: string;
  channel: Channel;
  confidence: number | null;
  source: string;
}

export interface Notification {
  id: Id;
  type: string;
  title: string;
  message: string;
  read: boolean;
  created_at: Time;
  /** What it is about. */
  session_id: string | null;
  customer_id: string | null;
}

/** A place in the tenant's order of events, `EPOCH-N`. Only equality and order within one epoch mean something. */
export type Position = string;

export type Priority = "low" | "normal" | "high" | "urgent";

/** An RFC 9457 problem document. */
export interface Problem {
  /** A stable reference to what this kind of problem is. */
  type: string;
  title: string;
  status: number;
  detail: string;
  /** The path of the request. */
  instance?: string;
  success: false;
  /** Stable and dotted, for programs. */
  code: string;
  /** The same as detail. */
  message: string;
  /** Every offending field, at most 32. */
  errors: Fault[];
  /** Of `consent.*`: why it may not be sent. */
  explain?: ConsentExplained;
}

export interface Queue {
  id: Id;
  name: string;
  settings: Record<string, unknown>;
  version: number;
  created_at: Time;
  updated_at: Time;
}

export interface QueueChange {
  name?: string | null;
  /** Whatever routing wants to know of it; merged member by member. */
  settings?: Record<string, unknown> | null;
}

export interface QueueCreate {
  id?: Id | null;
  name: string;
  /** Whatever routing wants to know of it; merged member by member. */
  settings?: Record<string, unknown> | null;
}

/** What the customer may choose from instead of writing. */
export type QuickReplies = QuickReply[] | null;

export interface QuickReply {
  /** What the button says. */
  title: string;
  /** What comes back as `quick_reply` when it is chosen; without it the title does. */
  payload?: string | null;
}

export interface Ready {
  status: "ready" | "not_ready";
  checks: {
    store: boolean;
    writer: boolean;
    events: boolean;
  };
}

/** Agents see sessions of their own queues, their own and those of no queue; the others all. */
export type Role = "agent" | "supervisor" | "admin";

/** Each includes those before it. */
export type Scope = "read" | "service" | "agent" | "supervisor" | "admin";

export interface SearchCustomer {
  /** Of the survivor, where the one that was found has been merged. */
  customer_id: Id;
  name: string | null;
  phone: string | null;
  email: string | null;
  /** Compares with those of this answer and no others. */
  score: number;
  highlights: SearchHighlight[];
}

export interface SearchHighlight {
  field: "content" | "customer_id" | "name" | "phone" | "email" | "identity" | "profile";
  /** What stands round the first find, at most some 280 characters: HTML, everything in it escaped, with `<mark>` round each find. */
  html: string;
}

export interface SearchIndex {
  position: Position;
  /** How many events of this answer's snapshot the index does not know yet. */
  lag: number;
  /** How old the first of them is. */
  lag_ms: number;
  /** False while the index is being made: older messages are missing. */
  is_complete: boolean;
}

export interface SearchMessage {
  message: Interaction;
  session_id: Id;
  /** Of the survivor, where customers have been merged. */
  customer_id: Id;
  customer_name: string | null;
  /** Compares with those of this answer and no others. */
  score: number;
  highlights: SearchHighlight[];
}

export interface SearchResult {
  customers: SearchCustomer[];
  messages: SearchMessage[];
  /** More was found than is ranked. */
  is_capped: boolean;
  index: SearchIndex;
  next_cursor: Cursor;
  position: Position;
}

export interface Sentiment {
  label: string;
  score: number | null;
}

/** A session with the last 50 entries of its timeline, oldest first. */
export type Session = SessionSummary & {
  interaction_timeline: Interaction[];
  position: Position;
};

export interface SessionAssign {
  /** The id of an agent; null for nobody. */
  agent_id?: unknown;
  /** The id of a queue; null for none. */
  queue?: unknown;
  /** Why, for the timeline. Internal. */
  reason?: string | null;
}

export type SessionChanged = Session & {
  success: true;
};

export type SessionCreate = {
  customer_id: Id;
  session_id?: Id | null;
  channel?: Channel;
  /** Another name of `channel`; one of the two is enough. */
  channel_type?: Channel;
  /** What is known of the customer, merged into the profile. */
  customer_profile?: Record<string, unknown> | null;
  preferences?: Record<string, unknown> | null;
  priority?: Priority | null;
  /** The customer's first message, stored like one of `/message/process`. */
  initial_message?: string | null;
  campaign_context?: Record<string, unknown> | null;
};

export type SessionCreated = Session & {
  success: true;
  /** Where live updates of this session are. */
  websocket_url: string;
};

export interface SessionCsat {
  score: number;
  comment?: string | null;
}

export interface SessionEventList {
  events: Interaction[];
  next_cursor: Cursor;
  position: Position;
}

export interface SessionList {
  sessions: SessionSummary[];
  next_cursor: Cursor;
  position: Position;
}

export interface SessionMerge {
  /** The one that goes on in this one. */
  session_id: Id;
}

export interface SessionNote {
  content: string;
  /** For programs, which agent writes it. */
  agent_id?: Id | null;
  /** Ids of agents. */
  mentions?: Id[] | null;
}

export interface SessionNoted {
  success: true;
  session_id: Id;
  note: Interaction;
  position: Position;
}

/** Why, for the timeline. Internal. */
export type SessionReason = string | null;

export interface SessionRemind {
  /** A time; null for never. */
  at?: unknown;
  /** Instead of `at`. */
  seconds?: number | null;
  /** Whom; who asks if it is an agent, else who has the session then. */
  agent_id?: Id | null;
  /** Why, for the timeline. Internal. */
  note?: string | null;
}

export interface SessionReopen {
  /** Why, for the timeline. Internal. */
  reason?: string | null;
}

export interface SessionResolve {
  /** How it was settled; stands in the timeline's entry. Internal. */
  resolution?: string | null;
  /** Why, for the timeline. Internal. */
  reason?: string | null;
}

export interface SessionSnooze {
  /** A time; null for now, which wakes it. */
  until?: unknown;
  /** Instead of `until`. */
  seconds?: number | null;
  /** Why, for the timeline. Internal. */
  reason?: string | null;
}

export type SessionStatus = "active" | "pending" | "resolved" | "closed";

export interface SessionSummary {
  session_id: Id;
  customer_id: Id;
  customer_name: string | null;
  /** The same as primary_channel. */
  channel_type: Channel;
  /** The channel that it began on. */
  primary_channel: Channel;
  /** Every channel of the open conversation; the customer may come back on each of them. */
  active_channels: Channel[];
  /** Where it is held now: where the customer came or spoke last, or was transferred to. What is sent without a channel goes there. */
  channel: Channel;
  status: SessionStatus;
  priority: Priority;
  agent_id: string | null;
  agent_name?: string | null;
  queue: string | null;
  tags?: string[];
  snoozed_until?: Time | null;
  rating?: number | null;
  rating_comment?: string | null;
  /** The id of the session that this one goes on in. */
  merged_into?: string | null;
  resolved_at?: Time | null;
  /** When it stopped being open, resolved or not. */
  closed_at?: Time | null;
  /** What the ETag is made of. */
  version?: number;
  sentiment: Sentiment | null;
  session_data: {
    customer_profile: Record<string, unknown>;
    preferences: Record<string, unknown>;
    context: Record<string, unknown>;
  };
  created_at: Time;
  updated_at: Time;
  last_activity: Time;
  /** Minutes and seconds, "MM:SS". */
  duration: string;
  customer_info: {
    name: string | null;
    phone: string | null;
    email: string | null;
  };
  /** How long the timeline is. */
  total_interactions: number;
  /** In a live `session_update`, what the session is of. It may be beyond the event's own. */
  position?: Position;
}

/** Names, 1 to 64 bytes each. */
export type SessionTagNames = string[] | null;

export interface SessionTags {
  /** Names, 1 to 64 bytes each. */
  tags?: string[] | null;
  /** Names, 1 to 64 bytes each. */
  add?: string[] | null;
  /** Names, 1 to 64 bytes each. */
  remove?: string[] | null;
}

export interface SessionTransfer {
  from_channel?: Channel | null;
  to_channel?: Channel | null;
  to_agent?: Id | null;
  to_queue?: Id | null;
  /** Merged into the session's context (RFC 7396), which may grow to 64 KiB. */
  context_data?: Record<string, unknown> | null;
  /** For the company only. */
  reason?: string | null;
}

export interface SessionUpdate {
  priority?: Priority | null;
  status?: SessionStatus | null;
  context?: Record<string, unknown> | null;
  /** A label, or `{label, score}`. */
  sentiment?: unknown;
  /** Names, 1 to 64 bytes each. */
  tags?: string[] | null;
  /** The id of an agent; null for nobody. */
  agent_id?: unknown;
  /** The id of a queue; null for none. */
  queue?: unknown;
}

export interface Skill {
  id: Id;
  name: string;
  description: string | null;
  version: number;
  created_at: Time;
  updated_at: Time;
}

export interface SkillChange {
  name?: string | null;
  description?: string | null;
}

export interface SkillCreate {
  id?: Id | null;
  name: string;
  description?: string | null;
}

export interface SmsBulkBegun {
  success: true;
  /** To be asked for at `/jobs/{id}`. */
  job_id: string;
  state: "queued";
  total: number;
}

export interface SmsBulkSend {
  /** The text; `{{name}}` stands for the recipient's variable `name`. */
  message: string;
  /** Each an SmsRecipient. */
  recipients?: (Record<string, unknown>)[] | null;
  /** Instead of recipients, where nothing but the number is known. */
  numbers?: SmsNumber[] | null;
  /** Without it `marketing`. */
  purpose?: SmsPurpose | null;
  /** Not before this time, at most a year ahead. */
  send_at?: Time | null;
  /** It fails when it has not left by then. */
  expires_at?: Time | null;
  connector_id?: SmsConnector;
  fallback?: SmsFallback;
}

/** A connector's name or id, of the channel `sms` and switched on; without it that of the session, or of the channel. */
export type SmsConnector = string | null;

/** The channels on which it is tried, in this order, when it fails for good; without it the tenant's setting `fallback_channels`. */
export type SmsFallback = Channel[] | null;

/** An entry of a timeline, and whose it is. */
export type SmsMessage = Interaction & ({
  session_id: Id;
  customer_id: Id;
  /** The number that it came from. */
  from: string | null;
});

/** A phone number, in E.164 or as people write one with its country. */
export type SmsNumber = string;

/** `service` answers in a conversation, `transactional` is about something that the customer ordered, `marketing` is anything else and needs an opt-in. */
export type SmsPurpose = "service" | "transactional" | "marketing";

export interface SmsRecipient {
  to: string;
  customer_id?: string | null;
  variables?: Record<string, unknown> | null;
}

export interface SmsSend {
  /** Needed where neither `session_id` nor `customer_id` is given. */
  to?: SmsNumber | null;
  /** The text, of at most 1,600 characters. */
  message?: string | null;
  /** Another name of it. */
  content?: string | null;
  customer_id?: Id | null;
  session_id?: Id | null;
  /** For programs, which agent says it. */
  agent_id?: Id | null;
  /** Files by their public addresses. */
  media_urls?: string[] | null;
  /** Files that were uploaded. */
  attachments?: Attachment[] | null;
  /** Without it `service`. */
  purpose?: SmsPurpose | null;
  /** Not before this time, at most a year ahead; it stands in the timeline at once. */
  send_at?: Time | null;
  /** It fails when it has not left by then. */
  expires_at?: Time | null;
  connector_id?: SmsConnector;
  fallback?: SmsFallback;
  metadata?: Record<string, unknown> | null;
  [other: string]: unknown;
}

export interface SmsSent {
  success: true;
  /** The hub's id. */
  message_id: string;
  session_id: Id;
  customer_id: Id;
  /** The number in E.164; null where the session's is taken. */
  to: string | null;
  status: "waiting" | "queued" | "sent";
  /** How many the provider will count; 0 of files alone. */
  segments: number;
  encoding: "GSM-7" | "UCS-2";
  characters: number;
  delivery: Delivery;
  position: Position;
  timestamp: Time;
}

export interface SmsStatus {
  message_id: string;
  session_id: Id;
  direction: "inbound" | "outbound";
  status: "received" | "waiting" | "queued" | "sent" | "delivered" | "read" | "failed" | "unknown" | "cancelled";
  provider_message_id: string | null;
  segments: number;
  encoding: "GSM-7" | "UCS-2";
  delivery: Delivery | null;
  timestamp: Time;
  position: Position;
}

export interface Tag {
  name: string;
  color: string | null;
  created_at: Time;
}

export interface TagAnswer {
  success: true;
  name: string;
  color: string | null;
}

export interface TagList {
  tags: Tag[];
  next_cursor: Cursor;
  position: Position;
}

export type TagNames = string[] | null;

export interface TagPut {
  name: string;
  /** For people's screens; `#rrggbb` or a name. */
  color?: string | null;
}

export interface Tenant {
  id: Id;
  title: string | null;
  settings: Record<string, unknown>;
  disabled: boolean;
  /** Names of what is stored and not told. In answers about one tenant. */
  secrets?: string[];
  version: number;
  created_at: Time;
  updated_at: Time;
}

export interface TenantChange {
  title?: string | null;
  settings?: TenantSettings;
  disabled?: boolean | null;
  secrets?: TenantSecrets;
}

export type TenantCreate = {
  id?: Id;
  /** Another name of `id`; one of the two is enough. */
  name?: Id;
  title?: string | null;
  settings?: TenantSettings;
};

/** Passwords and tokens that the hub is to use, by name (`[a-z0-9_.-]`, at most 64 bytes): a text of at most 8192 bytes sets one, null removes it, others stay; at most 50. They are stored sealed and never told again: reads give the names. */
export type TenantSecrets = Record<string, unknown> | null;

/** `time_zone` (IANA), `locale` (BCP 47), `reopen_window_s` (a message so soon after a session was resolved opens it again; 259200), `retention_days` (of closed sessions; 0: for ever), `snooze_max_s` (2592000), `idle_close_s` (open sessions are closed after so long without activity; 0: never). Merged member by member, null unsets; other members are kept as they are. */
export type TenantSettings = Record<string, unknown> | null;

export type Time = string;

export interface Transfer {
  transfer_id: string;
  session_id: Id;
  customer_id: Id;
  state: TransferState;
  waiting: string | null;
  delivery: Delivery | null;
  from: TransferPlace;
  to: TransferPlace;
  reason: string | null;
  /** Why the customer was not told. */
  fault: string | null;
  requested_by: ActorName;
  created_at: Time;
  updated_at: Time;
  history: {
    state: TransferStep;
    at: Time;
    by: ActorName;
  }[];
}

export interface TransferBulk {
  session_ids?: Id[] | null;
  filter?: TransferFilter | null;
  to_channel?: Channel | null;
  to_agent?: Id | null;
  to_queue?: Id | null;
  /** Merged into the session's context (RFC 7396), which may grow to 64 KiB. */
  context_data?: Record<string, unknown> | null;
  /** For the company only. */
  reason?: string | null;
}

export interface TransferBulkBegun {
  success: true;
  /** To be asked for at `/jobs/{id}`. */
  job_id: string;
  state: "queued";
  /** How many sessions; null by filter. */
  total: number | null;
}

export interface TransferChannel {
  /** Whose session it is; another's is refused. */
  customer_id?: Id | null;
  session_id: Id;
  /** A channel that the session is on (409 names where it is); without it, where it is held now. */
  from_channel?: Channel | null;
  to_channel: Channel;
  /** Merged into the session's context (RFC 7396), which may grow to 64 KiB. */
  context_data?: Record<string, unknown> | null;
  /** For the company only. */
  reason?: string | null;
}

/** At least one of them; all that are given must hold. */
export interface TransferFilter {
  /** Where the session is held now. */
  channel?: Channel | null;
  agent_id?: Id | null;
  queue?: Id | null;
}

export interface TransferPlace {
  channel: Channel;
  agent_id: string | null;
  queue: string | null;
}

/** `completed` from the moment the session has moved; `reverted` when it moved back, for the customer could not be told; `superseded` when it had gone on elsewhere before the customer was told. */
export type TransferState = "completed" | "reverted" | "superseded";

/** `waiting`, `telling` and `told` are how the customer is told of a completed transfer. */
export type TransferStep = "requested" | "completed" | "waiting" | "telling" | "told" | "reverted" | "superseded";

export interface Transferred {
  success: true;
  transfer_completed: true;
  transfer_id: string;
  state: TransferState;
  /** What telling the customer waits for. */
  waiting: string | null;
  /** How the customer is told; null where the live event does. */
  delivery: Delivery | null;
  new_channel_session: {
    channel: Channel;
    session_id: Id;
    agent_id: string | null;
    queue: string | null;
    preserved_context: {
      /** The last 50 entries before the transfer, oldest first. */
      conversation_history: Interaction[];
      customer_profile: Record<string, unknown>;
      /** The session's context, `context_data` merged into what was there. */
      issue_context: Record<string, unknown>;
    };
  };
  /** Where live updates of this session are. */
  websocket_url: string;
  position: Position;
}

export interface UnifiedView {
  customer_id: Id;
  active_sessions: number;
  active_channels: Channel[];
  total_interactions: number;
  /** The last 50, oldest first. */
  interaction_timeline: Interaction[];
  engagement_metrics: EngagementMetrics;
  position: Position;
}

export interface Version {
  name: "omnihub";
  version: string;
}

export interface Webhook {
  id: Id;
  url: string;
  description: string | null;
  events: string[];
  format: WebhookFormat;
  enabled: boolean;
  /** `gone`: it answered 410. `failing`: nothing arrived for the three days of the schedule. `manual`. Null while it is enabled. */
  disabled_reason: string | null;
  /** `whpk_…`, of Ed25519; null: it signs with the secret only. */
  public_key: string | null;
  /** Until when what was before signs too. */
  previous_secret_until: Time | null;
  /** Up to which position it is done. */
  told_to: Position;
  /** The newest of its deliveries. */
  last_delivery: WebhookDelivery | null;
  /** What it waits at; null while everything arrives. */
  failing: null | {
    since: Time;
    attempts: number;
    status: number | null;
    fault: string | null;
    next_attempt_at: Time;
  };
  version: number;
  created_at: Time;
  updated_at: Time;
}

export interface WebhookChange {
  /** The address. */
  url?: string | null;
  /** Types, `message.*` for all of an area, `*` for all: `message.created`, `message.updated`, `message.delivery`, `session.updated`, `transfer.created`, `customer.updated`, `customer.merged`, `customer.erased`. Without it, all. */
  events?: string[];
  /** For people; an empty one takes it away. */
  description?: string | null;
  format?: WebhookFormat;
  enabled?: boolean;
}

export interface WebhookCreate {
  /** `https://…`. `http://…` only where the operator's list of allowed addresses has the host. */
  url: string;
  /** Types, `message.*` for all of an area, `*` for all: `message.created`, `message.updated`, `message.delivery`, `session.updated`, `transfer.created`, `customer.updated`, `customer.merged`, `customer.erased`. Without it, all. */
  events?: string[];
  /** For people. */
  description?: string | null;
  format?: WebhookFormat;
  /** `whsec_` and 24 to 64 bytes in base64, for who brings an endpoint that has one. Without it the hub makes it. */
  secret?: string | null;
  /** Sign with a key of Ed25519 too. */
  ed25519?: boolean;
  enabled?: boolean;
}

export interface WebhookDelivery {
  id: Id;
  /** The `webhook-id` of every attempt. */
  event_id: string;
  type: string;
  state: WebhookDeliveryState;
  attempts: number;
  /** What was answered last; null when nothing was. */
  status: number | null;
  fault: string | null;
  /** Of the last attempt. */
  duration_ms: number | null;
  /** Of a test or a replay that waits. */
  next_attempt_at: Time | null;
  created_at: Time;
  updated_at: Time;
}

/** Retrying: what the endpoint waits at. Dead: put aside. Pending: a test or a replay that waits. Expired: a replay of something that is not stored any more. */
export type WebhookDeliveryState = "delivered" | "retrying" | "dead" | "pending" | "expired";

/** `standard`: `{type, timestamp, data}` as Standard Webhooks has it. The others are CloudEvents 1.0, as one document or with its attributes in headers. All of them are signed alike. */
export type WebhookFormat = "standard" | "cloudevents_structured" | "cloudevents_binary";

export interface WebhookRotate {
  /** How many seconds what was before signs too. */
  grace_s?: number;
  /** Whether it is to sign with Ed25519 from now on; without it as before. */
  ed25519?: boolean;
}

export interface WebhookSent {
  success: true;
  delivery: WebhookDelivery;
}

export type WebhookTold = Webhook & {
  /** `whsec_…`. */
  secret: string;
  success: true;
};

export interface WidgetSession {
  success: true;
  /** For `Authorization: Bearer`, the live `auth`, or the sub-protocol `bearer.TOKEN`. */
  token: string;
  expires_at: Time;
  /** For the next call; the page keeps it. Secret. */
  visitor: string;
  customer_id: Id;
  /** The conversation that goes on; null before the first message. */
  session_id: Id | null;
  websocket_url: string | null;
  position: Position;
  site: {
    id: Id;
    title: string | null;
    greeting: string | null;
    color: string | null;
    language: string | null;
    position: string | null;
  };
  /** Whether somebody of the company is there. */
  agents_online: boolean;
  /** What files the visitor may send; of a group of types stands `image/*`. */
  upload: {
    max_bytes: number;
    types: string[];
  };
}

export interface WidgetSessionCreate {
  site: Id;
  /** What the last answer gave. One that is good no more is as none. */
  visitor?: string | null;
  /** A JSON Web Token signed with HS256 and the site's secret: `sub` (the customer's id), `exp` (within 24 hours), and if wanted `iat`, `name`, `email`, `phone`. */
  identity_token?: string | null;
  /** BCP 47. */
  language?: string | null;
  page?: {
    url?: string | null;
    title?: string | null;
  } | null;
}

/** How the widget looks and speaks; what is not said it chooses itself. */
export interface WidgetSettings {
  /** The head of its window. */
  title?: string | null;
  /** Before anybody said anything. */
  greeting?: string | null;
  /** `#rrggbb`. */
  color?: string | null;
  /** BCP 47. */
  language?: string | null;
  /** `left` or `right`. */
  position?: string | null;
}

export interface WidgetSite {
  id: Id;
  name: string;
  origins: string[];
  settings: WidgetSettings;
  visitors_per_minute: number;
  enabled: boolean;
  /** Until when what the secret before signed is taken. */
  previous_secret_until: Time | null;
  version: number;
  created_at: Time;
  updated_at: Time;
}

export interface WidgetSiteChange {
  name?: string | null;
  /** Of the pages that carry the widget, as browsers write them: `https://shop.example.org`, with the port unless it is the scheme's. `http://localhost` and `http://127.0.0.1` stand for all their ports, `*` for every page. */
  origins?: string[];
  settings?: WidgetSettings | null;
  /** How many new visitors of one address are taken. */
  visitors_per_minute?: number;
  enabled?: boolean;
}

export interface WidgetSiteCreate {
  /** Public, for it stands in the script tag; no other site of this hub may have it. Without it the hub makes one. */
  id?: Id | null;
  /** For people; without it the id. */
  name?: string | null;
  /** Of the pages that carry the widget, as browsers write them: `https://shop.example.org`, with the port unless it is the scheme's. `http://localhost` and `http://127.0.0.1` stand for all their ports, `*` for every page. */
  origins: string[];
  settings?: WidgetSettings | null;
  /** How many new visitors of one address are taken. */
  visitors_per_minute?: number;
  enabled?: boolean;
}

export interface WidgetSiteRotate {
  /** How many seconds the old secret stays good. */
  grace_s?: number;
}

export type WidgetSiteTold = WidgetSite & {
  /** With which the shop's server signs identity tokens. It is not told again. */
  identity_secret: string;
  /** The tag for the site's pages. */
  script: string;
  success: true;
};

export interface WordRule {
  id: Id;
  /** As it is compared. */
  word: string;
  part: boolean;
  action: "mask" | "block" | "flag";
  created_at: Time;
}

export interface WordRulePut {
  /** One word or several. */
  word: string;
  /** Also inside longer words. */
  part?: boolean;
  /** `mask` puts stars in its place, `block` refuses the message (422 `message.refused`), `flag` puts `moderation` into the message's metadata, which customers do not see. */
  action: "mask" | "block" | "flag";
}

/** What each route takes and gives, by method and path. */
export interface Routes {
  "GET /agents": { query: { limit?: number; cursor?: string }; reply: {
  agents: Agent[];
  next_cursor: Cursor;
  position: Position;
} };
  "POST /agents": { body: AgentCreate; reply: Agent };
  "GET /agents/{id}": { path: { id: Id }; reply: Agent };
  "PUT /agents/{id}": { path: { id: Id }; body: AgentChange; reply: Agent };
  "DELETE /agents/{id}": { path: { id: Id }; reply: Done };
  "POST /agents/{id}/invite": { path: { id: Id }; reply: {
  url: string;
  expires_at: Time;
  success: true;
} };
  "PUT /agents/{id}/status": { path: { id: Id }; body: {
  status: AgentStatus;
}; reply: Agent };
  "GET /asyncapi.json": { reply: Record<string, unknown> };
  "POST /attachments": { query: { name?: string; session_id?: Id }; reply: FileUploaded };
  "GET /attachments/{id}": { path: { id: Id }; query: { thumbnail?: number; expires?: number; signature?: string } };
  "POST /attachments/{id}/link": { path: { id: Id }; reply: FileLink };
  "GET /audit": { query: { limit?: number; cursor?: string; object?: string; object_id?: Id; actor?: Id; action?: string }; reply: {
  entries: AuditEntry[];
  next_cursor: Cursor;
  position: Position;
} };
  "POST /auth/invitation": { body: {
  /** What stands behind the # of the link. */
  token: string;
}; reply: {
  tenant: string;
  is_first_administrator: boolean;
  name: string | null;
  email: string | null;
  expires_at: Time;
} };
  "POST /auth/login": { body: {
  email: string;
  password: string;
  /** The tenant's id; without it `default`. */
  tenant?: Id | null;
}; reply: Me };
  "POST /auth/logout": { reply: Done };
  "GET /auth/me": { reply: Me };
  "POST /auth/password": { body: {
  current_password: string;
  /** At least 10 characters, and not the e-mail address. */
  new_password: string;
}; reply: Done };
  "POST /auth/setup": { body: {
  /** What stands behind the # of the link. */
  token: string;
  name?: string | null;
  email?: string | null;
  /** At least 10 characters, and not the e-mail address. */
  password: string;
}; reply: Me };
  "GET /capabilities": { reply: Capabilities };
  "GET /channels/adapters": { reply: {
  adapters: Adapter[];
} };
  "GET /channels/integrations": { reply: {
  channels: Integration[];
  position: Position;
} };
  "GET /channels/performance": { reply: {
  channels: ChannelPerformance[];
  position: Position;
} };
  "POST /channels/{channel}/configure": { path: { channel: Channel }; body: ChannelConfigure; reply: ConnectorDone };
  "PUT /channels/{channel}/enable": { path: { channel: Channel }; body: ChannelEnable; reply: ConnectorDone };
  "GET /channels/{channel}/status": { path: { channel: Channel }; reply: ChannelStatus };
  "POST /channels/{channel}/test": { path: { channel: Channel }; body: ChannelTest; reply: ChannelTested };
  "POST /chat/create-room": { body: ChatRoomCreate; reply: ChatRoom };
  "POST /chat/file-upload": { reply: FileSaid };
  "POST /chat/moderate/message": { body: ChatModerate; reply: Message };
  "GET /chat/room/{id}/history": { path: { id: Id }; query: { limit?: number; cursor?: string }; reply: MessageList };
  "GET /chat/room/{id}/participants": { path: { id: Id }; reply: ChatParticipants };
  "POST /chat/send-message": { body: ChatSend; reply: ChatSent };
  "POST /chat/typing-indicator": { body: ChatTyping; reply: {
  success: true;
  room_id: Id;
  typing: boolean;
} };
  "GET /chat/word-rules": { query: { limit?: number; cursor?: string }; reply: {
  rules: WordRule[];
  next_cursor: Cursor;
  position: Position;
} };
  "POST /chat/word-rules": { body: WordRulePut; reply: WordRule };
  "DELETE /chat/word-rules/{id}": { path: { id: Id }; reply: Done };
  "GET /connectors": { query: { limit?: number; cursor?: string }; reply: {
  connectors: Connector[];
  next_cursor: Cursor;
  position: Position;
} };
  "POST /connectors": { body: ConnectorCreate; reply: ConnectorDone };
  "GET /connectors/{id}": { path: { id: Id }; reply: Connector };
  "PUT /connectors/{id}": { path: { id: Id }; body: ConnectorChange; reply: ConnectorDone };
  "DELETE /connectors/{id}": { path: { id: Id }; reply: Done };
  "GET /connectors/{id}/unknown": { path: { id: Id }; reply: {
  kinds: ConnectorUnknown[];
} };
  "POST /customer/{id}/context": { path: { id: Id }; body: CustomerContext; reply: CustomerChanged };
  "GET /customer/{id}/history": { path: { id: Id }; query: { limit?: number; cursor?: string }; reply: InteractionList };
  "GET /customer/{id}/sessions": { path: { id: Id }; query: { limit?: number; cursor?: string }; reply: SessionList };
  "GET /customer/{id}/unified-view": { path: { id: Id }; reply: UnifiedView };
  "GET /customers": { query: { limit?: number; cursor?: string; email?: string; phone?: string; tag?: string; external_system?: string; external_id?: string }; reply: CustomerList };
  "POST /customers": { body: CustomerNew; reply: CustomerChanged };
  "DELETE /customers/{id}": { path: { id: Id }; reply: Job };
  "POST /customers/{id}/block": { path: { id: Id }; body: {
  blocked?: boolean;
  reason?: string | null;
}; reply: CustomerChanged };
  "GET /customers/{id}/consent": { path: { id: Id }; query: { channel?: Channel; purpose?: ConsentPurpose; address?: string; at?: string; limit?: number; cursor?: string }; reply: Consent };
  "PUT /customers/{id}/consent": { path: { id: Id }; body: ConsentPut; reply: Consent };
  "POST /customers/{id}/context": { path: { id: Id }; body: CustomerContext; reply: CustomerChanged };
  "GET /customers/{id}/export": { path: { id: Id }; reply: Job };
  "GET /customers/{id}/history": { path: { id: Id }; query: { limit?: number; cursor?: string }; reply: InteractionList };
  "GET /customers/{id}/identities": { path: { id: Id }; reply: IdentityList };
  "POST /customers/{id}/identities": { path: { id: Id }; body: IdentityNew; reply: IdentityList };
  "DELETE /customers/{id}/identities/{identity_id}": { path: { id: Id; identity_id: number }; reply: IdentityList };
  "POST /customers/{id}/merge": { path: { id: Id }; body: {
  customer_id: Id;
  /** Another name of `customer_id`. */
  other_customer_id?: Id;
  reason?: string | null;
}; reply: CustomerChanged };
  "GET /customers/{id}/profile": { path: { id: Id }; reply: CustomerProfile };
  "PUT /customers/{id}/profile": { path: { id: Id }; body: CustomerEdit; reply: CustomerChanged };
  "GET /customers/{id}/sessions": { path: { id: Id }; query: { limit?: number; cursor?: string }; reply: SessionList };
  "POST /customers/{id}/tags": { path: { id: Id }; body: {
  tags: TagNames;
}; reply: CustomerChanged };
  "POST /customers/{id}/unmerge": { path: { id: Id }; body: {
  customer_id: Id;
  /** Another name of `customer_id`. */
  other_customer_id?: Id;
  reason?: string | null;
}; reply: CustomerChanged };
  "GET /deliveries": { query: { state?: "failed" | "unknown" | "open" | "queued" | "waiting" | "held"; channel?: Channel; limit?: number; cursor?: string }; reply: {
  deliveries: DeliveryRecord[];
  next_cursor: string | null;
  position: Position;
} };
  "GET /deliveries/{id}": { path: { id: Id }; reply: DeliveryRecord };
  "POST /deliveries/{id}/cancel": { path: { id: Id }; reply: DeliveryRecord };
  "POST /deliveries/{id}/replay": { path: { id: Id }; body: {
  /** The customer may get it twice. */
  accept_duplicate?: boolean;
}; reply: DeliveryRecord };
  "DELETE /devices": { body: {
  /** What the device was registered with: its token, or the endpoint of a push subscription. */
  token: string;
}; reply: Done };
  "POST /devices": { body: DeviceNew; reply: {
  success: true;
  id: Id;
  platform: string;
  /** Nothing sends to devices yet. */
  push: "not configured";
} };
  "GET /health": { reply: Health };
  "GET /integrations/status": { reply: {
  /** Degraded when a channel has a warning. */
  status: "healthy" | "degraded";
  integrations: ChannelState[];
  position: Position;
} };
  "POST /integrations/{channel}/test": { path: { channel: Channel }; body: ChannelTest; reply: ChannelTested };
  "GET /jobs": { query: { state?: JobState; kind?: JobKind; limit?: number; cursor?: string }; reply: JobList };
  "GET /jobs/{id}": { path: { id: Id }; reply: Job };
  "DELETE /jobs/{id}": { path: { id: Id }; reply: Job };
  "GET /jobs/{id}/file": { path: { id: Id } };
  "GET /keys": { query: { limit?: number; cursor?: string }; reply: {
  keys: Key[];
  next_cursor: Cursor;
  position: Position;
} };
  "POST /keys": { body: KeyCreate; reply: KeyTold };
  "DELETE /keys/{id}": { path: { id: Id }; reply: Key & {
  success: true;
} };
  "POST /keys/{id}/rotate": { path: { id: Id }; body: KeyRotate; reply: KeyTold };
  "POST /message/bulk-process": { body: MessageBulk; reply: MessageBulkDone };
  "POST /message/process": { body: MessageProcess; reply: MessageProcessed };
  "POST /message/respond": { body: MessageRespond; reply: MessageResponded };
  "GET /message/{id}": { path: { id: Id }; reply: Message };
  "PUT /message/{id}": { path: { id: Id }; body: MessageEdit; reply: Message };
  "POST /messages/send": { body: MessageRespond; reply: MessageResponded };
  "GET /messages/{id}": { path: { id: Id }; query: { limit?: number; cursor?: string }; reply: MessageList };
  "GET /metrics": {};
  "GET /notifications": { query: { limit?: number; cursor?: string; unread_only?: boolean; agent_id?: Id }; reply: {
  notifications: Notification[];
  next_cursor: Cursor;
  position: Position;
} };
  "GET /notifications/history": { query: { limit?: number; cursor?: string; agent_id?: Id }; reply: {
  notifications: Notification[];
  next_cursor: Cursor;
  position: Position;
} };
  "PUT /notifications/preferences": { body: {
  agent_id?: Id | null;
  /** Types of which no more are wanted; in place of those before. */
  muted?: string[] | null;
}; reply: {
  success: true;
  muted: string[];
} };
  "POST /notifications/send": { body: {
  /** Their ids. */
  agents: Id[];
  /** What it is of, for programs; "message" without it. */
  type?: string | null;
  title: string;
  message: string;
}; reply: {
  success: true;
  /** To how many. */
  sent: number;
} };
  "POST /notifications/subscribe": { body: DeviceNew; reply: {
  success: true;
  id: Id;
  platform: string;
  /** Nothing sends to devices yet. */
  push: "not configured";
} };
  "PUT /notifications/{id}/read": { path: { id: Id }; reply: Notification };
  "GET /openapi.json": { reply: Record<string, unknown> };
  "POST /operator/backup": { body: {
  /** An absolute path on the hub's machine. */
  to: string;
}; reply: Backup };
  "GET /operator/backup": { reply: Backup };
  "GET /queues": { query: { limit?: number; cursor?: string }; reply: {
  queues: Queue[];
  next_cursor: Cursor;
  position: Position;
} };
  "POST /queues": { body: QueueCreate; reply: Queue };
  "GET /queues/{id}": { path: { id: Id }; reply: Queue };
  "PUT /queues/{id}": { path: { id: Id }; body: QueueChange; reply: Queue };
  "DELETE /queues/{id}": { path: { id: Id }; reply: Done };
  "GET /ready": { reply: Ready };
  "GET /search": { query: { q: string; type?: "message" | "customer"; channel?: Channel; customer_id?: Id; session_id?: Id; author?: "customer" | "agent" | "system"; from?: string; to?: string; limit?: number; cursor?: string }; reply: SearchResult };
  "POST /search/reindex": { reply: {
  success: boolean;
  status: "started";
} };
  "POST /session/create": { body: SessionCreate; reply: SessionCreated };
  "GET /session/{id}": { path: { id: Id }; reply: Session };
  "PUT /session/{id}": { path: { id: Id }; body: SessionUpdate; reply: SessionChanged };
  "DELETE /session/{id}": { path: { id: Id }; reply: SessionChanged };
  "POST /session/{id}/assign": { path: { id: Id }; body: SessionAssign; reply: SessionChanged };
  "POST /session/{id}/csat": { path: { id: Id }; body: SessionCsat; reply: SessionChanged };
  "GET /session/{id}/events": { path: { id: Id }; query: { limit?: number; cursor?: string }; reply: SessionEventList };
  "POST /session/{id}/merge": { path: { id: Id }; body: SessionMerge; reply: SessionChanged };
  "GET /session/{id}/messages": { path: { id: Id }; query: { limit?: number; cursor?: string }; reply: MessageList };
  "POST /session/{id}/notes": { path: { id: Id }; body: SessionNote; reply: SessionNoted };
  "POST /session/{id}/remind": { path: { id: Id }; body: SessionRemind; reply: SessionChanged };
  "POST /session/{id}/reopen": { path: { id: Id }; body: SessionReopen; reply: SessionChanged };
  "POST /session/{id}/resolve": { path: { id: Id }; body: SessionResolve; reply: SessionChanged };
  "POST /session/{id}/snooze": { path: { id: Id }; body: SessionSnooze; reply: SessionChanged };
  "POST /session/{id}/tags": { path: { id: Id }; body: SessionTags; reply: SessionChanged };
  "POST /session/{id}/transfer": { path: { id: Id }; body: SessionTransfer; reply: Transferred };
  "GET /sessions/active": { query: { status?: "active" | "pending" | "snoozed"; channel?: Channel; priority?: Priority; agent_id?: Id; unassigned?: boolean; queue?: Id; tag?: string; customer_id?: Id; sort?: "last_activity" | "created_at" | "priority" | "waiting"; order?: "desc" | "asc"; limit?: number; cursor?: string }; reply: SessionList };
  "POST /sessions/create": { body: SessionCreate; reply: SessionCreated };
  "GET /sessions/{id}": { path: { id: Id }; reply: Session };
  "PUT /sessions/{id}": { path: { id: Id }; body: SessionUpdate; reply: SessionChanged };
  "DELETE /sessions/{id}": { path: { id: Id }; reply: SessionChanged };
  "POST /sessions/{id}/assign": { path: { id: Id }; body: SessionAssign; reply: SessionChanged };
  "POST /sessions/{id}/csat": { path: { id: Id }; body: SessionCsat; reply: SessionChanged };
  "GET /sessions/{id}/events": { path: { id: Id }; query: { limit?: number; cursor?: string }; reply: SessionEventList };
  "POST /sessions/{id}/merge": { path: { id: Id }; body: SessionMerge; reply: SessionChanged };
  "POST /sessions/{id}/notes": { path: { id: Id }; body: SessionNote; reply: SessionNoted };
  "POST /sessions/{id}/remind": { path: { id: Id }; body: SessionRemind; reply: SessionChanged };
  "POST /sessions/{id}/reopen": { path: { id: Id }; body: SessionReopen; reply: SessionChanged };
  "POST /sessions/{id}/resolve": { path: { id: Id }; body: SessionResolve; reply: SessionChanged };
  "POST /sessions/{id}/snooze": { path: { id: Id }; body: SessionSnooze; reply: SessionChanged };
  "POST /sessions/{id}/tags": { path: { id: Id }; body: SessionTags; reply: SessionChanged };
  "POST /sessions/{id}/transfer": { path: { id: Id }; body: SessionTransfer; reply: Transferred };
  "GET /skills": { query: { limit?: number; cursor?: string }; reply: {
  skills: Skill[];
  next_cursor: Cursor;
  position: Position;
} };
  "POST /skills": { body: SkillCreate; reply: Skill };
  "GET /skills/{id}": { path: { id: Id }; reply: Skill };
  "PUT /skills/{id}": { path: { id: Id }; body: SkillChange; reply: Skill };
  "DELETE /skills/{id}": { path: { id: Id }; reply: Done };
  "POST /sms/bulk-send": { body: SmsBulkSend; reply: SmsBulkBegun };
  "GET /sms/inbox": { query: { limit?: number; cursor?: string }; reply: {
  messages: SmsMessage[];
  next_cursor: Cursor;
  position: Position;
} };
  "POST /sms/send": { body: SmsSend; reply: SmsSent };
  "GET /sms/{id}/status": { path: { id: Id }; reply: SmsStatus };
  "GET /tags": { query: { limit?: number; cursor?: string }; reply: TagList };
  "POST /tags": { body: TagPut; reply: TagAnswer };
  "GET /tenants": { query: { limit?: number; cursor?: string }; reply: {
  tenants: Tenant[];
  next_cursor: Cursor;
  position: Position;
} };
  "POST /tenants": { body: TenantCreate; reply: Tenant & {
  success: true;
  /** Its admin key. It is not told again. */
  key: string;
} };
  "GET /tenants/{id}": { path: { id: Id }; reply: Tenant };
  "PUT /tenants/{id}": { path: { id: Id }; body: TenantChange; reply: Tenant };
  "POST /transfer/bulk": { body: TransferBulk; reply: TransferBulkBegun };
  "POST /transfer/channel": { body: TransferChannel; reply: Transferred };
  "GET /transfer/{id}/status": { path: { id: Id }; reply: Transfer };
  "GET /version": { reply: Version };
  "GET /webhook/{channel}/{connector}": { path: { channel: string; connector: string } };
  "POST /webhook/{channel}/{connector}": { path: { channel: string; connector: string } };
  "GET /webhooks": { query: { limit?: number; cursor?: string }; reply: {
  webhooks: Webhook[];
  next_cursor: Cursor;
  position: Position;
} };
  "POST /webhooks": { body: WebhookCreate; reply: WebhookTold };
  "GET /webhooks/{id}": { path: { id: Id }; reply: Webhook };
  "PUT /webhooks/{id}": { path: { id: Id }; body: WebhookChange; reply: Webhook };
  "DELETE /webhooks/{id}": { path: { id: Id }; reply: Done };
  "GET /webhooks/{id}/deliveries": { path: { id: Id }; query: { state?: WebhookDeliveryState; limit?: number; cursor?: string }; reply: {
  deliveries: WebhookDelivery[];
  next_cursor: Cursor;
  position: Position;
} };
  "POST /webhooks/{id}/deliveries/{delivery_id}/replay": { path: { id: Id; delivery_id: Id }; reply: WebhookSent };
  "POST /webhooks/{id}/rotate": { path: { id: Id }; body: WebhookRotate; reply: WebhookTold };
  "POST /webhooks/{id}/test": { path: { id: Id }; reply: WebhookSent };
  "POST /widget/session": { body: WidgetSessionCreate; reply: WidgetSession };
  "GET /widget/sites": { query: { limit?: number; cursor?: string }; reply: {
  sites: WidgetSite[];
  next_cursor: Cursor;
  position: Position;
} };
  "POST /widget/sites": { body: WidgetSiteCreate; reply: WidgetSiteTold };
  "GET /widget/sites/{id}": { path: { id: Id }; reply: WidgetSite };
  "PUT /widget/sites/{id}": { path: { id: Id }; body: WidgetSiteChange; reply: WidgetSite };
  "DELETE /widget/sites/{id}": { path: { id: Id }; reply: Done };
  "POST /widget/sites/{id}/rotate": { path: { id: Id }; body: WidgetSiteRotate; reply: WidgetSiteTold };
  "GET /ws": {};
  "GET /ws/agent/{agent_id}": { path: { agent_id: Id } };
  "GET /ws/customer/{customer_id}": { path: { customer_id: Id } };
  "GET /ws/dashboard": {};
  "GET /ws/{session_id}": { path: { session_id: Id } };
}
