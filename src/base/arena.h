// SPDX-License-Identifier: Apache-2.0
// Memory by lifetime: everything allocated from an arena is freed with it, at once.
// Not thread-safe; an arena may be handed from one thread to another.
#pragma once
#include "base/view.h"
#include <stdint.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *chunks; // newest first
    char *next;                 // free room in the newest chunk
    size_t room;
    size_t used;       // bytes taken from malloc so far
    size_t max;        // an allocation that would pass this answers NULL
    size_t chunk_size; // bytes of an ordinary chunk
};

// No memory is taken before the first allocation.
void arena_init(struct arena *a, size_t chunk_size, size_t max);

// Frees everything; the arena may be used again. Harmless on a zeroed arena.
void arena_free(struct arena *a);

// Forgets everything but keeps one ordinary chunk for the next use.
void arena_reset(struct arena *a);

// 16-byte aligned, not cleared. NULL when the maximum or the machine's memory is reached.
void *arena_alloc(struct arena *a, size_t size);

// As arena_alloc, all bytes zero.
void *arena_zalloc(struct arena *a, size_t size);

// A copy of the bytes, with a NUL behind it that does not count.
// Returns false (and *ret untouched) when memory is short.
bool arena_copy(struct arena *a, struct view v, struct view *ret);
