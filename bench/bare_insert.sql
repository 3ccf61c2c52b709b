-- The rows that the hub writes for one inbound message, in its order (bench/bare_insert.c tells the notation).
-- @stand-in: tables of this file's own, until the hub's schema is there. Then: the hub's statements below,
-- no CREATE TABLE, and without this line.
-- @setup
CREATE TABLE IF NOT EXISTS bare_tenant(row INTEGER PRIMARY KEY, position INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS bare_customer(row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, seen_us INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS bare_session(row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, customer INTEGER NOT NULL UNIQUE,
    messages INTEGER NOT NULL, last_position INTEGER, last_us INTEGER, last_minute INTEGER) STRICT;
CREATE INDEX IF NOT EXISTS bare_session_minute ON bare_session(last_minute);
CREATE TABLE IF NOT EXISTS bare_interaction(position INTEGER PRIMARY KEY, session INTEGER NOT NULL,
    customer INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, channel INTEGER NOT NULL, provider_id TEXT,
    content TEXT NOT NULL, metadata TEXT, at_us INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS bare_interaction_customer ON bare_interaction(customer, position);
CREATE UNIQUE INDEX IF NOT EXISTS bare_interaction_provider ON bare_interaction(channel, provider_id)
    WHERE provider_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS bare_event(position INTEGER PRIMARY KEY, session INTEGER NOT NULL, customer INTEGER NOT NULL,
    audience INTEGER NOT NULL, kind INTEGER NOT NULL, ref INTEGER NOT NULL) STRICT;
INSERT INTO bare_tenant(row, position) VALUES (1, 0) ON CONFLICT DO NOTHING;
SELECT position + 1 AS first_position FROM bare_tenant WHERE row = 1;
-- @message
INSERT INTO bare_customer(id, seen_us) VALUES ($customer_text, $now_us)
    ON CONFLICT (id) DO UPDATE SET seen_us = excluded.seen_us RETURNING row AS customer_row;
INSERT INTO bare_session(id, customer, messages, last_position, last_us, last_minute)
    VALUES ($uuid_a, $customer_row, 1, $position, $now_us, $minute)
    ON CONFLICT (customer) DO UPDATE SET messages = messages + 1, last_position = excluded.last_position,
    last_us = excluded.last_us, last_minute = excluded.last_minute RETURNING row AS session_row;
INSERT INTO bare_interaction(position, session, customer, id, channel, content, metadata, at_us)
    VALUES ($position, $session_row, $customer_row, $uuid_b, 3, $content,
    '{"page":"/orders","locale":"en-GB"}', $now_us);
INSERT INTO bare_event(position, session, customer, audience, kind, ref)
    VALUES ($position, $session_row, $customer_row, 1, 1, $position);
-- @batch
UPDATE bare_tenant SET position = $last_position WHERE row = 1;
