-- What the search index reads of a message.
-- name: search_message point
SELECT interaction, tenant, customer, channel, author_type, created_us, content
FROM interaction WHERE tenant = $1 AND interaction = $2;

-- Newest first, before a row.
-- name: search_messages_before point
-- global: the index of all tenants is made in one pass over the table
SELECT interaction, tenant, customer, channel, author_type, created_us, content
FROM interaction WHERE interaction < $1
ORDER BY interaction DESC
LIMIT $2;

-- name: search_customer point
SELECT customer, tenant, id, name, phone, email, profile, updated_us
FROM customer WHERE tenant = $1 AND customer = $2 AND is_erasing = 0;

-- name: search_customers_before point
-- global: the index of all tenants is made in one pass over the table
SELECT customer, tenant
FROM customer WHERE customer < $1
ORDER BY customer DESC
LIMIT $2;

-- name: search_identities point
SELECT address, display FROM identity WHERE tenant = $1 AND customer = $2 LIMIT 50;

-- name: search_last_message
-- global: where a pass over the table begins
SELECT interaction FROM interaction ORDER BY interaction DESC LIMIT 1;

-- name: search_last_customer
-- global: where a pass over the table begins
SELECT customer FROM customer ORDER BY customer DESC LIMIT 1;

-- Where a message that was found stands.
-- name: search_place point
SELECT id, customer FROM session WHERE tenant = $1 AND session = $2;
