-- What is kept of unknown kinds goes by its age.
CREATE INDEX webhook_unknown_age ON webhook_unknown (updated_us);
-- Files to be fetched are taken tenant by tenant; tests and replays of events too, and of a tenant endpoint by
-- endpoint, tests (which are of no stored event) before replays.
CREATE INDEX media_fetch_turn ON media_fetch (tenant, due_us, media_fetch);
CREATE INDEX webhook_delivery_turn ON webhook_delivery (tenant, webhook, due_us) WHERE due_us IS NOT NULL;
CREATE INDEX webhook_delivery_test ON webhook_delivery (tenant, position, webhook, due_us)
    WHERE due_us IS NOT NULL AND position = 0;

-- What a row of the outbox that may be with the provider already is asked by, and what frequency caps count.

-- is_doubtful: 1: an attempt has no known end; 2: and somebody takes the risk that it is sent twice.
-- doubtful_us: when the first such attempt began; without one, when the last attempt did, which may become one.
-- By the wall clock, which providers know, and not by a transaction's time.
ALTER TABLE outbox ADD COLUMN doubtful_us INTEGER;
ALTER TABLE outbox ADD COLUMN counted_day INTEGER;  -- of contact_count, as which it counts; none: it does not

-- Of which job of text messages a row is, by its id (rows of jobs are trimmed, and their numbers given again): what
-- has not left is taken back with it.
ALTER TABLE outbox ADD COLUMN job TEXT;
CREATE INDEX outbox_job ON outbox (tenant, job, outbox) WHERE job IS NOT NULL AND state IN (1, 2, 3);
