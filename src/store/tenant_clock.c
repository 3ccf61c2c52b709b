// SPDX-License-Identifier: Apache-2.0
#include "store/tenant_clock.h"
#include "base/error.h"
#include <errno.h>
#include <stdlib.h>

static struct map_key key_of(int64_t tenant)
{
    return (struct map_key){tenant, 0, 0};
}

static int add(struct tenant_clocks *clocks, int64_t tenant, int64_t position)
{
    struct tenant_clock *clock = calloc(1, sizeof(*clock));
    if (clock == NULL)
        return -ENOMEM;
    *clock = (struct tenant_clock){.tenant = tenant, .position = position, .committed = position};
    int r = map_put(&clocks->by_tenant, key_of(tenant), clock);
    if (r < 0)
        free(clock);
    return r;
}

int tenant_clocks_load(struct tenant_clocks *clocks, struct db *db)
{
    struct query q = query_begin(db, SQL_TENANTS_ALL, 0);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW) {
        r = add(clocks, query_int(&q, 0), query_int(&q, 2));
        if (r < 0)
            break;
        if (query_int(&q, 3) > clocks->clock_us)
            clocks->clock_us = query_int(&q, 3);
    }
    query_end(&q);
    return error_trace(r);
}

void tenant_clocks_free(struct tenant_clocks *clocks)
{
    size_t at = 0;
    for (void *clock; (clock = map_next(&clocks->by_tenant, &at)) != NULL;)
        free(clock);
    map_free(&clocks->by_tenant);
}

struct tenant_clock *tenant_clock_get(const struct tenant_clocks *clocks, int64_t tenant)
{
    return map_get(&clocks->by_tenant, key_of(tenant));
}

int tenant_clock_need(struct tenant_clocks *clocks, struct db *db, int64_t tenant, struct tenant_clock **ret)
{
    struct tenant_clock *known = tenant_clock_get(clocks, tenant);
    if (known == NULL) {
        struct query q = query_begin(db, SQL_TENANT_POSITION, tenant);
        int r = query_step(&q);
        if (r == QUERY_ROW)
            r = add(clocks, tenant, query_int(&q, 0));
        query_end(&q);
        if (r < 0)
            return error_trace(r);
        known = tenant_clock_get(clocks, tenant);
    }
    *ret = known;
    return 0;
}

void tenant_clock_touch(struct tenant_clocks *clocks, struct tenant_clock *clock)
{
    if (clock->is_touched)
        return;
    clock->is_touched = true;
    clock->next_touched = clocks->touched;
    clocks->touched = clock;
}

int tenant_clocks_store(struct tenant_clocks *clocks, struct db *db)
{
    for (struct tenant_clock *c = clocks->touched; c != NULL; c = c->next_touched) {
        if (c->position == c->committed)
            continue;
        struct query q = query_begin(db, SQL_TENANT_ADVANCE, c->tenant);
        query_bind(&q, c->position);
        query_bind(&q, clocks->clock_us);
        int r = query_run(&q, NULL);
        if (r < 0)
            return error_trace(r);
    }
    return 0;
}

static void forget_touched(struct tenant_clocks *clocks, bool keep)
{
    while (clocks->touched != NULL) {
        struct tenant_clock *c = clocks->touched;
        clocks->touched = c->next_touched;
        c->is_touched = false;
        if (keep)
            c->committed = c->position;
        else
            c->position = c->committed;
    }
}

void tenant_clocks_keep(struct tenant_clocks *clocks)
{
    forget_touched(clocks, true);
}

void tenant_clocks_undo(struct tenant_clocks *clocks)
{
    forget_touched(clocks, false);
}
