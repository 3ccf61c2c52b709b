-- let: agent_columns
agent, id, name, email, role, status, password IS NOT NULL, capacity, skills, preferences, version, status_us,
disabled_us, deleted_us, created_us, updated_us

-- name: agent_by_id point
SELECT {agent_columns} FROM agent WHERE tenant = $1 AND id = $2;

-- name: agent_by_row point
SELECT {agent_columns} FROM agent WHERE tenant = $1 AND agent = $2;

-- name: agent_role point
SELECT role FROM agent WHERE tenant = $1 AND agent = $2 AND disabled_us IS NULL AND deleted_us IS NULL;

-- name: agent_preferences point
SELECT preferences FROM agent WHERE tenant = $1 AND agent = $2 AND deleted_us IS NULL;

-- name: agent_queue_rows point
SELECT queue FROM agent_queue WHERE tenant = $1 AND agent = $2 ORDER BY queue LIMIT 64;
