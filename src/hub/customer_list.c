// SPDX-License-Identifier: Apache-2.0
#include "hub/customer_list.h"
#include "base/error.h"
#include "hub/tag.h"

struct walk {
    const struct snapshot *snapshot;
    struct arena *arena;
    int64_t tag; // 0: any
    int64_t *cursor;
    int (*each)(void *ctx, const struct cluster *cluster);
    void *ctx;
};

// ---- tags

// 1, 0 or negative.
static int has_tag(const struct walk *walk, int64_t customer)
{
    struct query q = query_begin(walk->snapshot->db, SQL_CUSTOMER_HAS_TAG, walk->snapshot->tenant);
    query_bind(&q, customer);
    query_bind(&q, walk->tag);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW;
}

// A person stands in the list of a tag once: where the newest of those who are one has it. 1, 0 or negative.
static int stands_here(const struct walk *walk, const struct cluster *cluster, int64_t row)
{
    for (int i = 0; walk->tag != 0 && i < cluster->count; i++) {
        int r = cluster->members[i] > row ? has_tag(walk, cluster->members[i]) : 0;
        if (r != 0)
            return r < 0 ? r : 0;
    }
    return 1;
}

// 0 to go on, 1 shown, 2 shown and enough, or negative.
static int visit(const struct walk *walk, int64_t row)
{
    struct cluster cluster;
    arena_reset(walk->arena);
    int r = cluster_load(walk->snapshot->db, walk->snapshot->tenant, row, walk->arena, &cluster);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : 0;
    r = stands_here(walk, &cluster, row);
    if (r <= 0)
        return r;
    r = walk->each(walk->ctx, &cluster);
    return r < 0 ? r : r > 0 ? 2 : 1;
}

static struct query begin(const struct walk *walk, int limit)
{
    bool has = walk->tag != 0;
    struct query q = query_begin(walk->snapshot->db, has ? SQL_CUSTOMERS_TAGGED : SQL_CUSTOMERS_LISTED,
                                 walk->snapshot->tenant);
    if (has)
        query_bind(&q, walk->tag);
    query_bind(&q, *walk->cursor);
    query_bind(&q, limit + 1);
    return q;
}

static int walk_rows(const struct walk *walk, int limit, bool *ret_has_more)
{
    struct query q = begin(walk, limit);
    int r, count = 0;
    bool is_over = false;
    while ((r = query_step(&q)) == QUERY_ROW && count < limit && !is_over) {
        int64_t row = query_int(&q, 0);
        int shown = visit(walk, row);
        if (shown < 0) {
            r = shown;
            break;
        }
        is_over = shown == 2;
        *walk->cursor = row;
        count++;
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    *ret_has_more = r == QUERY_ROW;
    return 0;
}

// ---- by address: one person at most

// The row of the survivor whom all the addresses mean; 0 for nobody.
static int find_all(const struct walk *walk, const struct customer_filter *filter, int64_t *ret)
{
    int64_t found = 0;
    for (int i = 0; i < filter->address_count; i++) {
        int64_t owner;
        int r = identity_owner(walk->snapshot->db, walk->snapshot->tenant, &filter->addresses[i], &owner);
        if (r == IDENTITY_OK && found != 0) {
            r = cluster_is_same(walk->snapshot->db, walk->snapshot->tenant, found, owner);
            r = r < 0 ? r : r == 1 ? IDENTITY_OK : IDENTITY_NONE;
        }
        if (r < 0)
            return r;
        if (r != IDENTITY_OK) {
            *ret = 0;
            return 0;
        }
        found = owner;
    }
    *ret = found;
    return 0;
}

static int visit_one(struct walk *walk, const struct customer_filter *filter)
{
    struct cluster cluster;
    int64_t owner;
    int r = find_all(walk, filter, &owner);
    if (r < 0 || owner == 0)
        return r;
    r = cluster_load(walk->snapshot->db, walk->snapshot->tenant, owner, walk->arena, &cluster);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : 0;
    bool is_wanted = walk->tag == 0;
    for (int i = 0; r >= 0 && !is_wanted && i < cluster.count; i++)
        is_wanted = (r = has_tag(walk, cluster.members[i])) == 1;
    if (r < 0 || !is_wanted || cluster.survivor.row >= *walk->cursor)
        return r < 0 ? r : 0;
    *walk->cursor = cluster.survivor.row;
    r = walk->each(walk->ctx, &cluster);
    return r < 0 ? r : 0;
}

int customer_walk(const struct snapshot *snapshot, const struct customer_filter *filter, int64_t *cursor,
                  int limit, struct arena *arena, int (*each)(void *ctx, const struct cluster *cluster),
                  void *ctx, bool *ret_has_more)
{
    struct walk walk = {.snapshot = snapshot, .arena = arena, .cursor = cursor, .each = each, .ctx = ctx};
    *ret_has_more = false;
    if (filter->tag.data != NULL) {
        int r = tag_find(snapshot->db, snapshot->tenant, filter->tag, &walk.tag);
        if (r != TAG_OK)
            return r < 0 ? r : 0; // nobody can have it
    }
    return filter->address_count > 0 ? visit_one(&walk, filter) : walk_rows(&walk, limit, ret_has_more);
}
