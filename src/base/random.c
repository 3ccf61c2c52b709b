// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"
#include "base/log.h"
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

static void draw(void *data, size_t size)
{
    if (RAND_bytes(data, (int)size) != 1) {
        log_error("the system's random source failed; no safe way on");
        abort();
    }
}

static void system_fill(void *ctx, void *data, size_t size)
{
    struct random_pool *pool = ctx;
    if (size > sizeof(pool->bytes)) {
        draw(data, size);
        return;
    }
    if (pool->left < size) {
        draw(pool->bytes, sizeof(pool->bytes));
        pool->left = sizeof(pool->bytes);
    }
    unsigned char *from = pool->bytes + sizeof(pool->bytes) - pool->left;
    memcpy(data, from, size);
    OPENSSL_cleanse(from, size);
    pool->left -= size;
}

struct random random_system(struct random_pool *pool)
{
    pool->left = 0;
    return (struct random){.fill = system_fill, .ctx = pool};
}

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void seeded_fill(void *ctx, void *data, size_t size)
{
    unsigned char *out = data;
    while (size > 0) {
        uint64_t word = splitmix(ctx);
        size_t part = size < sizeof(word) ? size : sizeof(word);
        memcpy(out, &word, part);
        out += part;
        size -= part;
    }
}

struct random random_seeded(uint64_t *state)
{
    return (struct random){.fill = seeded_fill, .ctx = state};
}
