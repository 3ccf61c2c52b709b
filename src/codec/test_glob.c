// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "base/testing.h"
#include "codec/glob.h"
#include <stdlib.h>

static void patterns_match_all_of_the_text(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool is_match;
    } cases[] = {
        {"", "", true},
        {"", "a", false},
        {"a", "a", true},
        {"a", "ab", false},
        {"*", "", true},
        {"*", "anything", true},
        {"**", "", true},
        {"a*", "abc", true},
        {"a*", "ba", false},
        {"*c", "abc", true},
        {"*c", "abcd", false},
        {"a*c", "ac", true},
        {"a*c", "abbc", true},
        {"a*a", "a", false},
        {"ab*ba", "aba", false},
        {"ab*ba", "abba", true},
        {"*b*", "abc", true},
        {"*b*", "ac", false},
        {"a*b*c", "a1b2c", true},
        {"a*b*c", "acb", false},
        {"*ab*ab", "abab", true},
        {"*ab*ab", "aab", false},
        {"A", "a", false},
        {"?", "x", false},
        {"message.*", "message.created", true},
        {"*.failed", "call.failed", true},
        {"*a", "", false},
        {"a**b", "ab", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (glob_matches(view_from(cases[i].pattern), view_from(cases[i].text)) != cases[i].is_match)
            fail_msg("'%s' and '%s'", cases[i].pattern, cases[i].text);
}

// Backtracking would need 2^40 steps for the one, and the square of the text for the other.
static void hostile_ones_are_quick(void **state)
{
    size_t size = 1 << 20;
    char pattern[81], *text = malloc(size);
    struct clock clock = clock_system();
    (void)state;
    memset(text, 'a', size);
    for (int i = 0; i < 80; i += 2)
        memcpy(pattern + i, "*a", 2);
    pattern[80] = 'b';
    int64_t from = clock_mono_us(&clock);
    assert_false(glob_matches(view_make(pattern, 81), view_make(text, size)));
    assert_false(glob_matches(VIEW("*aaaaaaaaaaaaaaaaaaaaaaaab*b"), view_make(text, size)));
    assert_true(glob_matches(view_make(pattern, 80), view_make(text, size)));
    assert_true(clock_mono_us(&clock) - from < 2000000);
    assert_false(glob_matches(view_make(text, GLOB_MAX + 1), view_make(text, GLOB_MAX + 1)));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_match_all_of_the_text),
        cmocka_unit_test(hostile_ones_are_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
