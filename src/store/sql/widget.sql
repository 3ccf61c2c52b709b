-- let: widget_site_columns
s.widget_site, s.tenant, s.id, s.name, s.origins, s.settings, s.secret, s.previous_secret, s.previous_until_us,
s.visitors_per_minute, s.version, s.disabled_us, s.created_us, s.updated_us

-- name: widget_site_by_id point
SELECT {widget_site_columns} FROM widget_site s WHERE s.tenant = $1 AND s.id = $2;

-- name: widget_site_visited point
-- global: a page of the site knows its id only
SELECT {widget_site_columns} FROM widget_site s JOIN tenant t ON t.tenant = s.tenant
WHERE s.id = $1 AND s.disabled_us IS NULL AND t.disabled_us IS NULL;

-- name: widget_sites point
SELECT {widget_site_columns} FROM widget_site s WHERE s.tenant = $1 AND s.widget_site > $2
ORDER BY s.widget_site
LIMIT $3;

-- Whether the tenant has $2 sites or more.
-- name: widget_site_crowd point
SELECT 1 FROM widget_site WHERE tenant = $1 LIMIT 1 OFFSET $2;

-- What every loop knows of the sites that are open.
-- name: widget_sites_open point
-- global: which pages may ask at all is asked before anybody says of which tenant
SELECT {widget_site_columns} FROM widget_site s JOIN tenant t ON t.tenant = s.tenant
WHERE s.widget_site > $1 AND s.disabled_us IS NULL AND t.disabled_us IS NULL
ORDER BY s.widget_site
LIMIT 10000;

-- name: widget_site_insert
INSERT INTO widget_site (tenant, id, name, origins, settings, secret, visitors_per_minute, version, disabled_us,
    created_us, updated_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $9)
ON CONFLICT DO NOTHING
RETURNING widget_site;

-- name: widget_site_store
UPDATE widget_site SET name = $3, origins = $4, settings = $5, visitors_per_minute = $6, disabled_us = $7,
    version = version + 1, updated_us = $8
WHERE tenant = $1 AND widget_site = $2;

-- name: widget_site_rotate
UPDATE widget_site SET previous_secret = secret, previous_until_us = $3, secret = $4, version = version + 1,
    updated_us = $5
WHERE tenant = $1 AND widget_site = $2;

-- name: widget_site_delete
DELETE FROM widget_site WHERE tenant = $1 AND widget_site = $2;

-- ---- visitors

-- name: agent_present point
SELECT 1 FROM agent
WHERE tenant = $1 AND deleted_us IS NULL AND disabled_us IS NULL AND status IN (1, 3)
LIMIT 1;

-- name: identity_verify
UPDATE identity SET verified_us = $5
WHERE tenant = $1 AND customer = $2 AND kind = $3 AND address = $4 AND verified_us IS NULL;
