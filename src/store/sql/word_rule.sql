-- let: word_rule_columns
word_rule, id, word, is_part, action, created_us

-- The same word again changes what is done about it.
-- name: word_rule_put
INSERT INTO word_rule (tenant, id, word, is_part, action, created_us) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant, word) DO UPDATE SET is_part = excluded.is_part, action = excluded.action;

-- name: word_rule_by_id point
SELECT {word_rule_columns} FROM word_rule WHERE tenant = $1 AND id = $2;

-- name: word_rule_by_word point
SELECT {word_rule_columns} FROM word_rule WHERE tenant = $1 AND word = $2;

-- name: word_rules point
SELECT {word_rule_columns} FROM word_rule WHERE tenant = $1 AND word_rule > $2
ORDER BY word_rule
LIMIT $3;

-- Whether there are as many as may be.
-- name: word_rules_full point
SELECT word_rule FROM word_rule WHERE tenant = $1 ORDER BY word_rule LIMIT 1 OFFSET $2;

-- name: word_rule_delete
DELETE FROM word_rule WHERE tenant = $1 AND word_rule = $2;
