// SPDX-License-Identifier: Apache-2.0
// A hash map from three integers to a pointer (open addressing, linear probing). Keys come from the
// hub's own rows, never straight from outside, so a mixing hash is enough. One thread.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_key {
    int64_t a, b, c;
};

struct map_slot;

struct map {
    struct map_slot *slots;
    size_t capacity; // 0 or a power of two
    size_t count;
};

// A zeroed map is empty and ready. Frees the slots, not what the pointers point to.
void map_free(struct map *m);

// NULL when there is none.
void *map_get(const struct map *m, struct map_key key);

// Replaces what was there; value not NULL. -ENOMEM leaves the map as it was.
int map_put(struct map *m, struct map_key key, void *value);

// Returns what was there, or NULL.
void *map_remove(struct map *m, struct map_key key);

// Walks in no order: start with *at = 0; NULL at the end. Do not change the map meanwhile.
void *map_next(const struct map *m, size_t *at);
