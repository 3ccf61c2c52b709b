// SPDX-License-Identifier: Apache-2.0
#include "hub/agent.h"
#include "base/error.h"
#include "hub/row.h"
#include <errno.h>

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
