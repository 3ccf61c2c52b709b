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
