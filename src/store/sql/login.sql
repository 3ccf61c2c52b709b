-- name: login_insert
INSERT INTO login (tenant, agent, hash, expires_us, created_us)
VALUES ($1, $2, $3, $4, $5);

-- Who works stays logged in.
-- name: login_extend
UPDATE login SET expires_us = $3 WHERE tenant = $1 AND login = $2 AND expires_us < $3;

-- name: login_delete
DELETE FROM login WHERE tenant = $1 AND login = $2;

-- name: login_delete_of_agent
DELETE FROM login WHERE tenant = $1 AND agent = $2;
