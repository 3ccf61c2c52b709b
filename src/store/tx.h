// SPDX-License-Identifier: Apache-2.0
// What a handler decides in: one request's part of the writer's transaction. Time and randomness come
// from here, so that the request can be run again. Writer thread only.
#pragma once
#include "base/random.h"
#include "bus/event.h"
#include "store/db.h"

struct tenant_clock;
struct shred;

struct tx {
    struct db *db;
    int64_t tenant;
    int64_t now_us; // max(wall clock, time of the last transaction + 1)
    const struct random *random;
    struct event_batch *batch;
    struct tenant_clock *clock;
    struct shred *shred; // for erasure (store/shred.h)
    const void *setup;   // store_config.setup
};

// The tenant's next position: dense, and real only if the transaction commits.
int64_t tx_next_position(struct tx *tx);

// Memory that lives as long as the batch's events. NULL when it is short.
void *tx_alloc(struct tx *tx, size_t size);
// A copy in that memory; without data stays without. False when memory is short.
bool tx_copy(struct tx *tx, struct view text, struct view *ret);

// Writes the event's row and announces it after the commit. position is taken by the caller.
int tx_announce(struct tx *tx, const struct event *event);

// After the commit `who` is told that there is something to do from `at_us` on. Told in vain if this
// request is undone alone: whoever is woken looks.
void tx_wake(struct tx *tx, enum wake who, int64_t at_us);
