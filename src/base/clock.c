// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include <stddef.h>
#include <time.h>

static int64_t read_us(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t system_wall(void *ctx)
{
    (void)ctx;
    return read_us(CLOCK_REALTIME);
}

static int64_t system_mono(void *ctx)
{
    (void)ctx;
    return read_us(CLOCK_MONOTONIC);
}

struct clock clock_system(void)
{
    return (struct clock){.wall_us = system_wall, .mono_us = system_mono, .ctx = NULL};
}

static int64_t simulated_wall(void *ctx)
{
    return ((struct clock_simulated *)ctx)->wall_us;
}

static int64_t simulated_mono(void *ctx)
{
    return ((struct clock_simulated *)ctx)->mono_us;
}

struct clock clock_simulate(struct clock_simulated *state)
{
    return (struct clock){.wall_us = simulated_wall, .mono_us = simulated_mono, .ctx = state};
}

void clock_advance(struct clock_simulated *state, int64_t by_us)
{
    state->wall_us += by_us;
    state->mono_us += by_us;
}
