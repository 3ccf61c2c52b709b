// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "search/highlight.h"
#include "search/index_terms.h"
#include <sqlite3.h>
#include <stdlib.h>

struct rig {
    sqlite3 *handle;
    struct words *words;
    struct arena arena;
};

static struct rig rig;

static int begin(void **state)
{
    *state = &rig;
    arena_init(&rig.arena, 4096, 1 << 20);
    assert_int_equal(sqlite3_open(":memory:", &rig.handle), SQLITE_OK);
    assert_int_equal(words_new(rig.handle, &rig.words), 0);
    assert_int_equal(index_terms_register(rig.handle, rig.words), 0);
    return sqlite3_exec(rig.handle, "CREATE VIRTUAL TABLE m USING fts5(text, content='', tokenize='hub')",
                        NULL, NULL, NULL);
}

static int end(void **state)
{
    (void)state;
    arena_free(&rig.arena);
    sqlite3_close(rig.handle);
    words_free(rig.words);
    return 0;
}

static struct search_words parse(const char *typed)
{
    struct search_words q;
    assert_int_equal(search_words_parse(rig.words, view_from(typed), &rig.arena, &q), 0);
    return q;
}

static void match_is(const char *typed, const char *expected)
{
    struct search_words q = parse(typed);
    struct buffer out;
    buffer_init(&out, 65536);
    search_words_write(&out, &q, 1, search_words_is_open(&q, 3));
    buffer_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void words_and_phrases(void **state)
{
    (void)state;
    match_is("Lost parcel ", "\"0001=lost \" AND \"0001=parcel \"");
    match_is("\"lost parcel\"", "\"0001=lost =parcel \"");
    match_is("a \"lost parcel", "\"0001=a \" AND \"0001=lost =parcel \"");
    match_is("ann@example.com ", "\"0001=ann =example =com \"");
    match_is("日本", "\"0001=日 =本 \"");
    match_is("", "");
    match_is("\"\" ?! \"", "");
}

static void the_last_word_may_be_a_beginning(void **state)
{
    (void)state;
    match_is("lost par", "\"0001=lost \" AND \"0001=par \" *");
    match_is("ann@exa", "\"0001=ann =exa \" *");
    match_is("lost pa", "\"0001=lost \" AND \"0001=pa \"");
    match_is("lost \"par\"", "\"0001=lost \" AND \"0001=par \"");
}

static void what_was_typed_is_no_syntax(void **state)
{
    (void)state;
    match_is("a AND b ", "\"0001=a \" AND \"0001=and \" AND \"0001=b \"");
    match_is("text:secret* OR (x) ^y NEAR(a) ",
             "\"0001=text =secret \" AND \"0001=or \" AND \"0001=x \" AND \"0001=y \" AND \"0001=near =a \"");
    match_is("=0002evil \n ", "\"0001=0002evil \"");
}

static void too_much_is_cut(void **state)
{
    (void)state;
    char typed[600];
    for (int i = 0; i < 299; i++)
        memcpy(typed + 2 * i, "a ", 3);
    struct search_words q = parse(typed);
    assert_int_equal(q.phrase_count, QUERY_PHRASES_MAX);
    memset(typed, '.', 599);
    for (int i = 0; i < 598; i += 2)
        typed[i] = 'b';
    q = parse(typed);
    assert_int_equal(q.phrase_count, 1);
    assert_int_equal(q.word_count, QUERY_WORDS_MAX);
}

// Whatever is typed, what is built from it is taken by the index.
static void anything_typed_is_asked_without_fault(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "\"", "*",  "AND", " ",  "NOT", "a",  "(",    ")",  "text:", "^", "NEAR(",
        ",",  "+",  "-",   "日", "é",   "\n", "\x01", "\\", "'",     "%", "\xff",
        "=",  "{x", "}",   "OR", "\t",  ";",  "--",   "/*", "0002",  "1", "\xe3\x81"};
    unsigned seed = 11;
    sqlite3_stmt *s = NULL;
    assert_int_equal(sqlite3_prepare_v2(rig.handle, "SELECT rowid FROM m WHERE m MATCH ?1", -1, &s, NULL),
                     SQLITE_OK);
    for (int round = 0; round < 20000; round++) {
        char typed[256] = "";
        for (int i = rand_r(&seed) % 24; i > 0; i--)
            strcat(typed, pieces[(size_t)rand_r(&seed) % (sizeof(pieces) / sizeof(pieces[0]))]);
        struct search_words q = parse(typed);
        struct buffer out;
        buffer_init(&out, 65536);
        search_words_write(&out, &q, 1, search_words_is_open(&q, 1));
        if (q.phrase_count > 0) {
            search_tags_write(&out, 1, 'c', (const int64_t[]){1, 2}, 2);
            sqlite3_bind_text(s, 1, out.data, (int)out.size, SQLITE_STATIC);
            if (sqlite3_step(s) != SQLITE_DONE)
                fail_msg("%s became %.*s: %s", typed, (int)out.size, out.data, sqlite3_errmsg(rig.handle));
            sqlite3_reset(s);
        }
        buffer_free(&out);
        arena_reset(&rig.arena);
    }
    sqlite3_finalize(s);
}

