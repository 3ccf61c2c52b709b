// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/json_template.h"

static const struct json_template_value values[] = {
    {.name = {"to", 2}, .text = {"+49 30", 6}},
    {.name = {"text", 4}, .text = {"say \"hi\"\r\n", 10}},
    {.name = {"files", 5}, .json = {"[{\"a\":1}]", 9}},
    {.name = {"count", 5}, .json = {"3", 1}},
    {.name = {"name", 4}},
};
enum { VALUES = sizeof(values) / sizeof(values[0]) };

static void expect(const char *text, const char *expected)
{
    struct arena arena;
    struct buffer out, at;
    const struct json *root;
    arena_init(&arena, 4096, 1 << 20);
    buffer_init(&out, 1 << 20);
    buffer_init(&at, 256);
    struct json_writer w = json_writer(&out);
    assert_int_equal(json_parse(&arena, view_from(text), NULL, &root), JSON_OK);
    assert_int_equal(json_template_check(root, values, VALUES, &arena, &at), JSON_TEMPLATE_OK);
    assert_int_equal(at.size, 0);
    json_template_write(&w, root, values, VALUES, &arena);
    assert_false(out.failed);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buffer_free(&out);
    buffer_free(&at);
    arena_free(&arena);
}

static void places_are_filled_in(void **state)
{
    (void)state;
    expect("{\"to\":\"{{to}}\",\"n\":1.50,\"t\":true,\"z\":null}",
           "{\"to\":\"+49 30\",\"n\":1.50,\"t\":true,\"z\":null}");
    expect("[\"{{text}}\"]", "[\"say \\\"hi\\\"\\r\\n\"]");
    expect("{\"f\":\"{{files}}\",\"c\":\"{{ count }}\"}", "{\"f\":[{\"a\":1}],\"c\":3}");
    expect("\"tel:{{to}}, {{count}} files\"", "\"tel:+49 30, 3 files\"");
    expect("\"{{to}}{{to}}\"", "\"+49 30+49 30\"");
    expect("{\"a\\\"b\":{\"c\":[[]]}}", "{\"a\\\"b\":{\"c\":[[]]}}");
}

static void what_has_no_value_is_left_out(void **state)
{
    (void)state;
    expect("{\"name\":\"{{name}}\",\"to\":\"{{to}}\"}", "{\"to\":\"+49 30\"}");
    expect("[\"{{name}}\",1]", "[1]");
    expect("\"Dear {{name}}!\"", "\"Dear !\"");
    expect("\"{{name}}\"", "null"); // there is nothing to leave it out of
}

static void braces_can_be_written(void **state)
{
    (void)state;
    expect("\"{{open}}x}} {\"", "\"{{x}} {\"");
    expect("\"}} }\"", "\"}} }\"");
}

static void expect_fault(const char *text, int outcome, const char *pointer)
{
    struct arena arena;
    struct buffer at;
    const struct json *root;
    arena_init(&arena, 4096, 1 << 20);
    buffer_init(&at, 256);
    assert_int_equal(json_parse(&arena, view_from(text), NULL, &root), JSON_OK);
    assert_int_equal(json_template_check(root, values, VALUES, &arena, &at), outcome);
    buffer_append_char(&at, '\0');
    assert_string_equal(at.data, pointer);
    buffer_free(&at);
    arena_free(&arena);
}

static void what_is_wrong_is_named_by_its_place(void **state)
{
    (void)state;
    expect_fault("{\"a\":{\"b/c\":[1,\"{{too}}\"]}}", JSON_TEMPLATE_UNKNOWN, "/a/b~1c/1");
    expect_fault("{\"a\":\"{{to\"}", JSON_TEMPLATE_OPEN, "/a");
    expect_fault("\"{{}}\"", JSON_TEMPLATE_UNKNOWN, "");
    expect_fault("[[\"{{to}}\"],{\"x\":\"ok {{to}} {{\"}]", JSON_TEMPLATE_OPEN, "/1/x");
}

static void expect_text(const char *text, enum json_template_style style, const char *expected)
{
    struct buffer out;
    buffer_init(&out, 256);
    assert_int_equal(json_template_check_text(view_from(text), values, VALUES), JSON_TEMPLATE_OK);
    json_template_text(&out, view_from(text), style, values, VALUES);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void addresses_and_headers_are_texts(void **state)
{
    (void)state;
    expect_text("https://x/{{to}}/m?n={{count}}", JSON_TEMPLATE_PERCENT, "https://x/%2B49%2030/m?n=3");
    expect_text("for {{text}}!", JSON_TEMPLATE_LINE, "for say \"hi\"  !");
    expect_text("{{text}}", JSON_TEMPLATE_PLAIN, "say \"hi\"\r\n");
    assert_int_equal(json_template_check_text(VIEW("{{nobody}}"), values, VALUES), JSON_TEMPLATE_UNKNOWN);
    assert_int_equal(json_template_check_text(VIEW("a {{"), values, VALUES), JSON_TEMPLATE_OPEN);
}

static void without_room_the_writer_says_so(void **state)
{
    struct arena arena;
    char room[16];
    struct buffer out = buffer_fixed(room, sizeof(room));
    struct json_writer w = json_writer(&out);
    const struct json *root;
    (void)state;
    arena_init(&arena, 4096, 1 << 20);
    assert_int_equal(json_parse(&arena, VIEW("[\"{{text}} {{text}}\"]"), NULL, &root), JSON_OK);
    json_template_write(&w, root, values, VALUES, &arena);
    assert_true(out.failed);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_filled_in),
        cmocka_unit_test(what_has_no_value_is_left_out),
        cmocka_unit_test(braces_can_be_written),
        cmocka_unit_test(what_is_wrong_is_named_by_its_place),
        cmocka_unit_test(addresses_and_headers_are_texts),
        cmocka_unit_test(without_room_the_writer_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
