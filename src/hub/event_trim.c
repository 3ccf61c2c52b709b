// SPDX-License-Identifier: Apache-2.0
#include "hub/event_trim.h"
#include "base/error.h"
#include "store/tx.h"

enum { SLICE = 1000 }; // neighbours in a clustered table: well under a millisecond

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

// Whether what stands before `end` is kept for an endpoint that has not been told it yet.
static int is_wanted(struct tx *tx, int64_t end, int64_t age_us, bool *ret)
{
    *ret = false;
    if (age_us < tx->now_us - EVENT_KEEP_UNTOLD_US)
        return 0;
    struct query q = query_begin(tx->db, SQL_WEBHOOK_BEHIND, tx->tenant);
    query_bind(&q, end - 1);
    int r = query_step(&q);
    query_end(&q);
    *ret = r == QUERY_ROW;
    return r < 0 ? error_trace(r) : 0;
}

// Up to where the oldest slice may go; 0 while everything in it is to be kept.
static int find_end(struct tx *tx, const struct trim_rule *rule, int64_t *ret)
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
    bool is_old = age_us != 0 && age_us < tx->now_us - rule->keep_us, is_kept = false;
    if (r == 0 && now - end >= rule->keep_count) {
        *ret = end;
        return 0;
    }
    if (r == 0 && is_old)
        r = is_wanted(tx, end, age_us, &is_kept);
    if (r == 0 && is_old && !is_kept)
        *ret = end;
    return r;
}

static int remove_before(struct tx *tx, enum statement statement, int64_t end, int *ret_gone)
{
    struct query q = query_begin(tx->db, statement, tx->tenant);
    query_bind(&q, end);
    return query_run(&q, ret_gone);
}

int event_trim_slice(struct tx *tx, const struct trim_rule *rule, int *ret_gone, bool *ret_more)
{
    int64_t end;
    int gone = 0;
    int r = find_end(tx, rule, &end);
    if (r == 0 && end != 0)
        r = remove_before(tx, SQL_EVENT_TRIM, end, &gone);
    if (r == 0 && end != 0)
        r = remove_before(tx, SQL_WEBHOOK_ERASED_TRIM, end, NULL);
    if (r < 0)
        return error_trace(r);
    *ret_gone = gone;
    *ret_more = end != 0;
    return 0;
}
