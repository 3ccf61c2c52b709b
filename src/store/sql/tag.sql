-- name: tag_by_name point
SELECT tag FROM tag WHERE tenant = $1 AND name = $2;

-- name: tag_insert
INSERT INTO tag (tenant, name, created_us) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING
RETURNING tag;

-- name: customer_tag_insert
INSERT INTO customer_tag (tenant, tag, customer) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING;

-- name: customer_tag_delete
DELETE FROM customer_tag WHERE tenant = $1 AND customer = $2 AND tag = $3;

-- name: customer_has_tag point
SELECT 1 FROM customer_tag WHERE tenant = $1 AND customer = $2 AND tag = $3;

-- Newest first, before a row.
-- name: customers_tagged point
SELECT customer FROM customer_tag WHERE tenant = $1 AND tag = $2 AND customer < $3
ORDER BY customer DESC
LIMIT $4;

-- name: session_tag_insert
INSERT INTO session_tag (tenant, tag, session, is_open, activity_position) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING;

-- name: session_tag_delete
DELETE FROM session_tag WHERE tenant = $1 AND session = $2 AND tag = $3;

-- The oldest first, behind a row.
-- name: tags_listed point
SELECT tag, name, color, created_us FROM tag WHERE tenant = $1 AND tag > $2 ORDER BY tag LIMIT $3;

-- name: tag_put
INSERT INTO tag (tenant, name, color, created_us) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant, name) DO UPDATE SET color = excluded.color;
