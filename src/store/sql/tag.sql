-- name: tag_by_name point
SELECT tag FROM tag WHERE tenant = $1 AND name = $2;
