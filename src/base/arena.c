// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"
#include <stdlib.h>

enum { ALIGNMENT = 16 };

struct arena_chunk {
    struct arena_chunk *older;
    size_t size;
    _Alignas(ALIGNMENT) char data[];
};

void arena_init(struct arena *a, size_t chunk_size, size_t max)
{
    *a = (struct arena){.chunk_size = chunk_size, .max = max};
}

static void free_chunks(struct arena_chunk *chunk)
{
    while (chunk != NULL) {
        struct arena_chunk *older = chunk->older;
        free(chunk);
        chunk = older;
    }
}

void arena_free(struct arena *a)
{
    free_chunks(a->chunks);
    arena_init(a, a->chunk_size, a->max);
}

void arena_reset(struct arena *a)
{
    struct arena_chunk *keep = a->chunks;
    if (keep == NULL || keep->size != a->chunk_size) {
        arena_free(a);
        return;
    }
    free_chunks(keep->older);
    keep->older = NULL;
    a->next = keep->data;
    a->room = keep->size;
    a->used = keep->size;
}

static bool add_chunk(struct arena *a, size_t least)
{
    size_t size = least > a->chunk_size ? least : a->chunk_size;
    if (size > a->max || a->used > a->max - size)
        return false;
    struct arena_chunk *chunk = malloc(sizeof(*chunk) + size);
    if (chunk == NULL)
        return false;
    chunk->size = size;
    chunk->older = a->chunks;
    a->chunks = chunk;
    a->next = chunk->data;
    a->room = size;
    a->used += size;
    return true;
}

void *arena_alloc(struct arena *a, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT)
        return NULL;
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (size == 0)
        size = ALIGNMENT;
    if (size > a->room && !add_chunk(a, size))
        return NULL;
    void *p = a->next;
    a->next += size;
    a->room -= size;
    return p;
}

void *arena_zalloc(struct arena *a, size_t size)
{
    void *p = arena_alloc(a, size);
    if (p != NULL)
        memset(p, 0, size);
    return p;
}

bool arena_copy(struct arena *a, struct view v, struct view *ret)
{
    char *p = arena_alloc(a, v.size + 1);
    if (p == NULL)
        return false;
    if (v.size > 0)
        memcpy(p, v.data, v.size);
    p[v.size] = '\0';
    *ret = view_make(p, v.size);
    return true;
}
