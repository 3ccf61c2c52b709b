// SPDX-License-Identifier: Apache-2.0
// Time is injected: the program reads the machine's clocks, tests a simulated one.
#pragma once
#include <stdint.h>

struct clock {
    int64_t (*wall_us)(void *ctx); // µs since 1970-01-01T00:00:00Z; may jump
    int64_t (*mono_us)(void *ctx); // µs from an arbitrary start; never goes back
    void *ctx;
};

static inline int64_t clock_wall_us(const struct clock *c)
{
    return c->wall_us(c->ctx);
}

static inline int64_t clock_mono_us(const struct clock *c)
{
    return c->mono_us(c->ctx);
}

// The machine's clocks. Any thread.
struct clock clock_system(void);

// A clock that moves only when told to. One thread, or the caller's own lock.
struct clock_simulated {
    int64_t wall_us;
    int64_t mono_us;
};
struct clock clock_simulate(struct clock_simulated *state);
void clock_advance(struct clock_simulated *state, int64_t by_us);
