// SPDX-License-Identifier: Apache-2.0
#include "base/buffer.h"
#include "base/testing.h"
#include "search/terms.h"
#include <sqlite3.h>
#include <stdlib.h>

struct rig {
    sqlite3 *handle;
    struct words *words;
};

static struct rig rig;

static int begin(void **state)
{
    *state = &rig;
    assert_int_equal(sqlite3_open(":memory:", &rig.handle), SQLITE_OK);
    return words_new(rig.handle, &rig.words);
}

static int end(void **state)
{
    (void)state;
    words_free(rig.words);
    sqlite3_close(rig.handle);
    return 0;
}

static int append(void *ctx, struct view word, size_t start, size_t end_at)
{
    struct buffer *out = ctx;
    if (out->size > 0)
        buffer_append_char(out, '|');
    buffer_append_view(out, word);
    assert_true(start <= end_at);
    return 0;
}

static void words_are(const char *text, const char *expected)
{
    struct buffer out;
    buffer_init(&out, 4096);
    assert_int_equal(words_each(rig.words, view_from(text), append, &out), 0);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void case_and_diacritics_are_folded(void **state)
{
    (void)state;
    words_are("Ärger CAFÉ cafe\u0301 ŁÓDŹ São", "arger|cafe|cafe|łodz|sao");
    words_are("it's foo-bar_baz, x@y.com 👍", "it|s|foo|bar|baz|x|y|com");
    words_are("", "");
    words_are(" …!? ", "");
}

static void scripts_with_blanks_keep_their_words(void **state)
{
    (void)state;
    words_are("Где моя ПОСЫЛКА", "где|моя|посылка");
    words_are("हिन्दी भाषा", "हिन्दी|भाषा");
    words_are("אין לי", "אין|לי");
}

static void scripts_without_blanks_give_characters(void **state)
{
    (void)state;
    words_are("日本語", "日|本|語");
    words_are("PS5を買うX", "ps5|を|買|う|x");
    words_are("고객님 hi", "고|객|님|hi");
    words_are("ครับ", "ค|ร|ั|บ");
}

static int check_place(void *ctx, struct view word, size_t start, size_t end_at)
{
    struct view text = *(struct view *)ctx;
    (void)word;
    assert_true(end_at <= text.size && start < end_at);
    return 0;
}

static void places_are_of_the_text(void **state)
{
    (void)state;
    struct view text = VIEW("a日本b, ÉÀ ครับ c");
    assert_int_equal(words_each(rig.words, text, check_place, &text), 0);
}

static int stop_at_once(void *ctx, struct view word, size_t start, size_t end_at)
{
    (void)word;
    (void)start;
    (void)end_at;
    ++*(int *)ctx;
    return 7;
}

static void a_visitor_can_stop(void **state)
{
    (void)state;
    int count = 0;
    assert_int_equal(words_each(rig.words, VIEW("日 b c"), stop_at_once, &count), 7);
    assert_int_equal(count, 1);
}

static void long_words_are_cut_between_characters(void **state)
{
    (void)state;
    char text[201], expected[201];
    for (int i = 0; i < 200; i += 2)
        memcpy(text + i, "é", 2);
    text[200] = '\0';
    memset(expected, 'e', 64);
    expected[64] = '\0';
    words_are(text, expected);
    for (int i = 0; i < 66; i += 3)
        memcpy(text + i, "ह", 3);
    text[66] = '\0';
    memcpy(expected, text, 63);
    expected[63] = '\0';
    words_are(text, expected);
}

static void bytes_that_are_no_text_do_no_harm(void **state)
{
    (void)state;
    unsigned seed = 5;
    for (int round = 0; round < 2000; round++) {
        char text[40];
        struct view view = view_make(text, (size_t)(rand_r(&seed) % 40));
        for (size_t i = 0; i < view.size; i++)
            text[i] = (char)rand_r(&seed);
        assert_int_equal(words_each(rig.words, view, check_place, &view), 0);
    }
}

static void terms_are(const char *text, const char *expected)
{
    struct buffer out;
    buffer_init(&out, 4096);
    assert_int_equal(terms_each(rig.words, view_from(text), append, &out), 0);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void terms_begin_with_their_tenant(void **state)
{
    (void)state;
    terms_are("0001c77 h3 =asis \nHello\nWorld", "0001\1c77|0001\1h3|0001asis|0001hello|0001world");
    terms_are("0001=only ", "0001only");
    terms_are("000", "");
    terms_are("0001\ntext", "0001text");
}

static void each_tenant_has_a_code_of_its_own(void **state)
{
    (void)state;
    char texts[4][8] = {0};
    int64_t tenants[] = {1, 64, 65, 4095};
    for (int i = 0; i < 4; i++) {
        struct buffer out = buffer_fixed(texts[i], TERM_CODE);
        term_code_write(&out, tenants[i]);
        assert_false(out.failed);
    }
    assert_string_equal(texts[0], "0001");
    assert_string_equal(texts[1], "0010");
    assert_string_equal(texts[2], "0011");
    assert_string_equal(texts[3], "00zz");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_and_diacritics_are_folded),
        cmocka_unit_test(scripts_with_blanks_keep_their_words),
        cmocka_unit_test(scripts_without_blanks_give_characters),
        cmocka_unit_test(places_are_of_the_text),
        cmocka_unit_test(a_visitor_can_stop),
        cmocka_unit_test(long_words_are_cut_between_characters),
        cmocka_unit_test(bytes_that_are_no_text_do_no_harm),
        cmocka_unit_test(terms_begin_with_their_tenant),
        cmocka_unit_test(each_tenant_has_a_code_of_its_own),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
