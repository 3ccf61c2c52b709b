-- Timers that fail and are parked, jobs that are retried, who asked for them, and their files.

ALTER TABLE timer ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE timer ADD COLUMN fault TEXT;            -- of the last attempt
ALTER TABLE timer ADD COLUMN parked_us INTEGER;     -- since when it is not tried any more
DROP INDEX timer_due;
CREATE INDEX timer_due ON timer (due_us, timer) WHERE parked_us IS NULL;
CREATE INDEX timer_parked ON timer (parked_us) WHERE parked_us IS NOT NULL;

-- job.state is enum job_state (hub/job.h); is_running: queued or running.
ALTER TABLE job ADD COLUMN requested_by TEXT;
ALTER TABLE job ADD COLUMN ref INTEGER;             -- what it is about, by kind: a customer …
ALTER TABLE job ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0; -- that failed, one after the other
ALTER TABLE job ADD COLUMN due_us INTEGER NOT NULL DEFAULT 0;   -- not tried before
ALTER TABLE job ADD COLUMN file TEXT;               -- its name in the tenant's folder of exports
ALTER TABLE job ADD COLUMN file_type TEXT;
ALTER TABLE job ADD COLUMN file_size INTEGER;
ALTER TABLE job ADD COLUMN file_until_us INTEGER;
CREATE INDEX job_due ON job (due_us, job) WHERE is_running = 1;
CREATE INDEX job_newest ON job (tenant, job);
CREATE INDEX job_state ON job (tenant, state, job);
CREATE INDEX job_kind ON job (tenant, kind, job);
CREATE INDEX job_ref ON job (tenant, kind, ref) WHERE ref IS NOT NULL;
CREATE INDEX job_finished ON job (tenant, finished_us) WHERE finished_us IS NOT NULL;
