-- name: outbox_insert
INSERT INTO outbox (tenant, id, kind, lane, session, ref, body, state, is_due, due_us, expires_us, attempts,
    created_us, updated_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, 0, $9, $9)
ON CONFLICT DO NOTHING
RETURNING outbox;

-- What was not begun will not be; what is over stays as it is.
-- name: outbox_end
UPDATE outbox SET state = $3, is_due = 0, updated_us = $4 WHERE tenant = $1 AND outbox = $2 AND state IN (1, 2, 3);
