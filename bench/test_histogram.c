// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "histogram.h"
#include <stdlib.h>

static void small_values_are_exact(void **state)
{
    (void)state;
    struct histogram *h = calloc(1, sizeof(*h));
    for (uint64_t v = 1; v <= 100; v++)
        histogram_add(h, v);
    assert_int_equal(histogram_at(h, 0.50), 50);
    assert_int_equal(histogram_at(h, 0.99), 99);
    assert_int_equal(histogram_at(h, 1.0), 100);
    assert_int_equal(h->max, 100);
    assert_int_equal(h->sum, 5050);
    free(h);
}

static void a_figure_is_never_below_and_at_most_a_hundredth_above(void **state)
{
    (void)state;
    uint64_t values[] = {127, 128, 129, 1000, 4095, 4096, 123456789, UINT64_C(1) << 40, UINT64_MAX / 2};
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        struct histogram *h = calloc(1, sizeof(*h));
        histogram_add(h, values[i]);
        h->max = UINT64_MAX;
        uint64_t seen = histogram_at(h, 0.5);
        assert_true(seen >= values[i]);
        assert_true((double)(seen - values[i]) <= 0.008 * (double)values[i]);
        free(h);
    }
}

static void the_largest_value_has_a_bucket(void **state)
{
    (void)state;
    assert_true(histogram_bucket(UINT64_MAX) < HISTOGRAM_BUCKETS);
    assert_int_equal(histogram_bucket(127) + 1, histogram_bucket(128));
    assert_int_equal(histogram_bucket(255) + 1, histogram_bucket(256));
}

static void nothing_gives_zero(void **state)
{
    (void)state;
    struct histogram *h = calloc(1, sizeof(*h));
    assert_int_equal(histogram_at(h, 0.99), 0);
    free(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_values_are_exact),
        cmocka_unit_test(a_figure_is_never_below_and_at_most_a_hundredth_above),
        cmocka_unit_test(the_largest_value_has_a_bucket),
        cmocka_unit_test(nothing_gives_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
