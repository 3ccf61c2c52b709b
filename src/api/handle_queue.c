// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/etag.h"
#include "api/handlers.h"
#include "api/row_page.h"
#include "base/error.h"
#include "hub/queue.h"
#include <errno.h>

static int refuse(struct call *call, int outcome)
{
    switch ((enum queue_outcome)outcome) {
    case QUEUE_OK:
        return 0;
    case QUEUE_NONE:
        return call_refuse(call, 404, VIEW("queue.not_found"), VIEW("there is no queue of this id"));
    case QUEUE_ID_TAKEN:
        return call_refuse(call, 409, VIEW("queue.id_taken"),
                           VIEW("there is, or was, a queue of this id already"));
    case QUEUE_IN_USE:
        return call_refuse(call, 409, VIEW("queue.in_use"), VIEW("open sessions are in this queue"));
    case QUEUE_TOO_LARGE:
        return call_refuse(call, 422, VIEW("queue.too_large"), VIEW("the settings would pass 16 KiB"));
    }
    return -ENOTRECOVERABLE;
}

static int need(struct db *db, struct call *call, struct view id, struct queue *ret)
{
    int r = queue_find(db, call->principal.tenant, id, call_arena(call), ret);
    return r <= 0 ? r : refuse(call, r);
}

static int write_queue(void *ctx, const struct queue *queue)
{
    struct row_page *page = ctx;
    queue_write(page->w, queue);
    return row_page_count(page);
}

int queue_list_rows(const struct call *call)
{
    return (int)((const struct queue_list_args *)call->args)->limit;
}

int queue_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct queue_list_args *args = call->args;
    struct row_page page;
    struct arena rows;
    int64_t cursor;
    if (!cursor_row(args->cursor, 0, &cursor))
        return cursor_refuse(call);
    arena_init(&rows, 4096, 1 << 20);
    row_page_begin(&page, w, VIEW("queues"), args->limit);
    int r = queue_walk(snapshot->db, snapshot->tenant, &cursor, (int)args->limit, &rows, write_queue, &page);
    row_page_end(&page, call, cursor, snapshot->position);
    arena_free(&rows);
    return r;
}

int queue_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct queue_get_args *args = call->args;
    struct queue queue;
    int r = need(snapshot->db, call, args->id, &queue);
    if (r != 0)
        return r;
    call_etag(call, queue.version);
    queue_write(w, &queue);
    return 0;
}

static int keep(struct tx *tx, struct call *call, int64_t row)
{
    struct queue *queue = arena_zalloc(call_arena(call), sizeof(*queue));
    if (queue == NULL)
        return -ENOMEM;
    int r = queue_load(tx->db, tx->tenant, row, call_arena(call), queue);
    if (r != QUEUE_OK)
        return error_fold(r);
    call->result = queue;
    call_etag(call, queue->version);
    return 0;
}

void queue_render(struct call *call, struct json_writer *w)
{
    queue_write(w, call->result);
}

int queue_create_decide(struct tx *tx, struct call *call)
{
    const struct queue_create_args *args = call->args;
    struct queue queue;
    int r = queue_create(tx, &call->principal.actor, args->id,
                         &(struct queue_change){.name = args->name, .settings = args->settings}, &queue);
    if (r != QUEUE_OK)
        return r < 0 ? r : refuse(call, r);
    call->status = 201;
    return keep(tx, call, queue.row);
}

int queue_change_decide(struct tx *tx, struct call *call)
{
    const struct queue_change_args *args = call->args;
    struct queue queue;
    int r = need(tx->db, call, args->id, &queue);
    if (r == 0)
        r = call_need_match(call, queue.version);
    if (r != 0)
        return r;
    r = queue_change(tx, &call->principal.actor, &queue,
                     &(struct queue_change){.name = args->name, .settings = args->settings});
    if (r != QUEUE_OK)
        return r < 0 ? r : refuse(call, r);
    return keep(tx, call, queue.row);
}

int queue_delete_decide(struct tx *tx, struct call *call)
{
    const struct queue_delete_args *args = call->args;
    struct queue queue;
    int r = need(tx->db, call, args->id, &queue);
    if (r == 0)
        r = call_need_match(call, queue.version);
    if (r != 0)
        return r;
    r = queue_delete(tx, &call->principal.actor, &queue);
    return r <= 0 ? r : refuse(call, r);
}
