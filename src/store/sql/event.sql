-- name: event_insert
INSERT INTO event (tenant, position, session, customer, audience, kind, ref, created_us, agent, queue)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: events_after point
SELECT position, session, customer, audience, kind, ref, created_us, agent, queue
FROM event WHERE tenant = $1 AND position > $2
ORDER BY position
LIMIT $3;

-- name: event_floor point
SELECT position, created_us FROM event WHERE tenant = $1 ORDER BY position LIMIT 1;

-- name: event_age point
SELECT created_us FROM event WHERE tenant = $1 AND position >= $2 ORDER BY position LIMIT 1;

-- name: event_trim
DELETE FROM event WHERE tenant = $1 AND position < $2;
