// SPDX-License-Identifier: Apache-2.0
// Threads for what would hold up a loop: long reads, resumes of live clients, and files that are uploaded.
// Each has a connection to the store of its own. Each kind has a lane: one thread takes nothing but resumes
// and one nothing but files, so that neither waits behind long reads; the others take long reads first and
// help with resumes when there are none.
#pragma once
#include "base/clock.h"
#include "store/store.h"

struct worker;

struct errand {
    struct errand *next;
    int64_t tenant;
    bool is_file;   // a piece of an upload: a thread of its own takes them. Their cap is the uploads' own
    bool is_resume; // of a live client: many come at once after a restart. Up to 10,000, no cap of the tenant
    void (*run)(struct errand *errand, struct db *db); // on a worker's thread, once; ends the errand's stay
};

struct worker_config {
    struct store *store; // borrowed
    int threads;         // for long reads, default 2; one more is for resumes, one for files
    int queue_max;       // long reads that wait, default 128
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
