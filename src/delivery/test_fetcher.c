// SPDX-License-Identifier: Apache-2.0
// Files that providers hold, where the store takes nothing.
#include "delivery/fetcher.h"
#include "delivery/testing_engine.h"
#include <stdio.h>

enum { PLACES = 8 };

static int nothing(void *ctx, struct tx *tx)
{
    (void)ctx;
    (void)tx;
    return 0;
}

// What cannot be recorded is looked for again, but not at once.
static void a_full_store_is_not_asked_in_a_circle(void **state)
{
    static struct testing_engine t;
    static struct testing_gate gate;
    static struct testing_work works[PLACES];
    (void)state;
    testing_engine_open_limited(&t, &(struct work_queue_limits){.bulk_max = PLACES});
    struct fetcher *m = fetcher_new(t.delivery);
    assert_non_null(m);
    testing_count(&t.store, // of a connector that is not there
                  "INSERT INTO media_fetch (tenant, connector, interaction, item, url, attempts, due_us, "
                  "created_us) VALUES (1, 77, 1, 0, 'https://files.test/a', 0, 1, 1)");
    testing_gate_close(&gate, &t.store);
    for (int i = 0; i < PLACES; i++) {
        testing_work_init(&works[i], &t.store, 1, nothing, NULL);
        works[i].work.class = WORK_BULK;
        testing_submit(&works[i]);
    }
    assert_int_equal(fetcher_due(m), 0);
    fetcher_turn(m);
    int64_t wait_us = fetcher_due(m) - engine_mono(t.delivery);
    assert_in_range(wait_us, 1, 2 * ENGINE_SECOND);
    testing_gate_open(&gate);
    testing_wait(&works[PLACES - 1]);
    atomic_fetch_add(&t.store.mono_us, wait_us);
    fetcher_turn(m); // now it is taken, as one that failed and comes later
    testing_settle(&t.store);
    engine_jobs_back(t.delivery);
    assert_int_equal(testing_count(&t.store, "SELECT attempts FROM media_fetch"), 1);
    fetcher_leave(m);
    fetcher_join(m);
    fetcher_free(m);
    testing_engine_close(&t);
}

static int tell_time(void *ctx, struct tx *tx)
{
    *(int64_t *)ctx = tx->now_us;
    return 0;
}

// What a transaction makes due at its own time is looked for at once.
static void a_clock_that_was_put_back_holds_nothing(void **state)
{
    static struct testing_engine t;
    (void)state;
    testing_engine_open(&t);
    struct fetcher *m = fetcher_new(t.delivery);
    assert_non_null(m);
    int64_t due_us;
    assert_int_equal(testing_commit(&t.store, nothing, NULL), 0);
    atomic_fetch_sub(&t.store.wall_us, 3600 * ENGINE_SECOND);
    assert_int_equal(testing_commit(&t.store, tell_time, &due_us), 0);
    char sql[256];
    snprintf(
        sql, sizeof(sql),
        "INSERT INTO media_fetch (tenant, connector, interaction, item, url, attempts, due_us, created_us) "
        "VALUES (1, 77, 1, 0, 'https://files.test/a', 0, %lld, 1)",
        (long long)due_us);
    testing_count(&t.store, sql);
    fetcher_turn(m);
    testing_settle(&t.store);
    engine_jobs_back(t.delivery);
    assert_int_equal(testing_count(&t.store, "SELECT attempts FROM media_fetch"), 1);
    fetcher_leave(m);
    fetcher_join(m);
    fetcher_free(m);
    testing_engine_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_full_store_is_not_asked_in_a_circle),
                                       cmocka_unit_test(a_clock_that_was_put_back_holds_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
