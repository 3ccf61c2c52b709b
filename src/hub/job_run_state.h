// SPDX-License-Identifier: Apache-2.0
// Shared inside the driver of jobs: what it keeps in memory.
#pragma once
#include "hub/job_errand.h"
#include "hub/job_run.h"
#include <limits.h>

enum { JOB_PLACES = 64, JOB_SLICES_MAX = 2, JOB_FAULT_MAX = 256 };

enum job_phase {
    JOB_PHASE_FREE,   // no job here
    JOB_PHASE_READY,  // waits for its turn
    JOB_PHASE_SLICE,  // on the writer
    JOB_PHASE_BEGIN,  // on the writer: an errand is about to begin
    JOB_PHASE_ERRAND, // on the errand thread
    JOB_PHASE_RECORD, // on the writer: how a step ended
};

// A job that runs.
struct job_place {
    struct work work; // first
    struct job_run *run;
    int64_t job;
    enum job_kind kind;
    bool has_errand;       // comes next, not a slice
    enum job_phase phase;  // turning thread
    int64_t not_before_us; // … when the store could not take it
    uint64_t tenant_turn;  // when its tenant had its last turn
    uint64_t own_turn;
    bool must_record; // READY: not a step, but how the last one ended
    atomic_bool is_back;
    // How the last work or errand ended. Written by whoever had it, before is_back.
    enum work_outcome outcome;
    int result;
    bool has_ended;  // the job is not open any more
    bool is_done;    // … because it is done
    bool has_failed; // … because it failed for good
    // How the last step ended, to be recorded.
    int step; // 0, JOB_STEP_FAILED or negative
    char fault[JOB_FAULT_MAX];
};

// What the errand thread and the record behind it share. One at a time.
struct job_desk {
    struct job_place *place; // whose; NULL: free. Turning thread
    atomic_bool is_waiting;  // for the errand thread
    struct arena arena;
    struct job job;
    struct job_errand errand;
};

struct job_folder {
    const struct job_run *run;
    char path[PATH_MAX]; // DIR/exports/TENANT
    char name[NAME_MAX]; // JOB_ID.EXTENSION
};

struct job_run {
    struct job_run_config config;
    atomic_bool is_woken;
    atomic_bool is_stopping;
    int64_t next_us;     // when to look for jobs. Turning thread, as the next
    int64_t last_tenant; // that was looked at
    uint64_t turn;
    int slices; // on the writer
    struct job_place places[JOB_PLACES];
    struct job_desk desk;
    struct job_folder folder; // of the errand at hand
    struct job_counters counters;
};

// What a place's work decides, by its phase (job_step.c).
int job_step_decide(struct work *work, struct tx *tx);

// Syncs the errand's file under its name, or removes what there is of it. Errand thread.
int job_folder_keep(struct job_errand *errand);
void job_folder_drop(struct job_errand *errand);
