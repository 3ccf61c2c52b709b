// SPDX-License-Identifier: Apache-2.0
#include "hub/cluster.h"
#include "base/error.h"
#include "codec/json_merge.h"
#include "hub/identity.h"
#include "hub/tag_list.h"
#include <errno.h>

// The survivor of a row, following links. Negative; 0 with *ret.
static int find_survivor(struct db *db, int64_t tenant, int64_t row, int64_t *ret)
{
    for (int i = 0; i < CLUSTER_MAX; i++) {
        struct query q = query_begin(db, SQL_CUSTOMER_LINK, tenant);
        query_bind(&q, row);
        int r = query_step(&q);
        int64_t next = r == QUERY_ROW ? query_int(&q, 0) : 0;
        query_end(&q);
        if (r != QUERY_ROW)
            return error_fold(r == QUERY_DONE ? 1 : r);
        if (next == 0) {
            *ret = row;
            return 0;
        }
        row = next;
    }
    return error_trace(-ELOOP);
}

// Those that were merged into members[at].
static int add_merged(struct db *db, int64_t tenant, int64_t *members, int *count, int at)
{
    struct query q = query_begin(db, SQL_CUSTOMERS_MERGED_INTO, tenant);
    query_bind(&q, members[at]);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW && *count < CLUSTER_MAX)
        members[(*count)++] = query_int(&q, 0);
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

int cluster_members(struct db *db, int64_t tenant, int64_t survivor, int64_t ret_members[static CLUSTER_MAX],
                    int *ret_count)
{
    int count = 1, r = 0;
    ret_members[0] = survivor;
    for (int i = 0; r == 0 && i < count; i++)
        r = add_merged(db, tenant, ret_members, &count, i);
    if (r == 0)
        *ret_count = count;
    return r;
}

// ---- what is shown

static void take(struct view *shown, struct view other)
{
    if (shown->data == NULL)
        *shown = other;
}

// Members of the object that are missing in the one that is shown. What grows too large stays as it is.
static int take_members(struct arena *arena, struct view *shown, struct view other)
{
    enum { SHOWN_MAX = 256 << 10 };
    if (other.data == NULL || shown->data == NULL) {
        take(shown, other);
        return 0;
    }
    int r = json_merge(arena, other, *shown, SHOWN_MAX, shown);
    return r < 0 ? r : 0;
}

static void add_sums(struct customer *shown, const struct customer *c)
{
    shown->channels |= c->channels;
    shown->closed_sessions += c->closed_sessions;
    shown->resolved_sessions += c->resolved_sessions;
    shown->interactions += c->interactions;
    shown->responses += c->responses;
    shown->response_sum_us += c->response_sum_us;
    shown->ratings += c->ratings;
    shown->rating_sum += c->rating_sum;
    if (c->last_position > shown->last_position)
        shown->last_position = c->last_position;
}

static int add_member(struct arena *arena, struct customer *shown, const struct customer *c)
{
    take(&shown->name, c->name);
    take(&shown->phone, c->phone);
    take(&shown->email, c->email);
    take(&shown->time_zone, c->time_zone);
    if (shown->blocked_us == 0) {
        shown->blocked_us = c->blocked_us;
        shown->block_reason = c->block_reason;
    }
    add_sums(shown, c);
    int r = take_members(arena, &shown->profile, c->profile);
    if (r == 0)
        r = take_members(arena, &shown->preferences, c->preferences);
    if (r == 0)
        r = take_members(arena, &shown->context, c->context);
    if (r == 0)
        r = tag_list_unite(arena, &shown->tags, c->tags);
    return r;
}

static int show(struct db *db, int64_t tenant, struct arena *arena, struct cluster *cluster)
{
    struct customer member;
    int r = 0;
    cluster->shown = cluster->survivor;
    cluster->ids[0] = cluster->survivor.id;
    for (int i = 1; i < cluster->count && r == 0; i++) {
        r = error_fold(customer_load(db, tenant, cluster->members[i], arena, &member));
        if (r == 0) {
            cluster->ids[i] = member.id;
            r = add_member(arena, &cluster->shown, &member);
        }
    }
    return error_trace(r);
}

