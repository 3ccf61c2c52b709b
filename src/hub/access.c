// SPDX-License-Identifier: Apache-2.0
#include "hub/access.h"
#include "base/error.h"

const struct access_view access_of_visitor = {.is_visitor = true};

bool access_sees_all(const struct access_view *view)
{
    return view == NULL || (view->agent == 0 && !view->is_visitor) || view->role >= ACCESS_SUPERVISOR;
}

bool access_sees_queue(const struct access_view *view, int64_t queue)
{
    if (access_sees_all(view))
        return true;
    if (view->is_visitor)
        return false;
    if (queue == 0)
        return true;
    for (int i = 0; i < view->queue_count; i++)
        if (view->queues[i] == queue)
            return true;
    return false;
}

bool access_sees_session(const struct access_view *view, const struct session *session)
{
    if (view != NULL && view->is_visitor)
        return false;
    return access_sees_queue(view, session->queue) || session->agent == view->agent;
}

static int sees_owned(struct query *q, const struct access_view *view)
{
    struct session s = {0};
    int r = query_step(q);
    if (r == QUERY_ROW) {
        s.agent = query_int(q, 0);
        s.queue = query_int(q, 1);
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_DONE || access_sees_session(view, &s);
}

int access_sees_session_id(struct db *db, int64_t tenant, const struct access_view *view, struct view id)
{
    if (access_sees_all(view))
        return 1;
    struct query q = query_begin(db, SQL_SESSION_OWNER_BY_ID, tenant);
    query_bind_text(&q, id);
    return sees_owned(&q, view);
}

int access_sees_session_row(struct db *db, int64_t tenant, const struct access_view *view, int64_t row)
{
    if (access_sees_all(view))
        return 1;
    struct query q = query_begin(db, SQL_SESSION_OWNER_BY_ROW, tenant);
    query_bind(&q, row);
    return sees_owned(&q, view);
}

static int load_queues(struct db *db, int64_t tenant, struct access_view *view)
{
    struct query q = query_begin(db, SQL_AGENT_QUEUE_ROWS, tenant);
    query_bind(&q, view->agent);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW && view->queue_count < ACCESS_QUEUES_MAX)
        view->queues[view->queue_count++] = query_int(&q, 0);
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

int access_view_load(struct db *db, int64_t tenant, int64_t agent, struct access_view *ret)
{
    struct query q = query_begin(db, SQL_AGENT_ROLE, tenant);
    struct access_view view = {.agent = agent};
    query_bind(&q, agent);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        view.role = (enum access_scope)query_int(&q, 0);
    query_end(&q);
    if (r == QUERY_DONE)
        return ACCESS_GONE;
    r = r < 0 ? r : load_queues(db, tenant, &view);
    if (r < 0)
        return error_trace(r);
    *ret = view;
    return ACCESS_OK;
}

struct view access_scope_name(enum access_scope scope)
{
    switch (scope) {
    case ACCESS_NONE:
        break;
    case ACCESS_READ:
        return VIEW("read");
    case ACCESS_SERVICE:
        return VIEW("service");
    case ACCESS_AGENT:
        return VIEW("agent");
    case ACCESS_SUPERVISOR:
        return VIEW("supervisor");
    case ACCESS_ADMIN:
        return VIEW("admin");
    }
    return VIEW("none");
}
