// SPDX-License-Identifier: Apache-2.0
// The memory of one connector: counted, capped, and taken back when it closes.
#include "channel/connector_row.h"
#include <stdlib.h>

struct block {
    struct list node; // first
    size_t size;      // of the content
    size_t pad;       // keeps the content at 16 bytes
};

static void *make(struct connector *c, struct block *old, size_t size)
{
    size_t before = old == NULL ? 0 : old->size, used = c->figures.memory - before;
    if (size > c->config.memory_max || used > c->config.memory_max - size)
        return NULL;
    struct list *next = old == NULL ? &c->blocks : old->node.next;
    if (old != NULL)
        list_remove(&old->node);
    struct block *b = realloc(old, sizeof(*b) + size);
    if (b == NULL && old != NULL)
        list_append(next, &old->node);
    if (b == NULL)
        return NULL;
    b->size = size;
    list_append(next, &b->node);
    c->figures.memory = used + size;
    if (c->figures.memory > c->figures.memory_most)
        c->figures.memory_most = c->figures.memory;
    return b + 1;
}

static void drop(struct connector *c, struct block *b)
{
    c->figures.memory -= b->size;
    list_remove(&b->node);
    free(b);
}

void *connector_memory(struct connector *c, void *old, size_t size)
{
    struct block *b = old == NULL ? NULL : (struct block *)old - 1;
    if (size > 0)
        return make(c, b, size);
    if (b != NULL)
        drop(c, b);
    return NULL;
}

int connector_reclaim(struct connector *c)
{
    int left = 0;
    while (!list_is_empty(&c->blocks)) {
        drop(c, list_entry(c->blocks.next, struct block, node));
        left++;
    }
    return left;
}
