// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/json.h"
#include <stdlib.h>

enum { REFUSED_AT_END = -1 };

// Parses a copy of just that size, so that a sanitizer sees a read beyond it.
static int parse(struct view text, size_t *at)
{
    struct arena a;
    arena_init(&a, 1024, 1 << 20);
    char *copy = malloc(text.size + (text.size == 0));
    memcpy(copy, text.data, text.size);
    const struct json *root = NULL;
    int r = json_parse(&a, view_make(copy, text.size), at, &root);
    assert_true((r == JSON_OK) == (root != NULL));
    free(copy);
    arena_free(&a);
    return r;
}

static void accepts(void **state)
{
    (void)state;
    static const char *const yes[] = {
        "0",
        "-0",
        "-1",
        "10",
        "123456789012345678901234567890",
        "0.5",
        "-0.5e-7",
        "1E22",
        "1e+2",
        "1e02",
        "true",
        "false",
        "null",
        "\"\"",
        " \t\r\n1\n",
        "[]",
        "{}",
        "[ ]",
        "{ }",
        "[1]",
        "[1,2]",
        "[ 1 , 2 ]",
        "[[],{},[[]]]",
        "{\"a\":1}",
        "{ \"a\" : 1 , \"b\" : [ ] }",
        "{\"a\":1,\"a\":2}",
        "{\"\":0}",
        "[null,true,false]",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u0041\\u00e9\\u20AC\\uFFFF\"",
        "\"\\ud83d\\ude00\"",
        "\"\\uDBFF\\uDFFF\"",
        "\"\\\\u0000\"",
        "\"\x7f\"",
        "\"h\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"",
        "\"\xef\xbf\xbe\"",
        "\"/ 12345678901234567890 \xc3\xa9 1234567890\"",
    };
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
        if (parse(view_from(yes[i]), NULL) != JSON_OK)
            fail_msg("refused %s", yes[i]);
}

// The text and the offset of its fault, where that is not its end.
static const struct {
    const char *text;
    int at;
} refused[] = {
    {"", REFUSED_AT_END},
    {" ", REFUSED_AT_END},
    {"[", REFUSED_AT_END},
    {"{", REFUSED_AT_END},
    {"]", 0},
    {"}", 0},
    {"[1", REFUSED_AT_END},
    {"[1,", REFUSED_AT_END},
    {"[1,]", 3},
    {"[,1]", 1},
    {"[1,,2]", 3},
    {"[1 2]", 3},
    {"[1}", 2},
    {"[1]]", 3},
    {"{]", 1},
    {"{\"a\"}", 4},
    {"{\"a\":}", 5},
    {"{\"a\":1,}", 7},
    {"{,}", 1},
    {"{\"a\" 1}", 5},
    {"{\"a\"::1}", 5},
    {"{\"a\":1 \"b\":2}", 7},
    {"{a:1}", 1},
    {"{'a':1}", 1},
    {"{1:1}", 1},
    {"{\"a\":1", REFUSED_AT_END},
    {"{\"a", REFUSED_AT_END},
    {"1 2", 2},
    {"1,", 1},
    {"[]x", 2},
    {"01", 1},
    {"-01", 2},
    {"-", REFUSED_AT_END},
    {"--1", 1},
    {"+1", 0},
    {".5", 0},
    {"1.", 1},
    {"1.e2", 1},
    {"1e", 1},
    {"1e+", 1},
    {"1.5.5", 3},
    {"0x1", 1},
    {"1_000", 1},
    {"-a", 1},
    {"NaN", 0},
    {"Infinity", 0},
    {"-Infinity", 1},
    {"tru", 0},
    {"True", 0},
    {"truex", 4},
    {"nul", 0},
    {"fals", 0},
    {"undefined", 0},
    {"\"", REFUSED_AT_END},
    {"\"a", REFUSED_AT_END},
    {"'a'", 0},
    {"\"\\", 1},
    {"\"\\\"", REFUSED_AT_END},
    {"\"\\x41\"", 1},
    {"\"\\a\"", 1},
    {"\"\\u12\"", 1},
    {"\"\\u12g4\"", 1},
    {"\"\\U0041\"", 1},
    {"\"\\ud800\"", 1},
    {"\"\\ud800x\"", 1},
    {"\"\\ud800\\n\"", 1},
    {"\"\\ud800\\u0041\"", 1},
    {"\"\\ud800\\ud800\"", 1},
    {"\"\\ud800\\udc0\"", 1},
    {"\"\\udc00\"", 1},
    {"\"ab\\u0000\"", 3},
    {"\"\n\"", 1},
    {"\"\t\"", 1},
    {"\"\x1f\"", 1},
    {"\"1234567\x01\"", 8},
    {"\"\x80\"", 1},
    {"\"\xc0\x80\"", 1},
    {"\"\xc3\"", 1},
    {"\"\xed\xa0\x80\"", 1},
    {"\"\xf4\x90\x80\x80\"", 1},
    {"\"\xe2\x82", 1},
    {"\xef\xbb\xbf[]", 0},
    {"[\xc3\xa9]", 1},
    {"\f1", 0},
    {"\v1", 0},
    {"[1]// x", 3},
    {"/**/1", 0},
    {"[1]#", 3},
};

static void refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct view text = view_from(refused[i].text);
        size_t at = 999, want = refused[i].at == REFUSED_AT_END ? text.size : (size_t)refused[i].at;
        if (parse(text, &at) != JSON_INVALID)
            fail_msg("accepted %s", refused[i].text);
        if (at != want)
            fail_msg("%s: fault at %zu, not %zu", refused[i].text, at, want);
    }
}

