// SPDX-License-Identifier: Apache-2.0
#include "store/store_clock.h"

static int64_t later_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void store_clock_init(struct store_clock *c, const struct clock *clock, int64_t last_us)
{
    c->clock = *clock;
    c->last_us = last_us;
    atomic_store(&c->lead_us, 2 * last_us - clock_mono_us(clock));
}

int64_t store_clock_now(const struct store_clock *c)
{
    int64_t lead_us = atomic_load(&c->lead_us); // first: no instant before that of the last transaction
    return later_of(clock_wall_us(&c->clock), (lead_us + clock_mono_us(&c->clock)) / 2);
}

int64_t store_clock_next(struct store_clock *c)
{
    int64_t mono_us = clock_mono_us(&c->clock), lead_us = atomic_load(&c->lead_us);
    int64_t now_us = later_of(clock_wall_us(&c->clock), (lead_us + mono_us) / 2);
    c->last_us = later_of(now_us, c->last_us + 1);
    atomic_store(&c->lead_us, later_of(lead_us, 2 * c->last_us - mono_us));
    return c->last_us;
}
