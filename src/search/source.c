// SPDX-License-Identifier: Apache-2.0
#include "search/source.h"
#include "base/error.h"
#include "codec/json.h"
#include "search/terms.h"

enum { PROFILE_DEPTH = 8 };

// ---- messages

static void read_message(const struct query *q, struct source_message *ret)
{
    *ret = (struct source_message){
        .row = query_int(q, 0),
        .tenant = query_int(q, 1),
        .customer = query_int(q, 2),
        .channel = query_int(q, 3),
        .author_type = query_int(q, 4),
        .created_us = query_int(q, 5),
        .content = query_text(q, 6),
    };
    if (ret->content.size > SOURCE_BYTES_MAX)
        ret->content.size = SOURCE_BYTES_MAX;
}

static bool keep_content(struct arena *arena, struct source_message *message)
{
    return message->content.data == NULL || arena_copy(arena, message->content, &message->content);
}

int source_message(struct db *db, int64_t tenant, int64_t row, struct arena *arena,
                   struct source_message *ret)
{
    struct query q = query_begin(db, SQL_SEARCH_MESSAGE, tenant);
    struct source_message message;
    query_bind(&q, row);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        read_message(&q, &message);
        if (!keep_content(arena, &message))
            r = -ENOMEM;
    }
    query_end(&q);
    if (r == QUERY_ROW)
        *ret = message;
    return r < 0 ? error_trace(r) : r == QUERY_ROW ? SOURCE_OK : SOURCE_NONE;
}

int source_messages_before(struct db *db, int64_t before, int limit, size_t bytes, struct arena *arena,
                           struct source_message **ret, int *ret_count, bool *ret_more)
{
    struct source_message *all = arena_alloc(arena, (size_t)limit * sizeof(*all));
    int count = 0;
    struct query q = query_begin(db, SQL_SEARCH_MESSAGES_BEFORE, 0);
    query_bind(&q, before);
    query_bind(&q, limit + 1);
    int r = all == NULL ? -ENOMEM : query_step(&q);
    while (r == QUERY_ROW && count < limit && arena->used < bytes) {
        read_message(&q, &all[count]);
        r = keep_content(arena, &all[count]) ? query_step(&q) : -ENOMEM;
        count++;
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    *ret = all;
    *ret_count = count;
    *ret_more = r == QUERY_ROW;
    return 0;
}

void source_message_write(struct buffer *out, const struct source_message *m)
{
    term_code_write(out, m->tenant);
    term_tag_write(out, 'c', m->customer);
    term_tag_write(out, 'h', m->channel);
    term_tag_write(out, 'a', m->author_type);
    buffer_append_char(out, '\n');
    buffer_append_view(out, m->content);
}

// ---- customers

struct gathering {
    struct arena *arena;
    struct source_customer *customer;
    size_t bytes;
    bool failed;
};

static void add(struct gathering *g, enum source_field field, struct view text)
{
    struct source_customer *c = g->customer;
    if (text.size == 0 || c->count == SOURCE_FIELDS_MAX || g->bytes + text.size > SOURCE_BYTES_MAX)
        return;
    for (int i = 0; i < c->count; i++)
        if (view_equal(c->fields[i].text, text))
            return; // a profile repeats the name, an identity the phone
    if (!arena_copy(g->arena, text, &c->fields[c->count].text)) {
        g->failed = true;
        return;
    }
    c->fields[c->count++].field = field;
    g->bytes += text.size;
}

// What a profile says in words or numbers, wherever it stands; the names of its members are nobody's words.
static void add_values(struct gathering *g, const struct json *value, int depth)
{
    struct view text;
    if (value->type == JSON_STRING && json_text(value, g->arena, &text))
        add(g, SOURCE_PROFILE, text);
    else if (value->type == JSON_NUMBER)
        add(g, SOURCE_PROFILE, json_source(value));
    if (depth == PROFILE_DEPTH)
        return;
    if (value->type == JSON_ARRAY)
        for (const struct json *v = json_first(value); v != NULL; v = json_next(value, v))
            add_values(g, v, depth + 1);
    else if (value->type == JSON_OBJECT)
        for (const struct json *key = json_first(value); key != NULL; key = json_next_member(value, key))
            add_values(g, json_value_of(key), depth + 1);
}

static void add_profile(struct gathering *g, struct view profile)
{
    const struct json *told;
    if (profile.size > 0 && json_parse(g->arena, profile, NULL, &told) == JSON_OK)
        add_values(g, told, 0);
}

static int add_identities(struct db *db, struct gathering *g)
{
    struct query q = query_begin(db, SQL_SEARCH_IDENTITIES, g->customer->tenant);
    query_bind(&q, g->customer->row);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW) {
        add(g, SOURCE_IDENTITY, query_text(&q, 0));
        add(g, SOURCE_IDENTITY, query_text(&q, 1));
    }
    query_end(&q);
    return r;
}

static void read_customer(const struct query *q, struct gathering *g, struct view *ret_profile)
{
    *g->customer = (struct source_customer){
        .row = query_int(q, 0), .tenant = query_int(q, 1), .updated_us = query_int(q, 7)};
    add(g, SOURCE_ID, query_text(q, 2));
    add(g, SOURCE_NAME, query_text(q, 3));
    add(g, SOURCE_PHONE, query_text(q, 4));
    add(g, SOURCE_EMAIL, query_text(q, 5));
    struct view profile = query_text(q, 6);
    *ret_profile = (struct view){0};
    if (profile.size > 0 && !arena_copy(g->arena, profile, ret_profile))
        g->failed = true;
}

int source_customer(struct db *db, int64_t tenant, int64_t row, struct arena *arena,
                    struct source_customer *ret)
{
    struct gathering g = {.arena = arena, .customer = ret};
    struct view profile = {0};
    struct query q = query_begin(db, SQL_SEARCH_CUSTOMER, tenant);
    query_bind(&q, row);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        read_customer(&q, &g, &profile);
    query_end(&q);
    if (r == QUERY_DONE)
        return SOURCE_NONE;
    if (r == QUERY_ROW)
        r = add_identities(db, &g);
    if (r == 0)
        add_profile(&g, profile);
    return error_trace(r < 0 ? r : g.failed ? -ENOMEM : 0);
}

int source_customers_before(struct db *db, int64_t before, int limit, struct source_key *ret, int *ret_count)
{
    int r, count = 0;
    struct query q = query_begin(db, SQL_SEARCH_CUSTOMERS_BEFORE, 0);
    query_bind(&q, before);
    query_bind(&q, limit);
    while ((r = query_step(&q)) == QUERY_ROW)
        ret[count++] = (struct source_key){.row = query_int(&q, 0), .tenant = query_int(&q, 1)};
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    *ret_count = count;
    return 0;
}

void source_customer_write(struct buffer *out, const struct source_customer *c)
{
    term_code_write(out, c->tenant);
    term_tag_write(out, 'c', c->row);
    for (int i = 0; i < c->count; i++) {
        buffer_append_char(out, '\n');
        buffer_append_view(out, c->fields[i].text);
    }
}

// ---- the rest

static int read_one(struct db *db, enum statement statement, int64_t *ret)
{
    struct query q = query_begin(db, statement, 0);
    int r = query_step(&q);
    *ret = r == QUERY_ROW ? query_int(&q, 0) : 0;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

int source_ends(struct db *db, int64_t *ret_message, int64_t *ret_customer)
{
    int r = read_one(db, SQL_SEARCH_LAST_MESSAGE, ret_message);
    return r == 0 ? read_one(db, SQL_SEARCH_LAST_CUSTOMER, ret_customer) : r;
}
