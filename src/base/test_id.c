// SPDX-License-Identifier: Apache-2.0
#include "base/id.h"
#include "base/testing.h"

static void is_a_uuid_of_version_7_that_carries_its_time(void **state)
{
    (void)state;
    uint64_t seed = 1;
    struct random random = random_seeded(&seed);
    char a[ID_SIZE + 1], b[ID_SIZE + 1];
    // RFC 9562 A.6: 1645557742000 ms is 017f22e2-79b0.
    id_make(a, 1645557742000 * 1000, &random);
    id_make(b, 1645557742000 * 1000, &random);
    assert_memory_equal(a, "017f22e2-79b0-7", 15);
    assert_int_equal(a[23], '-');
    assert_non_null(strchr("89ab", a[19]));
    assert_string_not_equal(a, b);
    assert_int_equal(strlen(a), ID_SIZE);
    assert_true(id_is_valid(view_from(a)));
}

static void accepts_callers_ids_by_character_and_length(void **state)
{
    (void)state;
    char longest[ID_CALLER_MAX + 1];
    memset(longest, 'a', sizeof(longest));
    assert_true(id_is_valid(VIEW("omni_session-001.A:b@c+d")));
    assert_true(id_is_valid(view_make(longest, ID_CALLER_MAX)));
    assert_false(id_is_valid(view_make(longest, ID_CALLER_MAX + 1)));
    assert_false(id_is_valid(VIEW("")));
    assert_false(id_is_valid(VIEW("a b")));
    assert_false(id_is_valid(VIEW("a/b")));
    assert_false(id_is_valid(VIEW("\xc3\xa4")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_a_uuid_of_version_7_that_carries_its_time),
        cmocka_unit_test(accepts_callers_ids_by_character_and_length),
    };
    return cmocka_run_group_tests_name("base/id", tests, NULL, NULL);
}
