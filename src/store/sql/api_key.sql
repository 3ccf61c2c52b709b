-- let: api_key_columns
api_key, id, name, scope, hint, previous_until_us, expires_us, revoked_us, created_by, created_us, updated_us

-- name: api_key_by_id point
SELECT {api_key_columns} FROM api_key WHERE tenant = $1 AND id = $2;

-- Newest first, before the cursor.
-- name: api_keys point
SELECT {api_key_columns} FROM api_key WHERE tenant = $1 AND api_key < $2
ORDER BY api_key DESC
LIMIT $3;

-- name: api_key_insert
INSERT INTO api_key (tenant, id, name, scope, hash, hint, expires_us, created_by, created_us, updated_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9);

-- What was the key stays good until $5.
-- name: api_key_rotate
UPDATE api_key SET previous_hash = hash, previous_until_us = $5, hash = $3, hint = $4, updated_us = $6
WHERE tenant = $1 AND api_key = $2;

-- name: api_key_revoke
UPDATE api_key SET revoked_us = $3, updated_us = $3 WHERE tenant = $1 AND api_key = $2;

-- name: credential_key point
-- global: the key itself tells the tenant
SELECT k.api_key, k.tenant, k.scope, k.expires_us, k.created_us, k.id, k.name
FROM api_key k JOIN tenant t ON t.tenant = k.tenant
WHERE k.hash = $1 AND k.revoked_us IS NULL AND t.disabled_us IS NULL;

-- After a rotation, for a while.
-- name: credential_previous_key point
-- global: the key itself tells the tenant
SELECT k.api_key, k.tenant, k.scope, k.expires_us, k.created_us, k.id, k.name, k.previous_until_us
FROM api_key k JOIN tenant t ON t.tenant = k.tenant
WHERE k.previous_hash = $1 AND k.revoked_us IS NULL AND t.disabled_us IS NULL;

-- name: credential_login point
-- global: the cookie itself tells the tenant
SELECT l.login, l.tenant, a.role, l.expires_us, l.created_us, a.id, a.name, a.agent
FROM login l JOIN agent a ON a.agent = l.agent JOIN tenant t ON t.tenant = l.tenant
WHERE l.hash = $1 AND a.disabled_us IS NULL AND a.deleted_us IS NULL AND t.disabled_us IS NULL;

-- name: access_any_key point
-- global: whether the hub is closed to those who show nothing, of any tenant
SELECT tenant FROM api_key WHERE tenant > 0 AND revoked_us IS NULL LIMIT 1;

-- name: access_any_admin point
-- global: likewise
SELECT tenant FROM agent
WHERE tenant > 0 AND role = 5 AND password IS NOT NULL AND email IS NOT NULL AND disabled_us IS NULL
    AND deleted_us IS NULL
LIMIT 1;
