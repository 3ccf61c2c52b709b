-- name: tenants_all
-- global: read once at start
SELECT tenant, name, position, clock_us FROM tenant ORDER BY tenant;

-- name: tenant_insert
INSERT INTO tenant (tenant, name, position, clock_us, settings, created_us, updated_us)
VALUES ($1, $2, 0, $3, '{}', $3, $3)
ON CONFLICT DO NOTHING;

-- name: tenant_position point
SELECT position FROM tenant WHERE tenant = $1;

-- name: tenant_advance
UPDATE tenant SET position = $2, clock_us = $3 WHERE tenant = $1;

-- name: tenant_named point
-- global: the operator names a tenant before anybody knows its number
SELECT tenant FROM tenant WHERE name = $1;

-- name: tenant_settings point
SELECT settings FROM tenant WHERE tenant = $1;

-- let: tenant_columns
tenant, name, title, settings, version, disabled_us, created_us, updated_us

-- name: tenant_by_name point
-- global: names are the hub's own
SELECT {tenant_columns} FROM tenant WHERE name = $1;

-- name: tenant_by_row point
SELECT {tenant_columns} FROM tenant WHERE tenant = $1;

-- name: tenants_walk point
-- global: for those who administer all of them
SELECT {tenant_columns} FROM tenant WHERE tenant > $1 ORDER BY tenant LIMIT $2;

-- name: tenant_last point
-- global: numbers are the hub's own
SELECT tenant FROM tenant WHERE tenant > 0 ORDER BY tenant DESC LIMIT 1;

-- name: tenant_update
UPDATE tenant SET title = $2, settings = $3, disabled_us = $4, updated_us = $5, version = version + 1
WHERE tenant = $1;

-- name: tenant_secret_names point
SELECT name FROM tenant_secret WHERE tenant = $1 ORDER BY name LIMIT 100;

-- name: tenant_secret_get point
SELECT sealed FROM tenant_secret WHERE tenant = $1 AND name = $2;

-- name: tenant_secret_put
INSERT INTO tenant_secret (tenant, name, sealed, updated_us) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant, name) DO UPDATE SET sealed = excluded.sealed, updated_us = excluded.updated_us;

-- name: tenant_secret_drop
DELETE FROM tenant_secret WHERE tenant = $1 AND name = $2;

-- name: tenant_secret_crowd point
SELECT 1 FROM tenant_secret WHERE tenant = $1 LIMIT 1 OFFSET $2;

-- name: tenant_after point
-- global: a walk over tenants, one after the other
SELECT tenant FROM tenant WHERE tenant > $1 ORDER BY tenant LIMIT 1;
