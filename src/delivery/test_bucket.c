// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "delivery/bucket.h"

static const int64_t SECOND = 1000000;

// How many go in the time, asked for at each thousandth of a second.
static int go(struct bucket *b, int64_t from, int64_t until)
{
    int count = 0;
    for (int64_t now = from; now < until; now += 1000) {
        int room = bucket_room(b, now, 64);
        bucket_take(b, room);
        count += room;
    }
    return count;
}

static void without_a_rate_everything_goes(void **state)
{
    struct bucket b = bucket_make(0, 0);
    (void)state;
    assert_int_equal(bucket_room(&b, 0, 64), 64);
    bucket_take(&b, 64);
    assert_int_equal(bucket_room(&b, 0, 64), 64);
    assert_int_equal(bucket_due(&b), 0);
}

static void no_more_go_than_the_rate_and_what_it_holds(void **state)
{
    static const int rates[] = {1, 2, 3, 7, 10, 100, 1000, 3000};
    (void)state;
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
        struct bucket b = bucket_make(rates[i], 5 * SECOND);
        int held = rates[i] < 4 ? 1 : rates[i] / 4;
        int count = go(&b, 5 * SECOND, 15 * SECOND);
        assert_in_range(count, rates[i] * 10, rates[i] * 10 + held + 1);
    }
}

static void it_says_when_the_next_may_go(void **state)
{
    struct bucket b = bucket_make(2, 0);
    (void)state;
    assert_int_equal(bucket_room(&b, 0, 64), 1);
    bucket_take(&b, 1);
    assert_int_equal(bucket_due(&b), SECOND / 2);
    assert_int_equal(bucket_room(&b, SECOND / 2 - 1, 64), 0);
    assert_int_equal(bucket_room(&b, SECOND / 2, 64), 1);
}

static void a_long_rest_fills_it_once(void **state)
{
    struct bucket b = bucket_make(100, 0);
    (void)state;
    assert_int_equal(bucket_room(&b, INT64_MAX / 2, 1000), 25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_rate_everything_goes),
        cmocka_unit_test(no_more_go_than_the_rate_and_what_it_holds),
        cmocka_unit_test(it_says_when_the_next_may_go),
        cmocka_unit_test(a_long_rest_fills_it_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
