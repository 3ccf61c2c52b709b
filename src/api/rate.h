// SPDX-License-Identifier: Apache-2.0
// How often somebody may ask: buckets of tokens, shared by all loops, in a table of fixed size. A bucket is
// one number, the time at which it is full again (the generic cell rate algorithm), so that taking is one
// compare-and-swap: no lock, no allocation. When four busy buckets fall together, the fullest gives way.
// Races between loops may give or take a request, never more. Any thread.
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { RATE_SETS = 4096, RATE_WAYS = 4 };

struct rate {
    const char *name;    // of the policy, in headers
    int64_t interval_ns; // in which one token returns; 0: no limit
    int64_t burst;       // tokens of a full bucket
};

struct rate_slot {
    atomic_ullong key;       // 0: free
    atomic_llong full_at_ns; // what is over is full
};

struct rate_table {
    uint64_t seed;
    struct rate_slot slots[RATE_SETS][RATE_WAYS];
};

// What a bucket holds after a take.
struct rate_state {
    const struct rate *rate; // NULL: none was asked
    int64_t left;
    int64_t full_in_ns;
    int64_t retry_in_ns; // when refused: until there is a token
};

// `seed` is random, so that nobody can choose who meets whom.
void rate_init(struct rate_table *table, uint64_t seed);

// A key of two numbers, or of bytes. Never 0.
uint64_t rate_key(const struct rate_table *table, uint64_t a, uint64_t b);
uint64_t rate_key_of_bytes(const struct rate_table *table, const void *data, uint64_t size);

// Takes a token. False when there is none. `now_ns` is monotonic.
bool rate_take(struct rate_table *table, uint64_t key, const struct rate *rate, int64_t now_ns,
               struct rate_state *ret);

// Whether there is one; takes none.
bool rate_has(struct rate_table *table, uint64_t key, const struct rate *rate, int64_t now_ns);
