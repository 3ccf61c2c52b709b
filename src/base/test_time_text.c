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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_with_the_c_library)};
    return cmocka_run_group_tests_name("base/time_text", tests, NULL, NULL);
}
