// SPDX-License-Identifier: Apache-2.0
// What must leave no byte in the index's file: what an erased customer said, what a message said before it
// was edited. The index holds terms and no texts, so the terms of those rows are looked up by a walk over the
// tenant's terms and taken back; then every segment is merged, so that what was taken back is not written
// again, and the file is rewritten and its log emptied, so that no free page keeps it. All in slices but the
// last. The cost is that of the file, not of the customer: what comes meanwhile waits and goes together,
// erasures for a minute, edits for an hour.
#pragma once
#include "search/index.h"
#include "store/db.h"

enum purge_stage { PURGE_NONE, PURGE_TERMS, PURGE_MERGE_MESSAGES, PURGE_MERGE_CUSTOMERS, PURGE_REWRITE };
enum { PURGE_ITEMS = 256 };

struct purge_item {
    int64_t tenant, row;
    int what; // enum purge_kind
};

struct purge {
    enum purge_stage stage;
    struct purge_item items[PURGE_ITEMS]; // of this round
    int count, at;
    int rows_at_once;  // messages whose terms are held at once
    int rows_gathered; // by the last slice
    bool is_first_merge;
    int64_t ended_us; // monotonic, of the last round; the start's before the first
};

// Does a slice of what there is to do. *ret_more: there is more to do at once. *ret_left: what waits, with
// this round's.
int purge_step(struct purge *purge, struct index *index, struct db *hub, int64_t mono_us, bool *ret_more,
               int64_t *ret_left);
