// SPDX-License-Identifier: Apache-2.0
// Asking the index for candidates, and ranking them.
#include "search/find.h"
#include "base/error.h"
#include <stdlib.h>

enum { INDEX_MS = 300, PREFIX_MESSAGE_BYTES = 3, PREFIX_CUSTOMER_BYTES = 2, MATCH_BYTES_MAX = 32 << 10 };

static const int64_t HOUR_US = (int64_t)3600 * 1000000;
// The newest of the candidates is worth so much more than the oldest of the same score.
static const double RECENCY = 0.25;

// ---- the range of rows

static int read_bound(struct index *index, enum index_sql sql, int64_t tenant, int64_t us, int64_t *ret)
{
    struct index_query q = index_begin(index, sql);
    index_bind(&q, tenant);
    index_bind(&q, us / HOUR_US);
    int r = index_step(&q);
    if (r == INDEX_ROW)
        *ret = index_int(&q, 0); // 0: there is none
    index_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

// The hours of the times asked for give rows between which all their messages lie.
static int find_range(struct index *index, const struct search_find *find, int64_t *ret_first,
                      int64_t *ret_last)
{
    const struct search_query *query = find->query;
    int64_t first = 1, last = INT64_MAX;
    int r = 0;
    if (query->from_us != 0) {
        r = read_bound(index, INDEX_HOUR_FIRST, find->tenant, query->from_us, &first);
        first = first == 0 ? INT64_MAX : first;
    }
    if (r == 0 && query->to_us != 0)
        r = read_bound(index, INDEX_HOUR_LAST, find->tenant, query->to_us, &last);
    *ret_first = first;
    *ret_last = last;
    return r;
}

// ---- candidates

static void write_match(struct buffer *out, const struct search_find *find, bool is_open, bool is_message)
{
    const struct search_query *query = find->query;
    int64_t channel = query->channel, author = query->author;
    search_words_write(out, &find->words, find->tenant, is_open);
    if (find->customer_count > 0)
        search_tags_write(out, find->tenant, 'c', find->customers, find->customer_count);
    if (is_message && query->has_channel)
        search_tags_write(out, find->tenant, 'h', &channel, 1);
    if (is_message && query->has_author)
        search_tags_write(out, find->tenant, 'a', &author, 1);
}

static int compare(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->row < y->row ? 1 : x->row > y->row ? -1 : 0;
}

// They came newest first.
static void rank(struct candidates *c)
{
    for (int i = 0; i < c->count; i++)
        c->items[i].score *= 1 + RECENCY * (1 - (double)i / c->count);
    qsort(c->items, (size_t)c->count, sizeof(c->items[0]), compare);
}

static int read_candidates(struct index_query *q, struct candidates *ret)
{
    int r;
    while ((r = index_step(q)) == INDEX_ROW && ret->count < SEARCH_RANKED_MAX)
        ret->items[ret->count++] = (struct candidate){.row = index_int(q, 0), .score = index_real(q, 1)};
    ret->is_capped = r == INDEX_ROW;
    index_end(q);
    return r < 0 ? r : 0;
}

static int find_candidates(struct index *index, enum index_sql sql, struct view match, int64_t first,
                           int64_t last, int phrases, struct arena *arena, struct candidates *ret)
{
    *ret = (struct candidates){.items = arena_alloc(arena, SEARCH_RANKED_MAX * sizeof(ret->items[0]))};
    if (ret->items == NULL)
        return error_trace(-ENOMEM);
    struct index_query q = index_begin(index, sql);
    index_bind_text(&q, match);
    index_bind(&q, first);
    index_bind(&q, last);
    index_bind(&q, SEARCH_RANKED_MAX + 1);
    index_bind(&q, phrases);
    int r = read_candidates(&q, ret);
    ret->last = ret->count > 0 ? ret->items[0].row : 0;
    rank(ret);
    return r;
}

static int find_kind(struct index *index, struct search_find *find, bool is_message, int64_t first,
                     int64_t last, struct arena *arena, struct candidates *ret)
{
    struct buffer match;
    bool is_open =
        search_words_is_open(&find->words, is_message ? PREFIX_MESSAGE_BYTES : PREFIX_CUSTOMER_BYTES);
    int phrases = is_open ? -find->words.phrase_count : find->words.phrase_count;
    buffer_init(&match, MATCH_BYTES_MAX);
    write_match(&match, find, is_open, is_message);
    int r = match.failed ? error_trace(-ENOMEM)
                         : find_candidates(index, is_message ? INDEX_FIND_MESSAGES : INDEX_FIND_CUSTOMERS,
                                           buffer_view(&match), first, last, phrases, arena, ret);
    buffer_free(&match);
    *(is_message ? &find->is_message_open : &find->is_customer_open) = is_open;
    return r;
}

static int64_t not_behind(int64_t row, int64_t cursor)
{
    return cursor != 0 && cursor < row ? cursor : row;
}

static int find_both(struct index *index, struct search_find *find, struct arena *arena)
{
    const struct search_cursor *cursor = &find->query->cursor;
    int64_t first, last;
    int r = 0;
    if (find->words.phrase_count == 0 || find->is_nowhere)
        return 0;
    if (find->kinds & SEARCH_MESSAGES) {
        r = find_range(index, find, &first, &last);
        if (r == 0)
            r = find_kind(index, find, true, first, not_behind(last, cursor->last_message), arena,
                          &find->messages);
    }
    if (r == 0 && (find->kinds & SEARCH_CUSTOMERS))
        r = find_kind(index, find, false, 1, not_behind(INT64_MAX, cursor->last_customer), arena,
                      &find->found_customers);
    return r;
}

// ---- how far the index is

static int read_follow(struct index *index, int64_t tenant, int64_t *ret)
{
    struct index_query q = index_begin(index, INDEX_FOLLOW_GET);
    index_bind(&q, tenant);
    int r = index_step(&q);
    *ret = r == INDEX_ROW ? index_int(&q, 0) : 0;
    index_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int read_all(struct index *index, struct search_find *find, struct arena *arena)
{
    int64_t messages = 0, customers = 0;
    int r = read_follow(index, find->tenant, &find->position);
    if (r == 0)
        r = index_number(index, "messages_left", &messages);
    if (r == 0)
        r = index_number(index, "customers_left", &customers);
    find->is_complete = messages == 0 && customers == 0;
    return r == 0 ? find_both(index, find, arena) : r;
}

int find_in_index(struct index *index, struct search_find *find, struct arena *arena)
{
    int r = search_words_parse(index_words(index), find->query->text, arena, &find->words);
    if (r == 0)
        r = index_do(index, INDEX_BEGIN_READ);
    if (r < 0)
        return error_trace(r);
    index_limit_time(index, INDEX_MS);
    r = read_all(index, find, arena);
    index_limit_time(index, 0);
    index_do(index, INDEX_ROLLBACK);
    return r;
}
