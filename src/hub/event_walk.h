// SPDX-License-Identifier: Apache-2.0
// Reads a tenant's stored events in order.
#pragma once
#include "bus/event.h"
#include "store/snapshot.h"

struct event_walk {
    struct query query;
    int64_t tenant;
};

enum event_walk_outcome {
    EVENT_WALK_ROW = 1,
    EVENT_WALK_DONE = 2,
    EVENT_WALK_GONE = 3, // of begin: some events behind `after` were trimmed
};

// 0, EVENT_WALK_GONE or negative. At most `limit` events. End it in every case.
int event_walk_begin(const struct snapshot *snapshot, int64_t after, int limit, struct event_walk *ret);
// EVENT_WALK_ROW with *ret (body NULL), EVENT_WALK_DONE or negative.
int event_walk_next(struct event_walk *walk, struct event *ret);
void event_walk_end(struct event_walk *walk);
