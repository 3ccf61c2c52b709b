-- let: transfer_columns
t.transfer, t.id, t.session, t.customer, t.interaction, t.state, t.from_channel, t.from_agent, t.from_queue,
t.to_channel, t.to_agent, t.to_queue, t.reason, t.outbox, t.fault, t.actor_kind, t.actor_id, t.created_us,
t.updated_us, s.id, c.id, fa.id, fq.id, ta.id, tq.id

-- let: transfer_joined
transfer t JOIN session s ON s.session = t.session JOIN customer c ON c.customer = s.customer
LEFT JOIN agent fa ON fa.agent = t.from_agent LEFT JOIN queue fq ON fq.queue = t.from_queue
LEFT JOIN agent ta ON ta.agent = t.to_agent LEFT JOIN queue tq ON tq.queue = t.to_queue

-- name: transfer_by_id point
SELECT {transfer_columns} FROM {transfer_joined} WHERE t.tenant = $1 AND t.id = $2;

-- name: transfer_by_row point
SELECT {transfer_columns} FROM {transfer_joined} WHERE t.tenant = $1 AND t.transfer = $2;

-- name: transfer_by_outbox point
SELECT {transfer_columns} FROM {transfer_joined} WHERE t.tenant = $1 AND t.outbox = $2;

-- name: transfer_by_entry point
SELECT {transfer_columns} FROM {transfer_joined} WHERE t.tenant = $1 AND t.session = $2 AND t.interaction = $3
ORDER BY t.transfer DESC
LIMIT 1;

-- The one whose customer was not told yet: waiting or telling.
-- name: transfer_untold point
SELECT {transfer_columns} FROM {transfer_joined} WHERE t.tenant = $1 AND t.session = $2 AND t.state IN (3, 4)
LIMIT 1;

-- name: transfer_insert
INSERT INTO transfer (tenant, id, session, customer, state, from_channel, from_agent, from_queue, to_channel,
    to_agent, to_queue, reason, context, actor_kind, actor_id, created_us, updated_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
ON CONFLICT DO NOTHING
RETURNING transfer;

-- name: transfer_step
UPDATE transfer SET state = $3, interaction = $4, outbox = $5, fault = $6, updated_us = $7
WHERE tenant = $1 AND transfer = $2;

-- What the audit log says of one, in order.
-- name: transfer_history point
SELECT action, actor_kind, actor_id, created_us FROM audit
WHERE tenant = $1 AND object = 'transfer' AND object_id = $2
ORDER BY audit
LIMIT 50;

-- What stands behind an entry of a session.
-- name: session_entries_after point
SELECT channel, author_type, audience FROM interaction
WHERE tenant = $1 AND session = $2 AND position > $3
ORDER BY position
LIMIT $4;

-- Open sessions in the order in which they were made, up to the newest of when the walk began.
-- name: sessions_open_from point
SELECT session, id, channel, agent, queue FROM session
WHERE tenant = $1 AND is_open = 1 AND session > $2 AND session <= $3
ORDER BY session
LIMIT $4;

-- name: session_open_newest point
SELECT session FROM session WHERE tenant = $1 AND is_open = 1 ORDER BY session DESC LIMIT 1;
