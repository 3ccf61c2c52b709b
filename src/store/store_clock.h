// SPDX-License-Identifier: Apache-2.0
// The time of transactions: the wall clock, but never back. Where that was put back, time goes on at half its
// speed until the clock has caught up: were it to stand, what waits for a time would be held for as long as
// the clock was put back; were it to go on as before, it would never agree with the clock again.
#pragma once
#include "base/clock.h"
#include <stdatomic.h>

struct store_clock {
    struct clock clock;
    // Twice the last transaction's time less the monotonic instant at which it was given: one number, so that
    // both are of one transaction.
    atomic_llong lead_us;
    int64_t last_us; // the writer's own
};

// `last_us`: of the last transaction of an earlier process; 0: there was none.
void store_clock_init(struct store_clock *c, const struct clock *clock, int64_t last_us);

// What a transaction would have for its time now, but for the microsecond that keeps two of them apart: what
// one made due at its own time is due. Any thread.
int64_t store_clock_now(const struct store_clock *c);

// For a transaction: later than any before. Writer thread.
int64_t store_clock_next(struct store_clock *c);
