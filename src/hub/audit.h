// SPDX-License-Identifier: Apache-2.0
// The audit log: who administered or edited what. It names things by id and holds nothing that people said.
#pragma once
#include "hub/actor.h"
#include "store/tx.h"

struct audit_entry {
    struct view action;    // "session.assign"
    struct view object;    // "session"
    struct view object_id; // no data: none
    int64_t customer;      // row, whom it is about; 0: nobody
    struct view detail;    // JSON object; no data: none. Never content, names or addresses of people
};

// Writes one row in the transaction.
int audit_write(struct tx *tx, const struct actor *actor, const struct audit_entry *entry);
