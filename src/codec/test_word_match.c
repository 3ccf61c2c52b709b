// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/word_match.h"
#include <stdio.h>
#include <stdlib.h>

// What was found, as "mark:from-to ".
struct found {
    char text[400];
};

static void note(void *ctx, uint8_t mark, size_t from, size_t to)
{
    struct found *f = ctx;
    size_t at = strlen(f->text);
    snprintf(f->text + at, sizeof(f->text) - at, "%d:%zu-%zu ", mark, from, to);
}

static struct word_given word(const char *text, bool is_part, uint8_t mark)
{
    return (struct word_given){view_from(text), is_part, mark};
}

static const char *scan(const struct word_given *words, size_t count, const char *text)
{
    static struct found found;
    struct word_table *t = word_table_make(words, count);
    assert_non_null(t);
    found.text[0] = '\0';
    word_table_scan(t, view_from(text), note, &found);
    word_table_free(t);
    return found.text;
}

static void words_are_found_whole_or_in_parts(void **state)
{
    (void)state;
    const struct word_given words[] = {word("fool", false, 1), word("ass", false, 2), word("rot", true, 3)};
    assert_string_equal(scan(words, 3, "you fool"), "1:4-8 ");
    assert_string_equal(scan(words, 3, "fool, fool!"), "1:0-4 1:6-10 ");
    assert_string_equal(scan(words, 3, "foolish tomfool classes a ass"), "2:26-29 ");
    assert_string_equal(scan(words, 3, "carrots rot"), "3:3-6 3:8-11 ");
    assert_string_equal(scan(words, 3, ""), "");
    assert_string_equal(scan(words, 0, "fool"), "");
}

static void words_inside_words_are_all_found(void **state)
{
    (void)state;
    const struct word_given words[] = {word("he", true, 1), word("she", true, 2), word("his", true, 3),
                                       word("hers", true, 4)};
    assert_string_equal(scan(words, 4, "ushers"), "2:1-4 1:2-4 4:2-6 ");
}

static void case_accents_and_tricks_make_no_difference(void **state)
{
    (void)state;
    const struct word_given words[] = {word("fool", false, 1), word("strasse", false, 2),
                                       word("\320\264\321\203\321\200\320\260\320\272", false, 3),
                                       word("big fool", false, 4)};
    assert_string_equal(scan(words, 1, "FOOL F\303\226\303\264l"), "1:0-4 1:5-11 ");
    assert_string_equal(scan(words, 1, "f\302\255o\342\200\213ol"), "1:0-9 ");   // soft hyphen, zero width
    assert_string_equal(scan(words, 1, "fo\314\210ol."), "1:0-6 ");              // combining
    assert_string_equal(scan(words, 1, "\357\274\246\357\275\217ol"), "1:0-8 "); // wide
    assert_string_equal(scan(words, 2, "Stra\303\237e"), "2:0-7 ");
    assert_string_equal(scan(words, 3, "\320\224\320\243\320\240\320\220\320\232"), "3:0-10 ");
    assert_string_equal(scan(words, 4, "big \n\t fool"), "4:0-11 1:7-11 ");
}

static void a_tilde_makes_another_letter(void **state)
{
    (void)state;
    const struct word_given words[] = {word("ano", false, 1)};
    assert_string_equal(scan(words, 1, "feliz a\303\261o"), "");
    assert_string_equal(scan(words, 1, "ano"), "1:0-3 ");
}

static void signs_are_words_too(void **state)
{
    (void)state;
    const struct word_given words[] = {word("$$$", false, 1), word("c++", false, 2)};
    assert_string_equal(scan(words, 2, "for$$$you c++ c+++"), "1:3-6 2:10-13 2:14-17 ");
}

static void broken_text_does_no_harm(void **state)
{
    (void)state;
    const struct word_given words[] = {word("fool", false, 1), word("", true, 2)};
    assert_string_equal(scan(words, 2, "\377 fool \303"), "1:2-6 ");
}

static void folding_shortens_and_trims(void **state)
{
    (void)state;
    char out[64];
    struct view text = VIEW("  \303\206on\302\240 \303\211TUDE\342\200\213 ");
    size_t size = word_fold(text, out);
    assert_memory_equal(out, "aeon etude", 10);
    assert_int_equal(size, 10);
    assert_int_equal(word_fold(VIEW(" \t "), out), 0);
}

// 5,000 words that share their beginnings, over 64 KiB of what nearly matches.
static void time_is_linear_in_the_text(void **state)
{
    (void)state;
    enum { WORDS = 5000, TEXT = 64 << 10 };
    static char texts[WORDS][WORD_MAX + 1], text[TEXT];
    struct word_given *words = calloc(WORDS, sizeof(*words));
    for (int i = 0; i < WORDS; i++) {
        snprintf(texts[i], sizeof(texts[i]), "%.*s%05d", i % 59,
                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", i);
        words[i] = word(texts[i], true, 1);
    }
    memset(text, 'a', sizeof(text));
    memcpy(text + TEXT - 5, "00000", 5);
    struct word_table *t = word_table_make(words, WORDS);
    assert_true(word_table_size(t) < (8 << 20));
    struct found found = {.text = ""};
    word_table_scan(t, view_make(text, TEXT), note, &found);
    assert_string_equal(found.text, "1:65531-65536 ");
    word_table_free(t);
    free(words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_whole_or_in_parts),
        cmocka_unit_test(words_inside_words_are_all_found),
        cmocka_unit_test(case_accents_and_tricks_make_no_difference),
        cmocka_unit_test(a_tilde_makes_another_letter),
        cmocka_unit_test(signs_are_words_too),
        cmocka_unit_test(broken_text_does_no_harm),
        cmocka_unit_test(folding_shortens_and_trims),
        cmocka_unit_test(time_is_linear_in_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
