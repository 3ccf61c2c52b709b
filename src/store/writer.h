// SPDX-License-Identifier: Apache-2.0
// The one thread that writes. It takes what is queued, runs each request in a savepoint of one
// transaction, commits once, and only then lets replies and events out.
#pragma once
#include "base/random.h"
#include "bus/event.h"
#include "store/db.h"
#include "store/store_clock.h"
#include "store/work.h"
#include <stdatomic.h>

struct writer;
struct keeper;

struct writer_config {
    struct db *db;         // borrowed; used by the writer's thread only, until writer_stop
    struct keeper *keeper; // borrowed; may be NULL: no checkpoints
    struct clock clock;
    struct store_clock *time; // borrowed; begun by writer_start
    struct random random;     // used on the writer's thread
    struct work_queue_limits limits;
    int batch_max;    // requests in a commit, default 256
    int batch_us;     // … or time spent deciding, default 5,000
    bool must_settle; // the log of an earlier process is not in the database yet: no commit before it is
    // Writer thread, after a commit with events, before the works' done. Takes references of its own.
    void (*publish)(void *ctx, struct event_batch *batch);
    // Writer thread, after a commit, for each whom tx_wake named: the earliest time. May be NULL.
    void (*wake)(void *ctx, enum wake who, int64_t at_us);
    // Writer thread: it is unknown whether a commit is durable (I/O error in commit or fsync). The process
    // must end without answering; recovery happens at the next start. If it returns, the writer stops and
    // gives every request back as WORK_FAILED.
    void (*lost)(void *ctx);
    void *ctx;
    const void *setup; // for tx.setup; borrowed
};

// Written by the writer, read by anyone.
struct writer_counters {
    atomic_ullong batches, works, refused, failed, expired, turned_away, events, reruns;
    atomic_ullong decide_us, commit_us; // sums
    atomic_ullong longest_batch_us;     // since it was last read (exchange with 0)
    atomic_bool is_full;                // the disk is full: probed each second
};

int writer_start(const struct writer_config *config, struct writer **ret);

// Any thread; outcomes of work_queue_push. On a refusal the work stays with the caller.
int writer_submit(struct writer *writer, struct work *work);

// Finishes what is queued, joins the thread, frees. NULL is harmless.
void writer_stop(struct writer *writer);

// From now on every work runs in a savepoint, so that none makes its batch begin anew: a copy of the database
// that is under way would have to begin anew with it. Any thread.
void writer_set_careful(struct writer *writer, bool careful);

const struct writer_counters *writer_counters(const struct writer *writer);
void writer_level(struct writer *writer, int *ret_count, size_t *ret_bytes);
