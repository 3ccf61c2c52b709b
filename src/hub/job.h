// SPDX-License-Identifier: Apache-2.0
// Jobs: work of more than 200 rows, or with files. A job is a row that is carried out bit by bit behind the
// requests that wait, and taken up again where it stood after a crash. What a kind does stands in
// job_actions.c, how it is driven in job_run.c.
#pragma once
#include "store/snapshot.h"
#include "store/tx.h"

// Stored as numbers: append only, a line in job_actions.c for each.
enum job_kind {
    JOB_BULK_TRANSFER = 1,
    JOB_CUSTOMER_EXPORT, // ref: customer
    JOB_CUSTOMER_ERASE,  // ref: customer
    JOB_RETENTION,
    JOB_BULK_MESSAGES,
    JOB_AGENT_LEAVES, // ref: agent
    JOB_BULK_SMS,
    JOB_KINDS
};

// Stored as numbers: append only. The first two are open.
enum job_state { JOB_QUEUED = 1, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED, JOB_STATES };

struct job {
    int64_t row;
    struct view id;
    enum job_kind kind;
    enum job_state state;
    struct view arguments; // JSON object
    struct view requested_by;
    int64_t ref; // what it is about; 0: nothing
    // What a slice changes and the row keeps. Texts in memory of tx_alloc.
    struct view cursor; // the slice's own; no data before the first one
    int64_t done;
    int64_t total;               // 0: not known
    struct view result;          // JSON object, for GET /jobs/{id}
    struct view fault;           // a sentence: why it failed, or the last attempt did
    int64_t attempts;            // that failed one after the other
    int64_t due_us;              // not tried before
    struct view file, file_type; // no data: none
    int64_t file_size, file_until_us;
    int64_t created_us, updated_us, finished_us;
};

enum job_outcome {
    JOB_OK = 0,
    JOB_NONE = 1, // of this id
    JOB_FINISHED, // too late to cancel
    JOB_CROWDED,  // JOBS_OPEN_MAX of the tenant are open: 429
};

enum { JOBS_OPEN_MAX = 1000 };

struct job_new {
    enum job_kind kind;
    struct view arguments;    // JSON object; no data: {}
    int64_t total;            // 0: not known
    struct view requested_by; // an agent's or a key's name; no data: the hub
    int64_t ref;              // 0: about nothing; else see job_forget
};

// Queues a job, begun soon after the commit. *ret_id lives as long as the transaction's events. JOB_CROWDED.
int job_start(struct tx *tx, const struct job_new *in, struct view *ret_id);

// JOB_NONE, JOB_FINISHED. What its slices did stays done, unless its kind takes it back (job_actions.h); an
// errand under way ends without a trace.
int job_cancel(struct tx *tx, struct view id);

// JOB_NONE. Texts lie in the arena.
int job_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct job *ret);
int job_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct job *ret);

// "bulk_transfer", "running". NULL for a number that is none.
const char *job_kind_name(enum job_kind kind);
const char *job_state_name(enum job_state state);
