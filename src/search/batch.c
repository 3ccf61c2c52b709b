// SPDX-License-Identifier: Apache-2.0
#include "search/batch.h"
#include "base/error.h"
#include <stdlib.h>

enum { HOURS = 64, TEXT_MAX = SOURCE_BYTES_MAX + (4 << 10), CUSTOMER_ARENA = 4 << 20 };

static const int64_t HOUR_US = (int64_t)3600 * 1000000;

void batch_init(struct batch *b)
{
    arena_init(&b->arena, 64 << 10, 2 * BATCH_BYTES);
    b->message_count = b->customer_count = b->position_count = b->purge_count = 0;
    b->indexed = 0;
}

void batch_free(struct batch *b)
{
    arena_free(&b->arena);
}

void batch_clear(struct batch *b)
{
    arena_reset(&b->arena);
    b->message_count = b->customer_count = b->position_count = b->purge_count = 0;
}

bool batch_has_room(const struct batch *b, int events)
{
    return b->message_count + events <= BATCH_MESSAGES && b->customer_count + events <= BATCH_CUSTOMERS &&
           b->purge_count + events <= BATCH_MESSAGES && b->position_count < BATCH_TENANTS &&
           b->arena.used < BATCH_BYTES;
}

void batch_add_customer(struct batch *b, int64_t tenant, int64_t row, bool is_news)
{
    struct batch_customer *last = b->customer_count > 0 ? &b->customers[b->customer_count - 1] : NULL;
    if (last != NULL && last->tenant == tenant && last->row == row)
        last->is_news |= is_news;
    else
        b->customers[b->customer_count++] = (struct batch_customer){tenant, row, is_news};
}

// ---- which rows an hour has

struct hours {
    struct index *index;
    struct {
        int64_t tenant, hour, first, last;
    } items[HOURS];
    int count;
};

static int flush_hours(struct hours *h)
{
    int r = 0;
    for (int i = 0; i < h->count && r == 0; i++) {
        struct index_query q = index_begin(h->index, INDEX_HOUR_PUT);
        index_bind(&q, h->items[i].tenant);
        index_bind(&q, h->items[i].hour);
        index_bind(&q, h->items[i].first);
        index_bind(&q, h->items[i].last);
        r = index_run(&q);
    }
    h->count = 0;
    return r;
}

static int note_hour(struct hours *h, const struct source_message *m)
{
    int64_t hour = m->created_us / HOUR_US;
    int i = 0, r = 0;
    while (i < h->count && (h->items[i].tenant != m->tenant || h->items[i].hour != hour))
        i++;
    if (i < h->count) {
        h->items[i].last = m->row; // rows come in ascending order
        return 0;
    }
    if (h->count == HOURS)
        r = flush_hours(h);
    h->items[h->count].tenant = m->tenant;
    h->items[h->count].hour = hour;
    h->items[h->count].first = h->items[h->count].last = m->row;
    h->count++;
    return r;
}

// ---- messages

static int compare_messages(const void *a, const void *b)
{
    const struct source_message *x = a, *y = b;
    return x->row < y->row ? -1 : x->row > y->row;
}

static int put_text(struct index *index, enum index_sql sql, int64_t row, const struct buffer *text)
{
    struct index_query q = index_begin(index, sql);
    index_bind(&q, row);
    index_bind_text(&q, buffer_view(text));
    return text->failed ? error_trace(-ENOMEM) : index_run(&q);
}

static int put_messages(struct batch *b, struct index *index, struct buffer *text)
{
    struct hours hours = {.index = index};
    int r = 0;
    qsort(b->messages, (size_t)b->message_count, sizeof(b->messages[0]), compare_messages);
    for (int i = 0; i < b->message_count && r == 0; i++) {
        const struct source_message *m = &b->messages[i];
        if (m->content.size == 0 || (i + 1 < b->message_count && m[1].row == m->row))
            continue; // says nothing, or was told twice, as when it was edited at once
        buffer_clear(text);
        source_message_write(text, m);
        r = put_text(index, INDEX_MESSAGE_PUT, m->row, text);
        if (r == 0)
            r = note_hour(&hours, m);
        b->indexed++;
    }
    return r == 0 ? flush_hours(&hours) : r;
}

