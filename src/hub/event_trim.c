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
    bool is_old = age_us != 0 && age_us < tx->now_us - rule->keep_us;
    if (r == 0 && (is_old || now - end >= rule->keep_count))
        *ret = end;
    return r;
}

int event_trim_slice(struct tx *tx, const struct trim_rule *rule, int *ret_gone, bool *ret_more)
{
    int64_t end;
    int gone = 0;
    int r = find_end(tx, rule, &end);
    if (r == 0 && end != 0) {
        struct query q = query_begin(tx->db, SQL_EVENT_TRIM, tx->tenant);
        query_bind(&q, end);
        r = query_run(&q, &gone);
    }
    if (r < 0)
        return error_trace(r);
    *ret_gone = gone;
    *ret_more = end != 0;
    return 0;
}
