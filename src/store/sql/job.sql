-- let: job_columns
job, id, kind, state, done, total, cursor, arguments, result, fault, requested_by, ref, attempts, due_us,
file, file_type, file_size, file_until_us, created_us, updated_us, finished_us

-- name: job_insert
INSERT INTO job (tenant, id, kind, state, is_running, done, total, arguments, created_us, updated_us,
    requested_by, ref, due_us)
VALUES ($1, $2, $3, 1, 1, 0, $4, $5, $6, $6, $7, $8, 0)
ON CONFLICT DO NOTHING
RETURNING job;

-- Whether as many as may be are open already.
-- name: job_crowd
SELECT job FROM job WHERE tenant = $1 AND is_running = 1 ORDER BY job LIMIT 1 OFFSET $2;

-- name: job_by_id point
SELECT {job_columns} FROM job WHERE tenant = $1 AND id = $2;

-- name: job_by_row point
SELECT {job_columns} FROM job WHERE tenant = $1 AND job = $2;

-- name: job_of_kind_after point
SELECT {job_columns} FROM job WHERE tenant = $1 AND kind = $2 AND job > $3 ORDER BY job LIMIT 1;

-- name: job_rewrite
UPDATE job SET arguments = $3, result = $4 WHERE tenant = $1 AND job = $2;

-- name: job_cancel
UPDATE job SET state = 5, is_running = 0, finished_us = $3, updated_us = $3
WHERE tenant = $1 AND job = $2 AND is_running = 1;

-- Begun to be taken back, whatever it was: its list is of no use any more.
-- name: job_recall
UPDATE job SET state = 2, is_running = 1, cursor = $3, arguments = '{}', fault = NULL, attempts = 0, due_us = 0,
    finished_us = NULL, updated_us = $4
WHERE tenant = $1 AND job = $2;

-- name: job_drop_file
UPDATE job SET file = NULL WHERE tenant = $1 AND job = $2;

-- name: job_forget
UPDATE job SET arguments = '{}', cursor = NULL, result = NULL, fault = NULL, file = NULL
WHERE tenant = $1 AND kind = $2 AND ref = $3 AND is_running = 0;

-- What has messages that have not left can be taken back: such a job stays, and does not count for the limit.
-- name: job_trim
DELETE FROM job WHERE tenant = $1 AND job IN
    (SELECT j.job FROM job j WHERE j.tenant = $1 AND j.finished_us < $2
        AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.tenant = $1 AND o.job = j.id AND o.state IN (1, 2, 3))
     ORDER BY j.finished_us LIMIT $3);

-- name: job_store
UPDATE job SET state = $3, is_running = $4, done = $5, total = $6, cursor = $7, result = $8, fault = $9,
    attempts = $10, due_us = $11, updated_us = $12, finished_us = $13
WHERE tenant = $1 AND job = $2;

-- name: job_file_set
UPDATE job SET file = $3, file_type = $4, file_size = $5, file_until_us = $6 WHERE tenant = $1 AND job = $2;

-- name: job_tenant_after point
-- global: one thread drives the jobs of all tenants, each tenant in turn
SELECT tenant FROM job WHERE is_running = 1 AND tenant > $1 ORDER BY tenant LIMIT 1;

-- What may run of a tenant, the oldest first.
-- name: jobs_open point
SELECT job, kind, cursor IS NOT NULL FROM job WHERE tenant = $1 AND is_running = 1 AND due_us <= $2 ORDER BY job LIMIT $3;

-- The next one that waits for its time.
-- name: job_next_due point
-- global: one thread drives the jobs of all tenants
SELECT due_us FROM job WHERE is_running = 1 AND due_us > $1 ORDER BY due_us LIMIT 1;

-- name: job_is_open point
SELECT job FROM job WHERE tenant = $1 AND job = $2 AND is_running = 1;

-- name: job_file_of point
SELECT is_running, file FROM job WHERE tenant = $1 AND id = $2;

-- Queued and running ones.
-- name: job_figures
-- global: metrics of the whole process
SELECT coalesce(sum(CASE WHEN state = 1 THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN state = 2 THEN 1 ELSE 0 END), 0)
FROM job WHERE is_running = 1;

-- Newest first, behind the row of the cursor.
-- name: jobs_newest point
SELECT {job_columns} FROM job WHERE tenant = $1 AND job < $2 ORDER BY job DESC LIMIT $3;

-- name: jobs_by_state point
SELECT {job_columns} FROM job WHERE tenant = $1 AND state = $2 AND job < $3 ORDER BY job DESC LIMIT $4;

-- name: jobs_by_kind point
SELECT {job_columns} FROM job WHERE tenant = $1 AND kind = $2 AND job < $3 ORDER BY job DESC LIMIT $4;

-- name: jobs_by_kind_and_state point
SELECT {job_columns} FROM job WHERE tenant = $1 AND kind = $2 AND state = $3 AND job < $4
ORDER BY job DESC
LIMIT $5;
