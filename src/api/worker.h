// SPDX-License-Identifier: Apache-2.0
// Threads for what would hold up a loop: long reads now. Each has a connection to the store of its own.
#pragma once
#include "base/clock.h"
#include "store/store.h"

struct worker;

struct errand {
    struct errand *next;
    int64_t tenant;
    bool is_resume; // of a live client: many come at once after a restart. Up to 10,000, no cap of the tenant
    void (*run)(struct errand *errand, struct db *db); // on a worker's thread, once; ends the errand's stay
};

struct worker_config {
    struct store *store; // borrowed
    int threads;         // default 2
    int queue_max;       // default 128
    int tenant_max;      // of one tenant, queued or running, default 16
};

int worker_start(const struct worker_config *config, struct worker **ret);
// Finishes what is queued, joins. NULL is harmless.
void worker_stop(struct worker *worker);

enum worker_outcome {
    WORKER_TAKEN = 0,
    WORKER_TENANT_FULL = 1, // 429
    WORKER_FULL,            // 503
};
// Any thread.
int worker_give(struct worker *worker, struct errand *errand);
