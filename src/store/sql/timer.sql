-- name: timer_set
INSERT INTO timer (tenant, kind, ref, due_us, body, created_us)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant, kind, ref) DO UPDATE SET due_us = excluded.due_us, body = excluded.body,
    created_us = excluded.created_us, attempts = 0, fault = NULL, parked_us = NULL;

-- name: timer_cancel
DELETE FROM timer WHERE tenant = $1 AND kind = $2 AND ref = $3;

-- name: timer_find point
SELECT timer, due_us, body, attempts, parked_us FROM timer WHERE tenant = $1 AND kind = $2 AND ref = $3;
