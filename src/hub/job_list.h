// SPDX-License-Identifier: Apache-2.0
// Jobs as the API tells them.
#pragma once
#include "codec/json.h"
#include "hub/job.h"

struct job_filter {
    enum job_state state; // 0: any
    enum job_kind kind;   // 0: any
};

// Calls `each` for at most `limit` jobs, newest first, behind the row *before (INT64_MAX: from the first),
// which it moves. The job's texts die with the call. Anything but 0 from `each` ends it behind that job; a
// negative one is the answer.
int job_walk(struct db *db, int64_t tenant, struct job_filter filter, int64_t *before, int limit,
             struct arena *arena, int (*each)(void *ctx, const struct job *job), void *ctx);

// {job_id, kind, state, done, total, result, fault, file, requested_by, created_at, …}: arguments are
// nobody's business, they may hold what customers said.
void job_write(struct json_writer *w, const struct job *job);
