// SPDX-License-Identifier: Apache-2.0
// Events are kept for 72 hours or 5 million of each tenant; older ones go in slices, behind all live work.
#pragma once
#include "store/store.h"

struct event_trim_limits {
    int64_t keep_us;    // default 72 hours
    int64_t keep_count; // default 5,000,000
};

struct event_trim {
    struct work work;
    struct store *store;
    struct event_trim_limits limits;
    atomic_bool is_running; // from a start until every tenant was looked at
    bool has_more;          // of the tenant at hand. Writer thread, as the next
    int64_t next_tenant;    // 0: none
    atomic_llong trimmed;   // events, ever
};

// Zero limits are the defaults. The struct must outlive the store's writer.
void event_trim_init(struct event_trim *trim, struct store *store, struct event_trim_limits limits);

// Any thread, now and then: begins a round unless one runs. Returns at once.
void event_trim_start(struct event_trim *trim);
