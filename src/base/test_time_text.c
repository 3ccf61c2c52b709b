// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "base/time_text.h"
#include <stdio.h>
#include <time.h>

static void agrees_with_the_c_library(void **state)
{
    (void)state;
    for (int64_t seconds = 0; seconds < 8000000000; seconds += 86399 * 17) {
        char ours[TIME_TEXT_SIZE + 1], theirs[64];
        time_t t = (time_t)seconds;
        struct tm tm;
        gmtime_r(&t, &tm);
        strftime(theirs, sizeof(theirs), "%Y-%m-%dT%H:%M:%S.123Z", &tm);
        time_text(ours, seconds * 1000000 + 123999);
        assert_string_equal(ours, theirs);
    }
}

static void reads_back_what_it_writes(void **state)
{
    (void)state;
    for (int64_t us = 0; us < 253402300800000000; us += 86399999000 * 911) {
        char text[TIME_TEXT_SIZE + 1];
        int64_t back = -1;
        time_text(text, us);
        assert_true(time_text_parse(view_from(text), &back));
        assert_true(back == us / 1000 * 1000);
    }
}

static void reads_offsets_and_fractions(void **state)
{
    int64_t us = 0;
    (void)state;
    assert_true(time_text_parse(VIEW("1970-01-01T01:00:00.5+01:00"), &us));
    assert_true(us == 500000);
    assert_true(time_text_parse(VIEW("1970-01-01t00:00:00.1234567z"), &us));
    assert_true(us == 123456);
    assert_true(time_text_parse(VIEW("2024-02-29T23:59:60-00:30"), &us));
    assert_true(us == 1709253000000000);
}

static void refuses_what_is_no_time(void **state)
{
    static const char *const bad[] = {
        "",
        "2024-02-29",
        "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "2024-01-01 00:00:00Z",
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:00:00",
        "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00+24:00",
        "2024-01-01T00:00:00Zx",
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
    };
    int64_t us = 7;
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(time_text_parse(view_from(bad[i]), &us));
    assert_true(us == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_c_library),
        cmocka_unit_test(reads_back_what_it_writes),
        cmocka_unit_test(reads_offsets_and_fractions),
        cmocka_unit_test(refuses_what_is_no_time),
    };
    return cmocka_run_group_tests_name("base/time_text", tests, NULL, NULL);
}
