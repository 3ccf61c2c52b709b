// SPDX-License-Identifier: Apache-2.0
// Decisions that a person makes, rather than a row of the ledger. An opt-out needs one row. Who agrees again
// takes back whatever of theirs stands against it: one row for each member of the cluster and each address
// of theirs that was opted out.
#pragma once
#include "hub/consent.h"

// What stands in the scope of a decision before it is made.
struct consent_before {
    bool is_against; // something of it: of the person's, or of the address
    bool is_shut;    // all of it, by the address (without one: by the customer) itself
    bool is_open;    // all of it was agreed to by that
};
int consent_look_before(struct tx *tx, const struct consent_new *about, struct consent_before *ret);

// Writes the decision. `ret_id` (may be NULL) is the first row's.
int consent_decide(struct tx *tx, const struct consent_new *fresh, struct view *ret_id);
