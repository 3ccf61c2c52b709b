// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/json_pointer.h"

struct scene {
    struct arena arena;
    const struct json *root;
};

static void open_scene(struct scene *s, const char *text)
{
    arena_init(&s->arena, 4096, 1 << 20);
    assert_int_equal(json_parse(&s->arena, view_from(text), NULL, &s->root), JSON_OK);
}

static void expect(const struct scene *s, const char *pointer, const char *source)
{
    const struct json *found = json_pointer_find(s->root, view_from(pointer));
    if (source == NULL) {
        assert_null(found);
        return;
    }
    assert_non_null(found);
    struct view v = json_source(found);
    assert_int_equal(v.size, strlen(source));
    assert_memory_equal(v.data, source, v.size);
}

// RFC 6901, 5.
static void the_standards_examples(void **state)
{
    struct scene s;
    (void)state;
    open_scene(&s, "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,\"g|h\":4,\"i\\\\j\":5,"
                   "\"k\\\"l\":6,\" \":7,\"m~n\":8}");
    expect(&s, "/foo", "[\"bar\",\"baz\"]");
    expect(&s, "/foo/0", "\"bar\"");
    expect(&s, "/", "0");
    expect(&s, "/a~1b", "1");
    expect(&s, "/c%d", "2");
    expect(&s, "/e^f", "3");
    expect(&s, "/g|h", "4");
    expect(&s, "/i\\j", "5");
    expect(&s, "/k\"l", "6");
    expect(&s, "/ ", "7");
    expect(&s, "/m~0n", "8");
    assert_ptr_equal(json_pointer_find(s.root, VIEW("")), s.root);
    arena_free(&s.arena);
}

static void what_is_not_there_is_null(void **state)
{
    static const char *const nothing[] = {
        "/b",  "/a/3",   "/a/-", "/a/01", "/a/+1", "/a/1 ", "/a/", "/a/0/0", "/t/0",
        "/o/", "/o/x/y", "/n/x", "/a/00", "x",     "/~",    "/~2", "/a~",    "/a/999999999999999999999"};
    struct scene s;
    (void)state;
    open_scene(&s, "{\"a\":[1,2,3],\"t\":\"x\",\"o\":{\"x\":{}},\"n\":null}");
    for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++)
        expect(&s, nothing[i], NULL);
    expect(&s, "/a/2", "3");
    expect(&s, "/o/x", "{}");
    expect(&s, "/n", "null");
    arena_free(&s.arena);
}

static void escapes_are_undone_once(void **state)
{
    struct scene s;
    (void)state;
    open_scene(&s, "{\"~1\":1,\"/\":2,\"\\u00e9\":3,\"x\":1,\"x\":2}");
    expect(&s, "/~01", "1");
    expect(&s, "/~1", "2");
    expect(&s, "/\xc3\xa9", "3");
    expect(&s, "/x", "2"); // the last of a name
    arena_free(&s.arena);
}

static void what_is_a_pointer(void **state)
{
    char longest[JSON_POINTER_MAX + 2];
    (void)state;
    memset(longest, 'x', sizeof(longest));
    longest[0] = '/';
    assert_true(json_pointer_is(VIEW("")));
    assert_true(json_pointer_is(VIEW("//a/~0~1")));
    assert_false(json_pointer_is(VIEW("a")));
    assert_false(json_pointer_is(VIEW("/~3")));
    assert_false(json_pointer_is(VIEW("/a\0b")));
    assert_false(json_pointer_is(VIEW("/\xff")));
    assert_true(json_pointer_is(view_make(longest, JSON_POINTER_MAX)));
    assert_false(json_pointer_is(view_make(longest, JSON_POINTER_MAX + 1)));
}

static void tokens_are_escaped(void **state)
{
    struct buffer out;
    (void)state;
    buffer_init(&out, 64);
    json_pointer_append(&out, VIEW("a/b"));
    json_pointer_append(&out, VIEW("~"));
    json_pointer_append(&out, VIEW(""));
    assert_memory_equal(out.data, "/a~1b/~0/", 9);
    assert_int_equal(out.size, 9);
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standards_examples),  cmocka_unit_test(what_is_not_there_is_null),
        cmocka_unit_test(escapes_are_undone_once), cmocka_unit_test(what_is_a_pointer),
        cmocka_unit_test(tokens_are_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
