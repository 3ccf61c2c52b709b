// SPDX-License-Identifier: Apache-2.0
// What runs by itself: a thread that turns timers, jobs and trimming, and one for jobs' errands.
#pragma once
#include "hub/job_run.h"
#include "hub/timer_run.h"
#include "hub/trim.h"

struct clockwork;

struct clockwork_config {
    struct store *store; // borrowed
    struct clock clock;
    const char *dir; // the data directory; borrowed
};

// Makes it with timer_actions, job_actions and trim_rules.
int clockwork_new(const struct clockwork_config *config, struct clockwork **ret);

// Starts the threads. store_config.wake must reach clockwork_wake by now.
int clockwork_start(struct clockwork *clockwork);

// Ends the threads; what lies with the writer may still come back. NULL is harmless.
void clockwork_stop(struct clockwork *clockwork);
// After clockwork_stop and store_close_writer, before store_close. NULL is harmless.
void clockwork_free(struct clockwork *clockwork);

// store_config.wake. NULL is harmless. Any thread.
void clockwork_wake(struct clockwork *clockwork, enum wake who, int64_t at_us);

// ---- for metrics; any thread

struct timer_counters *clockwork_timers(struct clockwork *clockwork);
struct job_counters *clockwork_jobs(struct clockwork *clockwork);
// Rows trimmed by a rule since the start.
int64_t clockwork_trimmed(struct clockwork *clockwork, int rule);

// Counted by the clockwork's thread each time somebody asks: what this answers was counted after the question
// before, at the start for the first.
struct clockwork_figures {
    atomic_llong timers_waiting, timers_parked;
    atomic_llong timer_due_us; // when the first that waits is due; 0: none waits
    atomic_llong jobs_queued, jobs_running;
};
const struct clockwork_figures *clockwork_figures(struct clockwork *clockwork);
