// SPDX-License-Identifier: Apache-2.0
#include "hub/queue.h"
#include "base/error.h"
#include "hub/row.h"
#include <errno.h>

static void read_queue(struct row *row, struct queue *q)
{
    *q = (struct queue){.row = row_int(row)};
    q->id = row_text(row);
    q->name = row_text(row);
    q->settings = row_text(row);
    q->version = row_int(row);
    q->deleted_us = row_int(row);
    q->created_us = row_int(row);
    q->updated_us = row_int(row);
}

static int load(struct query *q, struct arena *arena, struct queue *ret)
{
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        read_queue(&row, ret);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? QUEUE_OK : QUEUE_NONE;
}

int queue_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct queue *ret)
{
    struct queue found;
    struct query q = query_begin(db, SQL_QUEUE_BY_ID, tenant);
    query_bind_text(&q, id);
    int r = load(&q, arena, &found);
    if (r != QUEUE_OK)
        return r;
    if (found.deleted_us != 0)
        return QUEUE_NONE;
    *ret = found;
    return QUEUE_OK;
}

int queue_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct queue *ret)
{
    struct query q = query_begin(db, SQL_QUEUE_BY_ROW, tenant);
    query_bind(&q, row);
    return load(&q, arena, ret);
}

int queue_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
               int (*each)(void *ctx, const struct queue *queue), void *ctx)
{
    struct query q = query_begin(db, SQL_QUEUES, tenant);
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    int r = 0, end = 0;
    while (end == 0 && (r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct queue found;
        read_queue(&row, &found);
        end = row.failed ? -ENOMEM : each(ctx, &found);
        *cursor = found.row;
        arena_reset(arena);
    }
    query_end(&q);
    if (end != 0)
        r = end;
    return r < 0 ? error_trace(r) : 0;
}
