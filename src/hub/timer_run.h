// SPDX-License-Identifier: Apache-2.0
// Fires timers that are due, in order of their times. Each is a work of its own in the writer's bulk class,
// which has its part of every batch however much waits, so that a timer is neither late under full load nor
// held up by one that fails. One thread turns it; nothing is read while nothing is due.
#pragma once
#include "hub/timer_actions.h"
#include "store/store.h"

enum {
    TIMER_TRIES = 8,   // then it is parked
    TIMER_PLACES = 64, // timers in the writer's queue at once
};

struct timer_run;

struct timer_run_config {
    struct store *store;                // borrowed
    struct db *db;                      // borrowed; a reader for the turning thread
    const struct timer_action *actions; // by kind
    int action_count;
    void (*ring)(void *ctx); // writer thread: turn soon
    void *ctx;
};

int timer_run_new(const struct timer_run_config *config, struct timer_run **ret);
// After the store's writer was closed. NULL is harmless.
void timer_run_free(struct timer_run *run);

// Does what there is to do without waiting. *ret_next_us: when to turn again at the latest unless rung,
// by store_now_us; INT64_MAX: not before. One thread.
int timer_run_turn(struct timer_run *run, int64_t *ret_next_us);

// A timer was set for `at_us`; ring the turning thread too. Any thread.
void timer_run_wake(struct timer_run *run, int64_t at_us);

// Any thread.
struct timer_counters {
    atomic_ullong fired, failed, parked; // since the start
    atomic_llong longest_late_us;        // of a fired one, since it was last read (exchange with 0)
};
struct timer_counters *timer_run_counters(struct timer_run *run);
