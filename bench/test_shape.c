// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "shape.h"

static void fills_each_hole_with_its_own_width(void **state)
{
    (void)state;
    struct shape s = {.hole_count = 0};
    struct shape_source source = {.number = 41, .customers = 10, .random = 1, .run = 0xabc};
    assert_int_equal(shape_append(&s, VIEW("n={{number}} e={{each}} r={{run}};")), SHAPE_DONE);
    assert_true(view_equal(shape_next(&s, &source), VIEW("n=000000000041 e=0000001 r=00000abc;")));
    assert_true(view_equal(shape_next(&s, &source), VIEW("n=000000000042 e=0000002 r=00000abc;")));
    shape_free(&s);
}

static void draws_the_same_customers_from_the_same_seed(void **state)
{
    (void)state;
    struct shape s = {.hole_count = 0};
    char first[64], second[64];
    assert_int_equal(shape_append(&s, VIEW("{{customer}} {{random}}")), SHAPE_DONE);
    for (int i = 0; i < 2; i++) {
        struct shape_source source = {.customers = 2000, .random = 7};
        shape_next(&s, &source);
        struct view v = shape_next(&s, &source);
        memcpy(i == 0 ? first : second, v.data, v.size);
    }
    assert_memory_equal(first, second, s.bytes.size);
    shape_free(&s);
}

static void customers_stay_below_their_number(void **state)
{
    (void)state;
    struct shape s = {.hole_count = 0};
    struct shape_source source = {.customers = 3, .random = 1};
    long long seen[3] = {0}, customer;
    assert_int_equal(shape_append(&s, VIEW("{{customer}}")), SHAPE_DONE);
    for (int i = 0; i < 300; i++) {
        assert_true(view_to_uint(shape_next(&s, &source), &customer));
        assert_true(customer < 3);
        seen[customer]++;
    }
    assert_true(seen[0] > 0 && seen[1] > 0 && seen[2] > 0);
    shape_free(&s);
}

static void tells_the_size_of_a_filled_text(void **state)
{
    (void)state;
    assert_int_equal(shape_text_size(VIEW("{\"a\":\"{{number}}\"}")), 8 + 12);
    assert_int_equal(shape_text_size(VIEW("{\"a\":{\"b\":1}}")), 13);
}

static void refuses_a_hole_that_it_does_not_know(void **state)
{
    (void)state;
    struct shape s = {.hole_count = 0};
    assert_int_equal(shape_append(&s, VIEW("{{nmuber}}")), SHAPE_UNKNOWN_HOLE);
    shape_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_each_hole_with_its_own_width),
        cmocka_unit_test(draws_the_same_customers_from_the_same_seed),
        cmocka_unit_test(customers_stay_below_their_number),
        cmocka_unit_test(tells_the_size_of_a_filled_text),
        cmocka_unit_test(refuses_a_hole_that_it_does_not_know),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
