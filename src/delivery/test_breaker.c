// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "delivery/breaker.h"

static const int64_t SECOND = 1000000;

static void fail_times(struct breaker *b, int64_t now, int times)
{
    for (int i = 0; i < times; i++)
        breaker_bad(b, now);
}

static void it_opens_after_five_failures_in_a_row(void **state)
{
    struct breaker b = {0};
    (void)state;
    fail_times(&b, 100, 4);
    assert_int_equal(breaker_room(&b, 100, 64), 64);
    breaker_good(&b);
    fail_times(&b, 100, 4);
    assert_int_equal(breaker_room(&b, 100, 64), 64);
    assert_int_equal(breaker_due(&b), 0);
    breaker_bad(&b, 100);
    assert_int_equal(breaker_room(&b, 100, 64), 0);
    assert_int_equal(breaker_due(&b), 100 + 5 * SECOND);
}

static void then_one_goes_to_see(void **state)
{
    struct breaker b = {0};
    (void)state;
    fail_times(&b, 0, 5);
    assert_int_equal(breaker_room(&b, 5 * SECOND - 1, 64), 0);
    assert_int_equal(breaker_room(&b, 5 * SECOND, 64), 1);
    assert_int_equal(breaker_room(&b, 5 * SECOND, 0), 0);
    breaker_begin(&b);
    assert_int_equal(breaker_room(&b, 60 * SECOND, 64), 0);
    assert_true(breaker_due(&b) == INT64_MAX);
    breaker_good(&b);
    assert_int_equal(breaker_room(&b, 60 * SECOND, 64), 64);
}

static void what_says_nothing_lets_another_one_go(void **state)
{
    struct breaker b = {0};
    (void)state;
    fail_times(&b, 0, 5);
    assert_int_equal(breaker_room(&b, 6 * SECOND, 64), 1);
    breaker_begin(&b);
    breaker_neither(&b);
    assert_int_equal(breaker_room(&b, 6 * SECOND, 64), 1);
}

static void pauses_double_up_to_five_minutes(void **state)
{
    static const int64_t pauses[] = {5, 10, 20, 40, 80, 160, 300, 300};
    struct breaker b = {0};
    int64_t now = 0;
    (void)state;
    fail_times(&b, now, 5);
    for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
        assert_int_equal(breaker_due(&b) - now, pauses[i] * SECOND);
        now = breaker_due(&b);
        assert_int_equal(breaker_room(&b, now, 64), 1);
        breaker_begin(&b);
        breaker_bad(&b, now);
    }
    now = breaker_due(&b);
    assert_int_equal(breaker_room(&b, now, 1), 1);
    breaker_good(&b);
    fail_times(&b, now, 5);
    assert_int_equal(breaker_due(&b) - now, 5 * SECOND);
}

static void what_was_under_way_when_it_opened_changes_nothing(void **state)
{
    struct breaker b = {0};
    (void)state;
    fail_times(&b, 0, 5);
    fail_times(&b, SECOND, 60);
    assert_int_equal(breaker_due(&b), 5 * SECOND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_opens_after_five_failures_in_a_row),
        cmocka_unit_test(then_one_goes_to_see),
        cmocka_unit_test(what_says_nothing_lets_another_one_go),
        cmocka_unit_test(pauses_double_up_to_five_minutes),
        cmocka_unit_test(what_was_under_way_when_it_opened_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
