// SPDX-License-Identifier: Apache-2.0
#include "api/visitor.h"
#include "base/error.h"
#include "hub/cluster.h"

int visitor_customer(struct db *db, const struct principal *p, int64_t *ret)
{
    struct query q = query_begin(db, SQL_CUSTOMER_ROW, p->tenant);
    query_bind_text(&q, p->visitor->customer_id);
    int r = query_step(&q);
    int64_t row = r == QUERY_ROW ? query_int(&q, 0) : 0;
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    *ret = row;
    return 0;
}

// Whose session it is, as it is written; 0: there is none.
static int read_owner(struct query *q, int64_t *ret)
{
    int r = query_step(q);
    *ret = r == QUERY_ROW ? query_int(q, 0) : 0;
    query_end(q);
    return r < 0 ? error_trace(r) : 0;
}

static int owns(struct db *db, const struct principal *p, int64_t owner)
{
    int64_t customer = 0;
    int r = owner == 0 ? 0 : visitor_customer(db, p, &customer);
    if (r < 0 || owner == 0 || customer == 0)
        return r;
    if (owner == customer)
        return 1;
    // Only a shop vouches for a person: agents who merge customers do not ask for papers.
    return p->visitor->is_identified ? cluster_is_same(db, p->tenant, owner, customer) : 0;
}

int visitor_owns_session(struct db *db, const struct principal *p, struct view session_id)
{
    int64_t owner;
    struct query q = query_begin(db, SQL_SESSION_CUSTOMER_BY_ID, p->tenant);
    query_bind_text(&q, session_id);
    int r = read_owner(&q, &owner);
    return r < 0 ? r : owns(db, p, owner);
}

int visitor_owns_row(struct db *db, const struct principal *p, int64_t session)
{
    int64_t owner;
    struct query q = query_begin(db, SQL_SESSION_CUSTOMER_BY_ROW, p->tenant);
    query_bind(&q, session);
    int r = read_owner(&q, &owner);
    return r < 0 ? r : owns(db, p, owner);
}
