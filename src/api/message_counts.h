// SPDX-License-Identifier: Apache-2.0
// How many messages each channel of each tenant has: counted once through the store, in slices, when somebody
// asks, and from there on only what came since. So a message costs the writer nothing.
#pragma once
#include "base/map.h"
#include "hub/channel.h"
#include "store/db.h"
#include <pthread.h>

struct message_counts {
    pthread_mutex_t lock;
    int64_t row;          // the last one that is counted
    struct map by_tenant; // int64_t[CHANNELS]
};

void message_counts_init(struct message_counts *counts);
void message_counts_free(struct message_counts *counts);

// Counts on, for `budget_us` of the clock at most, and answers what there is: *ret_is_whole tells whether
// that is all that the connection's snapshot holds. A worker's thread. 0 or negative.
struct clock;
int message_counts_read(struct message_counts *counts, struct db *db, const struct clock *clock,
                        int64_t budget_us, int64_t tenant, int64_t ret[static CHANNELS], bool *ret_is_whole);
