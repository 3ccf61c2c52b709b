// SPDX-License-Identifier: Apache-2.0
// Housekeeping in slices: tenant by tenant, one small transaction after the other, behind all live work.
#pragma once
#include "store/store.h"

struct slices {
    struct work work; // first
    struct store *store;
    // Writer thread: one slice of tx->tenant, as work.decide. *ret_more: whether more of this tenant may be
    // left.
    int (*run)(struct slices *slices, struct tx *tx, bool *ret_more);
    atomic_bool is_running; // from a start until every tenant was looked at
    bool has_more;          // of the tenant at hand. Writer thread, as the next
    int64_t next_tenant;    // 0: none
    atomic_llong rows;      // what `run` counts, ever
};

// The struct must outlive the store's writer.
void slices_init(struct slices *slices, struct store *store,
                 int (*run)(struct slices *slices, struct tx *tx, bool *ret_more));

// Any thread, now and then: begins a round unless one runs. Returns at once. A fault ends the round.
void slices_start(struct slices *slices);
