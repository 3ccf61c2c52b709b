// SPDX-License-Identifier: Apache-2.0
// The first answer to a request that names itself by an Idempotency-Key, kept for 24 hours with the write
// that it tells of: whoever sends the request again gets the same answer, and nothing is written twice.
#pragma once
#include "base/buffer.h"
#include "store/tx.h"

enum {
    IDEMPOTENCY_HASH_SIZE = 64,     // hexadecimal digits
    IDEMPOTENCY_REPLY_MAX = 262144, // bytes of an answer that is kept; of a larger one only that it was given
};

// What makes two requests the same one.
struct idempotency_key {
    struct view owner; // whose key it is: "key:17"
    struct view route; // route.name
    struct view key;
    struct view body_hash; // of all that the request says
};

struct idempotency_answer {
    int status;
    bool is_kept; // the reply is there
    struct view reply;
    int64_t position, version; // of its headers; 0: none
    int64_t customer;          // row, whom the reply speaks of; 0: nobody known
};

enum idempotency_outcome {
    IDEMPOTENCY_NEW = 0,
    IDEMPOTENCY_KNOWN = 1,
    IDEMPOTENCY_MISMATCH, // another request had this key
};

// IDEMPOTENCY_KNOWN: *ret is the answer, its reply in `reply`, which is cleared first.
int idempotency_find(struct tx *tx, const struct idempotency_key *key, struct buffer *reply,
                     struct idempotency_answer *ret);

// Keeps the answer for 24 hours. Writes one row.
int idempotency_keep(struct tx *tx, const struct idempotency_key *key,
                     const struct idempotency_answer *answer);

// For erasure: forgets at most 100 answers that speak of the customer; *ret_gone of them.
int idempotency_forget(struct tx *tx, int64_t customer, int *ret_gone);
