// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "bus/ring.h"
#include <stdlib.h>

// A batch of so many events of a tenant behind `after`, of at least `bytes` memory. One reference.
static struct event_batch *batch_of(int64_t tenant, int64_t after, int count, size_t bytes)
{
    struct event_batch *b = event_batch_new();
    assert_non_null(b);
    if (bytes > 0)
        assert_non_null(arena_alloc(&b->arena, bytes));
    for (int i = 0; i < count; i++) {
        struct event *e = arena_zalloc(&b->arena, sizeof(*e));
        assert_non_null(e);
        e->tenant = tenant;
        e->position = after + 1 + i;
        if (b->last == NULL)
            b->first = e;
        else
            b->last->next = e;
        b->last = e;
        b->count++;
    }
    return b;
}

static void add(struct ring *ring, int64_t tenant, int64_t after, int count, size_t bytes)
{
    struct event_batch *b = batch_of(tenant, after, count, bytes);
    ring_add(ring, b);
    event_batch_unref(b);
}

struct walk {
    int64_t tenant, last;
    int count;
};

static void step(void *ctx, const struct event *e)
{
    struct walk *w = ctx;
    assert_int_equal(e->tenant, w->tenant);
    assert_int_equal(e->position, w->last + 1);
    w->last = e->position;
    w->count++;
}

static int walk(const struct ring *ring, int64_t tenant, int64_t after)
{
    struct walk w = {.tenant = tenant, .last = after};
    ring_walk(ring, tenant, after, step, &w);
    return w.count;
}

static void covers_nothing_at_first(void **state)
{
    struct ring ring;
    (void)state;
    ring_init(&ring, 1 << 20);
    assert_false(ring_covers(&ring, 1, 0));
    assert_int_equal(walk(&ring, 1, 0), 0);
    ring_free(&ring);
}

static void covers_what_came_since_the_first_batch(void **state)
{
    struct ring ring;
    (void)state;
    ring_init(&ring, 1 << 20);
    add(&ring, 1, 100, 5, 0);
    assert_false(ring_covers(&ring, 1, 99));
    assert_true(ring_covers(&ring, 1, 100));
    assert_true(ring_covers(&ring, 1, 105));
    assert_false(ring_covers(&ring, 2, 100));
    ring_free(&ring);
}

static void walks_from_any_place_in_order(void **state)
{
    struct ring ring;
    (void)state;
    ring_init(&ring, 1 << 20);
    for (int i = 0; i < 10; i++)
        add(&ring, 1, i * 7, 7, 0);
    for (int64_t after = 0; after <= 70; after++)
        assert_int_equal(walk(&ring, 1, after), 70 - after);
    ring_free(&ring);
}

static void tenants_do_not_meet(void **state)
{
    struct ring ring;
    (void)state;
    ring_init(&ring, 1 << 20);
    add(&ring, 1, 0, 3, 0);
    add(&ring, 2, 50, 2, 0);
    add(&ring, 1, 3, 3, 0);
    assert_int_equal(walk(&ring, 1, 2), 4);
    assert_int_equal(walk(&ring, 2, 50), 2);
    assert_int_equal(walk(&ring, 2, 52), 0);
    assert_true(ring_covers(&ring, 1, 0));
    assert_false(ring_covers(&ring, 2, 49));
    ring_free(&ring);
}

static void drops_the_oldest_and_knows_it(void **state)
{
    struct ring ring;
    (void)state;
    ring_init(&ring, 200000);
    for (int i = 0; i < 50; i++)
        add(&ring, 1, i, 1, 30000);
    assert_true(ring.bytes <= ring.bytes_max);
    assert_in_range(ring.count, 1, 6);
    int64_t first = 50 - (int64_t)ring.count;
    assert_false(ring_covers(&ring, 1, first - 1));
    assert_true(ring_covers(&ring, 1, first));
    assert_int_equal(walk(&ring, 1, first), ring.count);
    ring_free(&ring);
}

