-- What an export holds beside customers, identities, sessions and interactions.

-- name: transfers_exported point
SELECT transfer, id, from_channel, to_channel, reason, context, created_us FROM transfer
WHERE tenant = $1 AND session = $2 AND transfer > $3
ORDER BY transfer
LIMIT 100;

-- name: edits_exported point
SELECT content, created_us FROM interaction_edit WHERE tenant = $1 AND interaction = $2
ORDER BY interaction_edit
LIMIT 200;

-- name: audit_exported point
SELECT audit, action, actor_kind, actor_id, object, object_id, detail, created_us FROM audit
WHERE tenant = $1 AND customer = $2 AND audit > $3
ORDER BY audit
LIMIT 200;
