// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/json_merge.h"

struct example {
    const char *target, *patch, *result;
};

// RFC 7396, appendix A, in its order; target NULL: none.
static const struct example examples[] = {
    {"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
    {"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
    {"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
    {"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
    {"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
    {"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
    {"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}"},
    {"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
    {"[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]"},
    {"{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]"},
    {"{\"a\":\"foo\"}", "null", "null"},
    {"{\"a\":\"foo\"}", "\"bar\"", "\"bar\""},
    {"{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"},
    {"[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}"},
    {"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
    // ours
    {NULL, "{\"a\":1,\"b\":null}", "{\"a\":1}"},
    {NULL, "{ \"a\" : { \"b\" : [ 1 , 2 ] } }", "{\"a\":{\"b\":[ 1 , 2 ]}}"},
    {"{}", "{\"a\":1,\"a\":2}", "{\"a\":2}"},
    {"{\"a\":1}", "{\"a\":2,\"a\":null}", "{}"},
    // names are what they say, however they are written
    {"{\"a\":1}", "{\"\\u0061\":2}", "{\"a\":2}"},
    {"{\"\\u0061\":1}", "{\"a\":2}", "{\"\\u0061\":2}"},
    {"{\"\\u0061\":1}", "{\"a\":null}", "{}"},
    {"{\"\\u0061\":1}", "{\"\\u0061\":null}", "{}"},
    {"{}", "{\"\\n\":1}", "{\"\\n\":1}"},
};

static void merges_as_the_rfc_says(void **state)
{
    int faults = 0;
    (void)state;
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        const struct example *e = &examples[i];
        struct arena arena;
        struct view result = {0};
        arena_init(&arena, 4096, 1 << 20);
        int r = json_merge(&arena, view_from(e->target), view_from(e->patch), 1 << 16, &result);
        if (r != JSON_MERGE_OK || !view_equal(result, view_from(e->result))) {
            print_error("%s + %s = %.*s\n", e->target == NULL ? "nothing" : e->target, e->patch,
                        VIEW_ARG(result));
            faults++;
        }
        arena_free(&arena);
    }
    assert_int_equal(faults, 0);
}

static void refuses_what_is_not_json_or_too_large(void **state)
{
    struct arena arena;
    struct view result = VIEW("untouched");
    (void)state;
    arena_init(&arena, 4096, 1 << 20);
    assert_int_equal(json_merge(&arena, VIEW("{"), VIEW("{}"), 100, &result), JSON_MERGE_INVALID);
    assert_int_equal(json_merge(&arena, VIEW("{}"), VIEW("{"), 100, &result), JSON_MERGE_INVALID);
    assert_int_equal(json_merge(&arena, VIEW("{\"a\":1}"), VIEW("{\"b\":2}"), 12, &result),
                     JSON_MERGE_TOO_LARGE);
    assert_int_equal(json_merge(&arena, VIEW("{}"), VIEW("{\"abc\":null}"), 11, &result),
                     JSON_MERGE_TOO_LARGE);
    assert_true(view_equal(result, VIEW("untouched")));
    assert_int_equal(json_merge(&arena, VIEW("{\"a\":1}"), VIEW("{\"b\":2}"), 13, &result), JSON_MERGE_OK);
    arena_free(&arena);
}

// As many members as fit, each looked up among as many: in order, and fast enough for a handler.
static void merges_thousands_of_members(void **state)
{
    enum { COUNT = 6000 };
    struct buffer old, news, expected;
    struct arena arena;
    struct view result;
    (void)state;
    buffer_init(&old, 1 << 17);
    buffer_init(&news, 1 << 17);
    buffer_init(&expected, 1 << 17);
    for (int i = 0; i < COUNT; i++) {
        const char *mark = i == 0 ? "{" : ",";
        buffer_printf(&old, "%s\"%x\":1", mark, i);
        buffer_printf(&news, "%s\"%x\":2", mark, COUNT - 1 - i);
        buffer_printf(&expected, "%s\"%x\":2", mark, i);
    }
    buffer_append_char(&old, '}');
    buffer_append_char(&news, '}');
    buffer_append_char(&expected, '}');
    arena_init(&arena, 1 << 16, 16 << 20);
    assert_int_equal(json_merge(&arena, buffer_view(&old), buffer_view(&news), 1 << 16, &result),
                     JSON_MERGE_OK);
    assert_true(view_equal(result, buffer_view(&expected)));
    arena_free(&arena);
    buffer_free(&old);
    buffer_free(&news);
    buffer_free(&expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merges_as_the_rfc_says),
        cmocka_unit_test(merges_thousands_of_members),
        cmocka_unit_test(refuses_what_is_not_json_or_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
