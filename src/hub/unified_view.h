// SPDX-License-Identifier: Apache-2.0
// The unified view: one customer over every channel and session, in constant time.
#pragma once
#include "hub/timeline.h"

struct unified_view {
    struct customer customer; // as the cluster shows it
    int active_sessions;
    unsigned active_channels; // set, of open sessions
    int64_t total_interactions;
    int64_t responses, response_sum_us;
    int64_t last_activity_us; // of open sessions; 0: none
    struct timeline timeline; // the last TIMELINE_LAST
};

// Bounded by the open sessions of a customer and the customers of a cluster. CUSTOMER_NONE for an unknown id.
int unified_view_load(const struct snapshot *snapshot, struct view customer_id, struct arena *arena,
                      struct unified_view *ret);

// As the API's answer; figures without data are null.
void unified_view_write(struct json_writer *w, const struct unified_view *view, enum audience audience,
                        struct view epoch, int64_t position);
