-- let: job_columns
job, id, kind, state, done, total, cursor, arguments, result, fault, requested_by, ref, attempts, due_us,
file, file_type, file_size, file_until_us, created_us, updated_us, finished_us

-- name: job_insert
INSERT INTO job (tenant, id, kind, state, is_running, done, total, arguments, created_us, updated_us,
    requested_by, ref, due_us)
VALUES ($1, $2, $3, 1, 1, 0, $4, $5, $6, $6, $7, $8, $6)
ON CONFLICT DO NOTHING
RETURNING job;

-- Whether as many as may be are open already.
-- name: job_crowd
SELECT job FROM job WHERE tenant = $1 AND is_running = 1 ORDER BY job LIMIT 1 OFFSET $2;

-- name: job_by_id point
SELECT {job_columns} FROM job WHERE tenant = $1 AND id = $2;

-- name: job_by_row point
SELECT {job_columns} FROM job WHERE tenant = $1 AND job = $2;

-- name: job_cancel
UPDATE job SET state = 5, is_running = 0, finished_us = $3, updated_us = $3
WHERE tenant = $1 AND job = $2 AND is_running = 1;

-- name: job_drop_file
UPDATE job SET file = NULL WHERE tenant = $1 AND job = $2;

-- name: job_forget
UPDATE job SET arguments = '{}', cursor = NULL, result = NULL, fault = NULL, file = NULL
WHERE tenant = $1 AND kind = $2 AND ref = $3 AND is_running = 0;

-- name: job_trim
DELETE FROM job WHERE tenant = $1 AND job IN
    (SELECT j.job FROM job j WHERE j.tenant = $1 AND j.finished_us < $2 ORDER BY j.finished_us LIMIT $3);