// ---- looking again, and marking

static void html_is(const char *typed, const char *text, bool all, const char *expected)
{
    struct search_words q = parse(typed);
    struct search_marks marks;
    struct buffer out;
    buffer_init(&out, 65536);
    assert_int_equal(search_words_mark(rig.words, &q, search_words_is_open(&q, 3), view_from(text), &marks),
                     0);
    assert_int_equal(marks.found == (1u << q.phrase_count) - 1, all);
    highlight_write(&out, view_from(text), &marks);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void finds_are_marked(void **state)
{
    (void)state;
    html_is("parcel lost", "A lost PARCEL", true, "A <mark>lost</mark> <mark>PARCEL</mark>");
    html_is("\"lost parcel\"", "lost, lost parcel", true, "lost, <mark>lost parcel</mark>");
    html_is("\"lost parcel\"", "parcel lost", false, "parcel lost");
    html_is("par", "parcels apart", true, "<mark>parcels</mark> apart");
    html_is("cafe ", "Das Café", true, "Das <mark>Café</mark>");
    html_is("本語", "日本語です", true, "日<mark>本語</mark>です");
    html_is("a \"a b\" b ", "a b a", true, "<mark>a b</mark> <mark>a</mark>");
    html_is("gone ", "here", false, "here");
}

static void marked_text_is_safe_html(void **state)
{
    (void)state;
    html_is("script ", "<script>alert('x')</script>&\"", true,
            "&lt;<mark>script</mark>&gt;alert(&#39;x&#39;)&lt;/<mark>script</mark>&gt;&amp;&quot;");
}

static void long_texts_are_shown_round_the_find(void **state)
{
    (void)state;
    char text[4000] = "";
    for (int i = 0; i < 100; i++)
        strcat(text, "wörter ");
    strcat(text, "needle ");
    for (int i = 0; i < 100; i++)
        strcat(text, "danach ");
    struct search_words q = parse("needle ");
    struct search_marks marks;
    struct buffer out;
    buffer_init(&out, 65536);
    assert_int_equal(search_words_mark(rig.words, &q, false, view_from(text), &marks), 0);
    highlight_write(&out, view_from(text), &marks);
    assert_true(out.size < 320);
    assert_true(view_starts(buffer_view(&out), VIEW("…wörter ")));
    assert_non_null(memmem(out.data, out.size, "<mark>needle</mark>", 19));
    assert_memory_equal(out.data + out.size - 9, "danach…", 9);
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_phrases),
        cmocka_unit_test(the_last_word_may_be_a_beginning),
        cmocka_unit_test(what_was_typed_is_no_syntax),
        cmocka_unit_test(too_much_is_cut),
        cmocka_unit_test(anything_typed_is_asked_without_fault),
        cmocka_unit_test(finds_are_marked),
        cmocka_unit_test(marked_text_is_safe_html),
        cmocka_unit_test(long_texts_are_shown_round_the_find),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
