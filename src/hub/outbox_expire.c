// SPDX-License-Identifier: Apache-2.0
// What is not sent in time, and what was under way when nobody was left to end it.
#include "base/error.h"
#include "hub/outbox_change.h"
#include "hub/outbox_timer.h"
#include <errno.h>

enum { ROWS_MAX = 30 };

int outbox_recover(struct tx *tx, struct view run, int limit, bool *ret_more)
{
    int changes = 0;
    struct query q = query_begin(tx->db, SQL_OUTBOX_RECOVER, 0);
    query_bind_text(&q, run);
    query_bind(&q, limit);
    int r = query_run(&q, &changes);
    if (r < 0)
        return error_trace(r);
    if (changes > 0)
        tx_wake(tx, WAKE_OUTBOX, tx->now_us);
    *ret_more = changes == limit;
    return 0;
}

int outbox_release(struct tx *tx, struct view run, int64_t row)
{
    int changes = 0;
    struct query q = query_begin(tx->db, SQL_OUTBOX_RELEASE, 0);
    query_bind(&q, row);
    query_bind_text(&q, run);
    int r = query_run(&q, &changes);
    if (r == 0 && changes > 0)
        tx_wake(tx, WAKE_OUTBOX, tx->now_us);
    return error_trace(r);
}

static int next_expiry(struct tx *tx, int64_t *ret_us)
{
    struct query q = query_begin(tx->db, SQL_OUTBOX_NEXT_EXPIRY, tx->tenant);
    int r = query_step(&q);
    *ret_us = r == QUERY_ROW ? query_int(&q, 0) : 0;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

int outbox_expire(struct tx *tx, int limit, int64_t *ret_next_us)
{
    static const struct outbox_why why = {{"expired", 7}, {"it was not sent in time", 23}};
    struct outbox_row *rows;
    int count, max = limit < ROWS_MAX ? limit : ROWS_MAX;
    struct query q = query_begin(tx->db, SQL_OUTBOX_EXPIRED, tx->tenant);
    query_bind(&q, tx->now_us);
    query_bind(&q, max);
    int r = outbox_collect(tx, &q, max, &rows, &count);
    for (int i = 0; r == 0 && i < count; i++)
        r = outbox_give_up(tx, &rows[i], rows[i].is_doubtful ? OUTBOX_UNKNOWN : OUTBOX_FAILED, &why);
    return r == 0 ? next_expiry(tx, ret_next_us) : error_trace(r);
}

int outbox_expiry_fire(struct tx *tx, const struct timer *timer)
{
    (void)timer;
    int64_t next_us = 0;
    int r = outbox_expire(tx, ROWS_MAX, &next_us);
    if (r < 0 || next_us == 0)
        return r;
    return timer_set(tx, TIMER_OUTBOX_EXPIRY, 0, next_us, (struct view){0});
}
