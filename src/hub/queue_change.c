// SPDX-License-Identifier: Apache-2.0
// Queues: making, changing, listing. Finding one is in queue.c.
#include "base/error.h"
#include "base/id.h"
#include "codec/json_merge.h"
#include "hub/audit.h"
#include "hub/queue.h"

static int audit(struct tx *tx, const struct actor *actor, struct view action, struct view id)
{
    return audit_write(tx, actor,
                       &(struct audit_entry){.action = action, .object = VIEW("queue"), .object_id = id});
}

static int merge(struct tx *tx, struct view before, struct view patch, struct view *ret)
{
    *ret = before;
    if (patch.data == NULL)
        return QUEUE_OK;
    return json_merge(&tx->batch->arena, before, patch, QUEUE_SETTINGS_MAX, ret) == JSON_MERGE_OK
               ? QUEUE_OK
               : QUEUE_TOO_LARGE;
}

static int insert(struct tx *tx, struct view id, const struct queue_change *first, int64_t *ret_row)
{
    struct view settings;
    int r = merge(tx, (struct view){0}, first->settings, &settings);
    if (r != QUEUE_OK)
        return r;
    struct query q = query_begin(tx->db, SQL_QUEUE_INSERT, tx->tenant);
    query_bind_text(&q, id);
    query_bind_text(&q, first->name.data != NULL ? first->name : id);
    query_bind_text(&q, settings);
    query_bind(&q, tx->now_us);
    r = query_insert(&q, ret_row);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? QUEUE_OK : QUEUE_ID_TAKEN;
}

int queue_create(struct tx *tx, const struct actor *actor, struct view id, const struct queue_change *first,
                 struct queue *ret)
{
    char made[ID_SIZE + 1];
    int64_t row;
    if (id.data == NULL) {
        id_make(made, tx->now_us, tx->random);
        id = view_make(made, ID_SIZE);
    }
    int r = insert(tx, id, first, &row);
    if (r == QUEUE_OK)
        r = audit(tx, actor, VIEW("queue.create"), id);
    if (r != QUEUE_OK)
        return r;
    return queue_load(tx->db, tx->tenant, row, &tx->batch->arena, ret);
}

static int store(struct tx *tx, const struct queue *queue, struct view name, struct view settings,
                 int64_t deleted_us)
{
    struct query q = query_begin(tx->db, SQL_QUEUE_STORE, tx->tenant);
    query_bind(&q, queue->row);
    query_bind_text(&q, name);
    query_bind_text(&q, settings);
    query_bind_or_null(&q, deleted_us);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

int queue_change(struct tx *tx, const struct actor *actor, const struct queue *queue,
                 const struct queue_change *change)
{
    struct view settings;
    int r = merge(tx, queue->settings, change->settings, &settings);
    if (r == QUEUE_OK)
        r = store(tx, queue, change->name.data != NULL ? change->name : queue->name, settings, 0);
    if (r == QUEUE_OK)
        r = audit(tx, actor, VIEW("queue.change"), queue->id);
    return r;
}

static int is_in_use(struct tx *tx, const struct queue *queue)
{
    struct query q = query_begin(tx->db, SQL_QUEUE_ANY_OPEN_SESSION, tx->tenant);
    query_bind(&q, queue->row);
    int r = query_step(&q);
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? QUEUE_IN_USE : QUEUE_OK;
}

// Rows of agent_queue stay: they name a queue that nobody can find any more.
int queue_delete(struct tx *tx, const struct actor *actor, const struct queue *queue)
{
    int r = is_in_use(tx, queue);
    if (r == QUEUE_OK)
        r = store(tx, queue, queue->name, queue->settings, tx->now_us);
    if (r == QUEUE_OK)
        r = audit(tx, actor, VIEW("queue.delete"), queue->id);
    return r;
}

void queue_write(struct json_writer *w, const struct queue *q)
{
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, q->id);
    json_key(w, VIEW("name"));
    json_string(w, q->name);
    json_key(w, VIEW("settings"));
    json_raw(w, q->settings.data == NULL ? VIEW("{}") : q->settings);
    json_key(w, VIEW("version"));
    json_integer(w, q->version);
    json_key(w, VIEW("created_at"));
    json_time(w, q->created_us);
    json_key(w, VIEW("updated_at"));
    json_time(w, q->updated_us);
    json_end_object(w);
}
