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

-- name: tenant_settings point
SELECT settings FROM tenant WHERE tenant = $1;

-- name: tenant_after point
-- global: a walk over tenants, one after the other
SELECT tenant FROM tenant WHERE tenant > $1 ORDER BY tenant LIMIT 1;
