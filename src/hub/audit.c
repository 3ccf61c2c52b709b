// SPDX-License-Identifier: Apache-2.0
#include "hub/audit.h"
#include "base/error.h"

int audit_write(struct tx *tx, const struct actor *actor, const struct audit_entry *entry)
{
    struct query q = query_begin(tx->db, SQL_AUDIT_INSERT, tx->tenant);
    query_bind(&q, actor->kind);
    query_bind_text(&q, actor->id);
    query_bind_text(&q, entry->action);
    query_bind_text(&q, entry->object);
    query_bind_text(&q, entry->object_id);
    query_bind_or_null(&q, entry->customer);
    query_bind_text(&q, entry->detail);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

// ---- reading

static struct query begin(struct db *db, int64_t tenant, const struct audit_filter *f, int64_t cursor)
{
    enum statement statement = f->object_id.data != NULL && f->object.data != NULL ? SQL_AUDIT_WALK_OBJECT
                               : f->actor.data != NULL                             ? SQL_AUDIT_WALK_ACTOR
                               : f->action.data != NULL                            ? SQL_AUDIT_WALK_ACTION
                                                                                   : SQL_AUDIT_WALK;
    struct query q = query_begin(db, statement, tenant);
    query_bind(&q, cursor);
    query_bind(&q, AUDIT_LOOKED_MAX);
    if (statement == SQL_AUDIT_WALK_OBJECT) {
        query_bind_text(&q, f->object);
        query_bind_text(&q, f->object_id);
    } else if (statement != SQL_AUDIT_WALK) {
        query_bind_text(&q, statement == SQL_AUDIT_WALK_ACTOR ? f->actor : f->action);
    }
    return q;
}

static bool fits(struct view wanted, struct view text)
{
    return wanted.data == NULL || view_equal(wanted, text);
}

static void write(struct json_writer *w, const struct query *q)
{
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_integer(w, query_int(q, 0));
    json_key(w, VIEW("actor"));
    actor_write(w, (enum actor_kind)query_int(q, 1), query_text(q, 2));
    json_key(w, VIEW("action"));
    json_string(w, query_text(q, 3));
    json_key(w, VIEW("object"));
    json_string(w, query_text(q, 4));
    json_key(w, VIEW("object_id"));
    json_string_or_null(w, query_text(q, 5));
    json_key(w, VIEW("detail"));
    json_raw(w, query_is_null(q, 6) ? VIEW("null") : query_text(q, 6));
    json_key(w, VIEW("created_at"));
    json_time(w, query_int(q, 7));
    json_end_object(w);
}

int audit_walk(struct db *db, int64_t tenant, const struct audit_filter *f, int64_t *cursor,
               struct json_writer *w, bool (*is_full)(void *ctx), void *ctx, bool *ret_is_over)
{
    struct query q = begin(db, tenant, f, *cursor);
    int r = 0, looked = 0;
    bool is_over = false;
    while (!is_over && (r = query_step(&q)) == QUERY_ROW) {
        looked++;
        *cursor = query_int(&q, 0);
        if (!fits(f->actor, query_text(&q, 2)) || !fits(f->action, query_text(&q, 3)) ||
            !fits(f->object, query_text(&q, 4)) || !fits(f->object_id, query_text(&q, 5)))
            continue;
        write(w, &q);
        is_over = is_full(ctx);
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    *ret_is_over = !is_over && looked < AUDIT_LOOKED_MAX;
    return 0;
}
