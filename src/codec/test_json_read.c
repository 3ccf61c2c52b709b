// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/json.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int begin(void **state)
{
    static struct arena a;
    arena_init(&a, 4096, 1 << 20);
    *state = &a;
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

static const struct json *parse(struct arena *a, const char *text)
{
    const struct json *root = NULL;
    if (json_parse(a, view_from(text), NULL, &root) != JSON_OK)
        fail_msg("%s", text);
    return root;
}

static void walks_arrays_and_objects(void **state)
{
    const struct json *root = parse(*state, "{\"a\":[1,[2,3],{}],\"b\":\"x\"}");
    const struct json *key = json_first(root);
    assert_true(view_equal(json_source(key), VIEW("\"a\"")));
    const struct json *array = json_value_of(key), *item = json_first(array);
    assert_true(view_equal(json_source(item), VIEW("1")));
    item = json_next(array, item);
    assert_true(view_equal(json_source(item), VIEW("[2,3]")));
    item = json_next(array, item);
    assert_true(view_equal(json_source(item), VIEW("{}")));
    assert_null(json_first(item));
    assert_null(json_next(array, item));
    key = json_next_member(root, key);
    assert_true(view_equal(json_source(json_value_of(key)), VIEW("\"x\"")));
    assert_null(json_next_member(root, key));
    assert_null(json_first(json_value_of(key)));
}

static void finds_members(void **state)
{
    const struct json *root =
        parse(*state, "{\"a\":1,\"k\\u00e9\\n\":2,\"a\":{\"z\":3},\"\":4,\"\\u0062\":5,\"bb\":6}");
    assert_true(view_equal(json_source(json_member(root, VIEW("a"))), VIEW("{\"z\":3}")));
    assert_true(view_equal(json_source(json_member(root, VIEW("k\xc3\xa9\n"))), VIEW("2")));
    assert_true(view_equal(json_source(json_member(root, VIEW(""))), VIEW("4")));
    assert_true(view_equal(json_source(json_member(root, (struct view){0})), VIEW("4")));
    assert_true(view_equal(json_source(json_member(root, VIEW("b"))), VIEW("5")));
    assert_null(json_member(root, VIEW("z")));
    assert_null(json_member(root, VIEW("k\xc3\xa9")));
    assert_null(json_member(root, VIEW("k\xc3\xa9\n\n")));
    assert_null(json_member(parse(*state, "[\"a\",1]"), VIEW("a")));
}

static void decodes_text(void **state)
{
    struct view v;
    const struct json *plain = parse(*state, "\"plain\"");
    assert_true(json_text(plain, *state, &v));
    assert_ptr_equal(v.data, plain->text);
    assert_true(
        json_text(parse(*state, "\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00E9\\u20ac\\uD83D\\uDE00\\uffffz\""),
                  *state, &v));
    assert_true(view_equal(v, VIEW("a\"\\/\b\f\n\r\tA\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xef\xbf\xbfz")));
    assert_true(json_text(parse(*state, "\"\""), *state, &v));
    assert_non_null(v.data);
    assert_int_equal(v.size, 0);
    assert_false(json_text(parse(*state, "1"), *state, &v));
    struct arena none;
    arena_init(&none, 0, 0);
    assert_false(json_text(parse(*state, "\"\\n\""), &none, &v));
}

static void reads_whole_numbers(void **state)
{
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {
        {"0", 0},
        {"-0", 0},
        {"-0.0e5", 0},
        {"0e999999999999999999999", 0},
        {"1", 1},
        {"-1", -1},
        {"1.0", 1},
        {"1e2", 100},
        {"1.5e1", 15},
        {"1200e-2", 12},
        {"0.0012e4", 12},
        {"1E+18", 1000000000000000000},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
        {"9223372036854775807.000", INT64_MAX},
        {"922337203685477580.7e1", INT64_MAX},
        {"123456789012345678", 123456789012345678},
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        int64_t n = 77;
        if (!json_int(parse(*state, good[i].text), &n) || n != good[i].value)
            fail_msg("%s is not %lld", good[i].text, (long long)n);
    }
}

static void refuses_what_is_not_whole_or_does_not_fit(void **state)
{
    static const char *const bad[] = {
        "1.5",
        "0.1",
        "1e-1",
        "15e-1",
        "9223372036854775808",
        "-9223372036854775809",
        "1e19",
        "1e99",
        "true",
        "\"1\"",
        "[1]",
        "null",
        "9223372036854775807.5",
        "1e999999999999999999",
        "1e-999999999999999999",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        int64_t n = 77;
        if (json_int(parse(*state, bad[i]), &n) || n != 77)
            fail_msg("%s is %lld", bad[i], (long long)n);
    }
}

static void reads_numbers_as_strtod_does(void **state)
{
    static const char *const numbers[] = {
        "0",
        "-0.0",
        "1",
        "0.1",
        "-2.5e-3",
        "123456789012345678",
        "1e22",
        "1e23",
        "1.7976931348623157e308",
        "5e-324",
        "2e-324",
        "2.2250738585072011e-308",
        "9007199254740993",
        "9007199254740992.5",
        "0.000000000000000000000000000000123",
        "100000000000000000000000000000000000000000",
        "1e-400",
        "8.41e+21",
        "9.007199254740991e15",
        "17976931348623157e292",
    };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        double d = 77, want = strtod(numbers[i], NULL);
        if (!json_double(parse(*state, numbers[i]), &d) || memcmp(&d, &want, sizeof(d)) != 0)
            fail_msg("%s is read as %.17g", numbers[i], d);
    }
    double d = 77;
    assert_false(json_double(parse(*state, "1e309"), &d));
    assert_false(json_double(parse(*state, "-1e999999999999"), &d));
    assert_false(json_double(parse(*state, "\"1\""), &d));
    assert_true(d == 77);
}

// Half way between 1 and the next double up, and then a 1 a thousand digits on.
static void rounds_by_digits_far_behind_the_point(void **state)
{
    char text[1200];
    int size = snprintf(text, sizeof(text), "1.00000000000000011102230246251565404236316680908203125");
    memset(text + size, '0', 1000);
    text[size + 1000] = '\0';
    double d = 0;
    assert_true(json_double(parse(*state, text), &d));
    assert_true(d == 1);
    text[size + 999] = '1';
    assert_true(json_double(parse(*state, text), &d));
    assert_true(d == nextafter(1, 2));
    int64_t n;
    assert_false(json_int(parse(*state, text), &n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_arrays_and_objects),
        cmocka_unit_test(finds_members),
        cmocka_unit_test(decodes_text),
        cmocka_unit_test(reads_whole_numbers),
        cmocka_unit_test(refuses_what_is_not_whole_or_does_not_fit),
        cmocka_unit_test(reads_numbers_as_strtod_does),
        cmocka_unit_test(rounds_by_digits_far_behind_the_point),
    };
    return cmocka_run_group_tests_name("codec/json_read", tests, begin, end);
}
