-- Retention: sessions that ended long ago go, one after the other, in slices. While it goes one belongs to customer
-- 0, under an id that nobody can name. A row with the highest number of its table stays, blank, until it is not
-- the highest any more: SQLite gives the number of a deleted last row again, and live topics and events go by
-- numbers.

-- One that is on its way. What stays because it is the last of its table is left alone.
-- name: retain_going point
SELECT s.session FROM session s
WHERE s.customer = 0 AND s.tenant = $1
    AND (EXISTS (SELECT 1 FROM interaction i WHERE i.session = s.session
            AND (i.created_us > 0 OR i.interaction < (SELECT max(m.interaction) FROM interaction m)))
        OR (s.session < (SELECT max(o.session) FROM session o)
            AND NOT EXISTS (SELECT 1 FROM interaction i WHERE i.session = s.session)))
ORDER BY s.session LIMIT 1;

-- The one that ended first, before $2, and is part of no other. That of a customer who is being erased goes with
-- the customer.
-- name: retain_due point
SELECT s.session FROM session s JOIN customer c ON c.customer = s.customer AND c.is_erasing = 0
WHERE s.tenant = $1 AND s.closed_us < $2 AND s.merged_into IS NULL
ORDER BY s.closed_us LIMIT 1;

-- Out of everybody's sight, at once.
-- name: retain_hide
UPDATE session SET id = $3, customer = 0, is_default = 0, was_default = 0, status = 3, agent = NULL, queue = NULL,
    sentiment = NULL, context = NULL, tags = NULL, rating = NULL, rating_comment = NULL, merged_into = NULL,
    resolved_us = NULL, closed_us = NULL, reach_connector = NULL, reach_address = NULL
WHERE tenant = $1 AND session = $2;

-- What the customer's last position was stays.
-- name: retain_position
UPDATE customer SET last_position = $3 WHERE tenant = $1 AND customer = $2 AND last_position < $3;

-- name: retain_edits
DELETE FROM interaction_edit WHERE tenant = $1 AND interaction_edit IN
    (SELECT e.interaction_edit FROM interaction_edit e WHERE e.tenant = $1 AND e.interaction IN
        (SELECT i.interaction FROM interaction i WHERE i.tenant = $1 AND i.session = $2
         ORDER BY i.position LIMIT 80)
     LIMIT 100);

-- name: retain_fetches
DELETE FROM media_fetch WHERE tenant = $1 AND interaction IN (SELECT i.interaction FROM interaction i
    WHERE i.tenant = $1 AND i.session = $2 ORDER BY i.position LIMIT 80);

-- name: retain_interactions
DELETE FROM interaction WHERE +tenant = $1 AND interaction < (SELECT max(m.interaction) FROM interaction m)
    AND interaction IN (SELECT i.interaction FROM interaction i
        WHERE i.tenant = $1 AND i.session = $2 ORDER BY i.position LIMIT 80);

-- name: retain_last_interaction
UPDATE interaction SET id = $3, customer = 0, content = '', author_id = NULL, author_name = NULL,
    attachments = NULL, metadata = NULL, change = NULL, quick_replies = NULL, provider_id = NULL,
    sentiment = NULL, delivery_info = NULL, audience = 0, created_us = 0
WHERE tenant = $1 AND session = $2 AND interaction = (SELECT max(m.interaction) FROM interaction m);