static int complete(struct db *db, int64_t tenant, struct arena *arena, struct cluster *cluster)
{
    int64_t survivor;
    if (cluster->survivor.merged_into != 0) {
        int r = find_survivor(db, tenant, cluster->survivor.merged_into, &survivor);
        if (r == 0)
            r = customer_load(db, tenant, survivor, arena, &cluster->survivor);
        if (r != CUSTOMER_OK)
            return r;
    }
    cluster->members[0] = cluster->survivor.row;
    cluster->count = 1;
    int r = cluster->survivor.members == 0
                ? 0
                : cluster_members(db, tenant, cluster->survivor.row, cluster->members, &cluster->count);
    return r < 0 ? r : show(db, tenant, arena, cluster);
}

int cluster_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct cluster *ret)
{
    int64_t owner;
    int r = customer_find(db, tenant, id, arena, &ret->survivor);
    if (r == CUSTOMER_NONE) {
        r = identity_owner_of_text(db, tenant, id, &owner);
        if (r == IDENTITY_OK)
            r = customer_load(db, tenant, owner, arena, &ret->survivor);
        else if (r > 0)
            r = CUSTOMER_NONE;
    }
    return r != CUSTOMER_OK ? r : complete(db, tenant, arena, ret);
}

int cluster_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct cluster *ret)
{
    int r = customer_load(db, tenant, row, arena, &ret->survivor);
    return r != CUSTOMER_OK ? r : complete(db, tenant, arena, ret);
}

int cluster_is_same(struct db *db, int64_t tenant, int64_t customer, int64_t other)
{
    int64_t a, b;
    if (customer == other)
        return 1;
    int r = find_survivor(db, tenant, customer, &a);
    if (r == 0)
        r = find_survivor(db, tenant, other, &b);
    return r < 0 ? r : a == b;
}

// The greater of *last and the one value of a bound query.
static int add_last(struct query *q, int64_t *last)
{
    int r = query_step(q);
    if (r == QUERY_ROW && query_int(q, 0) > *last)
        *last = query_int(q, 0);
    query_end(q);
    return r < 0 ? error_trace(r) : 0;
}

int cluster_last_position(struct db *db, int64_t tenant, const struct cluster *cluster, int64_t *ret)
{
    static const enum statement statements[] = {SQL_CUSTOMER_LAST_OPEN, SQL_CUSTOMER_LAST_ENDED};
    int64_t last = cluster->shown.last_position;
    int r = 0;
    for (int i = 0; i < 2 * cluster->count && r == 0; i++) {
        struct query q = query_begin(db, statements[i % 2], tenant);
        query_bind(&q, cluster->members[i / 2]);
        r = add_last(&q, &last);
    }
    if (r == 0)
        *ret = last;
    return r;
}

// ---- links

int cluster_set_link(struct tx *tx, int64_t row, int64_t into)
{
    struct query q = query_begin(tx->db, SQL_CUSTOMER_SET_LINK, tx->tenant);
    query_bind(&q, row);
    query_bind_or_null(&q, into);
    query_bind_or_null(&q, into == 0 ? 0 : tx->now_us);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

int cluster_count_members(struct tx *tx, int64_t row, int by)
{
    struct query q = query_begin(tx->db, SQL_CUSTOMER_COUNT_MEMBERS, tx->tenant);
    query_bind(&q, row);
    query_bind(&q, by);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

int cluster_leave(struct tx *tx, const struct customer *customer)
{
    int64_t children[CLUSTER_MAX], parent = customer->merged_into;
    int count = 1;
    children[0] = customer->row;
    int r = add_merged(tx->db, tx->tenant, children, &count, 0);
    for (int i = 1; r == 0 && i < count; i++)
        r = cluster_set_link(tx, children[i], parent);
    if (r == 0)
        r = cluster_count_members(tx, customer->row, 1 - count);
    if (r == 0 && parent != 0)
        r = cluster_count_members(tx, parent, count - 1 - 1);
    if (r == 0 && parent != 0)
        r = cluster_set_link(tx, customer->row, 0);
    return error_trace(r);
}
