// SPDX-License-Identifier: Apache-2.0
#include "hub/event_trim.h"
#include "base/error.h"
#include "store/tx.h"

enum { SLICE = 1000 }; // neighbours in a clustered table: well under a millisecond

static const int64_t KEEP_US = (int64_t)72 * 3600 * 1000000;
static const int64_t KEEP_COUNT = 5000000;
static const int64_t FIRST_TENANT = 1;

static int read_one(struct tx *tx, enum statement statement, int64_t position, int column, int64_t *ret)
{
    struct query q = query_begin(tx->db, statement, tx->tenant);
    if (position > 0)
        query_bind(&q, position);
    int r = query_step(&q);
    *ret = r == QUERY_ROW ? query_int(&q, column) : 0;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

// Up to where the oldest slice may go; 0 while everything in it is to be kept.
static int find_end(const struct event_trim *trim, struct tx *tx, int64_t *ret)
{
    int64_t floor, now, age_us;
    *ret = 0;
    int r = read_one(tx, SQL_EVENT_FLOOR, 0, 0, &floor);
    if (r == 0)
        r = read_one(tx, SQL_TENANT_POSITION, 0, 0, &now);
    if (r < 0 || floor == 0)
        return r;
    int64_t end = floor + SLICE;
    r = read_one(tx, SQL_EVENT_AGE, end, 0, &age_us);
    bool is_old = age_us != 0 && age_us < tx->now_us - trim->limits.keep_us;
    if (r == 0 && (is_old || now - end >= trim->limits.keep_count))
        *ret = end;
    return r;
}

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
    struct event_trim *trim = (struct event_trim *)(void *)work;
    int64_t end;
    int gone = 0;
    int r = find_end(trim, tx, &end);
    if (r == 0)
        r = find_next_tenant(tx, &trim->next_tenant);
    trim->has_more = r == 0 && end != 0;
    if (!trim->has_more)
        return r;
    struct query q = query_begin(tx->db, SQL_EVENT_TRIM, tx->tenant);
    query_bind(&q, end);
    r = query_run(&q, &gone);
    if (r == 0)
        atomic_fetch_add(&trim->trimmed, gone);
    return r;
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    struct event_trim *trim = (struct event_trim *)(void *)work;
    bool is_well = outcome == WORK_COMMITTED && result == 0;
    if (is_well && !trim->has_more)
        work->tenant = trim->next_tenant;
    if (!is_well || work->tenant == 0 || store_submit(trim->store, work) != WORK_PUSHED)
        atomic_store(&trim->is_running, false);
}

void event_trim_init(struct event_trim *trim, struct store *store, struct event_trim_limits limits)
{
    *trim = (struct event_trim){
        .work = {.class = WORK_BULK, .decide = decide, .done = done}, .store = store, .limits = limits};
    if (trim->limits.keep_us <= 0)
        trim->limits.keep_us = KEEP_US;
    if (trim->limits.keep_count <= 0)
        trim->limits.keep_count = KEEP_COUNT;
}

void event_trim_start(struct event_trim *trim)
{
    if (atomic_exchange(&trim->is_running, true))
        return;
    trim->work.tenant = FIRST_TENANT;
    if (store_submit(trim->store, &trim->work) != WORK_PUSHED)
        atomic_store(&trim->is_running, false);
}
