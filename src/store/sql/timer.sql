-- name: timer_set
INSERT INTO timer (tenant, kind, ref, due_us, body, created_us)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant, kind, ref) DO UPDATE SET due_us = excluded.due_us, body = excluded.body,
    created_us = excluded.created_us, attempts = 0, fault = NULL, parked_us = NULL;

-- name: timer_cancel
DELETE FROM timer WHERE tenant = $1 AND kind = $2 AND ref = $3;

-- name: timer_find point
SELECT timer, due_us, body, attempts, parked_us FROM timer WHERE tenant = $1 AND kind = $2 AND ref = $3;

-- The first ones, due or not, with the time of each.
-- name: timers_next point
-- global: one thread fires the timers of all tenants, in order of their times
SELECT tenant, timer, due_us FROM timer WHERE parked_us IS NULL AND due_us >= 0
ORDER BY due_us, timer
LIMIT $1;

-- name: timer_by_row point
SELECT kind, ref, due_us, body, attempts, parked_us FROM timer WHERE tenant = $1 AND timer = $2;

-- name: timer_remove
DELETE FROM timer WHERE tenant = $1 AND timer = $2;

-- name: timer_failed
UPDATE timer SET attempts = attempts + 1, due_us = $3, fault = $4 WHERE tenant = $1 AND timer = $2;

-- name: timer_park
UPDATE timer SET attempts = attempts + 1, parked_us = $3, fault = $4 WHERE tenant = $1 AND timer = $2;

-- name: timer_figures
-- global: metrics of the whole process
SELECT count(*) - count(parked_us), count(parked_us),
    coalesce(min(CASE WHEN parked_us IS NULL THEN due_us END), 0)
FROM timer;
