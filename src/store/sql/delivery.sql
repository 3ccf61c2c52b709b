-- When the first row of the connector that can be taken is due: asked apart for what somebody waits for and for
-- bulk, so that each is the first of one range of outbox_due.
-- name: delivery_first_due point
-- global: a connector is one tenant's
SELECT due_us FROM outbox WHERE connector = $1 AND is_bulk = $2 AND is_due = 1 ORDER BY due_us LIMIT 1;

-- Legs of transfers have a timer of their own.
-- name: delivery_first_expiry point
-- global: one thread fails what expired, of all tenants
SELECT tenant, expires_us FROM outbox
WHERE state IN (1, 2) AND expires_us IS NOT NULL AND expires_us > $1 AND kind <> 2
ORDER BY expires_us
LIMIT 1;

-- name: delivery_first_lease point
-- global: leases are the process's, whatever tenant's row they hold
SELECT lease_until_us FROM outbox WHERE state = 3 AND lease_until_us >= 0 ORDER BY lease_until_us LIMIT 1;
