// SPDX-License-Identifier: Apache-2.0
// Input: what was typed, a line feed, a text. The index takes the question whatever was typed; where it finds
// the text, looking again does so too, and the other way round; the marked text is well-formed.
#include "codec/utf8.h"
#include "search/highlight.h"
#include "search/index_terms.h"
#include "search/terms.h"
#include <sqlite3.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct rig {
    sqlite3 *handle;
    struct words *words;
    sqlite3_stmt *put, *find, *clear;
};

static void need(bool is_so)
{
    if (!is_so)
        abort();
}

static struct rig *rig(void)
{
    static struct rig r;
    if (r.handle != NULL)
        return &r;
    need(sqlite3_open(":memory:", &r.handle) == SQLITE_OK);
    need(words_new(r.handle, &r.words) == 0);
    need(index_terms_register(r.handle, r.words) == 0);
    need(sqlite3_exec(r.handle, "CREATE VIRTUAL TABLE m USING fts5(text, content='', tokenize='hub')", NULL,
                      NULL, NULL) == SQLITE_OK);
    need(sqlite3_prepare_v2(r.handle, "INSERT INTO m (rowid, text) VALUES (1, ?1)", -1, &r.put, NULL) ==
         SQLITE_OK);
    need(sqlite3_prepare_v2(r.handle, "SELECT hub_score(m, 1) FROM m WHERE m MATCH ?1", -1, &r.find, NULL) ==
         SQLITE_OK);
    need(sqlite3_prepare_v2(r.handle, "INSERT INTO m (m) VALUES ('delete-all')", -1, &r.clear, NULL) ==
         SQLITE_OK);
    return &r;
}

static int run(sqlite3_stmt *s, struct view text)
{
    if (text.data != NULL)
        sqlite3_bind_text(s, 1, text.data, (int)text.size, SQLITE_STATIC);
    int code = sqlite3_step(s);
    sqlite3_reset(s);
    return code;
}

static bool is_found(struct rig *r, const struct search_words *q, struct view text)
{
    struct buffer document, match;
    buffer_init(&document, 1 << 20);
    buffer_init(&match, 1 << 20);
    term_code_write(&document, 1);
    buffer_append_char(&document, '\n');
    buffer_append_view(&document, text);
    search_words_write(&match, q, 1, search_words_is_open(q, 1));
    need(run(r->clear, (struct view){0}) == SQLITE_DONE);
    need(run(r->put, buffer_view(&document)) == SQLITE_DONE);
    int code = run(r->find, buffer_view(&match));
    need(code == SQLITE_ROW || code == SQLITE_DONE);
    buffer_free(&document);
    buffer_free(&match);
    return code == SQLITE_ROW;
}

// No angle bracket but those of marks, which open and close in turn.
static void check_html(struct view html)
{
    bool is_open = false;
    need(utf8_is_valid(html));
    for (size_t i = 0; i < html.size; i++) {
        struct view rest = view_make(html.data + i, html.size - i);
        bool opens = view_starts(rest, VIEW("<mark>")), closes = view_starts(rest, VIEW("</mark>"));
        need(html.data[i] != '<' || (is_open ? closes : opens));
        is_open = opens || (is_open && !closes);
    }
    need(!is_open);
}

static void check(struct rig *r, const struct search_words *q, struct view text)
{
    struct search_marks marks;
    struct buffer html;
    buffer_init(&html, 1 << 20);
    need(search_words_mark(r->words, q, search_words_is_open(q, 1), text, &marks) == 0);
    highlight_write(&html, text, &marks);
    check_html(buffer_view(&html));
    if (q->phrase_count > 0)
        need(is_found(r, q, text) == (marks.found == (1u << q->phrase_count) - 1));
    buffer_free(&html);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view text = view_make((const char *)data, size < 32768 ? size : 32768);
    struct view typed = view_cut(&text, '\n');
    struct search_words q;
    struct arena arena;
    if (text.data == NULL || !utf8_is_valid(typed) || !utf8_is_valid(text) ||
        memchr(data, '\0', size) != NULL) // what comes to the hub has been checked
        return 0;
    arena_init(&arena, 4096, 1 << 20);
    need(search_words_parse(rig()->words, typed, &arena, &q) == 0);
    check(rig(), &q, text);
    arena_free(&arena);
    return 0;
}
