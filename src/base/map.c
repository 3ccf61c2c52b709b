// SPDX-License-Identifier: Apache-2.0
#include "base/map.h"
#include <errno.h>
#include <stdlib.h>

struct map_slot {
    struct map_key key;
    void *value; // NULL: free
};

static size_t hash(struct map_key k)
{
    uint64_t h = (uint64_t)k.a * 0x9e3779b97f4a7c15u;
    h = (h ^ (h >> 32) ^ (uint64_t)k.b) * 0xbf58476d1ce4e5b9u;
    h = (h ^ (h >> 29) ^ (uint64_t)k.c) * 0x94d049bb133111ebu;
    return (size_t)(h ^ (h >> 32));
}

static bool is_same(struct map_key x, struct map_key y)
{
    return x.a == y.a && x.b == y.b && x.c == y.c;
}

void map_free(struct map *m)
{
    free(m->slots);
    *m = (struct map){0};
}

// The slot that holds the key, or the free one where it would go. Needs capacity > count.
static size_t find(const struct map *m, struct map_key key)
{
    size_t mask = m->capacity - 1;
    size_t i = hash(key) & mask;
    while (m->slots[i].value != NULL && !is_same(m->slots[i].key, key))
        i = (i + 1) & mask;
    return i;
}

void *map_get(const struct map *m, struct map_key key)
{
    return m->count == 0 ? NULL : m->slots[find(m, key)].value;
}

static int grow(struct map *m)
{
    struct map bigger = {.capacity = m->capacity == 0 ? 16 : m->capacity * 2};
    bigger.slots = calloc(bigger.capacity, sizeof(*bigger.slots));
    if (bigger.slots == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < m->capacity; i++)
        if (m->slots[i].value != NULL)
            bigger.slots[find(&bigger, m->slots[i].key)] = m->slots[i];
    bigger.count = m->count;
    free(m->slots);
    *m = bigger;
    return 0;
}

int map_put(struct map *m, struct map_key key, void *value)
{
    if (m->count * 2 >= m->capacity) {
        int r = grow(m);
        if (r < 0)
            return r;
    }
    size_t i = find(m, key);
    if (m->slots[i].value == NULL)
        m->count++;
    m->slots[i] = (struct map_slot){.key = key, .value = value};
    return 0;
}

// Knuth 6.4, algorithm R: closes the gap so that no probe sequence is cut.
static void close_gap(struct map *m, size_t gap)
{
    size_t mask = m->capacity - 1;
    for (size_t i = (gap + 1) & mask; m->slots[i].value != NULL; i = (i + 1) & mask) {
        size_t home = hash(m->slots[i].key) & mask;
        if (((i - home) & mask) < ((i - gap) & mask))
            continue;
        m->slots[gap] = m->slots[i];
        gap = i;
    }
    m->slots[gap].value = NULL;
}

void *map_remove(struct map *m, struct map_key key)
{
    if (m->count == 0)
        return NULL;
    size_t i = find(m, key);
    void *value = m->slots[i].value;
    if (value == NULL)
        return NULL;
    m->count--;
    close_gap(m, i);
    return value;
}

void *map_next(const struct map *m, size_t *at)
{
    while (*at < m->capacity) {
        void *value = m->slots[(*at)++].value;
        if (value != NULL)
            return value;
    }
    return NULL;
}
