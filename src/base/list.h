// SPDX-License-Identifier: Apache-2.0
// An intrusive doubly linked list with a sentinel. The owner of the items is somebody else.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// may_alias: gcc 12 at -O2 else keeps a head's `next` in a register over a loop that changes it by way of the
// items (test_list.c), though both are of this very type; clang and the sanitizers see nothing wrong.
struct __attribute__((may_alias)) list {
    struct list *next;
    struct list *prev;
};

// The struct of type `type` whose member `member` is at `node`.
#define list_entry(node, type, member) ((type *)(void *)((char *)(node)-offsetof(type, member)))

static inline void list_init(struct list *l)
{
    l->next = l;
    l->prev = l;
}

static inline bool list_is_empty(const struct list *l)
{
    return l->next == l;
}

static inline void list_append(struct list *l, struct list *node)
{
    node->prev = l->prev;
    node->next = l;
    l->prev->next = node;
    l->prev = node;
}

// Leaves the node linked to itself, so that removing it twice is harmless.
static inline void list_remove(struct list *node)
{
    node->prev->next = node->next;
    node->next->prev = node->prev;
    list_init(node);
}
