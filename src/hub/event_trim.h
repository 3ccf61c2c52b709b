// SPDX-License-Identifier: Apache-2.0
// Events are kept for 72 hours or 5 million of each tenant; older ones go in slices.
#pragma once
#include "hub/slices.h"

struct event_trim_limits {
    int64_t keep_us;    // default 72 hours
    int64_t keep_count; // default 5,000,000
};

struct event_trim {
    struct slices slices; // first; its rows are events that are gone
    struct event_trim_limits limits;
};

// Zero limits are the defaults. For slices_start; the struct must outlive the store's writer.
void event_trim_init(struct event_trim *trim, struct store *store, struct event_trim_limits limits);
