// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/base64url.h"

struct pair {
    struct view bytes, text;
};

// RFC 4648 10, without padding, and the two digits that differ from base64.
static const struct pair pairs[] = {
    {{"", 0}, {"", 0}},
    {{"f", 1}, {"Zg", 2}},
    {{"fo", 2}, {"Zm8", 3}},
    {{"foo", 3}, {"Zm9v", 4}},
    {{"foob", 4}, {"Zm9vYg", 6}},
    {{"fooba", 5}, {"Zm9vYmE", 7}},
    {{"foobar", 6}, {"Zm9vYmFy", 8}},
    {{"\xfb\xff\xbf", 3}, {"-_-_", 4}},
    {{"\0\0", 2}, {"AAA", 3}},
};

static void bytes_and_text_are_pairs(void **state)
{
    char memory[64];
    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        struct buffer out = buffer_fixed(memory, sizeof(memory));
        base64url_write(&out, pairs[i].bytes.data, pairs[i].bytes.size);
        assert_true(view_equal(buffer_view(&out), pairs[i].text));
        out = buffer_fixed(memory, sizeof(memory));
        assert_true(base64url_read(pairs[i].text, &out));
        assert_true(view_equal(buffer_view(&out), pairs[i].bytes));
    }
}

static void one_value_has_one_text(void **state)
{
    static const char *const bad[] = {"Z",    "Zh",   "Zm9",   "Zg==",   "Zm+v",
                                      "Zm/v", "Zm 9", "Zm9vY", "Zm9v\n", "A"};
    char memory[64];
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct buffer out = buffer_fixed(memory, sizeof(memory));
        if (base64url_read(view_from(bad[i]), &out))
            fail_msg("%s was read", bad[i]);
    }
}

static void what_does_not_fit_is_not_read(void **state)
{
    char memory[2];
    struct buffer out = buffer_fixed(memory, sizeof(memory));
    (void)state;
    assert_false(base64url_read(VIEW("Zm9v"), &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_and_text_are_pairs),
        cmocka_unit_test(one_value_has_one_text),
        cmocka_unit_test(what_does_not_fit_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
