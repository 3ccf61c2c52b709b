-- Erasing a customer, in slices. A row with the highest number of its table stays, blank, and what it belongs to
-- with it: SQLite gives the number of a deleted last row again, and live topics and events go by numbers.

-- At once: nobody finds it any more.
-- name: customer_hide
UPDATE customer SET id = $3, name = NULL, phone = NULL, email = NULL, time_zone = NULL, language = NULL,
    profile = NULL, preferences = NULL, context = NULL, tags = NULL, block_reason = NULL, is_erasing = 1,
    version = version + 1, updated_us = $4
WHERE tenant = $1 AND customer = $2;

-- name: customer_id_made point
SELECT customer FROM customer WHERE tenant = $1 AND id = $2 AND created_us <= $3 AND is_erasing = 0;

-- name: erase_audit_of_customer
UPDATE audit SET object_id = NULL, detail = NULL, customer = NULL WHERE tenant = $1 AND audit IN
    (SELECT a.audit FROM audit a WHERE a.tenant = $1 AND a.customer = $2 LIMIT 150);

-- name: erase_audit_of_object
UPDATE audit SET object_id = NULL, detail = NULL, customer = NULL WHERE tenant = $1 AND audit IN
    (SELECT a.audit FROM audit a WHERE a.tenant = $1 AND a.object = $2 AND a.object_id = $3 LIMIT 150);

-- name: erase_notifications
DELETE FROM notification WHERE tenant = $1 AND notification IN
    (SELECT n.notification FROM notification n WHERE n.tenant = $1 AND n.customer = $2 LIMIT 150);

-- name: erase_notifications_of_session
DELETE FROM notification WHERE tenant = $1 AND notification IN
    (SELECT n.notification FROM notification n WHERE n.tenant = $1 AND n.session = $2 LIMIT 150);

-- name: erase_customer_tags
DELETE FROM customer_tag WHERE +tenant = $1 AND customer = $2;

-- name: erase_edits
DELETE FROM interaction_edit WHERE tenant = $1 AND interaction_edit IN
    (SELECT e.interaction_edit FROM interaction_edit e WHERE e.tenant = $1 AND e.interaction IN
        (SELECT i.interaction FROM interaction i WHERE i.tenant = $1 AND i.customer = $2 AND i.created_us > 0
         ORDER BY i.position LIMIT 80)
     LIMIT 100);

-- The files of the next ones that are still to be fetched.
-- name: erase_fetches
DELETE FROM media_fetch WHERE tenant = $1 AND interaction IN (SELECT i.interaction FROM interaction i
    WHERE i.tenant = $1 AND i.customer = $2 AND i.created_us > 0 ORDER BY i.position LIMIT 80);

-- name: erase_interactions
DELETE FROM interaction WHERE +tenant = $1 AND interaction < (SELECT max(m.interaction) FROM interaction m)
    AND interaction IN (SELECT i.interaction FROM interaction i
        WHERE i.tenant = $1 AND i.customer = $2 AND i.created_us > 0 ORDER BY i.position LIMIT 80);

-- name: erase_last_interaction
UPDATE interaction SET id = $3, content = '', author_id = NULL, author_name = NULL, attachments = NULL,
    metadata = NULL, change = NULL, quick_replies = NULL, provider_id = NULL, sentiment = NULL, audience = 0,
    delivery_info = NULL, created_us = 0
WHERE tenant = $1 AND customer = $2 AND interaction = (SELECT max(m.interaction) FROM interaction m);

-- Of whom a sample of a provider's speaks nobody can say.
-- name: erase_samples
UPDATE webhook_unknown SET sample = '' WHERE +tenant = $1 AND (connector, kind) IN
    (SELECT u.connector, u.kind FROM webhook_unknown u WHERE u.tenant = $1 AND u.sample <> '' LIMIT 150);

