// SPDX-License-Identifier: Apache-2.0
// Receipts: somebody says that everything up to a position reached them, or was read. The customer's move
// what was sent to them on to delivered or read, agents' only their own mark.
#pragma once
#include "hub/participant.h"
#include "hub/session_change.h"

struct receipt {
    enum author_type reader;
    int64_t agent; // row, of an agent; else 0
    int64_t position;
    bool is_read; // else only delivered
};

enum {
    RECEIPT_MOVES = 40,   // entries that one call moves at most
    RECEIPT_PASSES = 120, // and that it looks at
};

struct receipt_result {
    bool is_news;    // a mark moved
    bool is_partial; // there is more to move: to be called again, in another transaction
};

// Of a session whose change was begun and is ended by the caller. A position beyond the session's last one
// counts as that.
int receipt_take(struct tx *tx, struct session_change *change, const struct receipt *receipt,
                 struct receipt_result *ret);
