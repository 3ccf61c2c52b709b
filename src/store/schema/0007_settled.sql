-- What is kept of unknown kinds goes by its age.
CREATE INDEX webhook_unknown_age ON webhook_unknown (tenant, updated_us);
-- Files to be fetched, and tests and replays of events, are taken tenant by tenant.
CREATE INDEX media_fetch_turn ON media_fetch (tenant, due_us, media_fetch);
CREATE INDEX webhook_delivery_turn ON webhook_delivery (tenant, due_us) WHERE due_us IS NOT NULL;
