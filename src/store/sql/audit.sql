-- name: audit_insert
INSERT INTO audit (tenant, actor_kind, actor_id, action, object, object_id, customer, detail, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- Newest first, before the cursor; by one filter each.
-- let: audit_columns
audit, actor_kind, actor_id, action, object, object_id, detail, created_us

-- name: audit_walk point
SELECT {audit_columns} FROM audit WHERE tenant = $1 AND audit < $2
ORDER BY audit DESC
LIMIT $3;

-- name: audit_walk_object point
SELECT {audit_columns} FROM audit WHERE tenant = $1 AND audit < $2 AND object = $4 AND object_id = $5
ORDER BY audit DESC
LIMIT $3;

-- name: audit_walk_actor point
SELECT {audit_columns} FROM audit WHERE tenant = $1 AND audit < $2 AND actor_id = $4
ORDER BY audit DESC
LIMIT $3;

-- name: audit_walk_action point
SELECT {audit_columns} FROM audit WHERE tenant = $1 AND audit < $2 AND action = $4
ORDER BY audit DESC
LIMIT $3;
