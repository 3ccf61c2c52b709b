-- What an inbound message needs.
-- let: session_head
s.session, s.id, s.customer, s.is_open, s.status, s.priority, s.primary_channel, s.channels,
s.channel, s.left_channels,
s.interactions, s.messages_in, s.messages_out, s.responses, s.response_sum_us, s.waiting_since_us,
s.first_position, s.last_position, s.last_public_position, s.last_activity_us, s.created_us,
s.agent, s.queue, s.snoozed_until_us, s.merged_into, s.rating, s.version, s.activity_position, CASE WHEN s.tags IS NULL THEN 0 ELSE 1 END

-- let: session_rest
s.is_default, s.was_default, s.reopened, m.id, s.sentiment, s.context, s.tags, s.rating_comment, s.rated_us, s.updated_us, s.resolved_us, s.closed_us,
c.id, c.name, c.phone, c.email, c.profile, c.preferences, c.merged_into, c.members, a.id, a.name, q.id

-- let: session_joined
session s JOIN customer c ON c.customer = s.customer AND c.is_erasing = 0
LEFT JOIN agent a ON a.agent = s.agent LEFT JOIN queue q ON q.queue = s.queue
LEFT JOIN session m ON m.session = s.merged_into

-- name: session_head_by_id point
SELECT {session_head} FROM session s WHERE s.tenant = $1 AND s.id = $2;

-- The default open session of a customer.
-- name: session_head_default point
SELECT {session_head} FROM session s WHERE s.tenant = $1 AND s.customer = $2 AND s.is_default = 1;

-- What says who may see a session.
-- name: session_owner_by_id point
SELECT agent, queue FROM session WHERE tenant = $1 AND id = $2;

-- name: session_owner_by_row point
SELECT agent, queue FROM session WHERE tenant = $1 AND session = $2;

-- name: session_customer_by_id point
SELECT customer FROM session WHERE tenant = $1 AND id = $2;

-- name: session_customer_by_row point
SELECT customer FROM session WHERE tenant = $1 AND session = $2;

-- name: session_by_id point
SELECT {session_head}, {session_rest}
FROM {session_joined}
WHERE s.tenant = $1 AND s.id = $2;

-- name: session_by_row point
SELECT {session_head}, {session_rest}
FROM {session_joined}
WHERE s.tenant = $1 AND s.session = $2;

-- name: sessions_open_of_customer point
SELECT channels, interactions, responses, response_sum_us, last_activity_us
FROM session WHERE tenant = $1 AND customer = $2 AND is_open = 1
LIMIT 101;

-- name: session_open_default point
SELECT session, last_activity_us FROM session WHERE tenant = $1 AND customer = $2 AND is_default = 1;

-- name: session_head_by_row point
SELECT {session_head} FROM session s WHERE s.tenant = $1 AND s.session = $2;

-- Whether the customer has $3 open sessions or more.
-- name: session_crowd point
SELECT 1 FROM session WHERE tenant = $1 AND customer = $2 AND is_open = 1 LIMIT 1 OFFSET $3;

-- Newest first, of one customer.
-- name: session_keys_of_customer point
SELECT session FROM session WHERE tenant = $1 AND customer = $2 AND session < $3
ORDER BY session DESC
LIMIT $4;

-- The default session that was resolved last.
-- name: session_reopenable point
SELECT session, resolved_us FROM session
WHERE tenant = $1 AND customer = $2 AND was_default = 1 AND status = 2
ORDER BY resolved_us DESC
LIMIT 1;

-- name: session_insert
INSERT INTO session (tenant, id, customer, is_default, is_open, status, priority, primary_channel, channels,
    channel, context, interactions, messages_in, messages_out, responses, response_sum_us, first_position,
    last_position, last_public_position, activity_position, last_activity_us, version, created_us, updated_us)
VALUES ($1, $2, $3, $4, 1, 0, $5, $6, $7, $6, $8, 0, 0, 0, 0, 0, $9, $9, $9, $9, $10, 1, $10, $10)
ON CONFLICT DO NOTHING
RETURNING session;

-- What an interaction changes; the version grows with what a client could overwrite. activity_position, channel,
-- priority and waiting_since_us apart: naming an index's column rewrites its entry, changed or not, and most
-- interactions fall into the minute of the one before.
-- name: session_touch
UPDATE session SET channels = $3, interactions = $4, messages_in = $5, messages_out = $6,
    responses = $7, response_sum_us = $8, last_position = $9, last_public_position = $10,
    last_activity_us = $11, updated_us = $11, left_channels = $12,
    version = version + CASE WHEN channels <> $3 THEN 1 ELSE 0 END
WHERE tenant = $1 AND session = $2;

-- name: session_set_priority
UPDATE session SET priority = $3, version = version + 1 WHERE tenant = $1 AND session = $2;

-- name: session_forget_agent
UPDATE session SET agent = NULL WHERE tenant = $1 AND session = $2;

-- name: session_set_channel
UPDATE session SET channel = $3 WHERE tenant = $1 AND session = $2;

-- name: session_set_waiting
UPDATE session SET waiting_since_us = $3 WHERE tenant = $1 AND session = $2;

-- name: session_move
UPDATE session SET activity_position = $3 WHERE tenant = $1 AND session = $2;

-- A session's own columns and figures, where more than its timeline changed (hub/session_change.h).
-- name: session_store
UPDATE session SET is_default = $3, was_default = $4, is_open = $5, status = $6, priority = $7,
    primary_channel = $8, channels = $9, agent = $10, queue = $11, sentiment = $12, context = $13, tags = $14,
    snoozed_until_us = $15, merged_into = $16, reopened = $17, resolved_us = $18, closed_us = $19,
    rating = $20, rating_comment = $21, rated_us = $22, interactions = $23, waiting_since_us = $24,
    last_position = $25, last_public_position = $26, last_activity_us = $27, activity_position = $28,
    version = $29, updated_us = $30, channel = $31, left_channels = $32
WHERE tenant = $1 AND session = $2;

-- name: session_tags_move
UPDATE session_tag SET is_open = $3, activity_position = $4 WHERE tenant = $1 AND session = $2;

-- What a change of the session itself (not of its timeline) sets.
-- name: session_amend
UPDATE session SET priority = $3, channels = $4, context = $5, last_position = $6,
    last_public_position = $7, updated_us = $8, version = version + 1, channel = $9, left_channels = $10
WHERE tenant = $1 AND session = $2;

-- The last event of a customer's sessions: the open ones are few, the others in order.
-- name: customer_last_open point
SELECT max(last_position) FROM session WHERE tenant = $1 AND customer = $2 AND is_open = 1;

-- name: customer_last_ended point
SELECT last_position FROM session WHERE tenant = $1 AND customer = $2 AND is_open = 0
ORDER BY last_position DESC
LIMIT 1;

-- name: sessions_merged_into point
SELECT session, customer FROM session WHERE tenant = $1 AND merged_into = $2 ORDER BY session LIMIT 16;

-- An entry of its timeline was told of again.
-- name: session_retold
UPDATE session SET last_position = $3, last_public_position = CASE WHEN $4 = 1 THEN $3 ELSE last_public_position END
WHERE tenant = $1 AND session = $2;

-- Whom live events of it are for.
-- name: session_topics point
SELECT id, customer, agent, queue FROM session WHERE tenant = $1 AND session = $2;
