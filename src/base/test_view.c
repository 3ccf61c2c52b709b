// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "base/view.h"
#include <stdint.h>

static void cuts_and_trims(void **state)
{
    (void)state;
    struct view rest = VIEW("a,b,");
    assert_true(view_equal(view_cut(&rest, ','), VIEW("a")));
    assert_true(view_equal(view_cut(&rest, ','), VIEW("b")));
    assert_non_null(rest.data);
    assert_true(view_equal(view_cut(&rest, ','), VIEW("")));
    assert_null(rest.data);
    assert_true(view_equal(view_trim(VIEW(" \t x y ")), VIEW("x y")));
    assert_true(view_equal(view_trim(VIEW("  ")), VIEW("")));
}

static void compares(void **state)
{
    (void)state;
    assert_true(view_equal_nocase(VIEW("Content-Type"), VIEW("content-tYPE")));
    assert_false(view_equal_nocase(VIEW("a["), VIEW("a{")));
    assert_true(view_equal((struct view){0}, VIEW("")));
    assert_true(view_starts(VIEW("Bearer x"), VIEW("Bearer ")));
    assert_false(view_starts(VIEW("Be"), VIEW("Bearer ")));
}

static void reads_numbers(void **state)
{
    (void)state;
    long long n = -1;
    assert_true(view_to_uint(VIEW("000123"), &n));
    assert_int_equal(n, 123);
    assert_false(view_to_uint(VIEW(""), &n));
    assert_false(view_to_uint(VIEW("-1"), &n));
    assert_false(view_to_uint(VIEW("1234567890123456789"), &n));
    assert_int_equal(n, 123);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_and_trims),
        cmocka_unit_test(compares),
        cmocka_unit_test(reads_numbers),
    };
    return cmocka_run_group_tests_name("base/view", tests, NULL, NULL);
}
