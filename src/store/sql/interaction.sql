-- let: interaction_columns
interaction, position, id, customer, session, connector, channel, type, direction, audience,
author_type, author_id, author_name, content, attachments, metadata, change, provider_id, sentiment,
delivery, created_us, edited_us, edits, quick_replies, redacted_us, delivery_info

-- name: interaction_insert
INSERT INTO interaction (tenant, position, id, customer, session, connector, channel, type, direction,
    audience, author_type, author_id, author_name, content, attachments, metadata, change, provider_id,
    delivery, created_us, quick_replies, delivery_info)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
ON CONFLICT DO NOTHING
RETURNING interaction;

-- name: interaction_by_provider point
SELECT i.interaction, i.position, i.id, s.id, i.customer
FROM interaction i JOIN session s ON s.session = i.session
WHERE i.tenant = $1 AND i.connector = $2 AND i.provider_id = $3;

-- name: interaction_by_row point
SELECT {interaction_columns}
FROM interaction WHERE tenant = $1 AND interaction = $2;

-- Newest first, before a position.
-- name: interactions_of_customer point
SELECT {interaction_columns}
FROM interaction
WHERE tenant = $1 AND customer = $2 AND position < $3
ORDER BY position DESC
LIMIT $4;

-- Where they are, between two positions.
-- name: interaction_keys_of_customer point
SELECT position, interaction
FROM interaction
WHERE tenant = $1 AND customer = $2 AND position > $3 AND position < $4
ORDER BY position DESC
LIMIT $5;

-- The same of one session, whatever its customer says elsewhere meanwhile; and without messages.
-- each: list where
--   interactions | session = $2
--   events       | session = $2 AND type <> 1
-- name: {list}_of_session point
SELECT {interaction_columns}
FROM interaction
WHERE tenant = $1 AND {where} AND position < $3
ORDER BY position DESC
LIMIT $4;

-- each: list where
--   interaction | session = $2
--   event       | session = $2 AND type <> 1
-- name: {list}_keys_of_session point
SELECT position, interaction
FROM interaction
WHERE tenant = $1 AND {where} AND position > $3 AND position < $4
ORDER BY position DESC
LIMIT $5;

-- name: interaction_set_delivery
UPDATE interaction SET delivery = $3, delivery_info = $4 WHERE tenant = $1 AND interaction = $2;

-- As the provider calls it.
-- name: interaction_set_provider
UPDATE interaction SET connector = $3, provider_id = $4 WHERE tenant = $1 AND interaction = $2;

-- On its way by another channel.
-- name: interaction_set_channel
UPDATE interaction SET channel = $3, connector = $4, provider_id = NULL WHERE tenant = $1 AND interaction = $2;

-- name: interaction_by_id point
SELECT {interaction_columns}
FROM interaction WHERE tenant = $1 AND id = $2;

-- name: interaction_edit
UPDATE interaction SET content = $3, edited_us = $4, edits = $5 WHERE tenant = $1 AND interaction = $2;

-- name: interaction_edit_insert
INSERT INTO interaction_edit (tenant, interaction, content, actor_kind, actor_id, created_us)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: interaction_edits point
SELECT content, actor_kind, actor_id, created_us FROM interaction_edit
WHERE tenant = $1 AND interaction = $2
ORDER BY interaction_edit DESC
LIMIT $3;

-- Taken back: what it said is gone, also what it said before edits.
-- name: interaction_redact
UPDATE interaction SET content = '', attachments = NULL, metadata = NULL, quick_replies = NULL, sentiment = NULL,
    redacted_us = $3
WHERE tenant = $1 AND interaction = $2;

-- name: interaction_edits_redact
DELETE FROM interaction_edit WHERE tenant = $1 AND interaction = $2;

-- name: interaction_set_metadata
UPDATE interaction SET metadata = $3 WHERE tenant = $1 AND interaction = $2;

-- Text messages (channel 4) of customers, the newest first.
-- name: sms_inbox point
SELECT {interaction_columns},
    (SELECT s.id FROM session s WHERE s.session = interaction.session),
    (SELECT c.id FROM customer c WHERE c.customer = interaction.customer),
    (SELECT c.name FROM customer c WHERE c.customer = interaction.customer)
FROM interaction
WHERE tenant = $1 AND channel = 4 AND direction = 1 AND type = 1 AND position < $2
    AND EXISTS (SELECT 1 FROM customer c WHERE c.customer = interaction.customer AND c.is_erasing = 0)
ORDER BY position DESC
LIMIT $3;
