// SPDX-License-Identifier: Apache-2.0
#include "hub/timer.h"
#include "base/error.h"
#include "hub/row.h"

int timer_set(struct tx *tx, enum timer_kind kind, int64_t ref, int64_t due_us, struct view body)
{
    if (due_us < 0)
        due_us = 0;
    struct query q = query_begin(tx->db, SQL_TIMER_SET, tx->tenant);
    query_bind(&q, kind);
    query_bind(&q, ref);
    query_bind(&q, due_us);
    query_bind_text(&q, body);
    query_bind(&q, tx->now_us);
    int r = query_run(&q, NULL);
    if (r < 0)
        return error_trace(r);
    tx_wake(tx, WAKE_TIMERS, due_us);
    return 0;
}

int timer_cancel(struct tx *tx, enum timer_kind kind, int64_t ref)
{
    struct query q = query_begin(tx->db, SQL_TIMER_CANCEL, tx->tenant);
    query_bind(&q, kind);
    query_bind(&q, ref);
    return error_trace(query_run(&q, NULL));
}

int timer_find(struct db *db, int64_t tenant, enum timer_kind kind, int64_t ref, struct arena *arena,
               struct timer *ret)
{
    struct query q = query_begin(db, SQL_TIMER_FIND, tenant);
    query_bind(&q, kind);
    query_bind(&q, ref);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct timer t = {.kind = kind, .ref = ref};
        t.row = row_int(&row);
        t.due_us = row_int(&row);
        t.body = row_text(&row);
        t.attempts = row_int(&row);
        t.parked_us = row_int(&row);
        r = row.failed ? -ENOMEM : QUERY_ROW;
        if (r == QUERY_ROW)
            *ret = t;
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? TIMER_OK : TIMER_NONE;
}
