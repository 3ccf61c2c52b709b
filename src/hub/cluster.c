// SPDX-License-Identifier: Apache-2.0
#include "hub/cluster.h"
#include "base/error.h"
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
static int add_merged(struct db *db, int64_t tenant, struct cluster *cluster, int at)
{
    struct query q = query_begin(db, SQL_CUSTOMERS_MERGED_INTO, tenant);
    query_bind(&q, cluster->members[at]);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW && cluster->count < CLUSTER_MAX)
        cluster->members[cluster->count++] = query_int(&q, 0);
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int gather(struct db *db, int64_t tenant, struct cluster *cluster)
{
    int r = 0;
    cluster->members[0] = cluster->survivor.row;
    cluster->count = 1;
    for (int i = 0; r == 0 && i < cluster->count; i++)
        r = add_merged(db, tenant, cluster, i);
    return r;
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
    return gather(db, tenant, cluster);
}

int cluster_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct cluster *ret)
{
    int r = customer_find(db, tenant, id, arena, &ret->survivor);
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
