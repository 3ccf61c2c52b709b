// SPDX-License-Identifier: Apache-2.0
// For tests of this folder: jobs run by hand, with what they really do, on a store of their own.
#pragma once
#include "hub/job_run.h"
#include "store/testing_store.h"

struct testing_jobs {
    struct testing_store store; // first
    struct job_run *run;
    atomic_int rung;
};

void testing_jobs_open(struct testing_jobs *j);
void testing_jobs_reopen(struct testing_jobs *j);
void testing_jobs_close(struct testing_jobs *j);

// Until nothing happens any more, errands and files to be removed too.
void testing_jobs_turn(struct testing_jobs *j);

// How often the text stands in the files of the store's directory, those of its folders too.
int testing_jobs_count_text(const struct testing_jobs *j, const char *text);
