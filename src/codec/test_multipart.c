// SPDX-License-Identifier: Apache-2.0
#include "base/buffer.h"
#include "base/testing.h"
#include "codec/multipart.h"
#include <stdlib.h>

static const char TYPE[] = "multipart/form-data; boundary=xyz";

// What came, as text: "[name|filename|type=data]" for each part; `end` is the last outcome.
struct told {
    struct buffer text;
    int end;
};

static void tell(struct told *t, struct multipart *m, int outcome, struct view data)
{
    if (outcome == MULTIPART_PART) {
        buffer_printf(&t->text, "[%.*s|", VIEW_ARG(m->name));
        buffer_printf(&t->text, "%.*s|%.*s=", VIEW_ARG(m->filename), VIEW_ARG(m->type));
    } else if (outcome == MULTIPART_DATA) {
        buffer_append_view(&t->text, data);
    } else if (outcome == MULTIPART_END) {
        buffer_append_char(&t->text, ']');
    }
}

// Fed `step` bytes at a time.
static void feed(struct told *t, const char *type, struct view body, size_t step)
{
    struct multipart m;
    buffer_init(&t->text, 1 << 20);
    t->end = MULTIPART_BAD;
    if (!multipart_begin(&m, view_from(type)))
        return;
    t->end = MULTIPART_MORE;
    for (size_t at = 0; at < body.size; at += step) {
        struct view rest = view_make(body.data + at, body.size - at < step ? body.size - at : step),
                    data = {0};
        do {
            t->end = multipart_read(&m, &rest, &data);
            tell(t, &m, t->end, data);
        } while (t->end == MULTIPART_PART || t->end == MULTIPART_DATA || t->end == MULTIPART_END);
        if (t->end > MULTIPART_MORE)
            break;
    }
    assert_int_equal(multipart_is_whole(&m), t->end == MULTIPART_DONE);
    buffer_append_char(&t->text, '\0');
}

static void check(const char *type, const char *body, const char *text, int end)
{
    static const size_t steps[] = {1, 2, 3, 7, 1 << 20};
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        struct told t;
        feed(&t, type, view_from(body), steps[i]);
        assert_int_equal(t.end, end);
        if (text != NULL)
            assert_string_equal(t.text.data, text);
        buffer_free(&t.text);
    }
}

#define HEAD(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"

static void reads_parts_however_they_are_cut(void **state)
{
    (void)state;
    check(TYPE,
          "--xyz\r\n" HEAD("a") "one\r\n--xyz\r\nContent-Type: image/png\r\n"
                                "content-disposition: form-data; name=file; filename=\"x.png\"\r\n\r\n"
                                "\r\n-\r\n--\r\n--xy\r\n\r\r\n--xyz--\r\nafter",
          "[a||=one][file|x.png|image/png=\r\n-\r\n--\r\n--xy\r\n\r]", MULTIPART_DONE);
}

static void reads_empty_parts_preambles_and_padding(void **state)
{
    (void)state;
    check(TYPE, "never mind\r\n--xyz \t\r\n" HEAD("a") "\r\n--xyz\r\n" HEAD("b") "--xyz--", "[a||=][b||=]",
          MULTIPART_DONE);
    check(TYPE, "--xyz\r\n" HEAD("a") "--xy\r\n--xyz--", "[a||=--xy]", MULTIPART_DONE);
}

static void reads_names_as_browsers_and_others_write_them(void **state)
{
    (void)state;
    check(TYPE,
          "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22 \\\"c\\\"; "
          "d\xC3\xBC.txt\"\r\n"
          "\r\n\r\n--xyz--",
          "[file|a \"b\" \"c\"; d\xC3\xBC.txt|=]", MULTIPART_DONE);
    check(TYPE, "--xyz\r\nContent-Disposition: form-data; filename=f ; name=n\r\n\r\n\r\n--xyz--", "[n|f|=]",
          MULTIPART_DONE);
}

