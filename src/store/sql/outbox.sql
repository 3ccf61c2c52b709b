-- let: outbox_columns
o.outbox, o.id, o.kind, o.connector, o.lane, o.session, o.ref, o.state, o.is_due, o.due_us, o.expires_us, o.lease,
o.attempts, o.channel, o.address, o.purpose, o.is_bulk, o.held, o.is_doubtful, o.begun_us, o.outcome, o.created_us,
o.updated_us, o.doubtful_us, o.counted_day

-- Of a lane only the first row is due that has a connector; without a lane each stands alone.
-- name: outbox_insert
INSERT INTO outbox (tenant, id, kind, lane, session, ref, connector, channel, address, purpose, is_bulk, held, state,
    due_us, expires_us, is_due, attempts, created_us, updated_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
    CASE WHEN $13 = CAST(2 AS BIGINT) AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.tenant = $1 AND o.lane = $4 AND o.state IN (2, 3))
        THEN 1 ELSE 0 END,
    0, $16, $16)
ON CONFLICT DO NOTHING
RETURNING outbox;

-- name: outbox_by_row point
SELECT {outbox_columns} FROM outbox o WHERE o.tenant = $1 AND o.outbox = $2;

-- name: outbox_by_id point
SELECT {outbox_columns} FROM outbox o WHERE o.tenant = $1 AND o.id = $2;

-- The last one about a thing of a session's.
-- name: outbox_by_ref point
SELECT {outbox_columns} FROM outbox o WHERE o.tenant = $1 AND o.session = $2 AND o.ref = $3 AND o.kind = $4
ORDER BY o.outbox DESC
LIMIT 1;

-- ---- jobs of text messages

-- name: outbox_mark_job
UPDATE outbox SET job = $3 WHERE tenant = $1 AND outbox = $2;

-- What has not left, and what is on its way.
-- name: outbox_of_job point
SELECT ref, state, is_doubtful FROM outbox WHERE tenant = $1 AND job = $2 AND state IN (1, 2, 3) ORDER BY outbox;

-- ---- taking

-- name: outbox_due_rows point
SELECT {outbox_columns} FROM outbox o
WHERE o.tenant = $1 AND o.connector = $2 AND o.state = 2 AND o.is_due = 1 AND o.is_bulk = $3 AND o.due_us <= $4
ORDER BY o.due_us, o.outbox
LIMIT $5;

-- name: outbox_next_due point
SELECT due_us FROM outbox WHERE tenant = $1 AND connector = $2 AND state = 2 AND is_due = 1 AND is_bulk = $3
ORDER BY due_us
LIMIT 1;

-- name: outbox_take
UPDATE outbox SET state = 3, is_due = 0, held = 0, lease = $3, lease_until_us = $4, attempts = attempts + 1,
    begun_us = coalesce(begun_us, $5), updated_us = $5, counted_day = $6,
    doubtful_us = CASE WHEN is_doubtful > 0 THEN doubtful_us ELSE $7 END
WHERE tenant = $1 AND outbox = $2;

-- Where a session is, for what leaves it.
-- name: outbox_session_of point
SELECT s.id, s.customer, s.reach_connector, s.reach_address FROM session s WHERE s.tenant = $1 AND s.session = $2;

-- name: outbox_language point
SELECT language FROM customer WHERE tenant = $1 AND customer = $2;

-- ---- ends

-- name: outbox_close
UPDATE outbox SET state = $3, is_due = 0, held = 0, lease = NULL, lease_until_us = NULL, outcome = $4, updated_us = $5,
    is_doubtful = $6, doubtful_us = $7, counted_day = $8
WHERE tenant = $1 AND outbox = $2;

-- name: outbox_delay
UPDATE outbox SET state = 2, is_due = 1, due_us = $3, held = $4, lease = NULL, lease_until_us = NULL, attempts = $5,
    is_doubtful = $6, doubtful_us = $7, begun_us = $8, outcome = $9, counted_day = $10, updated_us = $11
WHERE tenant = $1 AND outbox = $2;

-- name: outbox_hold
UPDATE outbox SET due_us = $3, held = $4, updated_us = $5 WHERE tenant = $1 AND outbox = $2;

-- Into another lane.
-- name: outbox_shift
UPDATE outbox SET lane = $3, is_due = $4 WHERE tenant = $1 AND outbox = $2;

-- Another chain of attempts, perhaps by another connector.
-- name: outbox_restart
UPDATE outbox SET id = $3, connector = $4, channel = $5, address = $6, state = $7, is_due = $8, due_us = $9, held = 0,
    expires_us = $10, lease = NULL, lease_until_us = NULL, attempts = 0, is_doubtful = $11, doubtful_us = $12,
    begun_us = NULL, counted_day = $13, outcome = NULL, updated_us = $14
WHERE tenant = $1 AND outbox = $2;

-- ---- lanes

-- name: outbox_lane_first point
SELECT outbox, state, is_due, due_us FROM outbox WHERE tenant = $1 AND lane = $2 AND state IN (2, 3)
ORDER BY outbox
LIMIT 1;

-- The one that may be taken, or is.
-- name: outbox_lane_active point
SELECT outbox, state FROM outbox WHERE tenant = $1 AND lane = $2 AND state IN (2, 3) AND (is_due = 1 OR state = 3)
ORDER BY outbox
LIMIT 1;

-- name: outbox_set_due
UPDATE outbox SET is_due = $3 WHERE tenant = $1 AND outbox = $2 AND state = 2;

-- name: outbox_lane_next
UPDATE outbox SET is_due = 1 WHERE tenant = $1 AND state = 2 AND outbox =
    (SELECT o.outbox FROM outbox o WHERE o.tenant = $1 AND o.lane = $2 AND o.state IN (2, 3)
     ORDER BY o.outbox LIMIT 1)
