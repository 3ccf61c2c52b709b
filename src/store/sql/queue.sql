-- let: queue_columns
queue, id, name, settings, version, deleted_us, created_us, updated_us

-- name: queue_by_id point
SELECT {queue_columns} FROM queue WHERE tenant = $1 AND id = $2;

-- name: queue_by_row point
SELECT {queue_columns} FROM queue WHERE tenant = $1 AND queue = $2;
