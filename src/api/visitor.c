// SPDX-License-Identifier: Apache-2.0
#include "api/visitor.h"
#include "api/refuse_message.h"
#include "base/error.h"
#include "base/token.h"
#include "hub/access.h"
#include "hub/cluster.h"
#include "hub/visitor.h"

// Whose requests are counted and remembered together: no row's number, for those are positive.
static int64_t owner_of(const struct visitor *visitor)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    uint64_t number;
    token_hash(visitor->customer_id, hash);
    memcpy(&number, hash, sizeof(number));
    return (int64_t)(number | (uint64_t)1 << 63);
}

void visitor_principal(int64_t tenant, const struct visitor *visitor, struct principal *ret)
{
    *ret = (struct principal){
        .tenant = tenant,
        .scope = ROUTE_SCOPE_SERVICE,
        .audience = AUDIENCE_PUBLIC,
        .actor = {.kind = ACTOR_CUSTOMER, .id = visitor->customer_id},
        .view = &access_of_visitor,
        .visitor = visitor,
        .owner = owner_of(visitor),
    };
}

bool visitor_copy(struct arena *arena, struct principal *p)
{
    struct visitor *copy = arena_alloc(arena, sizeof(*copy));
    if (copy == NULL)
        return false;
    *copy = *p->visitor;
    if (!arena_copy(arena, copy->site_id, &copy->site_id) ||
        !arena_copy(arena, copy->customer_id, &copy->customer_id) ||
        !arena_copy(arena, copy->device_id, &copy->device_id) ||
        (copy->about.data != NULL && !arena_copy(arena, copy->about, &copy->about)))
        return false;
    p->visitor = copy;
    p->actor.id = copy->customer_id;
    return true;
}

bool visitor_is_same(const struct visitor *a, const struct visitor *b)
{
    return a->site == b->site && a->is_identified == b->is_identified &&
           view_equal(a->customer_id, b->customer_id);
}

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

int visitor_need_aim(struct tx *tx, struct call *call, const struct principal *p, struct message_in *in,
                     bool *ret_is_over)
{
    const struct visitor *visitor = p->visitor;
    struct visitor_who who = {.customer_id = visitor->customer_id, .is_identified = visitor->is_identified};
    int r = visitor_aim(tx, &who, in->session_id, in);
    in->author_id = in->author_name = (struct view){0}; // the session says whose it is
    if (r <= 0)
        return r;
    if (r != VISITOR_OVER)
        return refuse_message(call, MESSAGE_NO_SESSION);
    if (ret_is_over != NULL)
        *ret_is_over = true;
    return call_refuse(call, 401, VIEW("widget.over"),
                       VIEW("this conversation is over; POST /widget/session begins another"));
}
