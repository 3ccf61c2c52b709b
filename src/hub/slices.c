// SPDX-License-Identifier: Apache-2.0
#include "hub/slices.h"
#include "base/error.h"
#include "store/tx.h"

static const int64_t FIRST_TENANT = 1;

static int find_next_tenant(struct tx *tx, int64_t *ret)
{
    struct query q = query_begin(tx->db, SQL_TENANTS_ALL, 0);
    int r;
    *ret = 0;
    while ((r = query_step(&q)) == QUERY_ROW && *ret == 0)
        if (query_int(&q, 0) > tx->tenant)
            *ret = query_int(&q, 0);
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int decide(struct work *work, struct tx *tx)
{
    struct slices *s = (struct slices *)(void *)work;
    s->has_more = false;
    int r = s->run(s, tx, &s->has_more);
    if (r == 0 && !s->has_more)
        r = find_next_tenant(tx, &s->next_tenant);
    return r;
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    struct slices *s = (struct slices *)(void *)work;
    bool is_well = outcome == WORK_COMMITTED && result == 0;
    if (is_well && !s->has_more)
        work->tenant = s->next_tenant;
    if (!is_well || work->tenant == 0 || store_submit(s->store, work) != WORK_PUSHED)
        atomic_store(&s->is_running, false);
}

void slices_init(struct slices *slices, struct store *store,
                 int (*run)(struct slices *slices, struct tx *tx, bool *ret_more))
{
    *slices = (struct slices){
        .work = {.class = WORK_BULK, .decide = decide, .done = done}, .store = store, .run = run};
}

void slices_start(struct slices *slices)
{
    if (atomic_exchange(&slices->is_running, true))
        return;
    slices->work.tenant = FIRST_TENANT;
    if (store_submit(slices->store, &slices->work) != WORK_PUSHED)
        atomic_store(&slices->is_running, false);
}
