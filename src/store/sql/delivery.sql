-- When the first row of the connector that can be taken is due: asked apart for what somebody waits for and for
-- bulk, so that each is the first of one range of outbox_due.
-- name: delivery_first_due point
-- global: a connector is one tenant's
SELECT due_us FROM outbox WHERE connector = $1 AND is_bulk = $2 AND is_due = 1 ORDER BY due_us LIMIT 1;

-- name: delivery_first_lease point
-- global: leases are the process's, whatever tenant's row they hold
SELECT lease_until_us FROM outbox WHERE state = 3 AND lease_until_us >= 0 ORDER BY lease_until_us LIMIT 1;
