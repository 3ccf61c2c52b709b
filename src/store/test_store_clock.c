// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "store/store_clock.h"
#include <pthread.h>

static const int64_t SECOND = 1000000, HOUR = 3600 * INT64_C(1000000), START = INT64_C(1800000000000000);

static struct clock_simulated simulated;

static void open_clock(struct store_clock *c, int64_t last_us)
{
    struct clock clock = clock_simulate(&simulated);
    store_clock_init(c, &clock, last_us);
}

static int begin(void **state)
{
    (void)state;
    simulated = (struct clock_simulated){.wall_us = START, .mono_us = 77 * SECOND};
    return 0;
}

static void it_is_the_wall_clock(void **state)
{
    struct store_clock c;
    (void)state;
    open_clock(&c, 0);
    assert_int_equal(store_clock_now(&c), START);
    assert_int_equal(store_clock_next(&c), START);
    assert_int_equal(store_clock_next(&c), START + 1); // the clock stands still
    assert_int_equal(store_clock_now(&c), START + 1);
    clock_advance(&simulated, SECOND);
    assert_int_equal(store_clock_now(&c), START + SECOND);
    simulated.wall_us += HOUR;
    assert_int_equal(store_clock_next(&c), START + SECOND + HOUR);
}

// Who looks sees the time that a transaction would have, whether there is one or not.
static void put_back_it_goes_on_at_half_its_speed(void **state)
{
    struct store_clock c;
    (void)state;
    open_clock(&c, 0);
    store_clock_next(&c);
    simulated.wall_us -= HOUR;
    assert_int_equal(store_clock_now(&c), START);
    for (int i = 1; i <= 100; i++) {
        clock_advance(&simulated, 2 * SECOND);
        assert_int_equal(store_clock_now(&c), START + i * SECOND);
        if (i % 3 == 0)
            assert_int_equal(store_clock_next(&c), START + i * SECOND);
    }
    clock_advance(&simulated, 2 * HOUR);
    assert_int_equal(store_clock_now(&c), simulated.wall_us); // it has caught up
    assert_int_equal(store_clock_next(&c), simulated.wall_us);
}

static void it_begins_behind_the_last_process(void **state)
{
    struct store_clock c;
    (void)state;
    open_clock(&c, START + HOUR);
    assert_int_equal(store_clock_now(&c), START + HOUR);
    assert_int_equal(store_clock_next(&c), START + HOUR + 1);
    clock_advance(&simulated, 4 * SECOND);
    assert_int_equal(store_clock_now(&c), START + HOUR + 1 + 2 * SECOND);
}

// ---- many threads

static void *look(void *ctx)
{
    int64_t last_us = 0;
    for (int i = 0; i < 20000; i++) {
        int64_t now_us = store_clock_now(ctx);
        if (now_us < last_us)
            return ctx;
        last_us = now_us;
    }
    return NULL;
}

static void who_looks_meanwhile_sees_it_go_on(void **state)
{
    struct store_clock c;
    pthread_t threads[2];
    int64_t last_us = 0;
    (void)state;
    open_clock(&c, START + HOUR); // simulated time stands still: only transactions move it
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, look, &c), 0);
    for (int i = 0; i < 20000; i++) {
        int64_t now_us = store_clock_next(&c);
        assert_true(now_us > last_us);
        last_us = now_us;
    }
    for (int i = 0; i < 2; i++) {
        void *fault;
        pthread_join(threads[i], &fault);
        assert_null(fault);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(it_is_the_wall_clock, begin),
        cmocka_unit_test_setup(put_back_it_goes_on_at_half_its_speed, begin),
        cmocka_unit_test_setup(it_begins_behind_the_last_process, begin),
        cmocka_unit_test_setup(who_looks_meanwhile_sees_it_go_on, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
