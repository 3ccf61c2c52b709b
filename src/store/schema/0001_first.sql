-- Physical keys are append rowids named after their table; `tenant` leads every logical key, so that the
-- data can be sharded. Times are µs since 1970 in UTC. Booleans are 0 or 1. JSON is opaque text: what is
-- queried is a column. Enums are the numbers of the headers named beside them.

-- The table meta (name, value) is made before the first migration: it holds the number of the last one.

CREATE TABLE tenant (
    tenant INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,      -- the last one given out
    clock_us INTEGER NOT NULL,      -- time of the last transaction: time never goes back
    settings TEXT NOT NULL,         -- JSON object
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tenant_name ON tenant (name);

CREATE TABLE customer (
    customer INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,               -- the caller's or the hub's
    name TEXT,
    phone TEXT,
    email TEXT,
    time_zone TEXT,                 -- IANA
    language TEXT,                  -- BCP 47
    profile TEXT,                   -- JSON object
    preferences TEXT,               -- JSON object
    context TEXT,                   -- JSON object
    merged_into INTEGER,            -- the survivor's customer, where this one was merged
    blocked_us INTEGER,
    channels INTEGER NOT NULL,      -- bit set of enum channel, ever used (hub/channel.h)
    -- Sums over closed sessions; open ones carry their own.
    closed_sessions INTEGER NOT NULL,
    resolved_sessions INTEGER NOT NULL,
    interactions INTEGER NOT NULL,
    responses INTEGER NOT NULL,
    response_sum_us INTEGER NOT NULL,
    ratings INTEGER NOT NULL,
    rating_sum INTEGER NOT NULL,    -- of scores 1 to 5
    version INTEGER NOT NULL,       -- for ETag
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX customer_id ON customer (tenant, id);
CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE identity (
    identity INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    kind INTEGER NOT NULL,          -- enum identity_kind (hub/identity.h)
    address TEXT NOT NULL,          -- normalised
    display TEXT,                   -- as it was given
    verified_us INTEGER,
    created_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX identity_address ON identity (tenant, kind, address);
CREATE INDEX identity_customer ON identity (customer);

CREATE TABLE session (
    session INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    customer INTEGER NOT NULL,
    is_default INTEGER NOT NULL,    -- the customer's default session, while it is open
    is_open INTEGER NOT NULL,       -- status active or pending
    status INTEGER NOT NULL,        -- enum session_status (hub/session.h)
    priority INTEGER NOT NULL,      -- enum priority
    primary_channel INTEGER NOT NULL,
    channels INTEGER NOT NULL,      -- bit set of enum channel
    agent INTEGER,
    queue INTEGER,
    sentiment TEXT,
    context TEXT,                   -- JSON object
    interactions INTEGER NOT NULL,
    messages_in INTEGER NOT NULL,
    messages_out INTEGER NOT NULL,
    responses INTEGER NOT NULL,
    response_sum_us INTEGER NOT NULL,
    waiting_since_us INTEGER,       -- the first inbound message without an answer
    rating INTEGER,
    first_position INTEGER NOT NULL,
    last_position INTEGER NOT NULL,         -- of its last event, whatever its audience
    last_public_position INTEGER NOT NULL,  -- of its last public event
    last_activity_us INTEGER NOT NULL,
    activity_minute INTEGER NOT NULL,       -- last_activity_us in minutes: changes its index rarely
    version INTEGER NOT NULL,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    resolved_us INTEGER,
    closed_us INTEGER
) STRICT;
CREATE UNIQUE INDEX session_id ON session (tenant, id);
CREATE UNIQUE INDEX session_default ON session (tenant, customer) WHERE is_default = 1;
CREATE INDEX session_customer ON session (customer, session);
CREATE INDEX session_open_customer ON session (customer) WHERE is_open = 1;
CREATE INDEX session_open ON session (tenant, activity_minute, session) WHERE is_open = 1;

CREATE TABLE interaction (
    interaction INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    customer INTEGER NOT NULL,
    session INTEGER NOT NULL,
    connector INTEGER NOT NULL,     -- the connector, or minus (1 + enum channel) where there is none
    channel INTEGER NOT NULL,
    type INTEGER NOT NULL,          -- enum interaction_type (hub/interaction.h)
    direction INTEGER NOT NULL,     -- enum direction
    audience INTEGER NOT NULL,      -- enum audience (bus/event.h)
    author_type INTEGER NOT NULL,   -- enum author_type
    author_id TEXT,
    author_name TEXT,
    content TEXT NOT NULL,
    attachments TEXT,               -- JSON array
    metadata TEXT,                  -- JSON object
    change TEXT,                    -- JSON object: from, to, reason of a transfer and its like
    provider_id TEXT,
    sentiment TEXT,
    delivery INTEGER NOT NULL,      -- enum delivery_state
    created_us INTEGER NOT NULL,
    edited_us INTEGER
) STRICT;
CREATE UNIQUE INDEX interaction_id ON interaction (tenant, id);
CREATE INDEX interaction_customer ON interaction (customer, position);
CREATE UNIQUE INDEX interaction_provider ON interaction (tenant, connector, provider_id)
    WHERE provider_id IS NOT NULL;

-- What live clients are told; the body is read from `ref`.
CREATE TABLE event (
    tenant INTEGER NOT NULL,
    position INTEGER NOT NULL,
    session INTEGER NOT NULL,       -- 0: of no session
    customer INTEGER NOT NULL,      -- 0: of no customer
    audience INTEGER NOT NULL,
    kind INTEGER NOT NULL,          -- enum event_kind (bus/event.h)
    ref INTEGER NOT NULL,           -- an interaction, a session …, by kind
    created_us INTEGER NOT NULL,
    PRIMARY KEY (tenant, position)
) STRICT, WITHOUT ROWID;

-- Intents for the outside, taken by leases (src/delivery).
CREATE TABLE outbox (
    outbox INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,               -- the idempotency key towards the outside
    kind INTEGER NOT NULL,
    connector INTEGER,
    lane TEXT,                      -- what keeps its order: of one lane only the first is under way
    session INTEGER,
    ref INTEGER NOT NULL,
    body TEXT,                      -- JSON
    state INTEGER NOT NULL,
    is_due INTEGER NOT NULL,        -- waits to be taken at due_us
    due_us INTEGER NOT NULL,
    expires_us INTEGER,
    lease TEXT,
    lease_until_us INTEGER,
    attempts INTEGER NOT NULL,
    outcome TEXT,                   -- the last fault, or the provider's id
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX outbox_id ON outbox (tenant, id);
CREATE INDEX outbox_due ON outbox (due_us, outbox) WHERE is_due = 1;
CREATE INDEX outbox_lane ON outbox (tenant, lane, outbox) WHERE lane IS NOT NULL;

-- Whatever is due: one owner (kind, ref).
CREATE TABLE timer (
    timer INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    ref INTEGER NOT NULL,
    due_us INTEGER NOT NULL,
    body TEXT,
    created_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX timer_owner ON timer (tenant, kind, ref);
CREATE INDEX timer_due ON timer (due_us, timer);

-- Work of more than 200 rows: slices, resumable from `cursor`.
CREATE TABLE job (
    job INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL,
    is_running INTEGER NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER,
    cursor TEXT,
    arguments TEXT NOT NULL,        -- JSON object
    result TEXT,
    fault TEXT,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    finished_us INTEGER
) STRICT;
CREATE UNIQUE INDEX job_id ON job (tenant, id);
CREATE INDEX job_running ON job (tenant, job) WHERE is_running = 1;

-- The first answer to a POST with an Idempotency-Key, by (key's owner, route, key).
CREATE TABLE idempotency (
    idempotency INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    owner TEXT NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash TEXT NOT NULL,        -- SHA-256 of the request body, hex
    status INTEGER NOT NULL,
    reply TEXT NOT NULL,
    created_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX idempotency_key ON idempotency (tenant, owner, route, key);
CREATE INDEX idempotency_age ON idempotency (created_us);
