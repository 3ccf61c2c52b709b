// SPDX-License-Identifier: Apache-2.0
// Notifications: what an agent is told about, on their own topic and in a list that they read.
#pragma once
#include "codec/json.h"
#include "store/snapshot.h"
#include "store/tx.h"

struct notification {
    int64_t row;
    struct view id;
    int64_t agent; // row
    struct view type, title, message;
    struct view session_id, customer_id; // no data: of none
    int64_t read_us;                     // 0: not yet
    int64_t created_us;
};

struct notification_new {
    int64_t agent;     // row
    struct view type;  // "mention", "assignment" …
    struct view title; // one line
    struct view message;
    int64_t session, customer; // rows, whom it is about; 0: nobody
};

enum notification_outcome {
    NOTIFICATION_OK = 0,
    NOTIFICATION_NONE = 1,
};

// Writes it and tells the agent's topic. An agent who muted the type, or is gone, gets none: still 0. Texts
// are copied. *ret_row (may be NULL) is 0 then.
int notification_write(struct tx *tx, const struct notification_new *fresh, int64_t *ret_row);

int notification_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena,
                      struct notification *ret);

// One page's: `agent` 0 is everybody's. Calls `each` for at most `limit`, newest first, before the row
// *cursor (INT64_MAX at the start), which it moves. As key_walk.
int notification_walk(struct db *db, int64_t tenant, int64_t agent, bool unread_only, int64_t *cursor,
                      int limit, struct arena *arena, int (*each)(void *ctx, const struct notification *n),
                      void *ctx);

int notification_find(struct db *db, int64_t tenant, struct view id, struct arena *arena,
                      struct notification *ret);
int notification_set_read(struct tx *tx, const struct notification *notification);

// {"muted": […]}, as agents keep it in their preferences.
int notification_set_preferences(struct tx *tx, int64_t agent, struct view preferences);

// As the API's Notification.
void notification_write_json(struct json_writer *w, const struct notification *n);
