-- name: idempotency_find point
SELECT body_hash, status, reply, position, version, is_kept, created_us
FROM idempotency WHERE tenant = $1 AND owner = $2 AND route = $3 AND key = $4;

-- One that is too old to count gives way.
-- name: idempotency_put
INSERT INTO idempotency (tenant, owner, route, key, body_hash, status, reply, position, version, is_kept, customer,
    created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (tenant, owner, route, key) DO UPDATE SET body_hash = excluded.body_hash, status = excluded.status,
    reply = excluded.reply, position = excluded.position, version = excluded.version, is_kept = excluded.is_kept,
    customer = excluded.customer, created_us = excluded.created_us;

-- name: idempotency_trim
DELETE FROM idempotency WHERE +tenant = $1 AND idempotency IN (
    SELECT i.idempotency FROM idempotency i WHERE i.tenant = $1 AND i.created_us < $2
    ORDER BY i.created_us LIMIT $3);

-- name: idempotency_forget
DELETE FROM idempotency WHERE +tenant = $1 AND idempotency IN (
    SELECT i.idempotency FROM idempotency i WHERE i.customer = $2 LIMIT $3);
