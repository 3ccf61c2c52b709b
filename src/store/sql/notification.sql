-- let: notification_columns
n.notification, n.id, n.agent, n.type, n.title, n.message, s.id, c.id, n.read_us, n.created_us

-- let: notification_joined
notification n LEFT JOIN session s ON s.session = n.session LEFT JOIN customer c ON c.customer = n.customer

-- name: notification_by_row point
SELECT {notification_columns} FROM {notification_joined} WHERE n.tenant = $1 AND n.notification = $2;

-- name: notification_insert
INSERT INTO notification (tenant, id, agent, type, title, message, session, customer, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT DO NOTHING
RETURNING notification;

-- name: notification_trim
DELETE FROM notification WHERE tenant = $1 AND notification IN
    (SELECT n.notification FROM notification n WHERE n.tenant = $1 AND n.created_us < $2
     ORDER BY n.created_us LIMIT $3);

-- Newest first, before the cursor.
-- name: notifications point
SELECT {notification_columns} FROM {notification_joined}
WHERE n.tenant = $1 AND n.notification < $2
ORDER BY n.notification DESC
LIMIT $3;

-- name: notifications_of_agent point
SELECT {notification_columns} FROM {notification_joined}
WHERE n.tenant = $1 AND n.agent = $4 AND n.notification < $2
ORDER BY n.notification DESC
LIMIT $3;

-- name: notifications_unread point
SELECT {notification_columns} FROM {notification_joined}
WHERE n.tenant = $1 AND n.read_us IS NULL AND n.notification < $2
ORDER BY n.notification DESC
LIMIT $3;

-- name: notifications_unread_of_agent point
SELECT {notification_columns} FROM {notification_joined}
WHERE n.tenant = $1 AND n.agent = $4 AND n.read_us IS NULL AND n.notification < $2
ORDER BY n.notification DESC
LIMIT $3;

-- name: notification_by_id point
SELECT {notification_columns} FROM {notification_joined} WHERE n.tenant = $1 AND n.id = $2;

-- name: notification_set_read
UPDATE notification SET read_us = $3 WHERE tenant = $1 AND notification = $2 AND read_us IS NULL;

-- The same device again is the same row; whose it is may change.
-- name: device_put
INSERT INTO device (tenant, id, agent, platform, address, body, created_us, updated_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
ON CONFLICT (tenant, address) DO UPDATE SET agent = $3, platform = $4, body = $6, updated_us = $7;

-- name: device_by_address point
SELECT id, agent FROM device WHERE tenant = $1 AND address = $2;

-- name: device_delete
DELETE FROM device WHERE tenant = $1 AND address = $2;
