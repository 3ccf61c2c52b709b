-- let: webhook_columns
w.webhook, w.tenant, w.id, w.url, w.description, w.events, w.format, w.secret, w.previous_secret, w.previous_until_us,
w.key, w.previous_key, w.public_key, w.is_enabled, w.disabled_reason, w.epoch, w.position, w.attempts, w.due_us,
w.head_since_us, w.head_status, w.head_refusals, w.head_fault, w.version, w.created_us, w.updated_us

-- name: webhook_by_id point
SELECT {webhook_columns} FROM webhook w WHERE w.tenant = $1 AND w.id = $2 AND w.deleted_us IS NULL;

-- name: webhooks point
SELECT {webhook_columns} FROM webhook w WHERE w.tenant = $1 AND w.webhook > $2 AND w.deleted_us IS NULL
ORDER BY w.webhook
LIMIT $3;

-- name: webhooks_open point
-- global: one follower serves every tenant's endpoints
SELECT {webhook_columns} FROM webhook w JOIN tenant t ON t.tenant = w.tenant
WHERE w.webhook > $1 AND w.deleted_us IS NULL AND t.disabled_us IS NULL
ORDER BY w.webhook
LIMIT $2;

-- Whether the tenant has $2 endpoints or more.
-- name: webhook_crowd point
SELECT 1 FROM webhook WHERE tenant = $1 AND deleted_us IS NULL LIMIT 1 OFFSET $2;

-- name: webhook_insert
INSERT INTO webhook (tenant, id, url, description, events, format, secret, key, public_key, is_enabled, epoch, position,
    attempts, due_us, head_refusals, version, created_us, updated_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, 0, 1, $13, $13)
RETURNING webhook;

-- What is changed is tried at once.
-- name: webhook_store
UPDATE webhook SET url = $3, description = $4, events = $5, format = $6, is_enabled = $7, disabled_reason = $8,
    attempts = 0, due_us = $9, head_since_us = NULL, head_refusals = 0, version = version + 1, updated_us = $9
WHERE tenant = $1 AND webhook = $2;

-- name: webhook_rotate
UPDATE webhook SET previous_secret = secret, previous_key = key, previous_until_us = $3, secret = $4, key = $5,
    public_key = $6, version = version + 1, updated_us = $7
WHERE tenant = $1 AND webhook = $2;

-- name: webhook_delete
UPDATE webhook SET deleted_us = $3, is_enabled = 0, secret = '', previous_secret = NULL, key = NULL,
    previous_key = NULL, version = version + 1, updated_us = $3
WHERE tenant = $1 AND webhook = $2;

-- name: webhook_move
UPDATE webhook SET epoch = $3, position = $4, attempts = $5, due_us = $6, head_since_us = $7, head_status = $8,
    head_refusals = $9, head_fault = $10
WHERE tenant = $1 AND webhook = $2;

-- As it was when it was asked: what was changed since has not failed.
-- name: webhook_disable
UPDATE webhook SET is_enabled = 0, disabled_reason = $3, version = version + 1, updated_us = $4
WHERE tenant = $1 AND webhook = $2 AND is_enabled = 1 AND deleted_us IS NULL AND version = $5
RETURNING webhook;

-- Whether an endpoint that is told, or would be if it had not failed, still has to be told what stands before $2.
-- name: webhook_behind point
SELECT 1 FROM webhook
WHERE tenant = $1 AND deleted_us IS NULL AND (is_enabled = 1 OR disabled_reason = 'failing') AND position < $2
LIMIT 1;

-- name: webhook_of_row point
SELECT id, url FROM webhook WHERE tenant = $1 AND webhook = $2;

-- ---- who was erased

-- name: webhook_is_told point
SELECT 1 FROM webhook WHERE tenant = $1 AND deleted_us IS NULL AND is_enabled = 1 LIMIT 1;

-- name: webhook_erased_insert
INSERT INTO webhook_erased (tenant, position, customer_id) VALUES ($1, $2, $3);

-- name: webhook_erased_at point
SELECT customer_id FROM webhook_erased WHERE tenant = $1 AND position = $2;

-- name: webhook_erased_trim
DELETE FROM webhook_erased WHERE tenant = $1 AND position < $2;

-- ---- what was sent

-- let: webhook_delivery_columns
d.webhook_delivery, d.tenant, d.id, d.webhook, d.event_id, d.position, d.type, d.state, d.attempts, d.status, d.fault,
d.duration_us, d.due_us, d.created_us, d.updated_us

-- name: webhook_delivery_by_id point
SELECT {webhook_delivery_columns} FROM webhook_delivery d WHERE d.tenant = $1 AND d.id = $2 AND d.webhook = $3;

