// SPDX-License-Identifier: Apache-2.0
// Drives jobs. Slices are bulk works, at most two in the writer's queue at once, in turn by tenant and then
// by job; errands are carried out one at a time by a thread of their own, so that an export keeps no long
// read waiting. One thread turns it. All that must outlive the process is in the jobs' rows.
#pragma once
#include "hub/job_actions.h"
#include "store/store.h"

enum {
    JOB_TRIES = 8,       // failures one after the other, then the job has failed
    JOBS_RUNNING_MAX = 4 // of one tenant; the others stay queued
};

struct job_run;

struct job_run_config {
    struct store *store;              // borrowed
    struct db *db;                    // borrowed; a reader for the turning thread
    const struct job_action *actions; // by kind
    int action_count;
    const char *dir;         // the data directory, for files; borrowed
    void (*ring)(void *ctx); // writer or errand thread: turn soon
    void (*send)(void *ctx); // turning thread: there is an errand
    void *ctx;
};

int job_run_new(const struct job_run_config *config, struct job_run **ret);
// After the store's writer was closed. NULL is harmless.
void job_run_free(struct job_run *run);

// Does what there is to do without waiting. *ret_next_us: when to turn again at the latest unless rung, by
// store_now_us; INT64_MAX: not before. One thread.
int job_run_turn(struct job_run *run, int64_t *ret_next_us);

// A job was started or cancelled; ring the turning thread too. Any thread.
void job_run_wake(struct job_run *run);

// Carries out the errand that waits. False: none. Errand thread; `db` is its own reader.
bool job_run_errand(struct job_run *run, struct db *db);

// Removes files that no job names (hub/job_file.h). Errand thread.
void job_run_sweep(struct job_run *run, struct db *db);

// Errands under way end soon, none begins. Any thread.
void job_run_stop(struct job_run *run);

// Any thread.
struct job_counters {
    atomic_ullong slices, retries; // since the start, as the next
    atomic_ullong done, failed, files_removed;
};
struct job_counters *job_run_counters(struct job_run *run);
