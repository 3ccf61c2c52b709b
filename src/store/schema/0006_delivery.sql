-- Connectors, what they send, consent, and events for other systems.

-- ---- connectors

-- A configured account of a channel.
CREATE TABLE connector (
    connector INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,               -- random: it stands in the address of its webhook; one hub, one connector
    name TEXT NOT NULL,             -- the caller's: "default"
    channel INTEGER NOT NULL,       -- enum channel
    adapter TEXT NOT NULL,          -- by its name in the registry
    config TEXT NOT NULL,           -- JSON object, without secrets
    secrets TEXT,                   -- sealed JSON object
    rate INTEGER,                   -- messages a second at most; none: the adapter's own
    concurrency INTEGER,            -- attempts at once at most
    is_enabled INTEGER NOT NULL,
    version INTEGER NOT NULL,
    deleted_us INTEGER,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX connector_id ON connector (id);
CREATE UNIQUE INDEX connector_name ON connector (tenant, channel, name) WHERE deleted_us IS NULL;
CREATE INDEX connector_list ON connector (tenant, connector) WHERE deleted_us IS NULL;
CREATE INDEX connector_channel ON connector (tenant, channel, connector) WHERE deleted_us IS NULL AND is_enabled = 1;

-- What came in by webhooks and is of no known kind: counted, the last one kept, so that it can be looked at.
CREATE TABLE webhook_unknown (
    connector INTEGER NOT NULL,
    kind TEXT NOT NULL,
    tenant INTEGER NOT NULL,
    count INTEGER NOT NULL,
    sample TEXT NOT NULL,           -- at most 4 KiB
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    PRIMARY KEY (connector, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_unknown_sample ON webhook_unknown (tenant) WHERE sample <> '';

-- How a customer is reached in a session: by which connector and at which address they wrote last.
ALTER TABLE session ADD COLUMN reach_connector INTEGER;
ALTER TABLE session ADD COLUMN reach_address TEXT;

-- ---- the outbox

ALTER TABLE interaction ADD COLUMN delivery_info TEXT;  -- JSON object (hub/delivery.h), internal

ALTER TABLE outbox ADD COLUMN channel INTEGER NOT NULL DEFAULT -1;  -- enum channel
ALTER TABLE outbox ADD COLUMN address TEXT;             -- to whom; none: the session's way is looked up when it is sent
ALTER TABLE outbox ADD COLUMN purpose INTEGER NOT NULL DEFAULT 1;   -- enum consent_purpose (hub/consent.h)
ALTER TABLE outbox ADD COLUMN is_bulk INTEGER NOT NULL DEFAULT 0;   -- after everything that somebody waits for
ALTER TABLE outbox ADD COLUMN held INTEGER NOT NULL DEFAULT 0;      -- enum outbox_hold: why it is not due before due_us
ALTER TABLE outbox ADD COLUMN is_doubtful INTEGER NOT NULL DEFAULT 0; -- an attempt has no known end
ALTER TABLE outbox ADD COLUMN begun_us INTEGER;         -- the first attempt
UPDATE outbox SET channel = (SELECT i.channel FROM interaction i WHERE i.interaction = outbox.ref)
    WHERE kind = 1 AND EXISTS (SELECT 1 FROM interaction i WHERE i.interaction = outbox.ref);
UPDATE outbox SET channel = (SELECT t.to_channel FROM transfer t WHERE t.transfer = outbox.ref)
    WHERE kind = 2 AND EXISTS (SELECT 1 FROM transfer t WHERE t.transfer = outbox.ref);
-- is_due: it is the first of its lane that has a connector, and waits to be taken at due_us.
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (connector, is_due, is_bulk, due_us, outbox) WHERE state = 2;
DROP INDEX outbox_lane;
CREATE INDEX outbox_lane ON outbox (tenant, lane, outbox) WHERE state IN (2, 3) AND lane IS NOT NULL;
CREATE INDEX outbox_waiting ON outbox (tenant, channel, lane, outbox) WHERE state = 1;    -- for a connector
CREATE INDEX outbox_taken ON outbox (lease_until_us, connector) WHERE state = 3;
CREATE INDEX outbox_expiry ON outbox (tenant, expires_us) WHERE state IN (1, 2) AND expires_us IS NOT NULL;
CREATE INDEX outbox_open ON outbox (tenant, outbox) WHERE state IN (1, 2, 3);
CREATE INDEX outbox_dead ON outbox (tenant, outbox) WHERE state IN (5, 7);
CREATE INDEX outbox_over ON outbox (tenant, updated_us) WHERE state IN (4, 6);
CREATE INDEX outbox_dead_age ON outbox (tenant, updated_us) WHERE state IN (5, 7);
DROP INDEX outbox_session;
CREATE INDEX outbox_session ON outbox (session, ref) WHERE session IS NOT NULL;

-- Files that customers sent and a provider holds: to be fetched.
CREATE TABLE media_fetch (
    media_fetch INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    connector INTEGER NOT NULL,
    interaction INTEGER NOT NULL,   -- in whose attachments it stands
    item INTEGER NOT NULL,          -- the how manieth of them, from 0
    url TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_us INTEGER NOT NULL,
    created_us INTEGER NOT NULL
) STRICT;
CREATE INDEX media_fetch_due ON media_fetch (due_us, media_fetch);
CREATE INDEX media_fetch_interaction ON media_fetch (tenant, interaction);

-- Text messages of customers, for their list.
CREATE INDEX interaction_sms_inbox ON interaction (tenant, position) WHERE channel = 4 AND direction = 1 AND type = 1;
-- What a provider told of a message before the hub knew the provider's name for it; soon settled or trimmed.
CREATE TABLE early_receipt (
    connector INTEGER NOT NULL,
    provider_id TEXT NOT NULL,
    state INTEGER NOT NULL,         -- enum delivery_state
    tenant INTEGER NOT NULL,
    code TEXT,
    fault TEXT,
    info TEXT,                      -- JSON object
    created_us INTEGER NOT NULL,
    PRIMARY KEY (connector, provider_id, state)
) STRICT, WITHOUT ROWID;
CREATE INDEX early_receipt_age ON early_receipt (tenant, created_us);

-- ---- consent

-- Each decision of a customer's; the last one counts. Only erasure removes from it.
CREATE TABLE consent (
    consent INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    customer INTEGER NOT NULL,
    channel INTEGER NOT NULL,       -- enum channel; -1: every one
    purpose INTEGER NOT NULL,       -- enum consent_purpose; 0: every one
    address TEXT,                   -- normalised: what was said by this address holds for it, whoever has it.
                                    -- "#…": hashed, of somebody who was erased (hub/consent_keep.h)
    is_given INTEGER NOT NULL,
    source TEXT NOT NULL,           -- "keyword", "api", "import", "agent", "provider"
    proof TEXT,                     -- JSON object
    actor_kind INTEGER NOT NULL,
    actor_id TEXT,
    created_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX consent_id ON consent (tenant, id);
CREATE INDEX consent_customer ON consent (tenant, customer, consent);
CREATE INDEX consent_scope ON consent (tenant, customer, channel, purpose, consent) WHERE address IS NULL;
CREATE INDEX consent_address ON consent (tenant, address, channel, purpose, consent) WHERE address IS NOT NULL;
ALTER TABLE customer ADD COLUMN has_consent INTEGER NOT NULL DEFAULT 0; -- there are rows in consent

-- With which the addresses of those who were erased are hashed; none: nobody's are.
ALTER TABLE tenant ADD COLUMN consent_salt TEXT;

-- How often a customer was written to, for frequency caps: by day of the tenant's zone.
CREATE TABLE contact_count (
    customer INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    purpose INTEGER NOT NULL,
    day INTEGER NOT NULL,           -- since 1970
    tenant INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (customer, channel, purpose, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_count_age ON contact_count (tenant, day);

-- ---- events for other systems

CREATE TABLE webhook (
    webhook INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    url TEXT NOT NULL,
    description TEXT,
    events TEXT NOT NULL,           -- JSON array of types: "message.created", "message.*", "*"
    format INTEGER NOT NULL,        -- enum webhook_format (hub/webhook.h)
    secret TEXT NOT NULL,           -- sealed: of HMAC
    previous_secret TEXT,           -- sealed: after a rotation, signs too until previous_until_us
    previous_until_us INTEGER,
    key TEXT,                       -- sealed: of Ed25519; none: it signs with HMAC only
    previous_key TEXT,
    public_key TEXT,                -- of key, as it is told: "whpk_…"
    is_enabled INTEGER NOT NULL,
    disabled_reason TEXT,
    epoch TEXT NOT NULL,            -- of position
    position INTEGER NOT NULL,      -- everything up to it is done with
    attempts INTEGER NOT NULL,      -- at what follows it
    due_us INTEGER NOT NULL,        -- when what follows it is tried (again)
    head_since_us INTEGER,          -- since when it is tried
    head_status INTEGER,            -- what was answered last
    head_refusals INTEGER NOT NULL, -- how often it was refused, one after the other
    head_fault TEXT,
    version INTEGER NOT NULL,
    deleted_us INTEGER,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX webhook_id ON webhook (tenant, id);
CREATE INDEX webhook_list ON webhook (tenant, webhook) WHERE deleted_us IS NULL;

-- What was sent to one: the last ones, and what failed.
CREATE TABLE webhook_delivery (
    webhook_delivery INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    webhook INTEGER NOT NULL,
    event_id TEXT NOT NULL,         -- as the endpoint is told it, the same each time
    position INTEGER NOT NULL,      -- of the event; 0: of none that is stored
    type TEXT NOT NULL,
    state INTEGER NOT NULL,         -- enum webhook_delivery_state
    attempts INTEGER NOT NULL,
    status INTEGER,                 -- what the endpoint answered last
    fault TEXT,
    duration_us INTEGER,
    due_us INTEGER,                 -- of a replay that waits
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX webhook_delivery_id ON webhook_delivery (tenant, id);
CREATE INDEX webhook_delivery_list ON webhook_delivery (webhook, webhook_delivery);
CREATE INDEX webhook_delivery_state ON webhook_delivery (webhook, state, webhook_delivery);
CREATE INDEX webhook_delivery_age ON webhook_delivery (tenant, updated_us);
CREATE INDEX webhook_delivery_replay ON webhook_delivery (due_us) WHERE due_us IS NOT NULL;

-- Whom customer.erased names: it goes with its event.
CREATE TABLE webhook_erased (
    tenant INTEGER NOT NULL,
    position INTEGER NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (tenant, position)
) STRICT, WITHOUT ROWID;
