BEGIN TRANSACTION;
CREATE TABLE agent (
    agent INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    role INTEGER NOT NULL,
    status INTEGER NOT NULL,
    password TEXT,
    capacity INTEGER NOT NULL,
    skills TEXT,
    preferences TEXT,
    version INTEGER NOT NULL,
    status_us INTEGER NOT NULL,
    disabled_us INTEGER,
    deleted_us INTEGER,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE TABLE agent_queue (
    agent INTEGER NOT NULL,
    queue INTEGER NOT NULL,
    tenant INTEGER NOT NULL,
    PRIMARY KEY (agent, queue)
) STRICT, WITHOUT ROWID;
CREATE TABLE api_key (
    api_key INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    scope INTEGER NOT NULL,
    hash TEXT NOT NULL,
    hint TEXT NOT NULL,
    previous_hash TEXT,
    previous_until_us INTEGER,
    expires_us INTEGER,
    revoked_us INTEGER,
    created_by TEXT,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE TABLE attachment (
    attachment INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    blob INTEGER NOT NULL,
    name TEXT NOT NULL,
    customer INTEGER,
    session INTEGER,
    interaction INTEGER,
    author_type INTEGER NOT NULL,
    author_id TEXT,
    created_us INTEGER NOT NULL
) STRICT;
CREATE TABLE audit (
    audit INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    actor_kind INTEGER NOT NULL,
    actor_id TEXT,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    object_id TEXT,
    customer INTEGER,
    detail TEXT,
    created_us INTEGER NOT NULL
) STRICT;
INSERT INTO "audit" VALUES(1,1,4,NULL,'connector.create','connector','con_b8633f49996b541c53d75f60c9865488',NULL,'{"channel":"sms","adapter":"twilio","enabled":true}',1795409712916543);
CREATE TABLE blob (
    blob INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    hash TEXT NOT NULL,
    size INTEGER NOT NULL,
    type TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    thumbnail INTEGER NOT NULL,
    refs INTEGER NOT NULL,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE TABLE blob_usage (
    tenant INTEGER PRIMARY KEY,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
CREATE TABLE connector (
    connector INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    channel INTEGER NOT NULL,
    adapter TEXT NOT NULL,
    config TEXT NOT NULL,
    secrets TEXT,
    rate INTEGER,
    concurrency INTEGER,
    is_enabled INTEGER NOT NULL,
    version INTEGER NOT NULL,
    deleted_us INTEGER,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
INSERT INTO "connector" VALUES(1,1,'con_b8633f49996b541c53d75f60c9865488','default',4,'twilio','{"account_sid":"AC0123456789abcdef0123456789abcdef","from":"+15550001111","base_url":"http://127.0.0.1:33005"}','s1.80900a3b.w8XC0/tktJ1jyKo4NRPkfNqkdJCjm6Li/OS4ukj/RKsLGWZ0ddzpBFmc27A4iLhIsMu626d9ayijBg32QSn/2Z7CluMhag==',NULL,2,1,1,NULL,1795409712916543,1795409712916543);
CREATE TABLE consent (
    consent INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    customer INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    purpose INTEGER NOT NULL,
    address TEXT,
    is_given INTEGER NOT NULL,
    source TEXT NOT NULL,
    proof TEXT,
    actor_kind INTEGER NOT NULL,
    actor_id TEXT,
    created_us INTEGER NOT NULL
) STRICT;
CREATE TABLE contact_count (
    customer INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    purpose INTEGER NOT NULL,
    day INTEGER NOT NULL,
    tenant INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (customer, channel, purpose, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE customer (
    customer INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    phone TEXT,
    email TEXT,
    time_zone TEXT,
    language TEXT,
    profile TEXT,
    preferences TEXT,
    context TEXT,
    merged_into INTEGER,
    blocked_us INTEGER,
    channels INTEGER NOT NULL,
    closed_sessions INTEGER NOT NULL,
    resolved_sessions INTEGER NOT NULL,
    interactions INTEGER NOT NULL,
    responses INTEGER NOT NULL,
    response_sum_us INTEGER NOT NULL,
    ratings INTEGER NOT NULL,
    rating_sum INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
, tags TEXT, merged_us INTEGER, members INTEGER NOT NULL DEFAULT 0, block_reason TEXT, is_erasing INTEGER NOT NULL DEFAULT 0, last_position INTEGER NOT NULL DEFAULT 0, has_consent INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "customer" VALUES(1,1,'cust_ada','ada','+15552220001',NULL,NULL,NULL,'{"name":"ada","phone":"+15552220001"}',NULL,NULL,NULL,NULL,20,0,0,0,0,0,0,0,2,1795409713072920,1795409713072920,NULL,NULL,0,NULL,0,0,0);
INSERT INTO "customer" VALUES(2,1,'cust_bob','bob','+15552220002',NULL,NULL,NULL,'{"name":"bob","phone":"+15552220002"}',NULL,NULL,NULL,NULL,20,0,0,0,0,0,0,0,2,1795409713616266,1795409713616266,NULL,NULL,0,NULL,0,0,0);
INSERT INTO "customer" VALUES(3,1,'cust_eve','eve','+15552220003',NULL,NULL,NULL,'{"name":"eve","phone":"+15552220003"}',NULL,NULL,NULL,NULL,20,0,0,0,0,0,0,0,2,1795409713722666,1795409713722666,NULL,NULL,0,NULL,0,0,0);
CREATE TABLE customer_tag (
    customer INTEGER NOT NULL,
    tag INTEGER NOT NULL,
    tenant INTEGER NOT NULL,
    PRIMARY KEY (customer, tag)
) STRICT, WITHOUT ROWID;
CREATE TABLE device (
    device INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    agent INTEGER,
    platform TEXT NOT NULL,
    address TEXT NOT NULL,
    body TEXT,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE TABLE early_receipt (
    connector INTEGER NOT NULL,
    provider_id TEXT NOT NULL,
    state INTEGER NOT NULL,
    tenant INTEGER NOT NULL,
    code TEXT,
    fault TEXT,
    info TEXT,
    created_us INTEGER NOT NULL,
    PRIMARY KEY (connector, provider_id, state)
) STRICT, WITHOUT ROWID;
CREATE TABLE event (
    tenant INTEGER NOT NULL,
    position INTEGER NOT NULL,
    session INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    ref INTEGER NOT NULL,
    created_us INTEGER NOT NULL, agent INTEGER NOT NULL DEFAULT 0, queue INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "event" VALUES(1,1,0,0,0,10,0,1795409712916543,0,0);
INSERT INTO "event" VALUES(1,2,1,1,1,2,1,1795409713072920,0,0);
INSERT INTO "event" VALUES(1,3,1,1,1,1,1,1795409713302381,0,0);
INSERT INTO "event" VALUES(1,4,1,1,1,1,2,1795409713409925,0,0);
INSERT INTO "event" VALUES(1,5,1,1,1,1,3,1795409713564812,0,0);
INSERT INTO "event" VALUES(1,6,2,2,1,2,2,1795409713616266,0,0);
INSERT INTO "event" VALUES(1,7,2,2,1,1,4,1795409713638707,0,0);
INSERT INTO "event" VALUES(1,8,2,2,1,1,5,1795409713656166,0,0);
INSERT INTO "event" VALUES(1,9,3,3,1,2,3,1795409713722666,0,0);
INSERT INTO "event" VALUES(1,10,3,3,1,1,6,1795409713744585,0,0);
INSERT INTO "event" VALUES(1,11,3,3,1,1,7,1795409713758389,0,0);
CREATE TABLE idempotency (
    idempotency INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    owner TEXT NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    reply TEXT NOT NULL,
    created_us INTEGER NOT NULL
, customer INTEGER, position INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0, is_kept INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE TABLE identity (
    identity INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    address TEXT NOT NULL,
    display TEXT,
    verified_us INTEGER,
    created_us INTEGER NOT NULL
) STRICT;
INSERT INTO "identity" VALUES(1,1,1,1,'+15552220001','+15552220001',NULL,1795409713072920);
INSERT INTO "identity" VALUES(2,1,2,1,'+15552220002','+15552220002',NULL,1795409713616266);
INSERT INTO "identity" VALUES(3,1,3,1,'+15552220003','+15552220003',NULL,1795409713722666);
CREATE TABLE interaction (
    interaction INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    customer INTEGER NOT NULL,
    session INTEGER NOT NULL,
    connector INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    type INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    author_type INTEGER NOT NULL,
    author_id TEXT,
    author_name TEXT,
    content TEXT NOT NULL,
    attachments TEXT,
    metadata TEXT,
    change TEXT,
    provider_id TEXT,
    sentiment TEXT,
    delivery INTEGER NOT NULL,
    created_us INTEGER NOT NULL,
    edited_us INTEGER
, edits INTEGER NOT NULL DEFAULT 0, quick_replies TEXT, redacted_us INTEGER, delivery_info TEXT) STRICT;
INSERT INTO "interaction" VALUES(1,1,3,'01a206c2-1896-7cb7-ba85-0ca4bae5d4b2',1,1,-3,2,1,1,1,1,NULL,NULL,'Where is it?',NULL,NULL,NULL,NULL,NULL,0,1795409713302381,NULL,0,NULL,NULL,NULL);
INSERT INTO "interaction" VALUES(2,1,4,'01a206c2-1901-7daf-9d0c-33e562568245',1,1,-5,4,1,2,1,2,NULL,NULL,'Your order has left.',NULL,NULL,NULL,NULL,NULL,2,1795409713409925,NULL,0,NULL,NULL,'{"connector":"con_b8633f49996b541c53d75f60c9865488"}');
INSERT INTO "interaction" VALUES(3,1,5,'01a206c2-199c-7794-b7e2-1f82f69d7ffe',1,1,-5,4,1,2,1,2,NULL,NULL,'It comes at noon.',NULL,NULL,NULL,NULL,NULL,2,1795409713564812,NULL,0,NULL,NULL,'{"connector":"con_b8633f49996b541c53d75f60c9865488"}');
INSERT INTO "interaction" VALUES(4,1,7,'01a206c2-19e6-768c-9341-a2adfb30eb33',2,2,-3,2,1,1,1,1,NULL,NULL,'Where is it?',NULL,NULL,NULL,NULL,NULL,0,1795409713638707,NULL,0,NULL,NULL,NULL);
INSERT INTO "interaction" VALUES(5,1,8,'01a206c2-19f8-7d64-b99c-622c55f1c80e',2,2,-5,4,1,2,1,2,NULL,NULL,'Your parcel is here.',NULL,NULL,NULL,NULL,NULL,2,1795409713656166,NULL,0,NULL,NULL,'{"connector":"con_b8633f49996b541c53d75f60c9865488"}');
INSERT INTO "interaction" VALUES(6,1,10,'01a206c2-1a50-70a7-a02c-8c9aac481a10',3,3,-3,2,1,1,1,1,NULL,NULL,'Where is it?',NULL,NULL,NULL,NULL,NULL,0,1795409713744585,NULL,0,NULL,NULL,NULL);
INSERT INTO "interaction" VALUES(7,1,11,'01a206c2-1a5e-7e12-abc6-32bffab3d3ba',3,3,-5,4,1,2,1,2,NULL,NULL,'Thank you for waiting.',NULL,NULL,NULL,NULL,NULL,2,1795409713758389,NULL,0,NULL,NULL,'{"connector":"con_b8633f49996b541c53d75f60c9865488"}');
CREATE TABLE interaction_edit (
    interaction_edit INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    interaction INTEGER NOT NULL,
    content TEXT NOT NULL,
    actor_kind INTEGER NOT NULL,
    actor_id TEXT,
    created_us INTEGER NOT NULL
) STRICT;
CREATE TABLE invitation (
    invitation INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    agent INTEGER,
    hash TEXT NOT NULL,
    expires_us INTEGER NOT NULL,
    used_us INTEGER,
    created_us INTEGER NOT NULL
) STRICT;
INSERT INTO "invitation" VALUES(1,1,NULL,'827a2ffff0d4222947b28fb8dfc08492a2c57235dd5cfd3dc72874a484915d6e',1795496111960476,NULL,1795409711960476);
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
    arguments TEXT NOT NULL,
    result TEXT,
    fault TEXT,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    finished_us INTEGER
, requested_by TEXT, ref INTEGER, attempts INTEGER NOT NULL DEFAULT 0, due_us INTEGER NOT NULL DEFAULT 0, file TEXT, file_type TEXT, file_size INTEGER, file_until_us INTEGER) STRICT;
CREATE TABLE login (
    login INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    agent INTEGER NOT NULL,
    hash TEXT NOT NULL,
    expires_us INTEGER NOT NULL,
    created_us INTEGER NOT NULL
) STRICT;
CREATE TABLE media_fetch (
    media_fetch INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    connector INTEGER NOT NULL,
    interaction INTEGER NOT NULL,
    item INTEGER NOT NULL,
    url TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_us INTEGER NOT NULL,
    created_us INTEGER NOT NULL
) STRICT;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO "meta" VALUES('schema','6');
INSERT INTO "meta" VALUES('epoch','7d8abfce');
CREATE TABLE notification (
    notification INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    agent INTEGER NOT NULL,
    type TEXT NOT NULL,
    title TEXT NOT NULL,
    message TEXT NOT NULL,
    session INTEGER,
    customer INTEGER,
    read_us INTEGER,
    created_us INTEGER NOT NULL
) STRICT;
CREATE TABLE outbox (
    outbox INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    connector INTEGER,
    lane TEXT,
    session INTEGER,
    ref INTEGER NOT NULL,
    body TEXT,
    state INTEGER NOT NULL,
    is_due INTEGER NOT NULL,
    due_us INTEGER NOT NULL,
    expires_us INTEGER,
    lease TEXT,
    lease_until_us INTEGER,
    attempts INTEGER NOT NULL,
    outcome TEXT,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
, channel INTEGER NOT NULL DEFAULT -1, address TEXT, purpose INTEGER NOT NULL DEFAULT 1, is_bulk INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0, is_doubtful INTEGER NOT NULL DEFAULT 0, begun_us INTEGER) STRICT;
INSERT INTO "outbox" VALUES(1,1,'01a206c2-1901-7714-ad4a-dc465fed3415',1,1,'01a206c2-17b0-798f-b8f9-ac916b6b3508',1,2,NULL,3,0,1795409713409925,NULL,'01a206c2-1322-7665-9eab-1d1fc3e9cfd4',1795409863418182,1,NULL,1795409713409925,1795409713418182,4,NULL,1,0,0,0,1795409713418182);
INSERT INTO "outbox" VALUES(2,1,'01a206c2-199c-702a-b5ad-9f17d37bd6d3',1,1,'01a206c2-17b0-798f-b8f9-ac916b6b3508',1,3,NULL,2,0,1795409713564812,NULL,NULL,NULL,0,NULL,1795409713564812,1795409713564812,4,NULL,1,0,0,0,NULL);
INSERT INTO "outbox" VALUES(3,1,'01a206c2-19f8-7dd7-82d5-c27b84fd5a70',1,1,'01a206c2-19d0-727d-8951-c235fc94e73c',2,5,NULL,2,1,1795409713656166,NULL,NULL,NULL,1,NULL,1795409713656166,1795409713657125,4,NULL,1,0,0,1,1795409713657125);
INSERT INTO "outbox" VALUES(4,1,'01a206c2-1a5e-7518-b968-e4ddf771cfa8',1,1,'01a206c2-1a3a-7c3b-b0a8-65e340d60596',3,7,NULL,2,1,1795409713758389,NULL,NULL,NULL,0,NULL,1795409713758389,1795409713758389,4,NULL,1,0,0,0,NULL);
CREATE TABLE participant (
    session INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    ref INTEGER NOT NULL,
    tenant INTEGER NOT NULL,
    delivered_position INTEGER NOT NULL,
    read_position INTEGER NOT NULL,
    joined_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    PRIMARY KEY (session, kind, ref)
) STRICT, WITHOUT ROWID;
CREATE TABLE queue (
    queue INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    settings TEXT,
    version INTEGER NOT NULL,
    deleted_us INTEGER,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE TABLE session (
    session INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    customer INTEGER NOT NULL,
    is_default INTEGER NOT NULL,
    is_open INTEGER NOT NULL,
    status INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    primary_channel INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    agent INTEGER,
    queue INTEGER,
    sentiment TEXT,
    context TEXT,
    interactions INTEGER NOT NULL,
    messages_in INTEGER NOT NULL,
    messages_out INTEGER NOT NULL,
    responses INTEGER NOT NULL,
    response_sum_us INTEGER NOT NULL,
    waiting_since_us INTEGER,
    rating INTEGER,
    first_position INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    last_public_position INTEGER NOT NULL,
    last_activity_us INTEGER NOT NULL,
    activity_position INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    resolved_us INTEGER,
    closed_us INTEGER
, tags TEXT, snoozed_until_us INTEGER, rating_comment TEXT, rated_us INTEGER, merged_into INTEGER, reopened INTEGER NOT NULL DEFAULT 0, channel INTEGER NOT NULL DEFAULT 0, left_channels INTEGER NOT NULL DEFAULT 0, was_default INTEGER NOT NULL DEFAULT 0, reach_connector INTEGER, reach_address TEXT) STRICT;
INSERT INTO "session" VALUES(1,1,'01a206c2-17b0-798f-b8f9-ac916b6b3508',1,1,1,0,1,2,20,NULL,NULL,NULL,NULL,3,1,2,1,107544,NULL,NULL,2,5,5,1795409713564812,2,2,1795409713072920,1795409713564812,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,2,0,0,NULL,NULL);
INSERT INTO "session" VALUES(2,1,'01a206c2-19d0-727d-8951-c235fc94e73c',2,1,1,0,1,2,20,NULL,NULL,NULL,NULL,2,1,1,1,17459,NULL,NULL,6,8,8,1795409713656166,6,2,1795409713616266,1795409713656166,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,2,0,0,NULL,NULL);
INSERT INTO "session" VALUES(3,1,'01a206c2-1a3a-7c3b-b0a8-65e340d60596',3,1,1,0,1,2,20,NULL,NULL,NULL,NULL,2,1,1,1,13804,NULL,NULL,9,11,11,1795409713758389,9,2,1795409713722666,1795409713758389,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,2,0,0,NULL,NULL);
CREATE TABLE session_tag (
    session INTEGER NOT NULL,
    tag INTEGER NOT NULL,
    tenant INTEGER NOT NULL,
    is_open INTEGER NOT NULL,
    activity_position INTEGER NOT NULL,
    PRIMARY KEY (session, tag)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE tag (
    tag INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    name TEXT NOT NULL,
    color TEXT,
    created_us INTEGER NOT NULL
) STRICT;
CREATE TABLE tenant (
    tenant INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    clock_us INTEGER NOT NULL,
    settings TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
, title TEXT, version INTEGER NOT NULL DEFAULT 1, disabled_us INTEGER, consent_salt TEXT) STRICT;
INSERT INTO "tenant" VALUES(1,'default',11,1795409713758389,'{}',1795409711508618,1795409711508618,NULL,1,NULL,NULL);
CREATE TABLE tenant_secret (
    tenant_secret INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    name TEXT NOT NULL,
    sealed TEXT NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE TABLE timer (
    timer INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    ref INTEGER NOT NULL,
    due_us INTEGER NOT NULL,
    body TEXT,
    created_us INTEGER NOT NULL
, attempts INTEGER NOT NULL DEFAULT 0, fault TEXT, parked_us INTEGER) STRICT;
CREATE TABLE transfer (
    transfer INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    session INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    interaction INTEGER,
    state INTEGER NOT NULL,
    from_channel INTEGER NOT NULL,
    to_channel INTEGER NOT NULL,
    from_agent INTEGER,
    to_agent INTEGER,
    from_queue INTEGER,
    to_queue INTEGER,
    reason TEXT,
    context TEXT,
    outbox INTEGER,
    fault TEXT,
    actor_kind INTEGER NOT NULL,
    actor_id TEXT,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE TABLE webhook (
    webhook INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    url TEXT NOT NULL,
    description TEXT,
    events TEXT NOT NULL,
    format INTEGER NOT NULL,
    secret TEXT NOT NULL,
    previous_secret TEXT,
    previous_until_us INTEGER,
    key TEXT,
    previous_key TEXT,
    public_key TEXT,
    is_enabled INTEGER NOT NULL,
    disabled_reason TEXT,
    epoch TEXT NOT NULL,
    position INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due_us INTEGER NOT NULL,
    head_since_us INTEGER,
    head_status INTEGER,
    head_refusals INTEGER NOT NULL,
    head_fault TEXT,
    version INTEGER NOT NULL,
    deleted_us INTEGER,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE TABLE webhook_delivery (
    webhook_delivery INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    webhook INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    type TEXT NOT NULL,
    state INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    status INTEGER,
    fault TEXT,
    duration_us INTEGER,
    due_us INTEGER,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE TABLE webhook_erased (
    tenant INTEGER NOT NULL,
    position INTEGER NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (tenant, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE webhook_unknown (
    connector INTEGER NOT NULL,
    kind TEXT NOT NULL,
    tenant INTEGER NOT NULL,
    count INTEGER NOT NULL,
    sample TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    PRIMARY KEY (connector, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE widget_site (
    widget_site INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    origins TEXT NOT NULL,
    settings TEXT,
    secret TEXT,
    previous_secret TEXT,
    previous_until_us INTEGER,
    visitors_per_minute INTEGER NOT NULL,
    version INTEGER NOT NULL,
    disabled_us INTEGER,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE TABLE word_rule (
    word_rule INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL,
    word TEXT NOT NULL,
    is_part INTEGER NOT NULL,
    action INTEGER NOT NULL,
    created_us INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tenant_name ON tenant (name);
CREATE UNIQUE INDEX customer_id ON customer (tenant, id);
CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;
CREATE UNIQUE INDEX identity_address ON identity (tenant, kind, address);
CREATE INDEX identity_customer ON identity (customer);
CREATE UNIQUE INDEX session_id ON session (tenant, id);
CREATE UNIQUE INDEX session_default ON session (tenant, customer) WHERE is_default = 1;
CREATE INDEX session_customer ON session (customer, session);
CREATE UNIQUE INDEX interaction_id ON interaction (tenant, id);
CREATE INDEX interaction_customer ON interaction (customer, position);
CREATE UNIQUE INDEX interaction_provider ON interaction (tenant, connector, provider_id)
    WHERE provider_id IS NOT NULL;
CREATE UNIQUE INDEX outbox_id ON outbox (tenant, id);
CREATE UNIQUE INDEX timer_owner ON timer (tenant, kind, ref);
CREATE UNIQUE INDEX job_id ON job (tenant, id);
CREATE INDEX job_running ON job (tenant, job) WHERE is_running = 1;
CREATE UNIQUE INDEX idempotency_key ON idempotency (tenant, owner, route, key);
CREATE UNIQUE INDEX tenant_secret_name ON tenant_secret (tenant, name);
CREATE UNIQUE INDEX api_key_hash ON api_key (hash);
CREATE UNIQUE INDEX api_key_previous ON api_key (previous_hash) WHERE previous_hash IS NOT NULL;
CREATE UNIQUE INDEX api_key_id ON api_key (tenant, id);
CREATE INDEX api_key_list ON api_key (tenant, api_key);
CREATE INDEX api_key_active ON api_key (tenant) WHERE revoked_us IS NULL;
CREATE UNIQUE INDEX queue_id ON queue (tenant, id);
CREATE INDEX queue_list ON queue (tenant, queue) WHERE deleted_us IS NULL;
CREATE UNIQUE INDEX skill_id ON skill (tenant, id);
CREATE INDEX skill_list ON skill (tenant, skill);
CREATE UNIQUE INDEX agent_id ON agent (tenant, id);
CREATE UNIQUE INDEX agent_email ON agent (tenant, email) WHERE email IS NOT NULL;
CREATE INDEX agent_list ON agent (tenant, agent) WHERE deleted_us IS NULL;
CREATE INDEX agent_admin ON agent (tenant)
    WHERE role = 5 AND password IS NOT NULL AND disabled_us IS NULL AND deleted_us IS NULL;
CREATE INDEX agent_queue_queue ON agent_queue (queue, agent);
CREATE UNIQUE INDEX login_hash ON login (hash);
CREATE INDEX login_agent ON login (agent);
CREATE INDEX login_age ON login (tenant, created_us);
CREATE UNIQUE INDEX invitation_hash ON invitation (hash);
CREATE INDEX invitation_agent ON invitation (tenant, agent);
CREATE INDEX invitation_age ON invitation (tenant, created_us);
CREATE INDEX audit_tenant ON audit (tenant, audit);
CREATE INDEX audit_object ON audit (tenant, object, object_id, audit);
CREATE INDEX audit_actor ON audit (tenant, actor_id, audit) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_action ON audit (tenant, action, audit);
CREATE INDEX audit_customer ON audit (customer) WHERE customer IS NOT NULL;
CREATE UNIQUE INDEX notification_id ON notification (tenant, id);
CREATE INDEX notification_tenant ON notification (tenant, notification);
CREATE INDEX notification_tenant_unread ON notification (tenant, notification) WHERE read_us IS NULL;
CREATE INDEX notification_age ON notification (tenant, created_us);
CREATE INDEX notification_agent ON notification (agent, notification);
CREATE INDEX notification_unread ON notification (agent, notification) WHERE read_us IS NULL;
CREATE INDEX notification_customer ON notification (customer) WHERE customer IS NOT NULL;
CREATE INDEX notification_session ON notification (session) WHERE session IS NOT NULL;
CREATE UNIQUE INDEX device_id ON device (tenant, id);
CREATE UNIQUE INDEX device_address ON device (tenant, address);
CREATE INDEX device_agent ON device (agent) WHERE agent IS NOT NULL;
CREATE INDEX customer_list ON customer (tenant, customer) WHERE merged_into IS NULL AND is_erasing = 0;
CREATE INDEX session_open ON session (tenant, activity_position) WHERE is_open = 1;
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
CREATE INDEX session_made ON session (tenant) WHERE is_open = 1;
CREATE INDEX session_made_queue ON session (tenant, queue) WHERE is_open = 1 AND queue IS NOT NULL;
CREATE INDEX session_urgent ON session (tenant, priority) WHERE is_open = 1;
CREATE INDEX session_urgent_queue ON session (tenant, queue, priority) WHERE is_open = 1 AND queue IS NOT NULL;
CREATE INDEX session_waiting ON session (tenant, waiting_since_us)
    WHERE is_open = 1 AND waiting_since_us IS NOT NULL;
CREATE INDEX session_waiting_queue ON session (tenant, queue, waiting_since_us)
    WHERE is_open = 1 AND waiting_since_us IS NOT NULL AND queue IS NOT NULL;
CREATE INDEX session_reopenable ON session (tenant, customer, resolved_us) WHERE was_default = 1 AND status = 2;
CREATE INDEX session_merged ON session (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX session_ended_last ON session (tenant, customer, last_position) WHERE is_open = 0;
CREATE INDEX session_closed ON session (tenant, closed_us) WHERE closed_us IS NOT NULL AND merged_into IS NULL;
CREATE UNIQUE INDEX tag_name ON tag (tenant, name);
CREATE INDEX tag_list ON tag (tenant);
CREATE INDEX session_tag_open ON session_tag (tenant, tag, activity_position) WHERE is_open = 1;
CREATE INDEX session_tag_created ON session_tag (tenant, tag, session) WHERE is_open = 1;
CREATE INDEX customer_tag_tag ON customer_tag (tenant, tag, customer);
CREATE INDEX interaction_session ON interaction (session, position);
CREATE INDEX interaction_session_events ON interaction (session, position) WHERE type <> 1;
CREATE INDEX interaction_edit_of ON interaction_edit (interaction, interaction_edit);
CREATE UNIQUE INDEX transfer_id ON transfer (tenant, id);
CREATE INDEX transfer_session ON transfer (session, transfer);
CREATE INDEX transfer_untold ON transfer (session) WHERE state IN (3, 4);
CREATE INDEX transfer_outbox ON transfer (outbox) WHERE outbox IS NOT NULL;
CREATE INDEX timer_due ON timer (due_us, timer) WHERE parked_us IS NULL;
CREATE INDEX timer_parked ON timer (parked_us) WHERE parked_us IS NOT NULL;
CREATE INDEX job_due ON job (due_us, job) WHERE is_running = 1;
CREATE INDEX job_newest ON job (tenant, job);
CREATE INDEX job_state ON job (tenant, state, job);
CREATE INDEX job_kind ON job (tenant, kind, job);
CREATE INDEX job_ref ON job (tenant, kind, ref) WHERE ref IS NOT NULL;
CREATE INDEX job_finished ON job (tenant, finished_us) WHERE finished_us IS NOT NULL;
CREATE INDEX idempotency_age ON idempotency (tenant, created_us);
CREATE INDEX idempotency_customer ON idempotency (customer) WHERE customer IS NOT NULL;
CREATE UNIQUE INDEX word_rule_id ON word_rule (tenant, id);
CREATE UNIQUE INDEX word_rule_word ON word_rule (tenant, word);
CREATE INDEX word_rule_list ON word_rule (tenant);
CREATE UNIQUE INDEX widget_site_id ON widget_site (id);
CREATE INDEX widget_site_list ON widget_site (tenant, widget_site);
CREATE UNIQUE INDEX blob_hash ON blob (tenant, hash);
CREATE INDEX blob_unused ON blob (tenant, updated_us) WHERE refs = 0;
CREATE INDEX blob_unthumbed ON blob (tenant, blob) WHERE thumbnail = 1;
CREATE UNIQUE INDEX attachment_id ON attachment (tenant, id);
CREATE INDEX attachment_blob ON attachment (blob);
CREATE INDEX attachment_interaction ON attachment (interaction) WHERE interaction IS NOT NULL;
CREATE INDEX attachment_customer ON attachment (customer) WHERE customer IS NOT NULL;
CREATE INDEX attachment_session ON attachment (session) WHERE session IS NOT NULL;
CREATE INDEX attachment_orphan ON attachment (tenant, created_us) WHERE interaction IS NULL;
CREATE UNIQUE INDEX connector_id ON connector (id);
CREATE UNIQUE INDEX connector_name ON connector (tenant, channel, name) WHERE deleted_us IS NULL;
CREATE INDEX connector_list ON connector (tenant, connector) WHERE deleted_us IS NULL;
CREATE INDEX connector_channel ON connector (tenant, channel, connector) WHERE deleted_us IS NULL AND is_enabled = 1;
CREATE INDEX webhook_unknown_sample ON webhook_unknown (tenant) WHERE sample <> '';
CREATE INDEX outbox_due ON outbox (connector, is_due, is_bulk, due_us, outbox) WHERE state = 2;
CREATE INDEX outbox_lane ON outbox (tenant, lane, outbox) WHERE state IN (2, 3) AND lane IS NOT NULL;
CREATE INDEX outbox_waiting ON outbox (tenant, channel, lane, outbox) WHERE state = 1;
CREATE INDEX outbox_taken ON outbox (lease_until_us, connector) WHERE state = 3;
CREATE INDEX outbox_expiry ON outbox (tenant, expires_us) WHERE state IN (1, 2) AND expires_us IS NOT NULL;
CREATE INDEX outbox_open ON outbox (tenant, outbox) WHERE state IN (1, 2, 3);
CREATE INDEX outbox_dead ON outbox (tenant, outbox) WHERE state IN (5, 7);
CREATE INDEX outbox_over ON outbox (tenant, updated_us) WHERE state IN (4, 6);
CREATE INDEX outbox_dead_age ON outbox (tenant, updated_us) WHERE state IN (5, 7);
CREATE INDEX outbox_session ON outbox (session, ref) WHERE session IS NOT NULL;
CREATE INDEX media_fetch_due ON media_fetch (due_us, media_fetch);
CREATE INDEX media_fetch_interaction ON media_fetch (tenant, interaction);
CREATE INDEX interaction_sms_inbox ON interaction (tenant, position) WHERE channel = 4 AND direction = 1 AND type = 1;
CREATE INDEX early_receipt_age ON early_receipt (tenant, created_us);
CREATE UNIQUE INDEX consent_id ON consent (tenant, id);
CREATE INDEX consent_customer ON consent (tenant, customer, consent);
CREATE INDEX consent_scope ON consent (tenant, customer, channel, purpose, consent) WHERE address IS NULL;
CREATE INDEX consent_address ON consent (tenant, address, channel, purpose, consent) WHERE address IS NOT NULL;
CREATE INDEX contact_count_age ON contact_count (tenant, day);
CREATE UNIQUE INDEX webhook_id ON webhook (tenant, id);
CREATE INDEX webhook_list ON webhook (tenant, webhook) WHERE deleted_us IS NULL;
CREATE UNIQUE INDEX webhook_delivery_id ON webhook_delivery (tenant, id);
CREATE INDEX webhook_delivery_list ON webhook_delivery (webhook, webhook_delivery);
CREATE INDEX webhook_delivery_state ON webhook_delivery (webhook, state, webhook_delivery);
CREATE INDEX webhook_delivery_age ON webhook_delivery (tenant, updated_us);
CREATE INDEX webhook_delivery_replay ON webhook_delivery (due_us) WHERE due_us IS NOT NULL;
COMMIT;
