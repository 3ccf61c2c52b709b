// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"
#include "base/testing.h"
#include "codec/json.h"
#include <math.h>
#include <stdlib.h>

static struct buffer out;
static struct json_writer w;

static int begin(void **state)
{
    (void)state;
    buffer_init(&out, 1 << 16);
    w = json_writer(&out);
    return 0;
}

static int end(void **state)
{
    (void)state;
    buffer_free(&out);
    return 0;
}

static void assert_written(const char *want)
{
    assert_false(out.failed);
    if (!view_equal(buffer_view(&out), view_from(want)))
        fail_msg("%.*s, not %s", VIEW_ARG(buffer_view(&out)), want);
    buffer_clear(&out);
    w = json_writer(&out);
}

static void puts_commas_where_they_belong(void **state)
{
    (void)state;
    json_begin_object(&w);
    json_key(&w, VIEW("a"));
    json_begin_array(&w);
    json_integer(&w, -12);
    json_bool(&w, true);
    json_bool(&w, false);
    json_null(&w);
    json_begin_object(&w);
    json_end_object(&w);
    json_begin_array(&w);
    json_end_array(&w);
    json_string(&w, VIEW("x"));
    json_end_array(&w);
    json_key_escaped(&w, VIEW("q\"\n"));
    json_string_or_null(&w, (struct view){0});
    json_key(&w, VIEW("e"));
    json_string_or_null(&w, VIEW(""));
    json_key(&w, VIEW("r"));
    json_raw(&w, VIEW("{\"z\":1}"));
    json_key(&w, VIEW("t"));
    json_time(&w, 0);
    json_end_object(&w);
    assert_written("{\"a\":[-12,true,false,null,{},[],\"x\"],\"q\\\"\\n\":null,\"e\":\"\",\"r\":{\"z\":1},"
                   "\"t\":null}");
}

static void writes_times_in_utc(void **state)
{
    (void)state;
    json_time(&w, 1700000000123456);
    assert_written("\"2023-11-14T22:13:20.123Z\"");
}

static void escapes_what_must_be(void **state)
{
    (void)state;
    json_string(&w, VIEW("\"\\/\b\f\n\r\t\x01\x1f\x7f\xc3\xa9\xf0\x9f\x98\x80 plain text behind"));
    assert_written(
        "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\xc3\xa9\xf0\x9f\x98\x80 plain text behind\"");
}

static void replaces_bytes_that_are_not_utf8(void **state)
{
    (void)state;
    json_string(&w, VIEW("a\xff\xc3(\xed\xa0\x80\0z"));
    assert_written("\"a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\"");
    json_string(&w, (struct view){0});
    assert_written("\"\"");
}

static void writes_numbers_with_few_digits(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0, "0"},
        {-0.0, "-0"},
        {1, "1"},
        {-17.25, "-17.25"},
        {0.1, "0.1"},
        {0.87, "0.87"},
        {-0.5, "-0.5"},
        {0.000001, "0.000001"},
        {100000, "100000"},
        {123456789.125, "123456789.125"},
        {999999999999999, "999999999999999"},
        {1e300, "1e300"},
        {-1.5e-9, "-1.5e-9"},
        {0.1 + 0.2, "0.30000000000000004"},
        {5e-324, "5e-324"},
        {1.0 / 3, "0.3333333333333333"},
        {-200.0 / 3, "-66.66666666666667"},
        {1e15, "1000000000000000"},
        {9007199254740993e3, "9007199254740993000"},
        {1e20, "100000000000000000000"},
        {1e21, "1e21"},
        {1.25e-7, "1.25e-7"},
        {1.2345678e-6, "0.0000012345678"},
        {1.7976931348623157e308, "1.7976931348623157e308"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {9.49e-10, "9.49e-10"},
        {NAN, "null"},
        {INFINITY, "null"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        json_real(&w, cases[i].value);
        assert_written(cases[i].text);
    }
    json_integer(&w, INT64_MIN);
    assert_written("-9223372036854775808");
}

static void writes_numbers_that_read_back(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 4096, 1 << 20);
    uint64_t bits = 1;
    for (int i = 0; i < 20000; i++) {
        bits = bits * 6364136223846793005 + 1442695040888963407;
        double value, back;
        memcpy(&value, &bits, sizeof(value));
        if (i % 2 == 1)
            value = (double)(int64_t)bits / 1e14;
        if (!isfinite(value))
            continue;
        json_real(&w, value);
        const struct json *root;
        assert_int_equal(json_parse(&a, buffer_view(&out), NULL, &root), JSON_OK);
        assert_true(json_double(root, &back));
        assert_memory_equal(&back, &value, sizeof(value));
        buffer_clear(&out);
        w = json_writer(&out);
        arena_reset(&a);
    }
    arena_free(&a);
}

static void fails_beyond_the_depth(void **state)
{
    (void)state;
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        json_begin_array(&w);
    assert_false(out.failed);
    json_begin_object(&w);
    assert_true(out.failed);
    json_end_object(&w);
    assert_int_equal(w.depth, JSON_DEPTH_MAX);
}

static void fails_at_an_end_without_a_beginning(void **state)
{
    (void)state;
    json_begin_array(&w);
    json_end_array(&w);
    assert_false(out.failed);
    json_end_array(&w);
    assert_true(out.failed);
}

static void fails_when_the_buffer_is_full(void **state)
{
    (void)state;
    struct buffer small;
    for (size_t max = 0; max < 40; max++) {
        buffer_init(&small, max);
        struct json_writer sw = json_writer(&small);
        json_begin_array(&sw);
        json_string(&sw, VIEW("\n\n\n\n\n\n"));
        json_real(&sw, 1.5);
        json_end_array(&sw);
        assert_true(small.size <= max);
        assert_true(small.failed || small.size == sizeof("[\"\\n\\n\\n\\n\\n\\n\",1.5]") - 1);
        buffer_free(&small);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(puts_commas_where_they_belong, begin, end),
        cmocka_unit_test_setup_teardown(writes_times_in_utc, begin, end),
        cmocka_unit_test_setup_teardown(escapes_what_must_be, begin, end),
        cmocka_unit_test_setup_teardown(replaces_bytes_that_are_not_utf8, begin, end),
        cmocka_unit_test_setup_teardown(writes_numbers_with_few_digits, begin, end),
        cmocka_unit_test_setup_teardown(writes_numbers_that_read_back, begin, end),
        cmocka_unit_test_setup_teardown(fails_beyond_the_depth, begin, end),
        cmocka_unit_test_setup_teardown(fails_at_an_end_without_a_beginning, begin, end),
        cmocka_unit_test_setup_teardown(fails_when_the_buffer_is_full, begin, end),
    };
    return cmocka_run_group_tests_name("codec/json_write", tests, NULL, NULL);
}
