-- name: audit_insert
INSERT INTO audit (tenant, actor_kind, actor_id, action, object, object_id, customer, detail, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
