-- name: identity_insert
INSERT INTO identity (tenant, customer, kind, address, display, created_us)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING;
