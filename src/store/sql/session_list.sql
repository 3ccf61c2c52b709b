-- The lists of open sessions: pages behind a cursor, read as keys by which the other filters judge.
-- let: key
s.session, s.activity_position, s.priority, s.waiting_since_us, s.status, s.snoozed_until_us,
s.channel, s.agent, s.queue, s.customer

-- By last activity, of all or of those that one filter leaves ($4).
-- each: list where
--   all        | s.is_open = 1
--   agent      | s.is_open = 1 AND s.agent = $4
--   unassigned | s.is_open = 1 AND s.agent IS NULL
--   queue      | s.is_open = 1 AND s.queue = $4
--   pending    | s.is_open = 1 AND s.status = 1
--   priority   | s.is_open = 1 AND s.priority = $4 AND s.priority <> 1
--   channel    | s.is_open = 1 AND s.channel = $4
-- each: order before dir
--   newest | < | DESC
--   oldest | > | ASC
-- name: sessions_{list}_{order} point
SELECT {key} FROM session s
WHERE s.tenant = $1 AND {where} AND s.activity_position {before} $2
ORDER BY s.activity_position {dir}
LIMIT $3;

-- each: order before dir
--   newest | < | DESC
--   oldest | > | ASC
-- name: sessions_tag_{order} point
SELECT {key} FROM session_tag t JOIN session s ON s.session = t.session
WHERE t.tenant = $1 AND t.tag = $4 AND t.is_open = 1 AND t.activity_position {before} $2
ORDER BY t.activity_position {dir}
LIMIT $3;

-- By age: rows are numbered as they are made.
-- each: list where
--   all      | s.is_open = 1
--   queue    | s.is_open = 1 AND s.queue = $4
--   priority | s.is_open = 1 AND s.priority = $4
--   queue_priority | s.is_open = 1 AND s.queue = $4 AND s.priority = $5
-- each: order before dir
--   newest | < | DESC
--   oldest | > | ASC
-- name: sessions_made_{list}_{order} point
SELECT {key} FROM session s
WHERE s.tenant = $1 AND {where} AND s.session {before} $2
ORDER BY s.session {dir}
LIMIT $3;

-- each: order before dir
--   newest | < | DESC
--   oldest | > | ASC
-- name: sessions_made_tag_{order} point
SELECT {key} FROM session_tag t JOIN session s ON s.session = t.session
WHERE t.tenant = $1 AND t.tag = $4 AND t.is_open = 1 AND t.session {before} $2
ORDER BY t.session {dir}
LIMIT $3;

-- Who waits for an answer, since when. The index cannot seek behind one of several that wait since
-- the same µs; they are few, if ever.
-- each: list where
--   all   | s.is_open = 1 AND s.waiting_since_us IS NOT NULL
--   queue | s.is_open = 1 AND s.waiting_since_us IS NOT NULL AND s.queue = $5
-- each: order before dir
--   newest | < | DESC
--   oldest | > | ASC
-- name: sessions_waiting_{list}_{order} point
SELECT {key} FROM session s
WHERE s.tenant = $1 AND {where} AND (s.waiting_since_us, s.session) {before} ($2, $3)
ORDER BY s.waiting_since_us {dir}, s.session {dir}
LIMIT $4;

-- Whether there are more than $2 of them.
-- each: list where
--   agent      | is_open = 1 AND agent = $3
--   queue      | is_open = 1 AND queue = $3
--   pending    | is_open = 1 AND status = 1
--   priority   | is_open = 1 AND priority = $3
--   unassigned | is_open = 1 AND agent IS NULL
--   channel    | is_open = 1 AND channel = $3
-- name: sessions_{list}_crowd point
SELECT 1 FROM session WHERE tenant = $1 AND {where} LIMIT 1 OFFSET $2;

-- name: sessions_tag_crowd point
SELECT 1 FROM session_tag WHERE tenant = $1 AND tag = $3 AND is_open = 1 LIMIT 1 OFFSET $2;

-- name: sessions_of_customer_open point
SELECT {key} FROM session s
WHERE s.tenant = $1 AND s.customer = $2 AND s.is_open = 1
LIMIT $3;

-- name: session_has_tag point
SELECT 1 FROM session_tag WHERE tenant = $1 AND session = $2 AND tag = $3;
