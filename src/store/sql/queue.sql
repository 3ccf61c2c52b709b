-- let: queue_columns
queue, id, name, settings, version, deleted_us, created_us, updated_us

-- name: queue_by_id point
SELECT {queue_columns} FROM queue WHERE tenant = $1 AND id = $2;

-- name: queue_by_row point
SELECT {queue_columns} FROM queue WHERE tenant = $1 AND queue = $2;

-- In the order in which they were made, behind the cursor.
-- name: queues point
SELECT {queue_columns} FROM queue WHERE tenant = $1 AND queue > $2 AND deleted_us IS NULL
ORDER BY queue
LIMIT $3;

-- name: queue_insert
INSERT INTO queue (tenant, id, name, settings, version, created_us, updated_us)
VALUES ($1, $2, $3, $4, 1, $5, $5)
ON CONFLICT DO NOTHING
RETURNING queue;

-- name: queue_store
UPDATE queue SET name = $3, settings = $4, deleted_us = $5, version = version + 1, updated_us = $6
WHERE tenant = $1 AND queue = $2;

-- name: queue_any_open_session point
SELECT session FROM session WHERE tenant = $1 AND queue = $2 AND is_open = 1 LIMIT 1;
