// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/utf8.h"

static void accepts_each_length_at_its_limits(void **state)
{
    (void)state;
    static const char *const good[] = {
        "",
        "\x7f",
        "\xc2\x80",
        "\xdf\xbf",
        "\xe0\xa0\x80",
        "\xed\x9f\xbf",
        "\xee\x80\x80",
        "\xef\xbf\xbf",
        "\xf0\x90\x80\x80",
        "\xf4\x8f\xbf\xbf",
        "12345678\xc3\xa9",
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        if (!utf8_is_valid(view_from(good[i])))
            fail_msg("refused case %zu", i);
    assert_true(utf8_is_valid(VIEW("a\0b")));
}

static void refuses_what_is_not_utf8(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x80",
        "\xbf",
        "\xc0\x80",
        "\xc1\xbf",
        "\xc3",
        "\xc3(",
        "\xe0\x80\x80",
        "\xe0\x9f\xbf",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xe2\x82",
        "\xe2(\xac",
        "\xe2\x82(",
        "\xf0\x80\x80\x80",
        "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf0\x9f\x98",
        "\xf0\x9f\x98(",
        "\xf5\x80\x80\x80",
        "\xf8\x88\x80\x80\x80",
        "\xfe",
        "\xff",
        "12345678\xff",
        "123456789\xc3",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (utf8_is_valid(view_from(bad[i])))
            fail_msg("accepted case %zu", i);
}

static void measures_the_first_character(void **state)
{
    (void)state;
    assert_int_equal(utf8_character(VIEW("")), 0);
    assert_int_equal(utf8_character(VIEW("ab")), 1);
    assert_int_equal(utf8_character(VIEW("\xc3\xa9x")), 2);
    assert_int_equal(utf8_character(VIEW("\xe2\x82\xacx")), 3);
    assert_int_equal(utf8_character(VIEW("\xf0\x9f\x98\x80x")), 4);
    assert_int_equal(utf8_character(VIEW("\xf0\x9f\x98")), 0);
}

static void cuts_between_characters(void **state)
{
    (void)state;
    struct view text = VIEW("a\xe2\x82\xac\xf0\x9f\x98\x80");
    static const size_t sizes[] = {0, 1, 1, 1, 4, 4, 4, 4, 8, 8};
    for (size_t max = 0; max < sizeof(sizes) / sizeof(sizes[0]); max++)
        assert_int_equal(utf8_cut(text, max).size, sizes[max]);
    assert_int_equal(utf8_cut(VIEW("\x80\x80\x80\x80\x80"), 4).size, 4);
    assert_int_equal(utf8_cut((struct view){0}, 3).size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_each_length_at_its_limits),
        cmocka_unit_test(refuses_what_is_not_utf8),
        cmocka_unit_test(measures_the_first_character),
        cmocka_unit_test(cuts_between_characters),
    };
    return cmocka_run_group_tests_name("codec/utf8", tests, NULL, NULL);
}
