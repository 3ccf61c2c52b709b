-- name: media_fetch_insert
INSERT INTO media_fetch (tenant, connector, interaction, item, url, attempts, due_us, created_us, host)
VALUES ($1, $2, $3, $4, $5, 0, $6, $6, $7);

-- name: media_fetch_due point
SELECT media_fetch, tenant, connector, interaction, item, url, attempts, due_us, host FROM media_fetch
WHERE tenant = $1 AND host = $2 AND due_us <= $3
ORDER BY due_us, media_fetch
LIMIT $4;

-- The tenant's next host that has some, due or not.
-- name: media_fetch_host point
SELECT host FROM media_fetch WHERE tenant = $1 AND host > $2 ORDER BY host LIMIT 1;

-- The next tenant that has some, due or not.
-- name: media_fetch_tenant point
-- global: one thread fetches for all, one tenant after the other
SELECT tenant FROM media_fetch WHERE tenant > $1 ORDER BY tenant LIMIT 1;

-- name: media_fetch_later point
-- global: as above
SELECT due_us FROM media_fetch WHERE due_us > $1 ORDER BY due_us LIMIT 1;

-- name: media_fetch_delay
UPDATE media_fetch SET attempts = attempts + 1, due_us = $3 WHERE +tenant = $1 AND media_fetch = $2;

-- name: media_fetch_drop
DELETE FROM media_fetch WHERE +tenant = $1 AND media_fetch = $2;

-- name: interaction_set_attachments
UPDATE interaction SET attachments = $3 WHERE tenant = $1 AND interaction = $2;

-- Nobody's who is being erased.
-- name: media_fetch_wanted point
SELECT 1 FROM session s JOIN customer c ON c.customer = s.customer AND c.is_erasing = 0
WHERE s.tenant = $1 AND s.session = $2;
