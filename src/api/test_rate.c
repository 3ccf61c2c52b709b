// SPDX-License-Identifier: Apache-2.0
#include "api/rate.h"
#include "base/testing.h"
#include <pthread.h>
#include <stdlib.h>

enum { THREADS = 4, TRIES = 100000 };

static const int64_t SECOND = 1000000000;
static struct rate_table table;

static int begin(void **state)
{
    (void)state;
    rate_init(&table, 42);
    return 0;
}

static bool take(uint64_t key, const struct rate *rate, int64_t now_ns)
{
    struct rate_state state;
    return rate_take(&table, key, rate, now_ns, &state);
}

static void a_bucket_empties_and_fills(void **state)
{
    const struct rate rate = {"test", SECOND / 10, 5};
    const int64_t now = 7 * SECOND;
    uint64_t key = rate_key(&table, 1, 2);
    struct rate_state left;
    (void)state;
    for (int i = 4; i >= 0; i--) {
        assert_true(rate_has(&table, key, &rate, now));
        assert_true(rate_take(&table, key, &rate, now, &left));
        assert_int_equal(left.left, i);
        assert_int_equal(left.full_in_ns, (5 - i) * (SECOND / 10));
    }
    assert_false(rate_has(&table, key, &rate, now));
    assert_false(rate_take(&table, key, &rate, now, &left));
    assert_int_equal(left.left, 0);
    assert_int_equal(left.retry_in_ns, SECOND / 10);
    // What was refused cost nothing.
    assert_false(take(key, &rate, now + SECOND / 10 - 1));
    assert_true(take(key, &rate, now + SECOND / 10));
    assert_false(take(key, &rate, now + SECOND / 10));
    for (int i = 0; i < 5; i++)
        assert_true(take(key, &rate, now + 10 * SECOND));
    assert_false(take(key, &rate, now + 10 * SECOND));
}

static void over_a_long_time_the_rate_holds(void **state)
{
    const struct rate rate = {"test", SECOND / 100, 20};
    uint64_t key = rate_key(&table, 1, 2);
    int taken = 0;
    (void)state;
    for (int64_t now = 0; now < 10 * SECOND; now += SECOND / 1000)
        taken += take(key, &rate, now);
    assert_in_range(taken, 1000, 1020);
}

static void each_key_has_its_own(void **state)
{
    const struct rate rate = {"test", SECOND, 1};
    (void)state;
    for (uint64_t i = 0; i < 1000; i++)
        assert_true(take(rate_key(&table, 1, i), &rate, SECOND));
    for (uint64_t i = 0; i < 1000; i++)
        assert_false(take(rate_key(&table, 1, i), &rate, SECOND));
    assert_true(take(rate_key_of_bytes(&table, "10.0.0.1", 8), &rate, SECOND));
    assert_true(take(rate_key_of_bytes(&table, "10.0.0.11", 9), &rate, SECOND));
    assert_false(take(rate_key_of_bytes(&table, "10.0.0.1", 8), &rate, SECOND));
}

// Of those who meet in a set the one with the most left gives way; who is being held back stays so.
static void a_flood_of_keys_frees_nobody(void **state)
{
    const struct rate rate = {"test", SECOND, 10};
    uint64_t held = rate_key(&table, 9, 9);
    (void)state;
    for (int i = 0; i < 10; i++)
        assert_true(take(held, &rate, SECOND));
    for (uint64_t i = 0; i < 200000; i++)
        take(rate_key(&table, 1, i), &rate, SECOND);
    assert_false(take(held, &rate, SECOND));
}

struct taker {
    pthread_t thread;
    const struct rate *rate;
    uint64_t key;
    int taken;
};

static void *run(void *ctx)
{
    struct taker *t = ctx;
    for (int i = 0; i < TRIES; i++)
        t->taken += take(t->key, t->rate, SECOND);
    return NULL;
}

static void loops_share_a_bucket(void **state)
{
    const struct rate rate = {"test", SECOND / 1000, 50000};
    struct taker takers[THREADS];
    uint64_t key = rate_key(&table, 3, 3);
    int taken = 0;
    (void)state;
    assert_true(take(key, &rate, SECOND)); // the slot is there before they meet
    for (int i = 0; i < THREADS; i++) {
        takers[i] = (struct taker){.rate = &rate, .key = key};
        assert_int_equal(pthread_create(&takers[i].thread, NULL, run, &takers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(takers[i].thread, NULL);
        taken += takers[i].taken;
    }
    assert_int_equal(taken, 49999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_bucket_empties_and_fills, begin),
        cmocka_unit_test_setup(over_a_long_time_the_rate_holds, begin),
        cmocka_unit_test_setup(each_key_has_its_own, begin),
        cmocka_unit_test_setup(a_flood_of_keys_frees_nobody, begin),
        cmocka_unit_test_setup(loops_share_a_bucket, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
