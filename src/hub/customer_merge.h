// SPDX-License-Identifier: Apache-2.0
// Merging customers who are one person, and undoing it. A merge is a link (hub/cluster.h): it costs the same
// however much the two have said. Whatever is undone, in whatever order, each goes on with what it had, and
// with the sessions that were opened for it; sessions opened meanwhile are the survivor's.
#pragma once
#include "hub/actor.h"
#include "hub/cluster.h"

enum merge_outcome {
    MERGE_OK = 0,
    MERGE_NO_SURVIVOR = 1, // no customer of that id
    MERGE_NO_OTHER,
    MERGE_SAME,       // they are one person already
    MERGE_TOO_MANY,   // more than CLUSTER_MAX would be one
    MERGE_NOT_MERGED, // the other was not merged into this person
};

// Merges the other's person into the survivor's. `reason`: at most 500 bytes, kept in
// the audit log; no data: none.
int customer_merge(struct tx *tx, const struct actor *actor, struct view survivor_id, struct view other_id,
                   struct view reason, int64_t *ret_survivor);

// Takes the other, with all that were merged into it before, out of the survivor's person.
int customer_unmerge(struct tx *tx, const struct actor *actor, struct view survivor_id, struct view other_id,
                     struct view reason, int64_t *ret_freed);