static void refuses_a_raw_nul_anywhere(void **state)
{
    (void)state;
    assert_int_equal(parse(VIEW("\"a\0b\""), NULL), JSON_INVALID);
    assert_int_equal(parse(VIEW("\0"), NULL), JSON_INVALID);
    assert_int_equal(parse(VIEW("1\0"), NULL), JSON_INVALID);
    assert_int_equal(parse(VIEW("[1,\0]"), NULL), JSON_INVALID);
}

static void refuses_every_cut_of_a_document(void **state)
{
    (void)state;
    struct view whole = VIEW("{\"k\\u00e9\\ud83d\\ude00\":[1.5e3,true,null,{\"x\":\"\xe2\x82\xac\"}]}");
    assert_int_equal(parse(whole, NULL), JSON_OK);
    for (size_t size = 0; size < whole.size; size++)
        assert_int_equal(parse(view_make(whole.data, size), NULL), JSON_INVALID);
}

static void limits_the_depth(void **state)
{
    (void)state;
    char text[2 * JSON_DEPTH_MAX + 2];
    memset(text, '[', JSON_DEPTH_MAX);
    memset(text + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
    assert_int_equal(parse(view_make(text, 2 * JSON_DEPTH_MAX), NULL), JSON_OK);
    memset(text, '[', JSON_DEPTH_MAX + 1);
    memset(text + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
    size_t at = 0;
    assert_int_equal(parse(view_make(text, sizeof(text)), &at), JSON_TOO_DEEP);
    assert_int_equal(at, JSON_DEPTH_MAX);
}

static void says_too_large_when_the_arena_is_full(void **state)
{
    (void)state;
    struct arena a;
    const struct json *root = NULL;
    arena_init(&a, 256, 1024);
    assert_int_equal(json_parse(&a, VIEW("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]"),
                                NULL, &root),
                     JSON_TOO_LARGE);
    assert_int_equal(json_parse(&a, view_make("", (size_t)JSON_TEXT_MAX + 1), NULL, &root), JSON_TOO_LARGE);
    assert_null(root);
    arena_free(&a);
}

static void lays_values_out_in_document_order(void **state)
{
    (void)state;
    struct arena a;
    const struct json *v;
    arena_init(&a, 1024, 1 << 16);
    struct view text = VIEW(" {\"a\":[1,\"x\\n\"],\"b\":{}} ");
    assert_int_equal(json_parse(&a, text, NULL, &v), JSON_OK);
    static const struct {
        int type;
        unsigned span, count;
        struct view text;
    } want[] = {
        {JSON_OBJECT, 7, 2, VIEW("{\"a\":[1,\"x\\n\"],\"b\":{}}")},
        {JSON_STRING, 1, 0, VIEW("a")},
        {JSON_ARRAY, 3, 2, VIEW("[1,\"x\\n\"]")},
        {JSON_NUMBER, 1, 0, VIEW("1")},
        {JSON_STRING, 1, 0, VIEW("x\\n")},
        {JSON_STRING, 1, 0, VIEW("b")},
        {JSON_OBJECT, 1, 0, VIEW("{}")},
    };
    for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
        assert_int_equal(v[i].type, want[i].type);
        assert_int_equal(v[i].span, want[i].span);
        assert_int_equal(v[i].count, want[i].count);
        assert_int_equal(v[i].has_escapes, i == 4);
        assert_true(view_equal(view_make(v[i].text, v[i].size), want[i].text));
    }
    arena_free(&a);
}

static void holds_many_more_values_than_expected(void **state)
{
    (void)state;
    enum { COUNT = 10000 };
    static char text[2 * COUNT + 1];
    for (int i = 0; i < COUNT; i++)
        memcpy(text + 2 * i, i == 0 ? "[0" : ",1", 2);
    text[2 * COUNT] = ']';
    struct arena a;
    const struct json *root;
    arena_init(&a, 4096, 4 << 20);
    assert_int_equal(json_parse(&a, view_make(text, sizeof(text)), NULL, &root), JSON_OK);
    assert_int_equal(root->count, COUNT);
    assert_int_equal(root->span, COUNT + 1);
    int seen = 0;
    for (const struct json *item = json_first(root); item != NULL; item = json_next(root, item), seen++)
        assert_ptr_equal(item->text, text + 2 * seen + 1);
    assert_int_equal(seen, COUNT);
    arena_free(&a);
}

static void takes_little_memory_for_a_long_string(void **state)
{
    (void)state;
    enum { SIZE = 4 << 20 };
    struct arena a;
    const struct json *root;
    char *text = malloc(SIZE);
    memset(text, 'x', SIZE);
    text[0] = text[SIZE - 1] = '"';
    arena_init(&a, 4096, 64 << 10);
    assert_int_equal(json_parse(&a, view_make(text, SIZE), NULL, &root), JSON_OK);
    assert_int_equal(root->size, SIZE - 2);
    arena_free(&a);
    free(text);
}

static void has_a_sentence_for_each_outcome(void **state)
{
    (void)state;
    for (int outcome = JSON_OK; outcome <= JSON_TOO_LARGE; outcome++)
        assert_true(strlen(json_outcome_text(outcome)) > 5);
    assert_non_null(json_outcome_text(-5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts),
        cmocka_unit_test(refuses),
        cmocka_unit_test(refuses_a_raw_nul_anywhere),
        cmocka_unit_test(refuses_every_cut_of_a_document),
        cmocka_unit_test(limits_the_depth),
        cmocka_unit_test(says_too_large_when_the_arena_is_full),
        cmocka_unit_test(lays_values_out_in_document_order),
        cmocka_unit_test(holds_many_more_values_than_expected),
        cmocka_unit_test(takes_little_memory_for_a_long_string),
        cmocka_unit_test(has_a_sentence_for_each_outcome),
    };
    return cmocka_run_group_tests_name("codec/json_parse", tests, NULL, NULL);
}