static void a_batch_too_large_leaves_an_empty_ring_that_lies_to_nobody(void **state)
{
    struct ring ring;
    (void)state;
    ring_init(&ring, 100000);
    add(&ring, 1, 0, 2, 0);
    add(&ring, 1, 2, 2, 200000);
    assert_int_equal(ring.count, 0);
    assert_int_equal(ring.bytes, 0);
    assert_false(ring_covers(&ring, 1, 3));
    assert_true(ring_covers(&ring, 1, 4));
    assert_int_equal(walk(&ring, 1, 4), 0);
    add(&ring, 1, 4, 1, 0);
    assert_int_equal(walk(&ring, 1, 4), 1);
    ring_free(&ring);
}

static void a_quiet_tenants_events_are_dropped_with_their_batch(void **state)
{
    struct ring ring;
    (void)state;
    ring_init(&ring, 200000);
    add(&ring, 2, 10, 3, 0);
    for (int i = 0; i < 20; i++)
        add(&ring, 1, i, 1, 30000);
    assert_false(ring_covers(&ring, 2, 12));
    assert_true(ring_covers(&ring, 2, 13));
    assert_int_equal(walk(&ring, 2, 13), 0);
    ring_free(&ring);
}

static void takes_a_reference_of_its_own(void **state)
{
    struct ring ring;
    (void)state;
    ring_init(&ring, 1 << 20);
    struct event_batch *b = batch_of(1, 0, 1, 0);
    ring_add(&ring, b);
    assert_int_equal(atomic_load(&b->refs), 2);
    ring_free(&ring);
    assert_int_equal(atomic_load(&b->refs), 1);
    event_batch_unref(b);
    event_batch_unref(NULL);
}

static void may_be_used_again_when_freed(void **state)
{
    struct ring ring;
    (void)state;
    ring_init(&ring, 1 << 20);
    add(&ring, 1, 0, 1, 0);
    ring_free(&ring);
    assert_false(ring_covers(&ring, 1, 0));
    add(&ring, 1, 1, 1, 0);
    assert_int_equal(walk(&ring, 1, 1), 1);
    ring_free(&ring);
}

// Against the plain truth: what it says it covers it has, whole.
static void agrees_with_a_model_under_random_use(void **state)
{
    enum { TENANTS = 5, ROUNDS = 4000 };
    struct ring ring;
    unsigned seed = 11;
    int64_t newest[TENANTS] = {0};
    (void)state;
    ring_init(&ring, 400000);
    for (int i = 0; i < ROUNDS; i++) {
        int64_t tenant = rand_r(&seed) % TENANTS;
        int count = 1 + rand_r(&seed) % 5;
        add(&ring, tenant, newest[tenant], count, (size_t)(rand_r(&seed) % 20000));
        newest[tenant] += count;
        int64_t asked = rand_r(&seed) % TENANTS;
        int64_t after = newest[asked] - rand_r(&seed) % 60;
        if (after >= 0 && ring_covers(&ring, asked, after))
            assert_int_equal(walk(&ring, asked, after), newest[asked] - after);
        if (newest[tenant] > 0)
            assert_true(ring_covers(&ring, tenant, newest[tenant]));
        assert_true(ring.bytes <= ring.bytes_max);
    }
    assert_true(ring.count > 2);
    ring_free(&ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covers_nothing_at_first),
        cmocka_unit_test(covers_what_came_since_the_first_batch),
        cmocka_unit_test(walks_from_any_place_in_order),
        cmocka_unit_test(tenants_do_not_meet),
        cmocka_unit_test(drops_the_oldest_and_knows_it),
        cmocka_unit_test(a_batch_too_large_leaves_an_empty_ring_that_lies_to_nobody),
        cmocka_unit_test(a_quiet_tenants_events_are_dropped_with_their_batch),
        cmocka_unit_test(takes_a_reference_of_its_own),
        cmocka_unit_test(may_be_used_again_when_freed),
        cmocka_unit_test(agrees_with_a_model_under_random_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
