-- let: agent_columns
agent, id, name, email, role, status, CASE WHEN password IS NULL THEN 0 ELSE 1 END, capacity, skills, preferences, version, status_us,
disabled_us, deleted_us, created_us, updated_us

-- name: agent_by_id point
SELECT {agent_columns} FROM agent WHERE tenant = $1 AND id = $2;

-- name: agent_by_row point
SELECT {agent_columns} FROM agent WHERE tenant = $1 AND agent = $2;

-- name: agent_by_email point
SELECT {agent_columns} FROM agent WHERE tenant = $1 AND email = $2;

-- In the order in which they were made, behind the cursor.
-- name: agents point
SELECT {agent_columns} FROM agent WHERE tenant = $1 AND agent > $2 AND deleted_us IS NULL
ORDER BY agent
LIMIT $3;

-- name: agent_role point
SELECT role FROM agent WHERE tenant = $1 AND agent = $2 AND disabled_us IS NULL AND deleted_us IS NULL;

-- name: agent_preferences point
SELECT preferences FROM agent WHERE tenant = $1 AND agent = $2 AND deleted_us IS NULL;

-- name: agent_password point
SELECT password FROM agent WHERE tenant = $1 AND agent = $2;

-- name: agent_queue_rows point
SELECT queue FROM agent_queue WHERE tenant = $1 AND agent = $2 ORDER BY queue LIMIT 64;

-- name: agent_queue_ids point
SELECT q.id FROM agent_queue a JOIN queue q ON q.queue = a.queue
WHERE a.tenant = $1 AND a.agent = $2 AND q.deleted_us IS NULL
ORDER BY a.queue
LIMIT 64;

-- name: agent_insert
INSERT INTO agent (tenant, id, name, role, status, capacity, version, status_us, created_us, updated_us)
VALUES ($1, $2, $3, $4, 0, $5, 1, $6, $6, $6)
ON CONFLICT DO NOTHING
RETURNING agent;

-- name: agent_store
UPDATE agent SET name = $3, email = $4, role = $5, capacity = $6, skills = $7, disabled_us = $8,
    deleted_us = $9, version = version + 1, updated_us = $10
WHERE tenant = $1 AND agent = $2;

-- name: agent_set_status
UPDATE agent SET status = $3, status_us = $4 WHERE tenant = $1 AND agent = $2;

-- name: agent_set_password
UPDATE agent SET password = $3, updated_us = $4 WHERE tenant = $1 AND agent = $2;

-- name: agent_set_preferences
UPDATE agent SET preferences = $3, updated_us = $4 WHERE tenant = $1 AND agent = $2;

-- name: agent_queue_insert
INSERT INTO agent_queue (tenant, agent, queue) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: agent_queue_clear
DELETE FROM agent_queue WHERE tenant = $1 AND agent = $2;

-- name: agent_open_sessions point
SELECT session FROM session WHERE tenant = $1 AND agent = $2 AND is_open = 1 LIMIT $3;
