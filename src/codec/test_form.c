// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/form.h"

static int begin(void **state)
{
    static struct arena a;
    arena_init(&a, 1024, 1 << 16);
    *state = &a;
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

static void decodes_a_path_segment(void **state)
{
    struct view plain = VIEW("a+b-c"), v;
    assert_int_equal(percent_decode(*state, plain, &v), FORM_OK);
    assert_ptr_equal(v.data, plain.data);
    assert_true(view_equal(v, plain));
    assert_int_equal(percent_decode(*state, VIEW("%c3%A9%2f+%25"), &v), FORM_OK);
    assert_true(view_equal(v, VIEW("\xc3\xa9/+%")));
    assert_int_equal(percent_decode(*state, (struct view){0}, &v), FORM_OK);
    assert_non_null(v.data);
    assert_int_equal(v.size, 0);
}

static void refuses_bad_encodings(void **state)
{
    static const char *const bad[] = {"%", "a%2", "%zz", "%2g", "%g2", "%00", "%ff", "\xff", "%c3", "%%41"};
    struct view v = VIEW("untouched");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (percent_decode(*state, view_from(bad[i]), &v) != FORM_INVALID)
            fail_msg("accepted %s", bad[i]);
    assert_int_equal(percent_decode(*state, VIEW("a\0b"), &v), FORM_INVALID);
    assert_int_equal(percent_decode(*state, view_make("%41", 2), &v), FORM_INVALID);
    assert_true(view_equal(v, VIEW("untouched")));
}

static void encodes_all_but_the_unreserved(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, 1024);
    percent_encode(&out, VIEW("AZaz09-._~ /?%+\xc3\xa9\0@[`{"));
    assert_true(view_equal(buffer_view(&out), VIEW("AZaz09-._~%20%2F%3F%25%2B%C3%A9%00%40%5B%60%7B")));
    buffer_free(&out);
}

static void parses_pairs_in_order(void **state)
{
    struct form_pair *p;
    size_t count;
    struct view text = VIEW("&&From=%2B49+30&a&=b&c=&a=1=2&&");
    assert_int_equal(form_parse(*state, text, 10, &p, &count), FORM_OK);
    static const struct form_pair want[] = {
        {VIEW("From"), VIEW("+49 30")}, {VIEW("a"), VIEW("")},    {VIEW(""), VIEW("b")},
        {VIEW("c"), VIEW("")},          {VIEW("a"), VIEW("1=2")},
    };
    assert_int_equal(count, sizeof(want) / sizeof(want[0]));
    for (size_t i = 0; i < count; i++) {
        assert_true(view_equal(p[i].name, want[i].name));
        assert_true(view_equal(p[i].value, want[i].value));
        assert_non_null(p[i].value.data);
    }
    assert_true(view_equal(form_value(p, count, VIEW("a")), VIEW("")));
    assert_non_null(form_value(p, count, VIEW("a")).data);
    assert_null(form_value(p, count, VIEW("b")).data);
}

static void refuses_bad_and_too_many_pairs(void **state)
{
    struct form_pair *p = NULL;
    size_t count = 77;
    assert_int_equal(form_parse(*state, VIEW("a=1&b=%"), 10, &p, &count), FORM_INVALID);
    assert_int_equal(form_parse(*state, VIEW("%e4=1"), 10, &p, &count), FORM_INVALID);
    assert_int_equal(form_parse(*state, VIEW("a&b&c"), 2, &p, &count), FORM_TOO_MANY);
    assert_null(p);
    assert_int_equal(count, 77);
    assert_int_equal(form_parse(*state, VIEW("&a&&b&"), 2, &p, &count), FORM_OK);
    assert_int_equal(count, 2);
    assert_int_equal(form_parse(*state, VIEW(""), 0, &p, &count), FORM_OK);
    assert_int_equal(count, 0);
}

static void says_when_memory_is_short(void **state)
{
    (void)state;
    struct arena tiny;
    struct form_pair *p;
    size_t count;
    struct view v;
    arena_init(&tiny, 16, 16);
    assert_int_equal(form_parse(&tiny, VIEW("a=1&b=2"), 9, &p, &count), FORM_NO_MEMORY);
    assert_int_equal(percent_decode(&tiny, VIEW("%41aaaaaaaaaaaaaaaaaaaaaaa"), &v), FORM_NO_MEMORY);
    arena_free(&tiny);
}

static void appends_what_parses_back(void **state)
{
    struct buffer out;
    buffer_init(&out, 1024);
    form_append(&out, VIEW("Body"), VIEW("a b+c&d=\xe2\x82\xac~*"));
    form_append(&out, VIEW("x y"), (struct view){0});
    assert_true(view_equal(buffer_view(&out), VIEW("Body=a+b%2Bc%26d%3D%E2%82%AC%7E*&x+y=")));
    struct form_pair *p;
    size_t count;
    assert_int_equal(form_parse(*state, buffer_view(&out), 2, &p, &count), FORM_OK);
    assert_true(view_equal(form_value(p, count, VIEW("Body")), VIEW("a b+c&d=\xe2\x82\xac~*")));
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_a_path_segment),         cmocka_unit_test(refuses_bad_encodings),
        cmocka_unit_test(encodes_all_but_the_unreserved), cmocka_unit_test(parses_pairs_in_order),
        cmocka_unit_test(refuses_bad_and_too_many_pairs), cmocka_unit_test(says_when_memory_is_short),
        cmocka_unit_test(appends_what_parses_back),
    };
    return cmocka_run_group_tests_name("codec/form", tests, begin, end);
}
