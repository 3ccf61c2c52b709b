// SPDX-License-Identifier: Apache-2.0
// Keeps the write-ahead log small: a thread with a connection of its own copies it into the database all
// the time (PASSIVE); the writer restarts the log between two batches once it is long, else it would
// grow without end, for a passive checkpoint never catches a writer that never rests.
#pragma once
#include "store/db.h"

struct keeper;

struct keeper_config {
    struct db *db;   // borrowed, role DB_KEEPER; used by the keeper's thread until keeper_stop
    int64_t log_max; // bytes of log at which the writer restarts it, default 64 MiB
    // Keeper's or writer's thread, once: a copy failed with an I/O error, so the database may lack pages that
    // a later sync would call safe. The process must end without another checkpoint; the next start copies
    // the whole log again. May be NULL.
    void (*lost)(void *ctx);
    void *ctx;
};

int keeper_start(const struct keeper_config *config, struct keeper **ret);
void keeper_stop(struct keeper *keeper); // NULL is harmless

// Writer thread, after each batch: wakes the keeper, and restarts the log when it is due (blocks for that
// long). -EIO once a copy has failed: nothing may be committed any more. A NULL keeper does nothing.
int keeper_committed(struct keeper *keeper, struct db *writer);

enum keeper_outcome {
    KEEPER_OK = 0,
    KEEPER_LATER = 1, // the keeper is behind, or readers are in the way: try again after the next batch
};

// Writer thread, between two batches: everything in the log goes into the database, the log's file is cut to
// nothing. Blocks for as long. A NULL keeper has the writer do it alone.
int keeper_empty_log(struct keeper *keeper, struct db *writer);

// Bytes of log after the last commit. Any thread.
int64_t keeper_log_bytes(const struct keeper *keeper);
// How often the writer restarted the log, and the longest that took, µs. Any thread.
void keeper_restarts(const struct keeper *keeper, uint64_t *ret_count, int64_t *ret_longest_us);
