-- What a decision about writing to somebody needs of them.
-- name: consent_person point
SELECT customer, merged_into, members, blocked_us, has_consent, time_zone FROM customer
WHERE tenant = $1 AND customer = $2 AND is_erasing = 0;

-- name: consent_rules point
SELECT settings, consent_salt FROM tenant WHERE tenant = $1;

-- The last decision of a customer in one scope, and of an address.
-- name: consent_of_customer point
SELECT consent, is_given FROM consent
WHERE tenant = $1 AND customer = $2 AND channel = $3 AND purpose = $4 AND address IS NULL
ORDER BY consent DESC LIMIT 1;

-- name: consent_of_address point
SELECT consent, is_given FROM consent
WHERE tenant = $1 AND address = $2 AND channel = $3 AND purpose = $4
ORDER BY consent DESC LIMIT 1;

-- name: consent_insert
INSERT INTO consent (tenant, id, customer, channel, purpose, address, is_given, source, proof, actor_kind,
    actor_id, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT DO NOTHING
RETURNING consent;

-- name: consent_note_customer
UPDATE customer SET has_consent = 1, version = version + 1, updated_us = $3 WHERE tenant = $1 AND customer = $2;

-- let: consent_columns
consent, id, channel, purpose, address, is_given, source, proof, actor_kind, actor_id, created_us, customer

-- The ledger of a customer, newest first.
-- name: consent_walk point
SELECT {consent_columns} FROM consent WHERE tenant = $1 AND customer = $2 AND consent < $3
ORDER BY consent DESC LIMIT $4;

-- name: consent_by_row point
SELECT {consent_columns} FROM consent WHERE tenant = $1 AND consent = $2;

-- ---- erasure

-- What was said by one customer's addresses.
-- name: consent_addressed point
SELECT consent, address, channel, purpose FROM consent
WHERE tenant = $1 AND customer = $2 AND address IS NOT NULL ORDER BY consent LIMIT $3;

-- name: consent_delete
DELETE FROM consent WHERE tenant = $1 AND consent = $2;

-- name: erase_consent
DELETE FROM consent WHERE +tenant = $1 AND consent IN
    (SELECT c.consent FROM consent c WHERE c.tenant = $1 AND c.customer = $2 LIMIT 100);

-- Of a hashed address: it has few rows.
-- name: consent_drop_kept
DELETE FROM consent WHERE tenant = $1 AND address = $2 AND channel = $3 AND customer = 0;

-- name: erase_contact_counts
DELETE FROM contact_count WHERE +tenant = $1 AND customer = $2;

-- name: consent_salt_put
UPDATE tenant SET consent_salt = $2 WHERE tenant = $1;

-- ---- frequency caps

-- name: contact_counts point
SELECT day, count FROM contact_count
WHERE tenant = $1 AND customer = $2 AND channel = $3 AND purpose = $4 AND day >= $5;

-- name: contact_count_add
INSERT INTO contact_count (tenant, customer, channel, purpose, day, count) VALUES ($1, $2, $3, $4, $5, 1)
ON CONFLICT (customer, channel, purpose, day) DO UPDATE SET count = contact_count.count + 1;

-- name: contact_count_drop
UPDATE contact_count SET count = count - 1
WHERE tenant = $1 AND customer = $2 AND channel = $3 AND purpose = $4 AND day = $5 AND count > 0;

-- ---- what comes in

-- name: connector_named point
SELECT id, adapter FROM connector WHERE tenant = $1 AND connector = $2;

-- name: identity_prove
UPDATE identity SET verified_us = $4 WHERE tenant = $1 AND kind = $2 AND address = $3 AND verified_us IS NULL;

-- name: session_set_reach
UPDATE session SET reach_connector = $3, reach_address = $4
WHERE tenant = $1 AND id = $2
    AND (reach_connector IS DISTINCT FROM $3 OR reach_address IS DISTINCT FROM $4);

-- $2: before which instant.
-- name: contact_count_trim
DELETE FROM contact_count WHERE tenant = $1 AND (customer, channel, purpose, day) IN
    (SELECT c.customer, c.channel, c.purpose, c.day FROM contact_count c
     WHERE c.tenant = $1 AND c.day < $2 / 86400000000 ORDER BY c.day LIMIT $3);

-- The address by which a session is reached, where its connector is one of the channel.
-- name: session_reach point
SELECT s.reach_address FROM session s JOIN connector c ON c.connector = s.reach_connector AND c.channel = $3
WHERE s.tenant = $1 AND s.id = $2;
