// SPDX-License-Identifier: Apache-2.0
// Randomness is injected: the program takes OpenSSL's generator, tests a repeatable one.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct random {
    void (*fill)(void *ctx, void *data, size_t size); // never fails; ends the program if it must
    void *ctx;
};

static inline void random_fill(const struct random *r, void *data, size_t size)
{
    r->fill(r->ctx, data, size);
}

// OpenSSL's RAND_bytes, drawn in blocks. One object a thread.
struct random_pool {
    size_t left;
    unsigned char bytes[1024];
};
struct random random_system(struct random_pool *pool);

// SplitMix64: repeatable, for tests only. One thread.
struct random random_seeded(uint64_t *state);
