// SPDX-License-Identifier: Apache-2.0
// For tests of this folder and of those above it: a store in a directory of its own, on a simulated clock
// and seeded randomness, whose writer is used as if it were a function.
#pragma once
#include "base/testing.h"
#include "store/store.h"
#include "store/tx.h"
#include <pthread.h>

enum { TESTING_BATCHES_MAX = 4096 };

struct testing_store {
    char dir[64];
    atomic_llong wall_us, mono_us; // moved by the test, read by the writer
    uint64_t seed;
    struct store *store;
    struct db *reader;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct event_batch *batches[TESTING_BATCHES_MAX]; // published, in order
    int batch_count;
    atomic_int lost;
};

// What a test decides: as work.decide, with the test's own context.
typedef int (*testing_decide)(void *ctx, struct tx *tx);

// A fresh directory and a store in it. `like` (may be NULL) says vfs, limits, batch_max, log_max, and as dir
// where the directory is made (NULL: /tmp).
void testing_store_open(struct testing_store *t, const struct store_config *like);
// Closes and opens it again, as a restart does.
void testing_store_reopen(struct testing_store *t, const struct store_config *like);
// Closes, and removes the directory.
void testing_store_close(struct testing_store *t);

struct clock testing_store_clock(struct testing_store *t);

// Lets the writer decide, and waits for the outcome. Returns decide's last result.
int testing_run(struct testing_store *t, int64_t tenant, testing_decide decide, void *ctx,
                enum work_outcome *ret_outcome);

// The same for tenant 1 and a decision that must commit; returns decide's result.
int testing_commit(struct testing_store *t, testing_decide decide, void *ctx);

// Returns when the writer has also counted what it committed before.
void testing_settle(struct testing_store *t);

// One more tenant; call testing_store_reopen before it is used.
void testing_add_tenant(struct testing_store *t, int64_t tenant);

// One integer of the committed rows, by SQL text of the test's own.
int64_t testing_count(const struct testing_store *t, const char *sql);

// ---- a work of one's own, for tests that submit by hand

struct testing_work {
    struct work work; // first
    struct testing_store *store;
    testing_decide decide;
    void *ctx;
    int runs;    // how often it was decided
    int order;   // the how-many-eth to be given back; 0: not yet
    int batches; // published when it was given back
    int result;
    enum work_outcome outcome;
    bool is_done;
};

void testing_work_init(struct testing_work *w, struct testing_store *t, int64_t tenant, testing_decide decide,
                       void *ctx);
void testing_submit(struct testing_work *w);
void testing_wait(struct testing_work *w);

// ---- the writer held up, so that what is submitted meanwhile is taken as one batch

struct testing_gate {
    struct testing_work work;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    bool is_in, is_open;
};
// Returns when the writer is inside.
void testing_gate_close(struct testing_gate *g, struct testing_store *t);
void testing_gate_open(struct testing_gate *g);
