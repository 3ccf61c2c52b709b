-- let: skill_columns
skill, id, name, description, version, created_us, updated_us

-- name: skill_by_id point
SELECT {skill_columns} FROM skill WHERE tenant = $1 AND id = $2;

-- name: skills point
SELECT {skill_columns} FROM skill WHERE tenant = $1 AND skill > $2
ORDER BY skill
LIMIT $3;

-- name: skill_insert
INSERT INTO skill (tenant, id, name, description, version, created_us, updated_us)
VALUES ($1, $2, $3, $4, 1, $5, $5)
ON CONFLICT DO NOTHING
RETURNING skill;

-- name: skill_store
UPDATE skill SET name = $3, description = $4, version = version + 1, updated_us = $5
WHERE tenant = $1 AND skill = $2;

-- name: skill_delete
DELETE FROM skill WHERE tenant = $1 AND skill = $2;