-- Newest first, before the cursor.
-- name: webhook_deliveries point
SELECT {webhook_delivery_columns} FROM webhook_delivery d
WHERE d.tenant = $1 AND d.webhook = $2 AND d.webhook_delivery < $3
ORDER BY d.webhook_delivery DESC
LIMIT $4;

-- name: webhook_deliveries_in point
SELECT {webhook_delivery_columns} FROM webhook_delivery d
WHERE d.tenant = $1 AND d.webhook = $2 AND d.webhook_delivery < $3 AND d.state = $5
ORDER BY d.webhook_delivery DESC
LIMIT $4;

-- let: webhook_delivery_waiting
webhook_delivery d JOIN webhook w ON w.webhook = d.webhook JOIN tenant t ON t.tenant = w.tenant
WHERE d.due_us IS NOT NULL AND w.deleted_us IS NULL AND t.disabled_us IS NULL

-- The first test or replay, due or not, of the tenant's next endpoint that has some.
-- name: webhook_delivery_turn point
SELECT {webhook_delivery_columns} FROM webhook_delivery d
WHERE d.tenant = $1 AND d.webhook > $2 AND d.due_us IS NOT NULL
ORDER BY d.webhook, d.due_us
LIMIT 1;

-- The same of tests alone, which are of no stored event.
-- name: webhook_delivery_test_turn point
SELECT {webhook_delivery_columns} FROM webhook_delivery d
WHERE d.tenant = $1 AND d.position = 0 AND d.webhook > $2 AND d.due_us IS NOT NULL
ORDER BY d.webhook, d.due_us
LIMIT 1;

-- The next tenant that has some.
-- name: webhook_deliveries_tenant point
-- global: one follower serves every tenant's endpoints, one after the other
SELECT tenant FROM webhook_delivery WHERE due_us IS NOT NULL AND tenant > $1
ORDER BY tenant
LIMIT 1;

-- name: webhook_delivery_next_due point
-- global: as above
SELECT d.due_us FROM {webhook_delivery_waiting} AND d.due_us > $1
ORDER BY d.due_us
LIMIT 1;

-- name: webhook_delivery_insert
INSERT INTO webhook_delivery (tenant, id, webhook, event_id, position, type, state, attempts, status, fault, duration_us,
    due_us, created_us, updated_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
RETURNING webhook_delivery;

-- What is tried again and again stands in one row.
-- name: webhook_delivery_go_on
UPDATE webhook_delivery SET state = $4, attempts = attempts + 1, status = $5, fault = $6, duration_us = $7, updated_us = $8
WHERE tenant = $1 AND webhook = $2 AND state = 2 AND event_id = $3
RETURNING webhook_delivery;

-- With what an endpoint ended it begins when it is enabled again: one of its newest dead letters.
-- name: webhook_delivery_revive
UPDATE webhook_delivery SET state = $4, attempts = attempts + 1, status = $5, fault = $6, duration_us = $7, updated_us = $8
WHERE +tenant = $1 AND event_id = $3 AND webhook_delivery IN
    (SELECT d.webhook_delivery FROM webhook_delivery d WHERE d.tenant = $1 AND d.webhook = $2 AND d.state = 3
     ORDER BY d.webhook_delivery DESC LIMIT 20)
RETURNING webhook_delivery;

-- name: webhook_delivery_end
UPDATE webhook_delivery SET state = $3, attempts = attempts + $4, status = $5, fault = $6, duration_us = $7, due_us = $8,
    updated_us = $9
WHERE tenant = $1 AND webhook_delivery = $2;

-- name: webhook_delivery_replay
UPDATE webhook_delivery SET state = 4, attempts = 0, status = NULL, fault = NULL, duration_us = NULL, due_us = $3,
    updated_us = $3
WHERE tenant = $1 AND webhook_delivery = $2;

-- The oldest of those that arrived.
-- name: webhook_delivery_prune
DELETE FROM webhook_delivery WHERE +tenant = $1 AND webhook_delivery IN
    (SELECT d.webhook_delivery FROM webhook_delivery d WHERE d.tenant = $1 AND d.webhook = $2 AND d.state = 1
     ORDER BY d.webhook_delivery LIMIT $3);

-- Whether more than $3 arrived.
-- name: webhook_delivery_crowd point
SELECT 1 FROM webhook_delivery WHERE tenant = $1 AND webhook = $2 AND state = 1 LIMIT 1 OFFSET $3;

-- name: webhook_delivery_trim
DELETE FROM webhook_delivery WHERE +tenant = $1 AND webhook_delivery IN
    (SELECT d.webhook_delivery FROM webhook_delivery d WHERE d.tenant = $1 AND d.updated_us < $2
     ORDER BY d.updated_us LIMIT $3);

-- name: webhook_administrators point
SELECT agent FROM agent
WHERE tenant = $1 AND role = 5 AND password IS NOT NULL AND disabled_us IS NULL AND deleted_us IS NULL
LIMIT $2;