-- Nor of whom a receipt does that came before its message was known. $2 is what is kept of one that says that
-- somebody opted out.
-- name: erase_receipts_read point
SELECT connector, provider_id, state, info FROM early_receipt
WHERE tenant = $1 AND created_us >= 0 AND (fault IS NOT NULL OR (info IS NOT NULL AND info <> $2))
LIMIT $3;

-- name: erase_receipt
UPDATE early_receipt SET fault = NULL, info = $5
WHERE +tenant = $1 AND connector = $2 AND provider_id = $3 AND state = $4;

-- name: session_to_erase point
SELECT session, id FROM session WHERE tenant = $1 AND customer = $2 AND last_activity_us > 0
ORDER BY session LIMIT 1;

-- name: erase_session_tags
DELETE FROM session_tag WHERE tenant = $1 AND session = $2;

-- name: erase_transfers
DELETE FROM transfer WHERE +tenant = $1 AND transfer < (SELECT max(m.transfer) FROM transfer m) AND transfer IN
    (SELECT t.transfer FROM transfer t WHERE t.tenant = $1 AND t.session = $2 ORDER BY t.transfer LIMIT 40);

-- name: transfers_to_erase point
SELECT transfer, id FROM transfer WHERE tenant = $1 AND session = $2 ORDER BY transfer LIMIT 40;

-- name: erase_last_transfer
UPDATE transfer SET id = $3, session = 0, customer = 0, interaction = NULL, state = 7, reason = NULL,
    context = NULL, outbox = NULL, fault = NULL, actor_id = NULL
WHERE tenant = $1 AND session = $2 AND transfer = (SELECT max(m.transfer) FROM transfer m);

-- Answers from the outside name a row of the outbox, and come late: no number is given again.
-- name: erase_outbox
DELETE FROM outbox WHERE +tenant = $1 AND outbox < (SELECT max(m.outbox) FROM outbox m) AND outbox IN
    (SELECT o.outbox FROM outbox o WHERE o.tenant = $1 AND o.session = $2 LIMIT 150);

-- name: erase_last_outbox
UPDATE outbox SET id = $3, lane = NULL, session = NULL, body = NULL, outcome = NULL, address = NULL, state = 6,
    is_due = 0, lease = NULL
WHERE tenant = $1 AND session = $2 AND outbox = (SELECT max(m.outbox) FROM outbox m);

-- name: erase_session
DELETE FROM session WHERE tenant = $1 AND session = $2
    AND session < (SELECT max(m.session) FROM session m)
    AND NOT EXISTS (SELECT 1 FROM interaction i WHERE i.session = $2);

-- name: erase_last_session
UPDATE session SET id = $3, is_default = 0, is_open = 0, was_default = 0, status = 3, agent = NULL, queue = NULL,
    sentiment = NULL, context = NULL, tags = NULL, rating_comment = NULL, snoozed_until_us = NULL,
    waiting_since_us = NULL, last_activity_us = 0, reach_connector = NULL, reach_address = NULL
WHERE tenant = $1 AND session = $2;

-- name: erase_customer
DELETE FROM customer WHERE tenant = $1 AND customer = $2
    AND customer < (SELECT max(m.customer) FROM customer m)
    AND NOT EXISTS (SELECT 1 FROM session s WHERE s.customer = $2);

-- Whether somebody's erasure has not taken them out of the lists of jobs yet. Asked at each slice, so by the few
-- that are open (states 1 and 2), not by all of the kind.
-- name: erasure_ahead point
SELECT job FROM job WHERE tenant = $1 AND +kind = $2 AND state IN (1, 2)
    AND (cursor IS NULL OR cursor = '+' OR substr(cursor, 1, 6) = 'lists ') LIMIT 1;

-- name: job_open_of point
SELECT id FROM job WHERE tenant = $1 AND kind = $2 AND ref = $3 AND is_running = 1 LIMIT 1;

-- name: job_blank
UPDATE job SET arguments = '{}' WHERE tenant = $1 AND job = $2;
