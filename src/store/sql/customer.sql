-- let: customer_columns
customer, id, name, phone, email, time_zone, profile, preferences, context, channels,
closed_sessions, resolved_sessions, interactions, responses, response_sum_us, ratings, rating_sum,
merged_into, members, blocked_us, block_reason, tags, last_position, version, created_us, updated_us

-- name: customer_by_id point
SELECT {customer_columns}
FROM customer WHERE tenant = $1 AND id = $2;

-- name: customer_by_row point
SELECT {customer_columns}
FROM customer WHERE tenant = $1 AND customer = $2 AND is_erasing = 0;

-- The few columns that an inbound message needs.
-- name: customer_key point
SELECT customer, merged_into, channels, members, blocked_us, id, name FROM customer
WHERE tenant = $1 AND id = $2;

-- name: customer_key_by_row point
SELECT customer, merged_into, channels, members, blocked_us, id, name FROM customer
WHERE tenant = $1 AND customer = $2 AND is_erasing = 0;

-- name: customer_row point
SELECT customer FROM customer WHERE tenant = $1 AND id = $2 AND is_erasing = 0;

-- name: customer_insert
INSERT INTO customer (tenant, id, channels, closed_sessions, resolved_sessions, interactions, responses,
    response_sum_us, ratings, rating_sum, version, created_us, updated_us)
VALUES ($1, $2, 0, 0, 0, 0, 0, 0, 0, 0, 1, $3, $3)
ON CONFLICT DO NOTHING
RETURNING customer;

-- name: customer_update_profile
UPDATE customer SET name = $3, phone = $4, email = $5, profile = $6, preferences = $7,
    context = $8, time_zone = $9, version = version + 1, updated_us = $10
WHERE tenant = $1 AND customer = $2;

-- name: customer_set_channels
UPDATE customer SET channels = $3 WHERE tenant = $1 AND customer = $2;

-- name: customer_link point
SELECT merged_into FROM customer WHERE tenant = $1 AND customer = $2;

-- name: customers_merged_into point
SELECT customer FROM customer WHERE tenant = $1 AND merged_into = $2 ORDER BY customer LIMIT 16;

-- name: customer_set_link
UPDATE customer SET merged_into = $3, merged_us = $4, version = version + 1, updated_us = $5
WHERE tenant = $1 AND customer = $2;

-- name: customer_count_members
UPDATE customer SET members = members + $3, version = version + 1, updated_us = $4
WHERE tenant = $1 AND customer = $2;

-- name: customer_set_last
UPDATE customer SET last_position = $3 WHERE tenant = $1 AND customer = $2;

-- name: customer_set_tags
UPDATE customer SET tags = $3, version = version + 1, updated_us = $4 WHERE tenant = $1 AND customer = $2;

-- name: customer_set_block
UPDATE customer SET blocked_us = $3, block_reason = $4, version = version + 1, updated_us = $5
WHERE tenant = $1 AND customer = $2;

-- name: customer_touch
UPDATE customer SET version = version + 1, updated_us = $3 WHERE tenant = $1 AND customer = $2;

-- Newest first, before a row: those whom others see.
-- name: customers_listed point
SELECT customer FROM customer
WHERE tenant = $1 AND merged_into IS NULL AND is_erasing = 0 AND customer < $2
ORDER BY customer DESC
LIMIT $3;

-- What a session that closes, opens again or is rated moves.
-- name: customer_add_sums
UPDATE customer SET closed_sessions = closed_sessions + $3, resolved_sessions = resolved_sessions + $4,
    interactions = interactions + $5, responses = responses + $6, response_sum_us = response_sum_us + $7,
    ratings = ratings + $8, rating_sum = rating_sum + $9
WHERE tenant = $1 AND customer = $2;
