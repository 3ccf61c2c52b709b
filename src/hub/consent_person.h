// SPDX-License-Identifier: Apache-2.0
// Whom a question about consent is about: everybody who was merged into one person.
#pragma once
#include "base/zone.h"
#include "hub/cluster.h"

struct consent_person {
    int64_t members[CLUSTER_MAX];  // the survivor first
    bool has_consent[CLUSTER_MAX]; // there are rows of theirs in the ledger
    int count;                     // 0: nobody, or somebody who is being erased
    bool is_blocked;
    char zone[ZONE_NAME_MAX + 1]; // empty: not known
};

// How a message in the session would reach the customer on the channel: where they wrote from, where that was
// by it, else at an address of theirs. No data: not known. In the transaction's memory.
int consent_reach(struct tx *tx, struct view session_id, int64_t customer, enum channel channel,
                  struct view *ret);

// The same where the person has no other address of its kind; no data: which of theirs it is nobody can tell.
int consent_reach_only(struct tx *tx, struct view session_id, int64_t customer, enum channel channel,
                       struct view *ret);

// Of whichever member.
int consent_person_load(struct db *db, int64_t tenant, int64_t customer, struct consent_person *ret);

// The address at which they are reached on a channel when nothing says more: the first that they have of its
// kind, a verified one before others, in the arena. No data: none.
int consent_person_address(struct db *db, int64_t tenant, int64_t customer, enum channel channel,
                           struct arena *arena, struct view *ret);
