// SPDX-License-Identifier: Apache-2.0
// What each kind of job does.
#pragma once
#include "hub/job.h"

enum job_step {
    JOB_STEP_OK = 0,
    JOB_STEP_FAILED = 1, // for good: job->fault (errand->fault) says why. All that the step wrote is undone
};

struct job_errand;

// The cursor of the first slice behind an errand.
#define JOB_CURSOR_START "+"

// A kind has slices, or an errand, or an errand and then slices. Negative answers are tried again,
// JOB_TRIES times with pauses between, then the job has failed.
struct job_action {
    // On the writer, again and again until *ret_done: at most 200 rows or 5 ms each. It goes on from
    // job->cursor and changes cursor, done, total and result, which are stored in the same transaction. With
    // a due_us ahead it is put off until then. May be run again.
    int (*slice)(struct tx *tx, struct job *job, bool *ret_done);
    // On a thread of its own, for long reads and files (hub/job_errand.h). May be repeated after a crash.
    int (*errand)(struct job_errand *errand);
    // Where it is not simply ended: what it did is taken back by slices to come, the last of which sets
    // job->state to JOB_CANCELLED. JOB_FINISHED: too late. NULL: it ends, and what it did stays.
    int (*cancel)(struct tx *tx, const struct job *job);
};

// By enum job_kind. A job of a kind without a line here fails.
extern const struct job_action job_actions[JOB_KINDS];
