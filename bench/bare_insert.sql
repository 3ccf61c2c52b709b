-- The rows that one inbound message leaves in the hub's store, and no others: customers and sessions are
-- there before, nothing is looked up. bench/bare_insert.c tells the notation; src/store/sql has the hub's own
-- statements, src/store/schema the tables. Numbers are those of chat, message, inbound, public, customer.
-- @setup
PRAGMA cache_size = -32768;
INSERT INTO tenant (tenant, name, position, clock_us, settings, created_us, updated_us)
    VALUES (1, 'default', 0, $now_us, '{}', $now_us, $now_us) ON CONFLICT DO NOTHING;
WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < $customers)
INSERT INTO customer (customer, tenant, id, channels, closed_sessions, resolved_sessions, interactions, responses,
    response_sum_us, ratings, rating_sum, version, created_us, updated_us)
    SELECT n + 1, 1, format('bench-%07d', n), 4, 0, 0, 0, 0, 0, 0, 0, 1, $now_us, $now_us FROM n WHERE true
    ON CONFLICT DO NOTHING;
WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < $customers)
INSERT INTO session (session, tenant, id, customer, is_default, is_open, status, priority, primary_channel, channels,
    interactions, messages_in, messages_out, responses, response_sum_us, first_position, last_position,
    last_public_position, last_activity_us, activity_minute, version, created_us, updated_us)
    SELECT n + 1, 1, format('00000000-0000-7000-8000-%012d', n), n + 1, 1, 1, 0, 1, 2, 4,
    0, 0, 0, 0, 0, 0, 0, 0, $now_us, $minute, 1, $now_us, $now_us FROM n WHERE true
    ON CONFLICT DO NOTHING;
SELECT position + 1 AS first_position FROM tenant WHERE tenant = 1;
-- @message
INSERT INTO interaction (tenant, position, id, customer, session, connector, channel, type, direction, audience,
    author_type, content, metadata, provider_id, delivery, created_us)
    VALUES (1, $position, $uuid_a, $customer_row, $customer_row, -3, 2, 1, 1, 1, 1, $content,
    '{"page":"/orders","locale":"en-GB"}', $provider, 0, $now_us);
UPDATE session SET priority = 1, channels = 4, interactions = interactions + 1, messages_in = messages_in + 1,
    messages_out = 0, responses = 0, response_sum_us = 0, waiting_since_us = created_us, last_position = $position,
    last_public_position = $position, last_activity_us = $now_us, updated_us = $now_us
    WHERE tenant = 1 AND session = $customer_row;
INSERT INTO event (tenant, position, session, customer, audience, kind, ref, created_us)
    VALUES (1, $position, $customer_row, $customer_row, 1, 1, last_insert_rowid(), $now_us);
-- @batch
UPDATE tenant SET position = $last_position, clock_us = $now_us WHERE tenant = 1;
