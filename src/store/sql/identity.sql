-- name: identity_insert
INSERT INTO identity (tenant, customer, kind, address, display, created_us)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING;

-- name: identity_owner point
SELECT i.customer FROM identity i JOIN customer c ON c.customer = i.customer AND c.is_erasing = 0
WHERE i.tenant = $1 AND i.kind = $2 AND i.address = $3;

-- name: identity_crowd point
SELECT 1 FROM identity WHERE tenant = $1 AND customer = $2 LIMIT 1 OFFSET $3;

-- name: identities_of_customer point
SELECT identity, kind, address, display, verified_us, created_us
FROM identity WHERE tenant = $1 AND customer = $2
ORDER BY identity
LIMIT 100;

-- name: identity_delete
DELETE FROM identity WHERE tenant = $1 AND customer = $2 AND identity = $3;

-- name: identity_let_go
DELETE FROM identity WHERE tenant = $1 AND kind = $2 AND address = $3;
