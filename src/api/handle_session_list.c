// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/handlers.h"
#include "api/page.h"
#include "hub/agent.h"
#include "hub/position.h"
#include "hub/queue.h"
#include "hub/session_list.h"
#include "hub/tag.h"
#include <errno.h>

int sessions_active_rows(const struct call *call)
{
    return (int)((const struct sessions_active_args *)call->args)->limit;
}

// ---- ids to rows: what does not exist has no sessions

static int find_agent(struct snapshot *s, struct view id, struct arena *arena, int64_t *ret)
{
    struct agent agent;
    int r = id.data == NULL ? AGENT_NONE : agent_find(s->db, s->tenant, id, arena, &agent);
    if (id.data != NULL && r >= 0)
        *ret = r == AGENT_OK ? agent.row : SESSION_LIST_NOBODY;
    return r < 0 ? r : 0;
}

static int find_queue(struct snapshot *s, struct view id, struct arena *arena, int64_t *ret)
{
    struct queue queue;
    int r = id.data == NULL ? QUEUE_NONE : queue_find(s->db, s->tenant, id, arena, &queue);
    if (id.data != NULL && r >= 0)
        *ret = r == QUEUE_OK ? queue.row : SESSION_LIST_NOBODY;
    return r < 0 ? r : 0;
}

static int find_tag(struct snapshot *s, struct view name, int64_t *ret)
{
    int64_t tag;
    int r = name.data == NULL ? TAG_NONE : tag_find(s->db, s->tenant, name, &tag);
    if (name.data != NULL && r >= 0)
        *ret = r == TAG_OK ? tag : SESSION_LIST_NOBODY;
    return r < 0 ? r : 0;
}

static int find_customer(struct snapshot *s, struct view id, struct arena *arena, const struct cluster **ret)
{
    if (id.data == NULL)
        return 0;
    struct cluster *cluster = arena_zalloc(arena, sizeof(*cluster));
    if (cluster == NULL)
        return -ENOMEM;
    int r = cluster_find(s->db, s->tenant, id, arena, cluster);
    if (r == CUSTOMER_NONE)
        cluster->count = 0;
    *ret = cluster;
    return r < 0 ? r : 0;
}

static int make_query(struct snapshot *s, const struct sessions_active_args *args,
                      const struct access_view *viewer, struct arena *arena, struct session_query *q)
{
    *q = (struct session_query){.viewer = viewer,
                                .has_status = args->has_status,
                                .status = args->status,
                                .has_channel = args->has_channel,
                                .channel = args->channel,
                                .has_priority = args->has_priority,
                                .priority = args->priority,
                                .is_unassigned = args->has_unassigned && args->unassigned,
                                .sort = args->sort,
                                .is_reversed = args->order == SESSIONS_ACTIVE_ORDER_ASC};
    int r = find_agent(s, args->agent_id, arena, &q->agent);
    if (r == 0)
        r = find_queue(s, args->queue, arena, &q->queue);
    if (r == 0)
        r = find_tag(s, args->tag, &q->tag);
    if (r == 0)
        r = find_customer(s, args->customer_id, arena, &q->customer);
    return r;
}

// ---- the page

// Writes sessions until the page is full, by bytes too; *ret_next is where the next one begins.
static int write_sessions(struct snapshot *s, struct call *call, const struct session_query *query,
                          const struct session_rows *rows, struct json_writer *w,
                          struct session_cursor *ret_next, bool *ret_more)
{
    struct arena arena;
    int64_t now_us = api_now_us(call->api);
    int r = 0, i = 0;
    arena_init(&arena, 4096, 1 << 20);
    for (; r >= 0 && i < rows->count && !page_is_full(w); i++) {
        struct session session;
        r = session_load(s->db, s->tenant, rows->rows[i], &arena, &session);
        if (r != SESSION_OK)
            continue; // its customer is being erased
        session_write_open(w, &session, AUDIENCE_INTERNAL, now_us);
        json_end_object(w);
        *ret_next = session_list_cursor(query, &session);
        arena_reset(&arena);
    }
    arena_free(&arena);
    *ret_more = rows->has_more || i < rows->count;
    if (i == rows->count)
        *ret_next = rows->next;
    return r < 0 ? r : 0;
}

int sessions_active_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct sessions_active_args *args = call->args;
    struct session_query query;
    struct session_rows rows;
    bool has_more = false;
    int r = make_query(snapshot, args, call->principal.view, call_arena(call), &query);
    if (r < 0)
        return r;
    struct session_cursor cursor = session_list_start(&query);
    uint32_t mark = session_list_mark(&query);
    if (!cursor_session(args->cursor, mark, &cursor))
        return cursor_refuse(call);
    r = session_list_read(snapshot, &query, cursor, (int)args->limit, call_arena(call), &rows);
    if (r < 0)
        return r;
    json_begin_object(w);
    json_key(w, VIEW("sessions"));
    json_begin_array(w);
    r = write_sessions(snapshot, call, &query, &rows, w, &cursor, &has_more);
    json_end_array(w);
    cursor_write_session(w, mark, has_more ? &cursor : NULL);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, snapshot->position);
    json_end_object(w);
    return r;
}
