-- name: delivery_first_lease point
-- global: leases are the process's, whatever tenant's row they hold
SELECT lease_until_us FROM outbox WHERE state = 3 AND lease_until_us >= 0 ORDER BY lease_until_us LIMIT 1;

-- Those taken first come first: what nobody will end stays among them.
-- name: delivery_taken point
-- global: likewise
SELECT outbox, connector, lease_until_us FROM outbox WHERE state = 3 AND lease_until_us > 0 ORDER BY lease_until_us LIMIT $1;

-- name: delivery_lanes_due point
-- global: a connector is one tenant's
SELECT outbox FROM outbox WHERE connector = $1 AND state = 2 AND is_due = 1 LIMIT $2;
