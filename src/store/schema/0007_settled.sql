-- Of which job of text messages a row is, by its id (rows of jobs are trimmed, and their numbers given again): what
-- has not left is taken back with it.
ALTER TABLE outbox ADD COLUMN job TEXT;
CREATE INDEX outbox_job ON outbox (tenant, job, outbox) WHERE job IS NOT NULL AND state IN (1, 2, 3);
