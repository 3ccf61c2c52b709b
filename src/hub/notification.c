// SPDX-License-Identifier: Apache-2.0
#include "hub/notification.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/event_body.h"
#include "hub/row.h"
#include <errno.h>

static void read_notification(struct row *row, struct notification *n)
{
    *n = (struct notification){.row = row_int(row)};
    n->id = row_text(row);
    n->agent = row_int(row);
    n->type = row_text(row);
    n->title = row_text(row);
    n->message = row_text(row);
    n->session_id = row_text(row);
    n->customer_id = row_text(row);
    n->read_us = row_int(row);
    n->created_us = row_int(row);
}

static int load(struct query *q, struct arena *arena, struct notification *ret)
{
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row columns = {.query = q, .arena = arena};
        read_notification(&columns, ret);
        if (columns.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? NOTIFICATION_OK : NOTIFICATION_NONE;
}

int notification_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena,
                      struct notification *ret)
{
    struct query q = query_begin(db, SQL_NOTIFICATION_BY_ROW, tenant);
    query_bind(&q, row);
    return load(&q, arena, ret);
}

int notification_find(struct db *db, int64_t tenant, struct view id, struct arena *arena,
                      struct notification *ret)
{
    struct query q = query_begin(db, SQL_NOTIFICATION_BY_ID, tenant);
    query_bind_text(&q, id);
    return load(&q, arena, ret);
}

static struct query begin_walk(struct db *db, int64_t tenant, int64_t agent, bool unread_only)
{
    if (agent != 0)
        return query_begin(db, unread_only ? SQL_NOTIFICATIONS_UNREAD_OF_AGENT : SQL_NOTIFICATIONS_OF_AGENT,
                           tenant);
    return query_begin(db, unread_only ? SQL_NOTIFICATIONS_UNREAD : SQL_NOTIFICATIONS, tenant);
}

int notification_walk(struct db *db, int64_t tenant, int64_t agent, bool unread_only, int64_t *cursor,
                      int limit, struct arena *arena, int (*each)(void *ctx, const struct notification *n),
                      void *ctx)
{
    struct query q = begin_walk(db, tenant, agent, unread_only);
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    if (agent != 0)
        query_bind(&q, agent);
    int r = 0, end = 0;
    while (end == 0 && (r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct notification n;
        read_notification(&row, &n);
        end = row.failed ? -ENOMEM : each(ctx, &n);
        *cursor = n.row;
        arena_reset(arena);
    }
    query_end(&q);
    if (end != 0)
        r = end;
    return r < 0 ? error_trace(r) : 0;
}

int notification_set_read(struct tx *tx, const struct notification *n)
{
    struct query q = query_begin(tx->db, SQL_NOTIFICATION_SET_READ, tx->tenant);
    query_bind(&q, n->row);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

int notification_set_preferences(struct tx *tx, int64_t agent, struct view preferences)
{
    struct query q = query_begin(tx->db, SQL_AGENT_SET_PREFERENCES, tx->tenant);
    query_bind(&q, agent);
    query_bind_text(&q, preferences);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

// ---- writing

// {"muted": ["mention"]}
static bool mutes(struct arena *arena, struct view preferences, struct view type)
{
    const struct json *root, *muted;
    struct view text;
    if (preferences.data == NULL || json_parse(arena, preferences, NULL, &root) != JSON_OK ||
        root->type != JSON_OBJECT || (muted = json_member(root, VIEW("muted"))) == NULL ||
        muted->type != JSON_ARRAY)
        return false;
    for (const struct json *item = json_first(muted); item != NULL; item = json_next(muted, item))
        if (json_text(item, arena, &text) && view_equal(text, type))
            return true;
    return false;
}

// 1 when the agent is to be told, 0 when not, or negative.
static int is_wanted(struct tx *tx, const struct notification_new *fresh)
{
    struct query q = query_begin(tx->db, SQL_AGENT_PREFERENCES, tx->tenant);
    query_bind(&q, fresh->agent);
    int r = query_step(&q);
    bool wanted = r == QUERY_ROW && !mutes(&tx->batch->arena, query_text(&q, 0), fresh->type);
    query_end(&q);
    return r < 0 ? error_trace(r) : wanted;
}

static int insert(struct tx *tx, const struct notification_new *fresh, struct view id, int64_t *ret_row)
{
    struct query q = query_begin(tx->db, SQL_NOTIFICATION_INSERT, tx->tenant);
    query_bind_text(&q, id);
    query_bind(&q, fresh->agent);
    query_bind_text(&q, fresh->type);
    query_bind_text(&q, fresh->title);
    query_bind_text(&q, fresh->message);
    query_bind_or_null(&q, fresh->session);
    query_bind_or_null(&q, fresh->customer);
    query_bind(&q, tx->now_us);
    int r = query_insert(&q, ret_row);
    return r == QUERY_ROW ? 0 : error_trace(r < 0 ? r : -EAGAIN);
}

static int announce(struct tx *tx, const struct notification_new *fresh, int64_t row)
{
    struct notification *n = tx_alloc(tx, sizeof(*n));
    struct event_body *body = tx_alloc(tx, sizeof(*body));
    if (n == NULL || body == NULL)
        return error_trace(-ENOMEM);
    int r = notification_load(tx->db, tx->tenant, row, &tx->batch->arena, n);
    if (r != NOTIFICATION_OK)
        return error_fold(r);
    *body =
        (struct event_body){.session_id = n->session_id, .customer_id = n->customer_id, .notification = n};
    return tx_announce(tx, &(struct event){.position = tx_next_position(tx),
                                           .agent = fresh->agent,
                                           .ref = row,
                                           .audience = AUDIENCE_INTERNAL,
                                           .kind = EVENT_NOTIFICATION,
                                           .body = body});
}

int notification_write(struct tx *tx, const struct notification_new *fresh, int64_t *ret_row)
{
    char id[ID_SIZE + 1];
    int64_t row = 0;
    int r = is_wanted(tx, fresh);
    if (r > 0) {
        id_make(id, tx->now_us, tx->random);
        r = insert(tx, fresh, view_make(id, ID_SIZE), &row);
        if (r == 0)
            r = announce(tx, fresh, row);
    }
    if (r < 0)
        return error_trace(r);
    if (ret_row != NULL)
        *ret_row = row;
    return 0;
}

void notification_write_json(struct json_writer *w, const struct notification *n)
{
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, n->id);
    json_key(w, VIEW("type"));
    json_string(w, n->type);
    json_key(w, VIEW("title"));
    json_string(w, n->title);
    json_key(w, VIEW("message"));
    json_string(w, n->message);
    json_key(w, VIEW("read"));
    json_bool(w, n->read_us != 0);
    json_key(w, VIEW("created_at"));
    json_time(w, n->created_us);
    json_key(w, VIEW("session_id"));
    json_string_or_null(w, n->session_id);
    json_key(w, VIEW("customer_id"));
    json_string_or_null(w, n->customer_id);
    json_end_object(w);
}
