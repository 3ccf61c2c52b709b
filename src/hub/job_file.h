// SPDX-License-Identifier: Apache-2.0
// Files of jobs: DIR/exports/TENANT/JOB_ID.EXTENSION, mode 0600, kept seven days. The job's row names its
// file; a file that no row names is removed by the next sweep, so nothing has to be removed in a transaction.
#pragma once
#include "hub/timer.h"

static const int64_t JOB_FILE_KEEP_US = (int64_t)7 * 24 * 3600 * 1000000;

// What TIMER_JOB_FILE does.
int job_file_expire(struct tx *tx, const struct timer *timer);

// For erasure: forgets the files, arguments, results and faults of every job about `ref` of this kind that is
// not open. The files are gone soon after the commit.
int job_forget(struct tx *tx, int kind, int64_t ref);

// Opens the file for reading; `dir` is the data directory, `file` a job's. A descriptor, or -ENOENT …
int job_file_open(const char *dir, int64_t tenant, struct view file);
