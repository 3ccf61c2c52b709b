-- Answers to requests with an Idempotency-Key: whom each speaks of, so that erasure finds it, and the headers
-- that it had. They go by age tenant by tenant.
ALTER TABLE idempotency ADD COLUMN customer INTEGER;
ALTER TABLE idempotency ADD COLUMN position INTEGER NOT NULL DEFAULT 0; -- 0: none
ALTER TABLE idempotency ADD COLUMN version INTEGER NOT NULL DEFAULT 0;  -- of its ETag; 0: none
ALTER TABLE idempotency ADD COLUMN is_kept INTEGER NOT NULL DEFAULT 1;  -- 0: too large or a secret, `reply` is empty
DROP INDEX idempotency_age;
CREATE INDEX idempotency_age ON idempotency (tenant, created_us);
CREATE INDEX idempotency_customer ON idempotency (customer) WHERE customer IS NOT NULL;
