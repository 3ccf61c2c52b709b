// SPDX-License-Identifier: Apache-2.0
#include "api/sight.h"
#include "api/visitor.h"

int sight_of_session(struct db *db, const struct principal *p, struct view id)
{
    if (p->visitor != NULL && id.data != NULL)
        return visitor_owns_session(db, p, id);
    return id.data == NULL ? 1 : access_sees_session_id(db, p->tenant, p->view, id);
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
    int r = p->visitor != NULL ? visitor_owns_row(db, p, row)
                               : access_sees_session_row(db, p->tenant, p->view, row);
    if (r != 0)
        return r < 0 ? r : 0;
    return call_refuse(call, 404, code, detail);
}