static void takes_boundaries_as_the_rfc_writes_them(void **state)
{
    (void)state;
    check("Multipart/Form-Data; charset=utf-8; boundary=\"a b=c\"", "--a b=c\r\n" HEAD("a") "1\r\n--a b=c--",
          "[a||=1]", MULTIPART_DONE);
    check("multipart/form-data", "", NULL, MULTIPART_BAD);
    check("multipart/form-data; boundary=", "", NULL, MULTIPART_BAD);
    check("multipart/form-data; boundary=\"open", "", NULL, MULTIPART_BAD);
    check("multipart/form-data; boundary=\"a\r\nb\"", "", NULL, MULTIPART_BAD);
    check("multipart/form-data; boundary="
          "12345678901234567890123456789012345678901234567890123456789012345678901",
          "", NULL, MULTIPART_BAD);
    check("multipart/mixed; boundary=xyz", "", NULL, MULTIPART_BAD);
}

static void refuses_what_is_malformed(void **state)
{
    (void)state;
    check(TYPE, "--xyz\r\nContent-Disposition: form-data; name=\"a\"\n\n1\r\n--xyz--", "", MULTIPART_BAD);
    check(TYPE, "--xyz\r\n\r\nno name\r\n--xyz--", "", MULTIPART_BAD);
    check(TYPE, "--xyz\r\nContent-Disposition: form-data\r\n\r\n1\r\n--xyz--", "", MULTIPART_BAD);
    check(TYPE, "--xyz\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--xyz--", "", MULTIPART_BAD);
    check(TYPE, "--xyz\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--xyz--", "", MULTIPART_BAD);
    check(TYPE, "--xyz\r\n folded: 1\r\n" HEAD("a") "1\r\n--xyz--", "", MULTIPART_BAD);
    check(TYPE, "--xyzz\r\n" HEAD("a") "1\r\n--xyz--", "", MULTIPART_BAD);
    check(TYPE, "--xyz-x", "", MULTIPART_BAD);
    check(TYPE, "--xyz\r\nContent-Transfer-Encoding: base64\r\n" HEAD("a") "MQ==\r\n--xyz--", "",
          MULTIPART_BAD);
}

static void what_ends_early_is_not_whole(void **state)
{
    (void)state;
    check(TYPE, "--xyz\r\n" HEAD("a") "one\r\n--xy", "[a||=one", MULTIPART_MORE);
    check(TYPE, "--xyz\r\n" HEAD("a") "one\r\n--xyz-", "[a||=one]", MULTIPART_MORE);
}

static void has_its_limits(void **state)
{
    (void)state;
    struct buffer body;
    struct told t;
    buffer_init(&body, 1 << 20);
    for (int i = 0; i <= MULTIPART_PARTS_MAX; i++)
        buffer_append_view(&body, VIEW("--xyz\r\n" HEAD("a") "1\r\n"));
    feed(&t, TYPE, buffer_view(&body), 5);
    assert_int_equal(t.end, MULTIPART_TOO_MANY);
    buffer_free(&t.text);
    buffer_clear(&body);
    buffer_append_view(&body, VIEW("--xyz\r\nX: "));
    for (int i = 0; i < MULTIPART_HEAD_MAX; i++)
        buffer_append_char(&body, 'x');
    feed(&t, TYPE, buffer_view(&body), 1000);
    assert_int_equal(t.end, MULTIPART_TOO_MANY);
    buffer_free(&t.text);
    buffer_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_parts_however_they_are_cut),
        cmocka_unit_test(reads_empty_parts_preambles_and_padding),
        cmocka_unit_test(reads_names_as_browsers_and_others_write_them),
        cmocka_unit_test(takes_boundaries_as_the_rfc_writes_them),
        cmocka_unit_test(refuses_what_is_malformed),
        cmocka_unit_test(what_ends_early_is_not_whole),
        cmocka_unit_test(has_its_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
