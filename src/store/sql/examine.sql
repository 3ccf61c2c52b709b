-- The doctor's questions: whole tables, a slice of rows at a time. Each answers with the last row's key (NULL
-- behind the end) and how many of the slice are at fault.

-- Of customer 0 is what retention has taken away and not deleted yet.
-- name: examine_sessions
-- global: the whole directory is examined
SELECT max(s.session), sum(CASE WHEN s.customer <> 0 AND c.tenant IS DISTINCT FROM s.tenant THEN 1 ELSE 0 END)
FROM (SELECT session, tenant, customer FROM session WHERE session > $1 ORDER BY session LIMIT $2) s
LEFT JOIN customer c ON c.customer = s.customer;

-- name: examine_identities
-- global: the whole directory is examined
SELECT max(i.identity), sum(CASE WHEN c.tenant IS DISTINCT FROM i.tenant THEN 1 ELSE 0 END)
FROM (SELECT identity, tenant, customer FROM identity WHERE identity > $1 ORDER BY identity LIMIT $2) i
LEFT JOIN customer c ON c.customer = i.customer;

-- name: examine_interactions
-- global: the whole directory is examined
SELECT max(i.interaction), sum(CASE WHEN s.tenant IS DISTINCT FROM i.tenant THEN 1 ELSE 0 END)
FROM (SELECT interaction, tenant, session FROM interaction
      WHERE interaction > $1 ORDER BY interaction LIMIT $2) i
LEFT JOIN session s ON s.session = i.session;

-- name: examine_defaults
-- global: the whole directory is examined
SELECT max(s.session), sum(CASE WHEN s.is_default = 1 AND s.is_open = 0 THEN 1
                                WHEN s.is_default = 1 AND (SELECT count(*) FROM session o
                                     WHERE o.customer = s.customer AND o.is_default = 1) > 1 THEN 1
                                ELSE 0 END)
FROM (SELECT session, customer, is_default, is_open FROM session
      WHERE session > $1 ORDER BY session LIMIT $2) s;

-- Of merged customers' sessions the rows stand under several of them: they are not counted.
-- name: examine_counters
-- global: the whole directory is examined
SELECT max(s.session), sum(CASE WHEN s.customer = 0 THEN 0
                                WHEN EXISTS (SELECT 1 FROM customer m WHERE m.merged_into = s.customer
                                     OR (m.customer = s.customer AND m.merged_into IS NOT NULL)) THEN 0
                                WHEN s.interactions <> (SELECT count(*) FROM interaction i
                                     WHERE i.customer = s.customer AND i.session = s.session
                                       AND i.position BETWEEN s.first_position AND s.last_position) THEN 1
                                ELSE 0 END)
FROM (SELECT session, customer, interactions, first_position, last_position FROM session
      WHERE session > $1 ORDER BY session LIMIT $2) s;

-- name: examine_clock
-- global: time goes on for all tenants together
SELECT clock_us FROM tenant ORDER BY clock_us DESC LIMIT 1;

-- Timers that failed too often and are not tried any more.
-- name: examine_parked_timers
-- global: the whole directory is examined
SELECT tenant, kind, ref, attempts, fault, parked_us FROM timer WHERE parked_us IS NOT NULL
ORDER BY parked_us DESC LIMIT $1;

-- 4 is JOB_FAILED (hub/job.h).
-- name: examine_failed_jobs
-- global: the whole directory is examined
SELECT tenant, id, kind, fault, finished_us FROM job
WHERE state = 4 AND finished_us IS NOT NULL AND finished_us > $1
ORDER BY finished_us DESC LIMIT $2;
