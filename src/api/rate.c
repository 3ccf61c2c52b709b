// SPDX-License-Identifier: Apache-2.0
#include "api/rate.h"
#include <string.h>

void rate_init(struct rate_table *table, uint64_t seed)
{
    memset(table, 0, sizeof(*table));
    table->seed = seed;
}

// ---- keys

// splitmix64's finish.
static uint64_t mix(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

uint64_t rate_key(const struct rate_table *table, uint64_t a, uint64_t b)
{
    uint64_t key = mix(mix(table->seed ^ a) + b);
    return key == 0 ? 1 : key;
}

uint64_t rate_key_of_bytes(const struct rate_table *table, const void *data, uint64_t size)
{
    const unsigned char *at = data;
    uint64_t key = mix(table->seed ^ size), word;
    for (; size > 0;) {
        uint64_t part = size < sizeof(word) ? size : sizeof(word);
        word = 0;
        memcpy(&word, at, part);
        key = mix(key ^ word);
        at += part;
        size -= part;
    }
    return key == 0 ? 1 : key;
}

// ---- buckets

static int64_t full_at(struct rate_slot *slot)
{
    return atomic_load_explicit(&slot->full_at_ns, memory_order_relaxed);
}

static struct rate_slot *find(struct rate_slot *set, uint64_t key)
{
    for (int i = 0; i < RATE_WAYS; i++)
        if (atomic_load_explicit(&set[i].key, memory_order_relaxed) == key)
            return &set[i];
    return NULL;
}

static struct rate_slot *take_over(struct rate_slot *set, uint64_t key)
{
    struct rate_slot *fullest = &set[0];
    for (int i = 1; i < RATE_WAYS; i++)
        if (full_at(&set[i]) < full_at(fullest))
            fullest = &set[i];
    atomic_store_explicit(&fullest->key, key, memory_order_relaxed);
    atomic_store_explicit(&fullest->full_at_ns, 0, memory_order_relaxed);
    return fullest;
}

static struct rate_slot *set_of(struct rate_table *table, uint64_t key)
{
    return table->slots[key % RATE_SETS];
}

static struct rate_state state_of(const struct rate *rate, int64_t full_in_ns)
{
    int64_t room = rate->interval_ns * rate->burst;
    return (struct rate_state){.rate = rate,
                               .left = full_in_ns >= room ? 0 : (room - full_in_ns) / rate->interval_ns,
                               .full_in_ns = full_in_ns};
}

bool rate_take(struct rate_table *table, uint64_t key, const struct rate *rate, int64_t now_ns,
               struct rate_state *ret)
{
    int64_t room = rate->interval_ns * rate->burst;
    struct rate_slot *set = set_of(table, key);
    struct rate_slot *slot = find(set, key);
    if (slot == NULL)
        slot = take_over(set, key);
    long long old = full_at(slot);
    for (;;) {
        int64_t from = old > now_ns ? old : now_ns;
        int64_t full_in = from + rate->interval_ns - now_ns;
        if (full_in > room) {
            *ret = state_of(rate, from - now_ns);
            ret->retry_in_ns = full_in - room;
            return false;
        }
        if (atomic_compare_exchange_weak_explicit(&slot->full_at_ns, &old, from + rate->interval_ns,
                                                  memory_order_relaxed, memory_order_relaxed)) {
            *ret = state_of(rate, full_in);
            return true;
        }
    }
}

bool rate_has(struct rate_table *table, uint64_t key, const struct rate *rate, int64_t now_ns)
{
    struct rate_slot *slot = find(set_of(table, key), key);
    if (slot == NULL)
        return true;
    return full_at(slot) + rate->interval_ns - now_ns <= rate->interval_ns * rate->burst;
}
