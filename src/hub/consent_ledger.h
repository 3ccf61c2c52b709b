// SPDX-License-Identifier: Apache-2.0
// The ledger of consent as decisions are read from it. A decision has a subject, which is a customer or an
// address, and a scope: a channel or all, a purpose or all. Of those of one subject that speak of a question
// the last one counts.
#pragma once
#include "hub/consent.h"

enum { CONSENT_HASH_SIZE = 65 }; // "#" and SHA-256 in hex

struct consent_scope {
    enum channel channel;
    enum consent_purpose purpose;
};

// The last decision of one subject; row 0: none.
struct consent_stand {
    int64_t row;
    bool is_given;
};

int consent_stand_of_customer(struct db *db, int64_t tenant, int64_t customer,
                              const struct consent_scope *scope, struct consent_stand *ret);

// `hashed` is the same address as consent_keep.h kept it of somebody who was erased; no data: nothing is
// kept.
int consent_stand_of_address(struct db *db, int64_t tenant, struct view address, struct view hashed,
                             const struct consent_scope *scope, struct consent_stand *ret);

struct consent_row {
    int64_t row;
    struct view id;
    int64_t customer;
    int channel, purpose; // -1 and 0: every one
    struct view address;  // no data: the customer's
    bool is_given;
    struct view source, proof;
    enum actor_kind actor_kind;
    struct view actor_id;
    int64_t created_us;
};

// The rows of one customer behind *cursor (INT64_MAX at the start), newest first, which it moves. Texts live
// until the call ends. A negative answer ends it.
int consent_walk(struct db *db, int64_t tenant, int64_t customer, int64_t *cursor, int limit,
                 int (*each)(void *ctx, const struct consent_row *row), void *ctx);

// Calls `each` for the one row. CONSENT_ROW_NONE: there is none.
enum consent_row_outcome { CONSENT_ROW_OK = 0, CONSENT_ROW_NONE = 1 };
int consent_row_load(struct db *db, int64_t tenant, int64_t number,
                     void (*each)(struct json_writer *w, const struct consent_row *row),
                     struct json_writer *w);
