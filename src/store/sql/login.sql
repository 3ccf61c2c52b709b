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

-- name: login_delete_others
DELETE FROM login WHERE tenant = $1 AND agent = $2 AND login <> $3;

-- All but the $3 newest of an agent.
-- name: login_drop_old
DELETE FROM login WHERE +tenant = $1 AND login IN
    (SELECT l.login FROM login l WHERE l.agent = $2 ORDER BY l.login DESC LIMIT 100 OFFSET $3);

-- name: login_trim
DELETE FROM login WHERE +tenant = $1 AND login IN
    (SELECT l.login FROM login l WHERE l.tenant = $1 AND l.created_us < $2 ORDER BY l.created_us LIMIT $3);

-- name: login_account_by_email point
SELECT agent, id, name, email, password FROM agent
WHERE tenant = $1 AND email = $2 AND disabled_us IS NULL AND deleted_us IS NULL;

-- name: login_account_by_agent point
SELECT agent, id, name, email, password FROM agent
WHERE tenant = $1 AND agent = $2 AND disabled_us IS NULL AND deleted_us IS NULL;

-- name: invitation_insert
INSERT INTO invitation (tenant, agent, hash, expires_us, created_us) VALUES ($1, $2, $3, $4, $5);

-- name: invitation_by_hash point
-- global: the link itself tells the tenant
SELECT i.invitation, i.tenant, i.agent, i.expires_us, t.name, a.id, a.name, a.email
FROM invitation i JOIN tenant t ON t.tenant = i.tenant LEFT JOIN agent a ON a.agent = i.agent
WHERE i.hash = $1 AND i.used_us IS NULL AND t.disabled_us IS NULL AND a.disabled_us IS NULL
    AND a.deleted_us IS NULL;

-- name: invitation_trim
DELETE FROM invitation WHERE +tenant = $1 AND invitation IN
    (SELECT i.invitation FROM invitation i WHERE i.tenant = $1 AND i.created_us < $2
     ORDER BY i.created_us LIMIT $3);

-- name: invitation_use
UPDATE invitation SET used_us = $3 WHERE tenant = $1 AND invitation = $2 AND used_us IS NULL;

-- name: invitation_drop
DELETE FROM invitation WHERE tenant = $1 AND agent IS NOT DISTINCT FROM $2;

-- name: agent_any_admin point
SELECT agent FROM agent
WHERE tenant = $1 AND role = 5 AND password IS NOT NULL AND email IS NOT NULL AND disabled_us IS NULL
    AND deleted_us IS NULL
LIMIT 1;
