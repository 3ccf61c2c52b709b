-- Files: what they hold (blob) and where they were said (attachment).

-- name: blob_by_hash point
SELECT blob, type, width, height, thumbnail FROM blob WHERE tenant = $1 AND hash = $2;

-- name: blob_insert
INSERT INTO blob (tenant, hash, size, type, width, height, thumbnail, refs, created_us, updated_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8)
ON CONFLICT DO NOTHING
RETURNING blob;

-- name: blob_take
UPDATE blob SET refs = refs + 1, updated_us = $3 WHERE tenant = $1 AND blob = $2;

-- name: blob_leave
UPDATE blob SET refs = refs - 1, updated_us = $3 WHERE tenant = $1 AND blob = $2;

-- name: blob_usage point
SELECT files, bytes FROM blob_usage WHERE tenant = $1;

-- name: blob_usage_add
INSERT INTO blob_usage (tenant, files, bytes) VALUES ($1, $2, $3)
ON CONFLICT (tenant) DO UPDATE SET files = blob_usage.files + excluded.files, bytes = blob_usage.bytes + excluded.bytes;

-- let: attachment_columns
a.attachment, a.id, a.blob, a.name, a.customer, a.session, a.interaction, a.author_type, a.author_id, a.created_us,
b.hash, b.size, b.type, b.width, b.height, b.thumbnail

-- name: attachment_by_id point
SELECT {attachment_columns}
FROM attachment a JOIN blob b ON b.blob = a.blob
WHERE a.tenant = $1 AND a.id = $2;

-- name: attachment_insert
INSERT INTO attachment (tenant, id, blob, name, customer, session, interaction, author_type, author_id, created_us)
VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, $9)
ON CONFLICT DO NOTHING
RETURNING attachment;

-- name: attachment_bind
UPDATE attachment SET interaction = $3, session = $4, customer = $5
WHERE tenant = $1 AND attachment = $2 AND interaction IS NULL;

-- ---- what runs by itself (hub/file_keeper.c)

-- name: blob_unthumbed
-- global: one thread makes the thumbnails of all tenants
SELECT tenant, blob, hash, type FROM blob WHERE thumbnail = 1 ORDER BY tenant, blob LIMIT 1;

-- name: blob_set_thumbnail
UPDATE blob SET thumbnail = $3 WHERE tenant = $1 AND blob = $2;

-- The first tenant with something unused, and what.
-- name: blobs_unused
-- global: one thread sweeps the files of all tenants
SELECT tenant, blob, hash, size FROM blob WHERE refs = 0 ORDER BY tenant, updated_us LIMIT $1;

-- name: blob_delete
DELETE FROM blob WHERE tenant = $1 AND blob = $2 AND refs = 0;

-- Attachments that go.
-- each: of where
--   interaction | interaction = $2
--   session     | session = $2
--   customer    | customer = $2
-- name: attachments_of_{of} point
SELECT attachment, blob FROM attachment WHERE tenant = $1 AND {where} LIMIT $3;

-- name: attachments_orphaned point
SELECT attachment, blob FROM attachment
WHERE tenant = $1 AND interaction IS NULL AND created_us < $2 ORDER BY created_us LIMIT $3;

-- name: attachment_delete
DELETE FROM attachment WHERE tenant = $1 AND attachment = $2;

-- Those of a customer, for an export.
-- name: attachments_exported point
SELECT a.attachment, a.id, a.name, b.hash, b.size, b.type
FROM attachment a JOIN blob b ON b.blob = a.blob
WHERE a.tenant = $1 AND a.customer = $2 AND a.attachment > $3 ORDER BY a.attachment LIMIT 50;

-- All that a copy of the store must have.
-- name: blobs_walk
-- global: a backup takes the files of all tenants
SELECT blob, tenant, hash, size FROM blob WHERE blob > $1 ORDER BY blob LIMIT 500;
