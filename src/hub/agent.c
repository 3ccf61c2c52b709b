// SPDX-License-Identifier: Apache-2.0
#include "hub/agent.h"
#include "base/error.h"
#include "hub/row.h"
#include <errno.h>

enum { QUEUES_TEXT_MAX = 16 << 10 }; // of ACCESS_QUEUES_MAX ids

static void read_agent(struct row *row, struct agent *a)
{
    *a = (struct agent){.row = row_int(row)};
    a->id = row_text(row);
    a->name = row_text(row);
    a->email = row_text(row);
    a->role = (enum access_scope)row_int(row);
    a->status = (enum agent_status)row_int(row);
    a->has_password = row_int(row) != 0;
    a->capacity = (int)row_int(row);
    a->skills = row_text(row);
    a->preferences = row_text(row);
    a->version = row_int(row);
    a->status_us = row_int(row);
    a->disabled_us = row_int(row);
    a->deleted_us = row_int(row);
    a->created_us = row_int(row);
    a->updated_us = row_int(row);
}

static int load(struct query *q, struct arena *arena, struct agent *ret)
{
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        read_agent(&row, ret);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? AGENT_OK : AGENT_NONE;
}

int agent_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct agent *ret)
{
    struct agent found;
    struct query q = query_begin(db, SQL_AGENT_BY_ID, tenant);
    query_bind_text(&q, id);
    int r = load(&q, arena, &found);
    if (r != AGENT_OK)
        return r;
    if (found.deleted_us != 0)
        return AGENT_NONE;
    *ret = found;
    return AGENT_OK;
}

int agent_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct agent *ret)
{
    struct query q = query_begin(db, SQL_AGENT_BY_ROW, tenant);
    query_bind(&q, row);
    return load(&q, arena, ret);
}

int agent_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
               int (*each)(void *ctx, const struct agent *agent), void *ctx)
{
    struct query q = query_begin(db, SQL_AGENTS, tenant);
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    int r = 0, end = 0;
    while (end == 0 && (r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct agent a;
        read_agent(&row, &a);
        end = row.failed ? -ENOMEM : each(ctx, &a);
        *cursor = a.row;
        arena_reset(arena);
    }
    query_end(&q);
    if (end != 0)
        r = end;
    return r < 0 ? error_trace(r) : 0;
}

int agent_queues_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct view *ret)
{
    struct buffer text;
    buffer_init(&text, QUEUES_TEXT_MAX);
    struct json_writer w = json_writer(&text);
    json_begin_array(&w);
    struct query q = query_begin(db, SQL_AGENT_QUEUE_IDS, tenant);
    query_bind(&q, row);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW)
        json_string(&w, query_text(&q, 0));
    query_end(&q);
    json_end_array(&w);
    if (r == QUERY_DONE && (text.failed || !arena_copy(arena, buffer_view(&text), ret)))
        r = -ENOMEM;
    buffer_free(&text);
    return r < 0 ? error_trace(r) : 0;
}

static void write_when(struct json_writer *w, struct view name, int64_t us)
{
    json_key(w, name);
    json_time(w, us);
}

void agent_write_open(struct json_writer *w, const struct agent *a, struct view queues)
{
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, a->id);
    json_key(w, VIEW("name"));
    json_string(w, a->name);
    json_key(w, VIEW("email"));
    json_string_or_null(w, a->email);
    json_key(w, VIEW("role"));
    json_string(w, access_scope_name(a->role));
    json_key(w, VIEW("status"));
    json_string(w, agent_status_name(a->status));
    json_key(w, VIEW("capacity"));
    json_integer(w, a->capacity);
    json_key(w, VIEW("queues"));
    json_raw(w, queues);
    json_key(w, VIEW("skills"));
    json_raw(w, a->skills.data == NULL ? VIEW("[]") : a->skills);
    json_key(w, VIEW("disabled"));
    json_bool(w, a->disabled_us != 0);
    json_key(w, VIEW("can_log_in"));
    json_bool(w, a->has_password && a->email.data != NULL && a->disabled_us == 0 && a->deleted_us == 0);
    json_key(w, VIEW("version"));
    json_integer(w, a->version);
    write_when(w, VIEW("status_since"), a->status_us);
    write_when(w, VIEW("created_at"), a->created_us);
    write_when(w, VIEW("updated_at"), a->updated_us);
}

struct view agent_status_name(enum agent_status status)
{
    switch (status) {
    case AGENT_OFFLINE:
        return VIEW("offline");
    case AGENT_ONLINE:
        return VIEW("online");
    case AGENT_AWAY:
        return VIEW("away");
    case AGENT_BUSY:
        return VIEW("busy");
    }
    return VIEW("unknown");
}
