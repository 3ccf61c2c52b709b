-- let: connector_columns
c.connector, c.tenant, c.id, c.name, c.channel, c.adapter, c.config, c.secrets, c.rate, c.concurrency, c.is_enabled,
c.version, c.deleted_us, c.created_us, c.updated_us

-- name: connector_by_id point
SELECT {connector_columns} FROM connector c WHERE c.tenant = $1 AND c.id = $2 AND c.deleted_us IS NULL;

-- name: connector_anywhere point
-- global: whoever calls a webhook knows the connector's id only
SELECT {connector_columns} FROM connector c JOIN tenant t ON t.tenant = c.tenant
WHERE c.id = $1 AND c.deleted_us IS NULL AND t.disabled_us IS NULL;

-- name: connector_by_name point
SELECT {connector_columns} FROM connector c
WHERE c.tenant = $1 AND c.channel = $2 AND c.name = $3 AND c.deleted_us IS NULL;

-- name: connector_by_row point
-- global: rows of the outbox name it, of whichever tenant
SELECT {connector_columns} FROM connector c WHERE c.connector = $1;

-- name: connectors point
SELECT {connector_columns} FROM connector c
WHERE c.tenant = $1 AND c.connector > $2 AND c.deleted_us IS NULL
ORDER BY c.connector
LIMIT $3;

-- name: connectors_anywhere point
-- global: what the delivery opens
SELECT {connector_columns} FROM connector c
WHERE c.connector > $1 AND c.deleted_us IS NULL
ORDER BY c.connector
LIMIT $2;

-- Asked for each message: the second part only where the first found nothing.
-- name: connector_of_channel point
SELECT COALESCE(
    (SELECT d.connector FROM connector d
     WHERE d.tenant = $1 AND d.channel = $2 AND d.name = 'default' AND d.deleted_us IS NULL AND d.is_enabled = 1),
    (SELECT e.connector FROM connector e
     WHERE e.tenant = $1 AND e.channel = $2 AND e.deleted_us IS NULL AND e.is_enabled = 1
     ORDER BY e.connector
     LIMIT 1));

-- Whether the tenant has $2 connectors or more.
-- name: connector_crowd point
SELECT 1 FROM connector WHERE tenant = $1 AND deleted_us IS NULL LIMIT 1 OFFSET $2;

-- name: connector_insert
INSERT INTO connector (tenant, id, name, channel, adapter, config, secrets, rate, concurrency, is_enabled, version,
    created_us, updated_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $11)
ON CONFLICT DO NOTHING
RETURNING connector;

-- Nothing when another of the channel has the name.
-- name: connector_store
UPDATE connector SET name = $3, adapter = $4, config = $5, secrets = $6, rate = $7, concurrency = $8,
    is_enabled = $9, version = version + 1, updated_us = $10
WHERE tenant = $1 AND connector = $2 AND deleted_us IS NULL AND NOT EXISTS (
    SELECT 1 FROM connector o
    WHERE o.tenant = $1 AND o.channel = connector.channel AND o.name = $3 AND o.deleted_us IS NULL
        AND o.connector <> $2);

-- name: connector_enable
UPDATE connector SET is_enabled = $3, version = version + 1, updated_us = $4
WHERE tenant = $1 AND connector = $2 AND deleted_us IS NULL;

-- name: connector_delete
UPDATE connector SET is_enabled = 0, secrets = NULL, version = version + 1, deleted_us = $3, updated_us = $3
WHERE tenant = $1 AND connector = $2 AND deleted_us IS NULL;

-- ---- figures of channels

-- name: channel_open_sessions
SELECT channel, COUNT(*) FROM session WHERE tenant = $1 AND is_open = 1 GROUP BY channel;

-- Of the newest conversations, open and closed: at most $2 each.
-- name: channel_response_times
SELECT s.channel, SUM(s.responses), SUM(s.response_sum_us)
FROM (
    SELECT o.channel, o.responses, o.response_sum_us
    FROM (SELECT channel, responses, response_sum_us FROM session WHERE tenant = $1 AND is_open = 1
          ORDER BY activity_position DESC LIMIT $2) o
    UNION ALL
    SELECT c.channel, c.responses, c.response_sum_us
    FROM (SELECT channel, responses, response_sum_us FROM session
          WHERE tenant = $1 AND closed_us IS NOT NULL AND merged_into IS NULL
          ORDER BY closed_us DESC LIMIT $2) c
) s
GROUP BY s.channel;

-- What the newest deliveries came to since $2: done, failed for good, unknown. At most $3.
-- name: channel_outcomes
SELECT d.channel, d.state, COUNT(*)
FROM (
    SELECT s.channel, s.state FROM (
        SELECT channel, state FROM outbox WHERE tenant = $1 AND state IN (4, 6) AND updated_us > $2
        ORDER BY updated_us DESC LIMIT $3
    ) s
    UNION ALL
    SELECT f.channel, f.state FROM (
        SELECT channel, state FROM outbox WHERE tenant = $1 AND state IN (5, 7) AND updated_us > $2
        ORDER BY updated_us DESC LIMIT $3
    ) f
) d
WHERE d.channel >= 0
GROUP BY d.channel, d.state;

-- name: message_last_row point
-- global: messages are counted for all tenants in one pass
SELECT MAX(interaction) FROM interaction;

-- Messages (type 1) of the rows behind $1 up to $2.
-- name: message_counts
-- global: as above
SELECT tenant, channel, COUNT(*) FROM interaction
WHERE interaction > $1 AND interaction <= $2 AND type = 1
GROUP BY tenant, channel;

-- ---- what webhooks held and nobody knows

-- name: webhook_unknown_known point
SELECT 1 FROM webhook_unknown WHERE +tenant = $1 AND connector = $2 AND kind = $3;

-- Whether the connector has $3 kinds or more.
-- name: webhook_unknown_crowd point
SELECT 1 FROM webhook_unknown WHERE +tenant = $1 AND connector = $2 LIMIT 1 OFFSET $3;

-- name: webhook_unknown_count
INSERT INTO webhook_unknown (connector, kind, tenant, count, sample, created_us, updated_us)
VALUES ($2, $3, $1, 1, $4, $5, $5)
ON CONFLICT (connector, kind) DO UPDATE
    SET count = webhook_unknown.count + 1, sample = excluded.sample, updated_us = excluded.updated_us;

-- name: webhook_unknowns point
SELECT kind, count, sample, created_us, updated_us FROM webhook_unknown
WHERE +tenant = $1 AND connector = $2
ORDER BY kind
LIMIT $3;

-- name: webhook_unknown_trim
DELETE FROM webhook_unknown WHERE +tenant = $1 AND (connector, kind) IN
    (SELECT u.connector, u.kind FROM webhook_unknown u WHERE +u.tenant = $1 AND u.updated_us < $2
     ORDER BY u.updated_us LIMIT $3);

-- name: webhook_unknown_drop
DELETE FROM webhook_unknown WHERE +tenant = $1 AND connector = $2;
