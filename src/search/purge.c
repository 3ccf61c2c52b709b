// SPDX-License-Identifier: Apache-2.0
#include "search/purge.h"
#include "base/error.h"
#include "base/log.h"
#include "search/source.h"
#include "search/state.h"
#include "search/terms.h"
#include <stdlib.h>

enum {
    MERGE_PAGES = 256,
    TERMS_BYTES = 64 << 20,
    TERMS_MAX = 2000000, // of the rows that are removed at once: with fewer rows where these have more
    TEXT_MAX = 4 << 20,
    ROWS_AT_ONCE = 20000,
};

static const int64_t MINUTE_US = (int64_t)60 * 1000000;

// ---- whose rows

struct rows {
    int64_t *items;
    int count;
};

static int note_row(struct rows *rows, int64_t row)
{
    if (rows->count % 1024 == 0) {
        int64_t *items = realloc(rows->items, ((size_t)rows->count + 1024) * sizeof(*items));
        if (items == NULL)
            return error_trace(-ENOMEM);
        rows->items = items;
    }
    rows->items[rows->count++] = row;
    return 0;
}

static int compare_rows(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

// The messages that the index has of a customer, until there are `most`.
static int read_customer_rows(struct index *index, const struct purge_item *item, int most, struct rows *rows)
{
    char text[64];
    struct buffer match = buffer_fixed(text, sizeof(text));
    buffer_append_char(&match, '"');
    term_code_write(&match, item->tenant);
    term_tag_write(&match, 'c', item->row);
    buffer_append_char(&match, '"');
    struct index_query q = index_begin(index, INDEX_MESSAGE_ROWS);
    index_bind_text(&q, buffer_view(&match));
    int r;
    while ((r = index_step(&q)) == INDEX_ROW && rows->count < most)
        if ((r = note_row(rows, index_int(&q, 0))) < 0)
            break;
    index_end(&q);
    return r < 0 ? r : 0;
}

// ---- their terms

struct found_term {
    int64_t row;
    struct view term;
};

struct found_terms {
    struct arena arena;
    struct found_term *items;
    size_t count, capacity;
};

static int note_term(struct found_terms *f, int64_t row, struct view term)
{
    if (f->count == f->capacity) {
        size_t capacity = f->capacity == 0 ? 1024 : 2 * f->capacity;
        if (f->count >= TERMS_MAX)
            return -ENOMEM;
        struct found_term *items = realloc(f->items, capacity * sizeof(*items));
        if (items == NULL)
            return error_trace(-ENOMEM);
        f->items = items;
        f->capacity = capacity;
    }
    if (!arena_copy(&f->arena, term, &f->items[f->count].term))
        return -ENOMEM;
    f->items[f->count++].row = row;
    return 0;
}

static int compare_found(const void *a, const void *b)
{
    const struct found_term *x = a, *y = b;
    return x->row < y->row ? -1 : x->row > y->row;
}

// Walks over every term of the tenant.
static int read_terms(struct index *index, enum index_sql sql, int64_t tenant, const struct rows *rows,
                      struct found_terms *f)
{
    char first[TERM_CODE], last[TERM_CODE + 1];
    struct buffer code = buffer_fixed(first, sizeof(first));
    term_code_write(&code, tenant);
    memcpy(last, first, TERM_CODE);
    last[TERM_CODE] = (char)0xFF; // above every word
    struct index_query q = index_begin(index, sql);
    index_bind_text(&q, view_make(first, sizeof(first)));
    index_bind_text(&q, view_make(last, sizeof(last)));
    int r;
    while ((r = index_step(&q)) == INDEX_ROW) {
        int64_t row = index_int(&q, 0);
        if (bsearch(&row, rows->items, (size_t)rows->count, sizeof(row), compare_rows) == NULL)
            continue;
        if ((r = note_term(f, row, index_text(&q, 1))) < 0)
            break;
    }
    index_end(&q);
    return r;
}

static int take_back(struct index *index, enum index_sql sql, int64_t tenant, const struct found_term *first,
                     size_t count, struct buffer *text)
{
    buffer_clear(text);
    term_code_write(text, tenant);
    for (size_t i = 0; i < count; i++) {
        struct view term = first[i].term;
        buffer_append_char(text, '=');
        buffer_append_view(text, view_make(term.data + TERM_CODE, term.size - TERM_CODE));
        buffer_append_char(text, ' ');
    }
    struct index_query q = index_begin(index, sql);
    index_bind(&q, first->row);
    index_bind_text(&q, buffer_view(text));
    return text->failed ? error_trace(-ENOMEM) : index_run(&q);
}

static int take_back_all(struct index *index, enum index_sql sql, int64_t tenant, struct found_terms *f)
{
    struct buffer text;
    int r = 0;
    buffer_init(&text, TEXT_MAX);
    if (f->count > 0)
        qsort(f->items, f->count, sizeof(f->items[0]), compare_found);
    for (size_t i = 0, next; i < f->count && r == 0; i = next) {
        for (next = i; next < f->count && f->items[next].row == f->items[i].row;)
            next++;
        r = take_back(index, sql, tenant, &f->items[i], next - i, &text);
    }
    buffer_free(&text);
    return r;
}

static int remove_rows(struct index *index, bool are_messages, int64_t tenant, struct rows *rows)
{
    struct found_terms f = {0};
    if (rows->count == 0)
        return 0;
    arena_init(&f.arena, 64 << 10, TERMS_BYTES);
    qsort(rows->items, (size_t)rows->count, sizeof(rows->items[0]), compare_rows);
    int r = read_terms(index, are_messages ? INDEX_MESSAGE_TERMS : INDEX_CUSTOMER_TERMS, tenant, rows, &f);
    if (r == 0)
        r = take_back_all(index, are_messages ? INDEX_MESSAGE_DELETE : INDEX_CUSTOMER_DELETE, tenant, &f);
    free(f.items);
    arena_free(&f.arena);
    return r;
}

// ---- what is there now instead

static int put_message_again(struct index *index, struct db *hub, int64_t tenant, int64_t row)
{
    struct source_message message;
    struct arena arena;
    struct buffer text;
    arena_init(&arena, 16 << 10, 4 << 20);
    buffer_init(&text, TEXT_MAX);
    int r = source_message(hub, tenant, row, &arena, &message);
    if (r == SOURCE_OK) {
        source_message_write(&text, &message);
        struct index_query q = index_begin(index, INDEX_MESSAGE_PUT);
        index_bind(&q, row);
        index_bind_text(&q, buffer_view(&text));
        r = text.failed ? -ENOMEM : index_run(&q);
    }
    buffer_free(&text);
    arena_free(&arena);
    return r < 0 ? error_trace(r) : 0;
}

static int put_again(struct purge *p, struct index *index, struct db *hub, int first, int end)
{
    int r = 0;
    for (int i = first; i < end && r == 0; i++) {
        const struct purge_item *item = &p->items[i];
        if (item->what == PURGE_MESSAGE) {
            r = put_message_again(index, hub, item->tenant, item->row);
            continue;
        }
        struct index_query q = index_begin(index, INDEX_KNOWN_DROP);
        index_bind(&q, item->row);
        r = index_run(&q);
    }
    return r;
}

// ---- a slice of terms: the items of one tenant, as far as their rows go at once

static int gather(struct purge *p, struct index *index, struct rows *messages, struct rows *customers,
                  int *ret_end)
{
    int r = 0, i = p->at;
    int64_t tenant = p->items[p->at].tenant;
    for (; i < p->count && p->items[i].tenant == tenant && r == 0 && messages->count < p->rows_at_once; i++) {
        const struct purge_item *item = &p->items[i];
        if (item->what == PURGE_MESSAGE) {
            r = note_row(messages, item->row);
        } else {
            r = note_row(customers, item->row);
            if (r == 0)
                r = read_customer_rows(index, item, p->rows_at_once, messages);
        }
    }
    *ret_end = i;
    return r;
}

static int remove_gathered(struct purge *p, struct index *index, struct db *hub)
{
    struct rows messages = {0}, customers = {0};
    int64_t tenant = p->items[p->at].tenant;
    int end;
    int r = gather(p, index, &messages, &customers, &end);
    // The last customer may have more: once again.
    p->rows_gathered = messages.count + customers.count;
    bool is_cut = messages.count >= p->rows_at_once && p->items[end - 1].what == PURGE_CUSTOMER;
    if (r == 0)
        r = remove_rows(index, true, tenant, &messages);
    if (r == 0)
        r = remove_rows(index, false, tenant, &customers);
    if (r == 0 && !is_cut)
        r = put_again(p, index, hub, p->at, end);
    if (r == 0 && !is_cut)
        p->at = end;
    free(messages.items);
    free(customers.items);
    return r;
}

static int step_terms(struct purge *p, struct index *index, struct db *hub)
{
    int at = p->at;
    int r = index_do(index, INDEX_BEGIN);
    if (r == 0)
        r = remove_gathered(p, index, hub);
    if (r == 0)
        r = index_do(index, INDEX_COMMIT);
    if (r < 0) {
        index_do(index, INDEX_ROLLBACK);
        p->at = at;
        if (r != -ENOMEM || p->rows_at_once == 1)
            return error_trace(r);
        // These have too many terms to be held at once.
        p->rows_at_once = (p->rows_gathered < p->rows_at_once ? p->rows_gathered : p->rows_at_once) / 2;
        if (p->rows_at_once < 1)
            p->rows_at_once = 1;
        return 0;
    }
    if (p->at == p->count) {
        p->stage = PURGE_MERGE_MESSAGES;
        p->is_first_merge = true;
    }
    return 0;
}

// ---- merging, and the rest

// The first step says that all segments are to become one, the others go on with it.
static int step_merge(struct purge *p, struct index *index, enum index_sql sql)
{
    int64_t before = index_changes(index);
    struct index_query q = index_begin(index, sql);
    index_bind(&q, p->is_first_merge ? -MERGE_PAGES : MERGE_PAGES);
    int r = index_run(&q);
    if (r < 0)
        return error_trace(r);
    bool is_done = !p->is_first_merge && index_changes(index) - before < 2; // one is the statement itself
    p->is_first_merge = is_done;
    if (is_done)
        p->stage = p->stage == PURGE_MERGE_MESSAGES ? PURGE_MERGE_CUSTOMERS : PURGE_REWRITE;
    return 0;
}

static int drop_items(struct purge *p, struct index *index)
{
    int r = index_do(index, INDEX_BEGIN);
    for (int i = 0; i < p->count && r == 0; i++) {
        struct index_query q = index_begin(index, INDEX_PURGE_DROP);
        index_bind(&q, p->items[i].tenant);
        index_bind(&q, p->items[i].what);
        index_bind(&q, p->items[i].row);
        r = index_run(&q);
    }
    return r == 0 ? index_do(index, INDEX_COMMIT) : r;
}

// Empties the log into the file. *ret_done: no reader was in the way.
static int empty_log(struct index *index, bool *ret_done)
{
    struct index_query q = index_begin(index, INDEX_CHECKPOINT);
    int r = index_step(&q);
    *ret_done = r == INDEX_ROW && index_int(&q, 0) == 0;
    index_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int step_rewrite(struct purge *p, struct index *index, int64_t mono_us)
{
    bool is_done = false;
    int r = index_do(index, INDEX_VACUUM);
    if (r == 0)
        r = empty_log(index, &is_done);
    if (r < 0 || !is_done)
        return r; // once more
    r = drop_items(p, index);
    if (r < 0) {
        index_do(index, INDEX_ROLLBACK);
        return error_trace(r);
    }
    log_info("search: %d erasures and edits have left the index", p->count);
    p->stage = PURGE_NONE;
    p->ended_us = mono_us;
    return 0;
}

// ---- rounds

static int begin_round(struct purge *p, struct index *index)
{
    int r;
    struct index_query q = index_begin(index, INDEX_PURGE_ALL);
    index_bind(&q, PURGE_ITEMS);
    p->count = p->at = 0;
    p->rows_at_once = ROWS_AT_ONCE;
    while ((r = index_step(&q)) == INDEX_ROW)
        p->items[p->count++] = (struct purge_item){
            .tenant = index_int(&q, 0), .what = (int)index_int(&q, 1), .row = index_int(&q, 2)};
    index_end(&q);
    return r;
}

static bool is_due(const struct purge *p, int64_t mono_us)
{
    bool has_erasure = false;
    for (int i = 0; i < p->count; i++)
        has_erasure |= p->items[i].what == PURGE_CUSTOMER;
    return mono_us >= p->ended_us + (has_erasure ? MINUTE_US : 60 * MINUTE_US);
}

int purge_step(struct purge *p, struct index *index, struct db *hub, int64_t mono_us, bool *ret_more,
               int64_t *ret_left)
{
    int r = p->stage == PURGE_NONE ? begin_round(p, index) : 0;
    *ret_left = p->count;
    *ret_more = false;
    if (r < 0 || p->count == 0 || (p->stage == PURGE_NONE && !is_due(p, mono_us)))
        return r;
    switch (p->stage) {
    case PURGE_NONE:
        p->stage = PURGE_TERMS;
        break;
    case PURGE_TERMS:
        r = step_terms(p, index, hub);
        break;
    case PURGE_MERGE_MESSAGES:
        r = step_merge(p, index, INDEX_MESSAGE_MERGE);
        break;
    case PURGE_MERGE_CUSTOMERS:
        r = step_merge(p, index, INDEX_CUSTOMER_MERGE);
        break;
    case PURGE_REWRITE:
        r = step_rewrite(p, index, mono_us);
        break;
    }
    *ret_more = r == 0 && p->stage != PURGE_NONE;
    if (p->stage == PURGE_NONE)
        *ret_left = p->count = 0; // what came meanwhile is counted next time
    return r;
}
