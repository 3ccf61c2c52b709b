// SPDX-License-Identifier: Apache-2.0
#include "store/tenant_clock.h"
#include "store/testing_store.h"
#include <stdio.h>
#include <stdlib.h>

struct setting {
    struct testing_store store;
    struct tenant_clocks clocks;
    struct db *db;
    char path[128];
};

// The store is closed again and its file used directly.
static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    testing_add_tenant(&s->store, 2);
    testing_add_tenant(&s->store, 3);
    store_close_writer(s->store.store);
    snprintf(s->path, sizeof(s->path), "%s/hub.db", s->store.dir);
    assert_int_equal(
        db_open(&(struct db_config){.path = s->path, .role = DB_WRITER, .cache_kib = 200}, &s->db), 0);
    assert_int_equal(tenant_clocks_load(&s->clocks, s->db), 0);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    tenant_clocks_free(&s->clocks);
    db_close(s->db);
    testing_store_close(&s->store);
    free(s);
    return 0;
}

static struct tenant_clock *take(struct setting *s, int64_t tenant, int positions)
{
    struct tenant_clock *c = tenant_clock_get(&s->clocks, tenant);
    assert_non_null(c);
    tenant_clock_touch(&s->clocks, c);
    c->position += positions;
    return c;
}

static int64_t stored(struct setting *s, int64_t tenant, int column)
{
    struct query q = query_begin(s->db, SQL_TENANTS_ALL, 0);
    int64_t value = -1;
    while (query_step(&q) == QUERY_ROW)
        if (query_int(&q, 0) == tenant)
            value = query_int(&q, column);
    query_end(&q);
    return value;
}

static void knows_every_tenant_and_no_other(void **state)
{
    struct setting *s = *state;
    for (int64_t tenant = 1; tenant <= 3; tenant++)
        assert_int_equal(tenant_clock_get(&s->clocks, tenant)->tenant, tenant);
    assert_null(tenant_clock_get(&s->clocks, 4));
    assert_null(tenant_clock_get(&s->clocks, 0));
}

static void stores_what_was_taken_and_nothing_else(void **state)
{
    struct setting *s = *state;
    take(s, 1, 3);
    take(s, 3, 1);
    take(s, 1, 2);
    take(s, 2, 0);
    s->clocks.clock_us = 12345;
    assert_int_equal(tenant_clocks_store(&s->clocks, s->db), 0);
    tenant_clocks_keep(&s->clocks);
    assert_int_equal(stored(s, 1, 2), 5);
    assert_int_equal(stored(s, 1, 3), 12345);
    assert_int_equal(stored(s, 2, 2), 0);
    assert_int_not_equal(stored(s, 2, 3), 12345);
    assert_int_equal(stored(s, 3, 2), 1);
    assert_int_equal(tenant_clock_get(&s->clocks, 1)->committed, 5);
    assert_null(s->clocks.touched);
}

static void undoing_returns_to_what_is_durable(void **state)
{
    struct setting *s = *state;
    take(s, 1, 4);
    assert_int_equal(tenant_clocks_store(&s->clocks, s->db), 0);
    tenant_clocks_keep(&s->clocks);
    take(s, 1, 7);
    take(s, 2, 1);
    tenant_clocks_undo(&s->clocks);
    assert_int_equal(tenant_clock_get(&s->clocks, 1)->position, 4);
    assert_int_equal(tenant_clock_get(&s->clocks, 2)->position, 0);
    assert_int_equal(stored(s, 1, 2), 4);
    take(s, 1, 1);
    assert_int_equal(tenant_clocks_store(&s->clocks, s->db), 0);
    tenant_clocks_keep(&s->clocks);
    assert_int_equal(stored(s, 1, 2), 5);
}

static void touching_twice_is_touching_once(void **state)
{
    struct setting *s = *state;
    for (int i = 0; i < 3; i++)
        for (int64_t tenant = 1; tenant <= 3; tenant++)
            take(s, tenant, 1);
    int count = 0;
    for (struct tenant_clock *c = s->clocks.touched; c != NULL && count < 10; c = c->next_touched)
        count++;
    assert_int_equal(count, 3);
    tenant_clocks_undo(&s->clocks);
}

static void begins_at_the_newest_time_of_any_tenant(void **state)
{
    struct setting *s = *state;
    struct tenant_clocks again = {0};
    assert_int_equal(db_exec(s->db, "UPDATE tenant SET clock_us = tenant * 1000, position = tenant * 10"), 0);
    assert_int_equal(tenant_clocks_load(&again, s->db), 0);
    assert_int_equal(again.clock_us, 3000);
    assert_int_equal(tenant_clock_get(&again, 2)->position, 20);
    assert_int_equal(tenant_clock_get(&again, 2)->committed, 20);
    tenant_clocks_free(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(knows_every_tenant_and_no_other, begin, end),
        cmocka_unit_test_setup_teardown(stores_what_was_taken_and_nothing_else, begin, end),
        cmocka_unit_test_setup_teardown(undoing_returns_to_what_is_durable, begin, end),
        cmocka_unit_test_setup_teardown(touching_twice_is_touching_once, begin, end),
        cmocka_unit_test_setup_teardown(begins_at_the_newest_time_of_any_tenant, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
