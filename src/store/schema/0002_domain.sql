-- People of the company, what they may do, and the rest of what is known of customers and sessions.

-- ---- tenants, and who may call

ALTER TABLE tenant ADD COLUMN title TEXT;               -- for people; `name` is for programs
ALTER TABLE tenant ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE tenant ADD COLUMN disabled_us INTEGER;

-- Sealed values (store/secret.h): never shown again.
CREATE TABLE tenant_secret (
    tenant_secret INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    name TEXT NOT NULL,
    sealed TEXT NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tenant_secret_name ON tenant_secret (tenant, name);

CREATE TABLE api_key (
    api_key INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    scope INTEGER NOT NULL,         -- enum access_scope (hub/access.h)
    hash TEXT NOT NULL,             -- SHA-256 of the key, hex
    hint TEXT NOT NULL,             -- its first characters, for people
    previous_hash TEXT,             -- after a rotation, taken until previous_until_us
    previous_until_us INTEGER,
    expires_us INTEGER,
    revoked_us INTEGER,
    created_by TEXT,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX api_key_hash ON api_key (hash);
CREATE UNIQUE INDEX api_key_previous ON api_key (previous_hash) WHERE previous_hash IS NOT NULL;
CREATE UNIQUE INDEX api_key_id ON api_key (tenant, id);
CREATE INDEX api_key_list ON api_key (tenant, api_key);
CREATE INDEX api_key_active ON api_key (tenant) WHERE revoked_us IS NULL;

CREATE TABLE queue (
    queue INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    settings TEXT,                  -- JSON object
    version INTEGER NOT NULL,
    deleted_us INTEGER,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX queue_id ON queue (tenant, id);
CREATE INDEX queue_list ON queue (tenant, queue) WHERE deleted_us IS NULL;

CREATE TABLE skill (
    skill INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    version INTEGER NOT NULL,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX skill_id ON skill (tenant, id);
CREATE INDEX skill_list ON skill (tenant, skill);

CREATE TABLE agent (
    agent INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,                     -- normalised; what they log in with
    role INTEGER NOT NULL,          -- enum access_scope: agent, supervisor or admin
    status INTEGER NOT NULL,        -- enum agent_status (hub/agent.h)
    password TEXT,                  -- Argon2id, encoded; none: cannot log in
    capacity INTEGER NOT NULL,      -- sessions at once
    skills TEXT,                    -- JSON array of ids
    preferences TEXT,               -- JSON object: notifications
    version INTEGER NOT NULL,
    status_us INTEGER NOT NULL,     -- when the status was set
    disabled_us INTEGER,            -- may not come in, keeps what is theirs
    deleted_us INTEGER,             -- gone; history keeps the name
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX agent_id ON agent (tenant, id);
CREATE UNIQUE INDEX agent_email ON agent (tenant, email) WHERE email IS NOT NULL;
CREATE INDEX agent_list ON agent (tenant, agent) WHERE deleted_us IS NULL;
-- Administrators who can log in: role 5 is ACCESS_ADMIN.
CREATE INDEX agent_admin ON agent (tenant)
    WHERE role = 5 AND password IS NOT NULL AND disabled_us IS NULL AND deleted_us IS NULL;

-- The queues of an agent.
CREATE TABLE agent_queue (
    agent INTEGER NOT NULL,
    queue INTEGER NOT NULL,
    tenant INTEGER NOT NULL,
    PRIMARY KEY (agent, queue)
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_queue_queue ON agent_queue (queue, agent);

CREATE TABLE login (
    login INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    agent INTEGER NOT NULL,
    hash TEXT NOT NULL,             -- SHA-256 of the cookie's token, hex
    expires_us INTEGER NOT NULL,
    created_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX login_hash ON login (hash);
CREATE INDEX login_agent ON login (agent);
CREATE INDEX login_age ON login (tenant, created_us);

-- One-time links: the first administrator, an agent's first password.
CREATE TABLE invitation (
    invitation INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    agent INTEGER,                  -- none: makes an administrator
    hash TEXT NOT NULL,
    expires_us INTEGER NOT NULL,
    used_us INTEGER,
    created_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX invitation_hash ON invitation (hash);
CREATE INDEX invitation_agent ON invitation (tenant, agent);
CREATE INDEX invitation_age ON invitation (tenant, created_us);

-- Who changed what: administration and edits. Names things by id, never holds what people said.
CREATE TABLE audit (
    audit INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    actor_kind INTEGER NOT NULL,    -- enum actor_kind (hub/actor.h)
    actor_id TEXT,
    action TEXT NOT NULL,           -- "session.assign"
    object TEXT NOT NULL,           -- "session"
    object_id TEXT,
    customer INTEGER,               -- whom it is about, for erasure
    detail TEXT,                    -- JSON object
    created_us INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_tenant ON audit (tenant, audit);
CREATE INDEX audit_object ON audit (tenant, object, object_id, audit);
CREATE INDEX audit_actor ON audit (tenant, actor_id, audit) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_action ON audit (tenant, action, audit);
CREATE INDEX audit_customer ON audit (customer) WHERE customer IS NOT NULL;

CREATE TABLE notification (
    notification INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    agent INTEGER NOT NULL,
    type TEXT NOT NULL,             -- "mention", "assignment" …
    title TEXT NOT NULL,
    message TEXT NOT NULL,
    session INTEGER,
    customer INTEGER,               -- whom it is about, for erasure
    read_us INTEGER,
    created_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX notification_id ON notification (tenant, id);
CREATE INDEX notification_tenant ON notification (tenant, notification);
CREATE INDEX notification_tenant_unread ON notification (tenant, notification) WHERE read_us IS NULL;
CREATE INDEX notification_age ON notification (tenant, created_us);
CREATE INDEX notification_agent ON notification (agent, notification);
CREATE INDEX notification_unread ON notification (agent, notification) WHERE read_us IS NULL;
CREATE INDEX notification_customer ON notification (customer) WHERE customer IS NOT NULL;
CREATE INDEX notification_session ON notification (session) WHERE session IS NOT NULL;

-- Where an agent wants to be told of things while no page is open. Nothing sends to them before the mobile
-- channel.
CREATE TABLE device (
    device INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    agent INTEGER,                  -- none: of a program
    platform TEXT NOT NULL,
    address TEXT NOT NULL,          -- a push endpoint, or a device's token
    body TEXT,                      -- JSON object: keys and the like
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX device_id ON device (tenant, id);
CREATE UNIQUE INDEX device_address ON device (tenant, address);
CREATE INDEX device_agent ON device (agent) WHERE agent IS NOT NULL;

-- ---- customers

ALTER TABLE customer ADD COLUMN tags TEXT;              -- JSON array of names, sorted
ALTER TABLE customer ADD COLUMN merged_us INTEGER;
ALTER TABLE customer ADD COLUMN members INTEGER NOT NULL DEFAULT 0;         -- how many were merged into it directly
ALTER TABLE customer ADD COLUMN block_reason TEXT;
ALTER TABLE customer ADD COLUMN is_erasing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customer ADD COLUMN last_position INTEGER NOT NULL DEFAULT 0;   -- of its last event of no session
CREATE INDEX customer_list ON customer (tenant, customer) WHERE merged_into IS NULL AND is_erasing = 0;

-- ---- sessions

ALTER TABLE session ADD COLUMN tags TEXT;               -- JSON array of names, sorted
ALTER TABLE session ADD COLUMN snoozed_until_us INTEGER;
ALTER TABLE session ADD COLUMN rating_comment TEXT;
ALTER TABLE session ADD COLUMN rated_us INTEGER;
ALTER TABLE session ADD COLUMN merged_into INTEGER;     -- the session that went on with it
ALTER TABLE session ADD COLUMN reopened INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN channel INTEGER NOT NULL DEFAULT 0;      -- where it is held now (enum channel)
ALTER TABLE session ADD COLUMN left_channels INTEGER NOT NULL DEFAULT 0; -- of `channels`: transferred away from
UPDATE session SET channel = primary_channel;
ALTER TABLE session ADD COLUMN was_default INTEGER NOT NULL DEFAULT 0;  -- the default one when it was closed

-- Orders and filters of /sessions/active. A session's place by activity is the position of its first event in
-- the minute of its last one: moved once a minute at most, and one number, for SQLite cannot seek behind
-- (number, key of the table). A move rewrites the session's entry in each index that has the column, so the
-- common case (active, of normal priority) stands in none for status and priority.
DROP INDEX session_open;
ALTER TABLE session RENAME COLUMN activity_minute TO activity_position;
UPDATE session SET activity_position = last_position;
CREATE INDEX session_open ON session (tenant, activity_position) WHERE is_open = 1;
DROP INDEX session_open_customer;
CREATE INDEX session_open_customer ON session (tenant, customer) WHERE is_open = 1;
CREATE INDEX session_open_agent ON session (tenant, agent, activity_position) WHERE is_open = 1;
CREATE INDEX session_open_queue ON session (tenant, queue, activity_position)
    WHERE is_open = 1 AND queue IS NOT NULL;
CREATE INDEX session_open_pending ON session (tenant, status, activity_position)
    WHERE is_open = 1 AND status = 1;
CREATE INDEX session_open_priority ON session (tenant, priority, activity_position)
    WHERE is_open = 1 AND priority <> 1;
CREATE INDEX session_open_channel ON session (tenant, channel, activity_position)
    WHERE is_open = 1;
-- By age: rows are numbered as they are made, and every index ends in the row's number.
CREATE INDEX session_made ON session (tenant) WHERE is_open = 1;
CREATE INDEX session_made_queue ON session (tenant, queue) WHERE is_open = 1 AND queue IS NOT NULL;
CREATE INDEX session_urgent ON session (tenant, priority) WHERE is_open = 1;
CREATE INDEX session_urgent_queue ON session (tenant, queue, priority) WHERE is_open = 1 AND queue IS NOT NULL;
CREATE INDEX session_waiting ON session (tenant, waiting_since_us)
    WHERE is_open = 1 AND waiting_since_us IS NOT NULL;
CREATE INDEX session_waiting_queue ON session (tenant, queue, waiting_since_us)
    WHERE is_open = 1 AND waiting_since_us IS NOT NULL AND queue IS NOT NULL;
-- The customer's last one that a new message may reopen.
CREATE INDEX session_reopenable ON session (tenant, customer, resolved_us) WHERE was_default = 1 AND status = 2;
CREATE INDEX session_merged ON session (merged_into) WHERE merged_into IS NOT NULL;
-- For retention: what was closed or resolved long ago. What was merged into another goes with that one.
CREATE INDEX session_closed ON session (tenant, closed_us) WHERE closed_us IS NOT NULL AND merged_into IS NULL;

CREATE TABLE tag (
    tag INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    name TEXT NOT NULL,
    color TEXT,
    created_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tag_name ON tag (tenant, name);
CREATE INDEX tag_list ON tag (tenant);

CREATE TABLE session_tag (
    session INTEGER NOT NULL,
    tag INTEGER NOT NULL,
    tenant INTEGER NOT NULL,
    is_open INTEGER NOT NULL,           -- the session's, as it is there
    activity_position INTEGER NOT NULL, -- likewise
    PRIMARY KEY (session, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_tag_open ON session_tag (tenant, tag, activity_position) WHERE is_open = 1;
CREATE INDEX session_tag_created ON session_tag (tenant, tag, session) WHERE is_open = 1;

CREATE TABLE customer_tag (
    customer INTEGER NOT NULL,
    tag INTEGER NOT NULL,
    tenant INTEGER NOT NULL,
    PRIMARY KEY (customer, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_tag_tag ON customer_tag (tenant, tag, customer);

-- ---- interactions

-- Reads of one session, however much the customer says elsewhere meanwhile.
CREATE INDEX interaction_session ON interaction (session, position);
-- What happened to a session, apart from what was said.
CREATE INDEX interaction_session_events ON interaction (session, position) WHERE type <> 1;

ALTER TABLE interaction ADD COLUMN edits INTEGER NOT NULL DEFAULT 0;

-- What an edited interaction said before.
CREATE TABLE interaction_edit (
    interaction_edit INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    interaction INTEGER NOT NULL,
    content TEXT NOT NULL,
    actor_kind INTEGER NOT NULL,
    actor_id TEXT,
    created_us INTEGER NOT NULL     -- when it was replaced
) STRICT;
CREATE INDEX interaction_edit_of ON interaction_edit (interaction, interaction_edit);

-- ---- transfers

CREATE TABLE transfer (
    transfer INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    session INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    interaction INTEGER,            -- its entry in the timeline; after it was reverted still that one
    state INTEGER NOT NULL,         -- enum transfer_state (hub/transfer.h)
    -- The session's place before and after, whole.
    from_channel INTEGER NOT NULL,  -- enum channel
    to_channel INTEGER NOT NULL,
    from_agent INTEGER,
    to_agent INTEGER,
    from_queue INTEGER,
    to_queue INTEGER,
    reason TEXT,
    context TEXT,                   -- JSON object: context_data
    outbox INTEGER,                 -- the leg that tells the customer
    fault TEXT,
    actor_kind INTEGER NOT NULL,
    actor_id TEXT,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX transfer_id ON transfer (tenant, id);
CREATE INDEX transfer_session ON transfer (session, transfer);
CREATE INDEX transfer_untold ON transfer (session) WHERE state IN (3, 4);
CREATE INDEX transfer_outbox ON transfer (outbox) WHERE outbox IS NOT NULL;

-- ---- events

ALTER TABLE event ADD COLUMN agent INTEGER NOT NULL DEFAULT 0;      -- whose topic it is for; 0: nobody's
ALTER TABLE event ADD COLUMN queue INTEGER NOT NULL DEFAULT 0;      -- the session's; 0: none
CREATE INDEX outbox_session ON outbox (session) WHERE session IS NOT NULL;
