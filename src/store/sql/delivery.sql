-- When the first row of the connector that can be taken is due: asked apart for what somebody waits for and for
-- bulk, so that each is the first of one range of outbox_due.
-- name: delivery_first_due point
-- global: a connector is one tenant's
SELECT due_us FROM outbox WHERE connector = $1 AND is_bulk = $2 AND is_due = 1 ORDER BY due_us LIMIT 1;
