// SPDX-License-Identifier: Apache-2.0
#include "api/sight.h"
#include "base/error.h"

// 1 when it is seen or not there, 0 when it is hidden, or negative.
static int judge(const struct access_view *view, struct db *db, enum statement statement, int64_t tenant,
                 struct view id, int64_t row)
{
    struct query q = query_begin(db, statement, tenant);
    struct session s = {0};
    if (statement == SQL_SESSION_OWNER_BY_ID)
        query_bind_text(&q, id);
    else
        query_bind(&q, row);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        s.agent = query_int(&q, 0);
        s.queue = query_int(&q, 1);
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_DONE || access_sees_session(view, &s);
}

int sight_of_session(struct db *db, const struct principal *p, struct view id)
{
    if (access_sees_all(p->view) || id.data == NULL)
        return 1;
    return judge(p->view, db, SQL_SESSION_OWNER_BY_ID, p->tenant, id, 0);
}

int sight_need_session(struct db *db, struct call *call, struct view id)
{
    int r = sight_of_session(db, &call->principal, id);
    if (r != 0)
        return r < 0 ? r : 0;
    return call_refuse(call, 404, VIEW("session.not_found"), VIEW("there is no session of this id"));
}

int sight_need_row(struct db *db, struct call *call, int64_t row, struct view code, struct view detail)
{
    const struct principal *p = &call->principal;
    if (access_sees_all(p->view))
        return 0;
    int r = judge(p->view, db, SQL_SESSION_OWNER_BY_ROW, p->tenant, (struct view){0}, row);
    if (r != 0)
        return r < 0 ? r : 0;
    return call_refuse(call, 404, code, detail);
}
