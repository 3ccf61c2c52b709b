-- How far each side of a session has come; never back.
-- name: participant_move
INSERT INTO participant (tenant, session, kind, ref, delivered_position, read_position, joined_us, updated_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
ON CONFLICT (session, kind, ref) DO UPDATE SET
    delivered_position = CASE WHEN excluded.delivered_position > participant.delivered_position
        THEN excluded.delivered_position ELSE participant.delivered_position END,
    read_position = CASE WHEN excluded.read_position > participant.read_position
        THEN excluded.read_position ELSE participant.read_position END,
    updated_us = excluded.updated_us;

-- name: participant_one point
SELECT delivered_position, read_position FROM participant
WHERE tenant = $1 AND session = $2 AND kind = $3 AND ref = $4;

-- The customer first, then agents.
-- name: participants_of_session point
SELECT p.kind, p.ref, p.delivered_position, p.read_position, a.id, a.name
FROM participant p LEFT JOIN agent a ON a.agent = p.ref
WHERE p.tenant = $1 AND p.session = $2
ORDER BY p.kind, p.ref
LIMIT $3;

-- What a receipt passes over.
-- name: receipt_entries point
SELECT interaction, position, direction, delivery FROM interaction
WHERE tenant = $1 AND session = $2 AND position > $3 AND position <= $4
ORDER BY position
LIMIT $5;

-- name: erase_participants
DELETE FROM participant WHERE tenant = $1 AND session = $2;

-- Of a session that was merged into another: its agents took part in that one too.
-- name: participants_follow
INSERT INTO participant (tenant, session, kind, ref, delivered_position, read_position, joined_us, updated_us)
SELECT $1, $3, f.kind, f.ref, 0, 0, f.joined_us, $4
FROM participant f WHERE f.tenant = $1 AND f.session = $2 AND f.kind = 2
ORDER BY f.ref LIMIT 50
ON CONFLICT DO NOTHING;
