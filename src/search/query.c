// SPDX-License-Identifier: Apache-2.0
#include "search/query.h"
#include "base/error.h"
#include "search/source.h"
#include "search/terms.h"

// ---- what was typed

struct parsing {
    struct search_words *query;
    struct arena *arena;
    bool failed;
};

static int take_word(void *ctx, struct view word, size_t start, size_t end)
{
    struct parsing *p = ctx;
    struct search_words *q = p->query;
    (void)start;
    (void)end;
    if (q->word_count == QUERY_WORDS_MAX)
        return 1;
    if (!arena_copy(p->arena, word, &q->words[q->word_count])) {
        p->failed = true;
        return 1;
    }
    q->word_count++;
    return 0;
}

// One piece between blanks or quotes. "ann@example.com" is three words that must follow each other.
static int take_piece(struct parsing *p, struct words *words, struct view piece)
{
    struct search_words *q = p->query;
    int first = q->word_count;
    if (q->phrase_count == QUERY_PHRASES_MAX)
        return 0;
    int r = words_each(words, piece, take_word, p);
    if (r < 0 || p->failed)
        return error_trace(r < 0 ? r : -ENOMEM);
    if (q->word_count > first)
        q->phrases[q->phrase_count++] = (struct query_phrase){first, q->word_count - first};
    return 0;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

// Cuts the next piece off; *ret_open: it ends where the text ends, outside of quotes.
static struct view next_piece(struct view *rest, bool *ret_open)
{
    size_t at = 0;
    while (at < rest->size && is_blank(rest->data[at]))
        at++;
    bool is_quoted = at < rest->size && rest->data[at] == '"';
    size_t start = at + is_quoted;
    at = start;
    while (at < rest->size && rest->data[at] != '"' && (is_quoted || !is_blank(rest->data[at])))
        at++;
    struct view piece = view_make(rest->data + start, at - start);
    *ret_open = at == rest->size && !is_quoted;
    if (is_quoted && at < rest->size)
        at++;
    *rest = view_make(rest->data + at, rest->size - at);
    return piece;
}

int search_words_parse(struct words *words, struct view typed, struct arena *arena, struct search_words *ret)
{
    struct search_words query = {0};
    struct parsing p = {.query = &query, .arena = arena};
    struct view rest = typed.size > QUERY_BYTES_MAX ? view_make(typed.data, QUERY_BYTES_MAX) : typed;
    int r = 0;
    while (rest.size > 0 && r == 0) {
        int before = query.phrase_count;
        bool is_open;
        struct view piece = next_piece(&rest, &is_open);
        r = take_piece(&p, words, piece);
        query.is_open = is_open && query.phrase_count > before;
    }
    if (r < 0)
        return r;
    *ret = query;
    return 0;
}

static struct view last_word(const struct search_words *q)
{
    return q->words[q->word_count - 1];
}

bool search_words_is_open(const struct search_words *q, size_t bytes_min)
{
    return q->is_open && q->word_count > 0 && last_word(q).size >= bytes_min &&
           !((unsigned char)last_word(q).data[0] >= 0xE0 && last_word(q).size <= 4);
}

// ---- what the index is asked

// Quotes double inside quotes; our words have none, but who would want to depend on it.
static void write_quoted(struct buffer *out, struct view text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"')
            buffer_append_char(out, '"');
        buffer_append_char(out, text.data[i]);
    }
}

static void begin_string(struct buffer *out, int64_t tenant)
{
    buffer_append_char(out, '"');
    term_code_write(out, tenant);
}

void search_words_write(struct buffer *out, const struct search_words *q, int64_t tenant, bool is_open)
{
    for (int i = 0; i < q->phrase_count; i++) {
        buffer_append_view(out, i > 0 ? VIEW(" AND ") : VIEW(""));
        begin_string(out, tenant);
        for (int n = 0; n < q->phrases[i].count; n++) {
            buffer_append_char(out, '=');
            write_quoted(out, q->words[q->phrases[i].first + n]);
            buffer_append_char(out, ' ');
        }
        buffer_append_view(out, is_open && i == q->phrase_count - 1 ? VIEW("\" *") : VIEW("\""));
    }
}

void search_tags_write(struct buffer *out, int64_t tenant, char letter, const int64_t *numbers, int count)
{
    buffer_append_view(out, VIEW(" AND ("));
    for (int i = 0; i < count; i++) {
        buffer_append_view(out, i > 0 ? VIEW(" OR ") : VIEW(""));
        begin_string(out, tenant);
        term_tag_write(out, letter, numbers[i]);
        buffer_append_char(out, '"');
    }
    buffer_append_char(out, ')');
}

// ---- looking again

// The last words seen, as many as a phrase can be long.
struct looking {
    const struct search_words *query;
    bool is_open;
    struct search_marks *marks;
    long seen;
    unsigned long matched[QUERY_WORDS_MAX]; // bit n: the word n back equals this word of the query
    size_t starts[QUERY_WORDS_MAX];         // of the last words, by seen % QUERY_WORDS_MAX
};

static bool is_word(const struct looking *l, int number, struct view word)
{
    struct view wanted = l->query->words[number];
    bool is_beginning = l->is_open && number == l->query->word_count - 1;
    return is_beginning ? view_starts(word, wanted) : view_equal(word, wanted);
}

// Phrases may overlap: what overlaps is one.
static void mark(struct search_marks *m, size_t start, size_t end)
{
    while (m->count > 0 && m->marks[m->count - 1].end > start) {
        struct search_mark *last = &m->marks[--m->count];
        start = last->start < start ? last->start : start;
        end = last->end > end ? last->end : end;
    }
    if (m->count < MARKS_MAX)
        m->marks[m->count++] = (struct search_mark){start, end};
}

static bool ends_here(const struct looking *l, const struct query_phrase *phrase)
{
    for (int n = 0; n < phrase->count; n++)
        if ((l->matched[phrase->first + n] >> (phrase->count - 1 - n) & 1) == 0)
            return false;
    return true;
}

static int look(void *ctx, struct view word, size_t start, size_t end)
{
    struct looking *l = ctx;
    const struct search_words *q = l->query;
    l->starts[l->seen % QUERY_WORDS_MAX] = start;
    for (int n = 0; n < q->word_count; n++)
        l->matched[n] = l->matched[n] << 1 | is_word(l, n, word);
    for (int i = 0; i < q->phrase_count; i++) {
        if (!ends_here(l, &q->phrases[i]))
            continue;
        l->marks->found |= 1u << i;
        mark(l->marks, l->starts[(l->seen - q->phrases[i].count + 1) % QUERY_WORDS_MAX], end);
    }
    l->seen++;
    return 0;
}

int search_words_mark(struct words *words, const struct search_words *query, bool is_open, struct view text,
                      struct search_marks *ret)
{
    struct looking l = {.query = query, .is_open = is_open, .marks = ret};
    *ret = (struct search_marks){0};
    if (text.size > SOURCE_BYTES_MAX)
        text.size = SOURCE_BYTES_MAX;
    return words_each(words, text, look, &l);
}
