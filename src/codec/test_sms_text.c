// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/json.h"
#include "codec/sms_text.h"
#include <stdio.h>
#include <stdlib.h>

// `count` times `part`, and `end` behind it.
static struct sms_size measure(const char *part, int count, const char *end)
{
    static char text[8192];
    size_t at = 0;
    for (int i = 0; i < count; i++)
        at += (size_t)snprintf(text + at, sizeof(text) - at, "%s", part);
    snprintf(text + at, sizeof(text) - at, "%s", end);
    return sms_measure(view_from(text));
}

static void expect(struct sms_size is, enum sms_encoding encoding, int units, int segments, int left)
{
    if (is.encoding != encoding || is.units != units || is.segments != segments || is.left != left)
        fail_msg("%d: %d units, %d segments, %d left", is.encoding, is.units, is.segments, is.left);
}

static void an_empty_text_is_no_segment(void **state)
{
    (void)state;
    expect(sms_measure((struct view){0}), SMS_GSM7, 0, 0, 0);
}

static void plain_text_goes_160_and_then_153(void **state)
{
    (void)state;
    expect(measure("a", 1, ""), SMS_GSM7, 1, 1, 159);
    expect(measure("a", 160, ""), SMS_GSM7, 160, 1, 0);
    expect(measure("a", 161, ""), SMS_GSM7, 161, 2, 145);
    expect(measure("a", 306, ""), SMS_GSM7, 306, 2, 0);
    expect(measure("a", 307, ""), SMS_GSM7, 307, 3, 152);
    expect(measure("a", 1600, ""), SMS_GSM7, 1600, 11, 83);
}

static void other_scripts_go_70_and_then_67(void **state)
{
    (void)state;
    expect(measure("\xd0\xb6", 70, ""), SMS_UCS2, 70, 1, 0);
    expect(measure("\xd0\xb6", 71, ""), SMS_UCS2, 71, 2, 63);
    expect(measure("\xd0\xb6", 134, ""), SMS_UCS2, 134, 2, 0);
    expect(measure("a", 159, "`"), SMS_UCS2, 160, 3, 41);
    assert_int_equal(measure("a", 159, "`").characters, 160);
}

// The euro sign and its like take two places and stay in one segment: one place is lost before them.
static void what_is_escaped_is_not_cut_in_two(void **state)
{
    (void)state;
    expect(measure("\xe2\x82\xac", 80, ""), SMS_GSM7, 160, 1, 0);
    expect(measure("a", 152, "\xe2\x82\xac"), SMS_GSM7, 154, 1, 6);
    expect(measure("\xe2\x82\xac", 81, ""), SMS_GSM7, 162, 2, 143); // 76 of them in the first
    expect(measure("[", 153, ""), SMS_GSM7, 306, 3, 151);           // 76, 76, 1
}

static void neither_is_what_utf16_writes_in_two(void **state)
{
    (void)state;
    const char *smile = "\xf0\x9f\x98\x80";
    expect(measure(smile, 35, ""), SMS_UCS2, 70, 1, 0);
    expect(measure(smile, 36, ""), SMS_UCS2, 72, 2, 61); // 33 of them in the first
    expect(measure(smile, 67, ""), SMS_UCS2, 134, 3, 65);
    assert_int_equal(measure(smile, 67, "").characters, 67);
}

// 3GPP TS 23.038 6.2.1 and 6.2.1.1, as they are printed there; behind the escape the second.
static void the_alphabet_is_that_of_the_standard(void **state)
{
    (void)state;
    static const char one[] = "@\xc2\xa3$\xc2\xa5\xc3\xa8\xc3\xa9\xc3\xb9\xc3\xac\xc3\xb2\xc3\x87\n\xc3\x98"
                              "\xc3\xb8\r\xc3\x85\xc3\xa5\xce\x94_\xce\xa6\xce\x93\xce\x9b\xce\xa9\xce\xa0"
                              "\xce\xa8\xce\xa3\xce\x98\xce\x9e\xc3\x86\xc3\xa6\xc3\x9f\xc3\x89 !\"#\xc2\xa4"
                              "%&'()*+,-./0123456789:;<=>?\xc2\xa1"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ\xc3\x84\xc3\x96\xc3\x91\xc3\x9c\xc2\xa7\xc2\xbf"
                              "abcdefghijklmnopqrstuvwxyz\xc3\xa4\xc3\xb6\xc3\xb1\xc3\xbc\xc3\xa0";
    struct sms_size size = sms_measure(view_from(one));
    assert_int_equal(size.characters, 127); // of 128 places one is the escape
    expect(size, SMS_GSM7, 127, 1, 33);
    expect(sms_measure(VIEW("\f^{}\\[~]|\xe2\x82\xac")), SMS_GSM7, 20, 1, 140);
    int count = 0;
    for (unsigned long c = 0; c < 0x11000; c++)
        count += sms_gsm7_width(c) > 0;
    assert_int_equal(count, 127 + 10);
}

static void what_is_no_utf8_counts_as_one_character_each(void **state)
{
    (void)state;
    expect(sms_measure(VIEW("a\xff\xfe")), SMS_UCS2, 3, 1, 67);
    assert_true(view_equal(sms_encoding_name(SMS_GSM7), VIEW("GSM-7")));
    assert_true(view_equal(sms_encoding_name(SMS_UCS2), VIEW("UCS-2")));
}

// The same that the agents' page is held to.
static int64_t number_of(const struct json *v, struct view name)
{
    int64_t number = -1;
    assert_true(json_int(json_member(v, name), &number));
    return number;
}

static void vectors_are_met(void **state)
{
    static char text[1 << 18];
    struct arena arena;
    const struct json *list;
    FILE *file = fopen(*state, "r");
    assert_non_null(file);
    size_t size = fread(text, 1, sizeof(text), file);
    fclose(file);
    arena_init(&arena, 4096, 8 << 20);
    assert_int_equal(json_parse(&arena, view_make(text, size), NULL, &list), JSON_OK);
    assert_true(list->count > 20);
    for (const struct json *v = json_first(list); v != NULL; v = json_next(list, v)) {
        struct view content, encoding;
        assert_true(json_text(json_member(v, VIEW("text")), &arena, &content));
        assert_true(json_text(json_member(v, VIEW("encoding")), &arena, &encoding));
        struct sms_size is = sms_measure(content);
        assert_true(view_equal(sms_encoding_name(is.encoding), encoding));
        assert_int_equal(is.characters, number_of(v, VIEW("characters")));
        assert_int_equal(is.units, number_of(v, VIEW("units")));
        assert_int_equal(is.segments, number_of(v, VIEW("segments")));
        assert_int_equal(is.left, number_of(v, VIEW("left")));
    }
    arena_free(&arena);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_text_is_no_segment),
        cmocka_unit_test(plain_text_goes_160_and_then_153),
        cmocka_unit_test(other_scripts_go_70_and_then_67),
        cmocka_unit_test(what_is_escaped_is_not_cut_in_two),
        cmocka_unit_test(neither_is_what_utf16_writes_in_two),
        cmocka_unit_test(the_alphabet_is_that_of_the_standard),
        cmocka_unit_test(what_is_no_utf8_counts_as_one_character_each),
        cmocka_unit_test_prestate(vectors_are_met, argv[1]),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