// ---- customers

static int compare_customers(const void *a, const void *b)
{
    const struct batch_customer *x = a, *y = b;
    return x->row < y->row ? -1 : x->row > y->row;
}

// Sorted, each once.
static void settle_customers(struct batch *b)
{
    int count = 0;
    qsort(b->customers, (size_t)b->customer_count, sizeof(b->customers[0]), compare_customers);
    for (int i = 0; i < b->customer_count; i++) {
        if (count > 0 && b->customers[count - 1].row == b->customers[i].row)
            b->customers[count - 1].is_news |= b->customers[i].is_news;
        else
            b->customers[count++] = b->customers[i];
    }
    b->customer_count = count;
}

static int is_known(struct index *index, int64_t customer, bool *ret)
{
    struct index_query q = index_begin(index, INDEX_KNOWN_GET);
    index_bind(&q, customer);
    int r = index_step(&q);
    index_end(&q);
    *ret = r == INDEX_ROW;
    return r < 0 ? r : 0;
}

static int put_customer(struct batch *b, struct index *index, const struct source_customer *c,
                        struct buffer *text)
{
    buffer_clear(text);
    source_customer_write(text, c);
    int r = put_text(index, INDEX_CUSTOMER_PUT, c->row, text);
    if (r < 0)
        return r;
    struct index_query q = index_begin(index, INDEX_KNOWN_PUT);
    index_bind(&q, c->row);
    index_bind(&q, c->updated_us);
    b->indexed++;
    return index_run(&q);
}

static int put_customers(struct batch *b, struct index *index, struct db *hub, struct buffer *text)
{
    struct source_customer source;
    struct arena arena;
    int r = 0;
    arena_init(&arena, 16 << 10, CUSTOMER_ARENA);
    settle_customers(b);
    for (int i = 0; i < b->customer_count && r >= 0; i++) {
        const struct batch_customer *c = &b->customers[i];
        bool known = false;
        r = c->is_news ? 0 : is_known(index, c->row, &known);
        if (r < 0 || known)
            continue;
        r = source_customer(hub, c->tenant, c->row, &arena, &source);
        if (r == SOURCE_OK)
            r = put_customer(b, index, &source, text);
        arena_reset(&arena);
    }
    arena_free(&arena);
    return r < 0 ? r : 0;
}

// ---- the rest

static int put_positions(struct batch *b, struct index *index)
{
    int r = 0;
    for (int i = 0; i < b->position_count && r == 0; i++) {
        struct index_query q = index_begin(index, INDEX_FOLLOW_PUT);
        index_bind(&q, b->positions[i].tenant);
        index_bind(&q, b->positions[i].position);
        r = index_run(&q);
    }
    return r;
}

static int put_purges(struct batch *b, struct index *index)
{
    int r = 0;
    for (int i = 0; i < b->purge_count && r == 0; i++) {
        struct index_query q = index_begin(index, INDEX_PURGE_PUT);
        index_bind(&q, b->purges[i].tenant);
        index_bind(&q, b->purges[i].what);
        index_bind(&q, b->purges[i].row);
        r = index_run(&q);
    }
    return r;
}

int batch_put(struct batch *b, struct index *index, struct db *hub)
{
    struct buffer text;
    buffer_init(&text, TEXT_MAX);
    b->indexed = 0;
    int r = put_messages(b, index, &text);
    if (r == 0)
        r = put_customers(b, index, hub, &text);
    if (r == 0)
        r = put_purges(b, index);
    if (r == 0)
        r = put_positions(b, index);
    buffer_free(&text);
    return error_trace(r);
}
