// SPDX-License-Identifier: Apache-2.0
#include "hub/event_walk.h"
#include "base/error.h"

// The oldest position that is stored; one behind the newest when none is.
static int read_floor(const struct snapshot *snapshot, int64_t *ret)
{
    struct query q = query_begin(snapshot->db, SQL_EVENT_FLOOR, snapshot->tenant);
    int r = query_step(&q);
    *ret = r == QUERY_ROW ? query_int(&q, 0) : snapshot->position + 1;
    query_end(&q);
    return r < 0 ? r : 0;
}

int event_walk_begin(const struct snapshot *snapshot, int64_t after, int limit, struct event_walk *ret)
{
    int64_t floor;
    *ret = (struct event_walk){.tenant = snapshot->tenant};
    int r = read_floor(snapshot, &floor);
    if (r < 0)
        return error_trace(r);
    if (after + 1 < floor)
        return EVENT_WALK_GONE;
    ret->query = query_begin(snapshot->db, SQL_EVENTS_AFTER, snapshot->tenant);
    query_bind(&ret->query, after);
    query_bind(&ret->query, limit);
    return 0;
}

int event_walk_next(struct event_walk *walk, struct event *ret)
{
    int r = query_step(&walk->query);
    if (r < 0)
        return error_trace(r);
    if (r == QUERY_DONE)
        return EVENT_WALK_DONE;
    *ret = (struct event){
        .tenant = walk->tenant,
        .position = query_int(&walk->query, 0),
        .session = query_int(&walk->query, 1),
        .customer = query_int(&walk->query, 2),
        .audience = (enum audience)query_int(&walk->query, 3),
        .kind = (enum event_kind)query_int(&walk->query, 4),
        .ref = query_int(&walk->query, 5),
        .created_us = query_int(&walk->query, 6),
        .agent = query_int(&walk->query, 7),
        .queue = query_int(&walk->query, 8),
    };
    return EVENT_WALK_ROW;
}

void event_walk_end(struct event_walk *walk)
{
    query_end(&walk->query);
}