RETURNING due_us;

-- ---- connectors that come and go

-- name: outbox_waiting_of_channel point
SELECT {outbox_columns} FROM outbox o WHERE o.tenant = $1 AND o.channel = $2 AND o.state = 1
ORDER BY o.lane, o.outbox
LIMIT $3;

-- name: outbox_waits_in_lane point
SELECT 1 FROM outbox WHERE tenant = $1 AND channel = $2 AND lane = $3 AND state = 1 LIMIT 1;

-- name: outbox_waiting_of_lane point
SELECT {outbox_columns} FROM outbox o WHERE o.tenant = $1 AND o.channel = $2 AND o.lane = $3 AND o.state = 1
ORDER BY o.outbox
LIMIT $4;

-- name: outbox_due_of_connector point
SELECT {outbox_columns} FROM outbox o WHERE o.tenant = $1 AND o.connector = $2 AND o.state = 2
LIMIT $3;

-- name: outbox_taken_of_connector point
SELECT 1 FROM outbox WHERE +tenant = $1 AND connector = $2 AND state = 3 AND lease_until_us > 0 LIMIT 1;

-- name: outbox_adopt
UPDATE outbox SET connector = $3, state = $4, is_due = $5, updated_us = $6 WHERE tenant = $1 AND outbox = $2;

-- name: outbox_connector point
SELECT id, channel FROM connector WHERE tenant = $1 AND connector = $2 AND is_enabled = 1 AND deleted_us IS NULL;

-- ---- leases and expiry

-- Rows that schema 6 took have no doubtful_us; when the first of their attempts began is what counts, and not
-- when they were asked for.
-- name: outbox_recover
-- global: leases are the process's, whatever tenant's row they hold
UPDATE outbox SET state = 2, is_due = 1, is_doubtful = 1, lease = NULL, lease_until_us = NULL,
    doubtful_us = coalesce(doubtful_us, CASE WHEN is_doubtful > 0 THEN begun_us END, updated_us)
WHERE outbox IN (SELECT o.outbox FROM outbox o WHERE o.state = 3 AND o.lease_until_us > 0 AND o.lease <> $1 LIMIT $2);

-- name: outbox_release
-- global: likewise
UPDATE outbox SET state = 2, is_due = 1, is_doubtful = 1, lease = NULL, lease_until_us = NULL,
    doubtful_us = coalesce(doubtful_us, CASE WHEN is_doubtful > 0 THEN begun_us END, updated_us)
WHERE outbox = $1 AND state = 3 AND lease = $2;

-- Legs of transfers have a timer of their own.
-- name: outbox_expired point
SELECT {outbox_columns} FROM outbox o
WHERE o.tenant = $1 AND o.state IN (1, 2) AND o.expires_us IS NOT NULL AND o.expires_us <= $2 AND o.kind <> 2
ORDER BY o.expires_us
LIMIT $3;

-- name: outbox_next_expiry point
SELECT expires_us FROM outbox WHERE tenant = $1 AND state IN (1, 2) AND expires_us IS NOT NULL AND kind <> 2
ORDER BY expires_us
LIMIT 1;

-- ---- receipts that come early

-- name: early_receipt_add
INSERT INTO early_receipt (tenant, connector, provider_id, state, code, fault, info, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING;

-- name: early_receipts_of point
SELECT state, code, fault, info FROM early_receipt WHERE tenant = $1 AND connector = $2 AND provider_id = $3
ORDER BY state
LIMIT 8;

-- name: early_receipts_drop
DELETE FROM early_receipt WHERE +tenant = $1 AND connector = $2 AND provider_id = $3;

-- ---- told

-- let: delivery_columns
i.id, i.delivery, i.delivery_info, s.id, c.id

-- let: delivery_joined
JOIN interaction i ON i.interaction = o.ref JOIN session s ON s.session = i.session
JOIN customer c ON c.customer = s.customer AND c.is_erasing = 0

-- Newest first, before a row.
-- each: list where
--   dead | IN (5, 7)
--   open | IN (1, 2, 3)
-- name: deliveries_{list} point
SELECT {outbox_columns}, {delivery_columns} FROM outbox o {delivery_joined}
WHERE o.tenant = $1 AND o.state {where} AND o.kind = 1 AND o.outbox < $2
ORDER BY o.outbox DESC
LIMIT $3;

-- name: delivery_of_message point
SELECT {outbox_columns}, {delivery_columns} FROM outbox o {delivery_joined}
WHERE o.tenant = $1 AND o.session = $2 AND o.ref = $3 AND o.kind = 1
ORDER BY o.outbox DESC
LIMIT 1;

-- ---- what is kept for a while

-- name: outbox_trim
DELETE FROM outbox WHERE +tenant = $1 AND outbox < (SELECT max(m.outbox) FROM outbox m) AND outbox IN
    (SELECT o.outbox FROM outbox o WHERE o.tenant = $1 AND o.state IN (4, 6) AND o.updated_us < $2
     ORDER BY o.updated_us LIMIT $3);

-- name: outbox_trim_dead
DELETE FROM outbox WHERE +tenant = $1 AND outbox < (SELECT max(m.outbox) FROM outbox m) AND outbox IN
    (SELECT o.outbox FROM outbox o WHERE o.tenant = $1 AND o.state IN (5, 7) AND o.updated_us < $2
     ORDER BY o.updated_us LIMIT $3);

-- name: early_receipt_trim
DELETE FROM early_receipt WHERE +tenant = $1 AND (connector, provider_id, state) IN
    (SELECT e.connector, e.provider_id, e.state FROM early_receipt e WHERE e.tenant = $1 AND e.created_us < $2
     ORDER BY e.created_us LIMIT $3);
