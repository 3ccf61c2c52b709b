// SPDX-License-Identifier: Apache-2.0
// The outbox: intents for the outside, rows that are committed with what they are about and carried out
// afterwards. Nothing can carry them out yet (there are no connectors), so each begins as waiting.
#pragma once
#include "store/tx.h"

// Stored as numbers: append only.
enum outbox_kind {
    OUTBOX_MESSAGE = 1,      // ref: interaction, to be sent to the customer
    OUTBOX_TRANSFER_LEG = 2, // ref: transfer, of which the customer is told
};
// Stored as numbers: append only. The first three are open.
enum outbox_state {
    OUTBOX_WAITING = 1, // for a connector
    OUTBOX_DUE = 2,
    OUTBOX_TAKEN = 3,
    OUTBOX_DONE = 4,
    OUTBOX_FAILED = 5,
    OUTBOX_CANCELLED = 6,
};

struct outbox_new {
    enum outbox_kind kind;
    struct view lane;   // what keeps its order: the session's id
    int64_t session;    // row
    int64_t ref;        // by kind
    int64_t expires_us; // 0: never
};

// Writes a waiting row; *ret is its number.
int outbox_add(struct tx *tx, const struct outbox_new *fresh, int64_t *ret);

// Ends a row that is open still; harmless on one that is not. 0 is no row.
int outbox_end(struct tx *tx, int64_t row, enum outbox_state state);
