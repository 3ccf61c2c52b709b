// SPDX-License-Identifier: Apache-2.0
#include "search/terms.h"

enum { TAG_MARK = 1 };

void term_code_write(struct buffer *out, int64_t tenant)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_abcdefghijklmnopqrstuvwxyz";
    for (int shift = 6 * (TERM_CODE - 1); shift >= 0; shift -= 6)
        buffer_append_char(out, digits[tenant >> shift & 63]);
}

void term_tag_write(struct buffer *out, char letter, int64_t number)
{
    buffer_append_char(out, letter);
    buffer_append_int(out, number);
    buffer_append_char(out, ' ');
}

struct terms {
    char term[TERM_BYTES_MAX];
    words_visit visit;
    void *ctx;
};

static int visit_term(struct terms *t, size_t prefix, struct view word, size_t start, size_t end)
{
    size_t room = sizeof(t->term) - prefix;
    size_t size = word.size < room ? word.size : room;
    memcpy(t->term + prefix, word.data, size);
    return t->visit(t->ctx, view_make(t->term, prefix + size), start, end);
}

static int visit_word(void *ctx, struct view word, size_t start, size_t end)
{
    return visit_term(ctx, TERM_CODE, word, start, end);
}

static int visit_item(struct terms *t, struct view item)
{
    if (item.size == 0)
        return 0;
    if (item.data[0] == '=')
        return visit_term(t, TERM_CODE, view_make(item.data + 1, item.size - 1), 0, 0);
    t->term[TERM_CODE] = TAG_MARK;
    return visit_term(t, TERM_CODE + 1, item, 0, 0);
}

int terms_each(struct words *words, struct view text, words_visit visit, void *ctx)
{
    struct terms t = {.visit = visit, .ctx = ctx};
    int r = 0;
    if (text.size < TERM_CODE)
        return 0;
    memcpy(t.term, text.data, TERM_CODE);
    struct view rest = view_make(text.data + TERM_CODE, text.size - TERM_CODE);
    struct view line = view_cut(&rest, '\n');
    while (line.data != NULL && r == 0)
        r = visit_item(&t, view_cut(&line, ' '));
    return r != 0 || rest.data == NULL ? r : words_each(words, rest, visit_word, &t);
}
