// SPDX-License-Identifier: Apache-2.0
// The audit log: who administered or edited what. It names things by id and holds nothing that people said.
#pragma once
#include "codec/json.h"
#include "hub/actor.h"
#include "store/snapshot.h"
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

// What a walk is about; without data: anything. Walked by the first that is there of object_id (with object),
// actor and action; the others judge what it finds.
struct audit_filter {
    struct view object, object_id, actor, action;
};

enum { AUDIT_LOOKED_MAX = 1000 }; // rows that one page reads at most

// Writes the entries of one page, newest first, before the row *cursor (INT64_MAX at the start), which it
// moves. *ret_is_over: there are no more. `is_full` is asked after each.
int audit_walk(struct db *db, int64_t tenant, const struct audit_filter *filter, int64_t *cursor,
               struct json_writer *w, bool (*is_full)(void *ctx), void *ctx, bool *ret_is_over);
