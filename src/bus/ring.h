// SPDX-License-Identifier: Apache-2.0
// The last events, kept in memory so that a mass reconnect reads no store. One thread.
#pragma once
#include "base/map.h"
#include "bus/event.h"

struct ring {
    struct event_batch **batches; // circular, oldest at `first`
    size_t capacity, first, count;
    size_t bytes, bytes_max; // of the batches' memory
    struct map floors;       // by tenant: the last position that was dropped (or was before the first)
};

void ring_init(struct ring *ring, size_t bytes_max);
void ring_free(struct ring *ring);

// Takes a reference of its own; drops the oldest past the maximum. Without memory it drops everything it
// has, which costs nothing but reads later.
void ring_add(struct ring *ring, struct event_batch *batch);

// Drops what it has, as if it had grown too large: from here on it covers what is added.
void ring_forget(struct ring *ring);

// Whether every event of the tenant behind `after` up to the newest added one is here.
bool ring_covers(const struct ring *ring, int64_t tenant, int64_t after);

// Calls `each` for the tenant's events behind `after`, in order. Needs ring_covers.
void ring_walk(const struct ring *ring, int64_t tenant, int64_t after,
               void (*each)(void *ctx, const struct event *event), void *ctx);
