// SPDX-License-Identifier: Apache-2.0
// Customers: the people the company talks with.
#pragma once
#include "hub/channel.h"
#include "store/snapshot.h"
#include "store/tx.h"

struct customer {
    int64_t row;
    struct view id;
    struct view name, phone, email;            // no data: not known
    struct view time_zone;                     // IANA; no data: not known, or of none that there is
    struct view profile, preferences, context; // JSON objects; no data: none
    unsigned channels;                         // set, ever used
    int64_t closed_sessions, resolved_sessions;
    int64_t interactions, responses, response_sum_us; // of closed sessions
    int64_t ratings, rating_sum;
    int64_t merged_into;
    int64_t members;    // that were merged into it directly
    int64_t blocked_us; // 0: not blocked
    struct view block_reason;
    struct view tags;      // JSON array of names, sorted; no data: none
    int64_t last_position; // of its last event of no session; 0: none
    int64_t version;       // for ETag
    int64_t created_us, updated_us;
};

enum customer_outcome {
    CUSTOMER_OK = 0,
    CUSTOMER_NONE = 1,
    CUSTOMER_TOO_LARGE, // profile, preferences or context would pass 64 KiB
};

// What a hot path needs of a customer.
struct customer_key {
    int64_t row;
    unsigned channels;
    int64_t members;      // that were merged into it directly
    bool is_blocked;      // it, or one of those that were merged into it
    struct view id, name; // in the transaction's memory
    bool is_new;          // made by this call
};

// Finds the customer of that id (the survivor, if it was merged), else the one who is known by it as an
// address, else makes it. Writes at most a row and its identity.
int customer_need(struct tx *tx, struct view id, struct customer_key *ret);

// The same of a row (the survivor, if it was merged). CUSTOMER_NONE when it is being erased.
int customer_key_load(struct tx *tx, int64_t row, struct customer_key *ret);

// Notes that the customer was met on a channel.
int customer_use_channel(struct tx *tx, const struct customer_key *key, enum channel channel);

// What a caller tells about a customer; without data: nothing told.
struct customer_news {
    struct view profile;     // JSON object, merged member by member (RFC 7396) into what is known; its
                             // members name, phone, email and timezone (or
                             // time_zone) also become the customer's own
    struct view preferences; // likewise
    struct view context;     // likewise
};

// Applies the news. *ret_changed tells whether anything is different now. CUSTOMER_TOO_LARGE.
int customer_tell(struct tx *tx, int64_t row, const struct customer_news *news, bool *ret_changed);

// Read whole into the arena. CUSTOMER_NONE for an unknown id.
int customer_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct customer *ret);
int customer_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct customer *ret);
