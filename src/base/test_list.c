// SPDX-License-Identifier: Apache-2.0
// Lists as the hub's loops use them, in one function with the memory that they are moved to: gcc 12 at -O2
// took a head's `next` for constant in these.
#include "base/list.h"
#include "base/testing.h"
#include <stdlib.h>

enum { ITEMS = 4, TAKEN = 3 };

struct item {
    struct list node;
    long number;
};

struct owner {
    long other;
    struct list items;
    int count;
};

struct batch {
    int count;
    struct item *items[ITEMS];
};

static void take(struct owner *o, struct batch *b, int max)
{
    while (b->count < max && !list_is_empty(&o->items)) {
        struct item *item = list_entry(o->items.next, struct item, node);
        list_remove(&item->node);
        o->count--;
        b->items[b->count++] = item;
    }
}

static void put_back(struct owner *o, struct batch *b)
{
    for (int i = b->count - 1; i >= 0; i--)
        list_append(o->items.next, &b->items[i]->node);
    o->count += b->count;
}

static bool is_refused(struct batch *b)
{
    assert_int_equal(b->count, TAKEN);
    for (int i = 0; i < b->count; i++)
        assert_int_equal(b->items[i]->number, i);
    return true;
}

// Whom nothing is known of: a call that may read and write everything.
static bool (*volatile give)(struct batch *b) = is_refused;

static void try_to_give(struct owner *o, int max)
{
    if (list_is_empty(&o->items))
        return;
    struct batch *b = calloc(1, sizeof(*b));
    assert_non_null(b);
    take(o, b, max);
    if (give(b))
        put_back(o, b);
    free(b);
}

// Compiled for any owner.
static void (*volatile try)(struct owner *o, int max) = try_to_give;

static void what_is_taken_and_put_back_keeps_its_order(void **state)
{
    static struct owner o;
    static struct item items[ITEMS];
    int at = 0;
    (void)state;
    list_init(&o.items);
    for (int i = 0; i < ITEMS; i++, o.count++) {
        items[i].number = i;
        list_append(&o.items, &items[i].node);
    }
    try(&o, TAKEN);
    assert_int_equal(o.count, ITEMS);
    for (struct list *l = o.items.next; l != &o.items; l = l->next)
        assert_int_equal(list_entry(l, struct item, node)->number, at++);
    assert_int_equal(at, ITEMS);
}

static void what_is_removed_twice_is_removed_once(void **state)
{
    struct list head, a, b;
    (void)state;
    list_init(&head);
    assert_true(list_is_empty(&head));
    list_append(&head, &a);
    list_append(&head, &b);
    list_remove(&a);
    list_remove(&a);
    assert_ptr_equal(head.next, &b);
    assert_ptr_equal(head.prev, &b);
    list_remove(&b);
    assert_true(list_is_empty(&head));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_taken_and_put_back_keeps_its_order),
                                       cmocka_unit_test(what_is_removed_twice_is_removed_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
