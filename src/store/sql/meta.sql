-- name: meta_get point
-- global: about the data directory as a whole
SELECT value FROM meta WHERE name = $1;

-- name: meta_put
-- global: about the data directory as a whole
INSERT INTO meta (name, value) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;
