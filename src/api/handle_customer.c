// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/handlers.h"
#include "hub/unified_view.h"

static int refuse_unknown(struct call *call)
{
    return call_refuse(call, 404, VIEW("customer.not_found"), VIEW("there is no customer of this id"));
}

int customer_unified_view_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct customer_unified_view_args *args = call->args;
    struct unified_view view;
    int r = unified_view_load(snapshot, args->id, call_arena(call), &view);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : refuse_unknown(call);
    unified_view_write(w, &view, call->principal.audience, call->api->epoch, snapshot->position);
    return 0;
}

int customer_history_rows(const struct call *call)
{
    return (int)((const struct customer_history_args *)call->args)->limit;
}

int customer_history_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct customer_history_args *args = call->args;
    struct cluster cluster;
    struct timeline timeline;
    int64_t before;
    if (!cursor_position(args->cursor, &before))
        return cursor_refuse(call);
    int r = cluster_find(snapshot->db, snapshot->tenant, args->id, call_arena(call), &cluster);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : refuse_unknown(call);
    r = timeline_of_cluster(snapshot->db, snapshot->tenant, &cluster, before, (int)args->limit,
                            call_arena(call), &timeline);
    if (r < 0)
        return r;
    cursor_write_page(w, call, VIEW("interactions"), &timeline, snapshot->position);
    return 0;
}
