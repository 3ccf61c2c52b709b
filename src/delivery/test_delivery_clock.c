// SPDX-License-Identifier: Apache-2.0
// Wall clocks that jump: nothing is sent twice, and nothing waits for them.
#include "delivery/testing_engine.h"
#include <stdio.h>

static const int64_t SECOND = 1000000;
static const int64_t HOUR = 3600 * INT64_C(1000000);

#define OPEN "SELECT count(*) FROM outbox WHERE state IN (1, 2, 3)"
#define IN_STATE(number) "SELECT count(*) FROM outbox WHERE state = " #number

#define SENT "SELECT count(*) FROM interaction WHERE direction = 2 AND delivery = 3"

static int run_sql(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

static void jump(struct testing_engine *t, int64_t us)
{
    atomic_fetch_add(&t->store.wall_us, us);
}

// The leases of all that is under way are an hour in the past; their attempts are alive.
static void put_forward_it_makes_no_two_attempts(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = 20 * SECOND;
    testing_connector(t, "default", "plain", "{\"idempotent\":false}");
    for (int i = 0; i < 3; i++) {
        testing_engine_say(t, "ann", "hello");
        testing_engine_run(t, SECOND);
        jump(t, HOUR);
        assert_true(testing_engine_until(t, SENT, i + 1, 100 * SECOND));
    }
    assert_int_equal(provider.taken, 3);
    assert_int_equal(testing_engine_count(t, IN_STATE(4)), 3);
}

static void put_back_it_holds_nothing(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "provider", "{}");
    testing_engine_say(t, "ann", "one");
    assert_true(testing_engine_until(t, OPEN, 0, SECOND));
    jump(t, -HOUR);
    testing_engine_say(t, "ann", "two");
    assert_true(testing_engine_until(t, OPEN, 0, SECOND));
    provider.retry = 2;
    testing_engine_say(t, "ann", "three");
    testing_engine_run(t, SECOND / 10);
    jump(t, -HOUR);
    assert_true(testing_engine_until(t, OPEN, 0, 20 * SECOND));
    provider.busy = 1;
    provider.retry_us = 5 * SECOND;
    testing_engine_say(t, "ann", "four");
    testing_engine_run(t, 4 * SECOND);
    assert_int_equal(testing_engine_count(t, OPEN), 1); // what the provider asks for is obeyed
    assert_true(testing_engine_until(t, OPEN, 0, 20 * SECOND));
    assert_int_equal(provider.count, 4);
}

static int nothing(void *ctx, struct tx *tx)
{
    (void)ctx;
    (void)tx;
    return 0;
}

// The store was written to by others only, for however long: no end of an attempt tells its time.
static void put_back_after_a_silence_it_holds_nothing(void **state)
{
    static const int64_t silences_us[] = {0, 60 * INT64_C(1000000), 2 * 3600 * INT64_C(1000000)};
    struct testing_engine *t = *state;
    testing_connector(t, "default", "provider", "{}");
    testing_engine_run(t, SECOND);
    for (int i = 0; i < 3; i++) {
        testing_engine_run(t, silences_us[i]);
        assert_int_equal(testing_commit(&t->store, nothing, NULL), 0);
        jump(t, -HOUR);
        testing_engine_say(t, "ann", "hello");
        assert_true(testing_engine_until(t, SENT, i + 1, SECOND));
        testing_engine_run(t, 2 * HOUR);
    }
}

// It was put back while the hub was down.
static void put_back_before_a_start_it_holds_nothing(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = SECOND;
    testing_connector(t, "default", "provider", "{}");
    testing_engine_say(t, "ann", "one");
    testing_engine_run(t, SECOND / 10);
    testing_engine_die(t);
    jump(t, -HOUR);
    testing_engine_begin(t);
    assert_true(testing_engine_until(t, OPEN, 0, 10 * SECOND));
    assert_int_equal(provider.count, 1);
}

// The end of an attempt was lost in this very process; its lease says another hour.
static void what_nobody_will_end_is_missed_whatever_its_lease_says(void **state)
{
    struct testing_engine *t = *state;
    char sql[256];
    testing_connector(t, "default", "provider", "{}");
    testing_engine_say(t, "ann", "one");
    assert_true(testing_engine_until(t, OPEN, 0, SECOND));
    snprintf(sql, sizeof(sql), "UPDATE outbox SET state = 3, is_due = 0, lease = '%s', lease_until_us = %lld",
             t->delivery->run, (long long)(t->store.wall_us + HOUR));
    assert_int_equal(testing_commit(&t->store, run_sql, sql), 0);
    assert_true(testing_engine_until(t, OPEN, 0, 100 * SECOND));
    assert_int_equal(provider.taken, 2);
    assert_int_equal(provider.count, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, testing_engine_setup, testing_engine_teardown)
    const struct CMUnitTest tests[] = {
        TEST(put_forward_it_makes_no_two_attempts),
        TEST(put_back_it_holds_nothing),
        TEST(put_back_after_a_silence_it_holds_nothing),
        TEST(put_back_before_a_start_it_holds_nothing),
        TEST(what_nobody_will_end_is_missed_whatever_its_lease_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
