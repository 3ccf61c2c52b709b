// SPDX-License-Identifier: Apache-2.0
#include "hub/sms_bulk_erase.h"
#include "base/error.h"
#include "codec/json.h"
#include "hub/identity.h"
#include "hub/job_row.h"
#include <errno.h>
#include <stdio.h>

enum { NUMBERS_MAX = IDENTITIES_MAX, TEXT_MAX = 8 << 20 };

struct forgetting {
    struct view customer_id;
    char numbers[NUMBERS_MAX][IDENTITY_ADDRESS_MAX + 1];
    int count;
    struct arena *arena;
};

// ---- whose entry it is

static int take_number(void *ctx, const struct identity *identity)
{
    struct forgetting *f = ctx;
    bool is_number = identity->kind == IDENTITY_PHONE || identity->kind == IDENTITY_WHATSAPP;
    if (is_number && f->count < NUMBERS_MAX)
        snprintf(f->numbers[f->count++], sizeof(f->numbers[0]), "%.*s", VIEW_ARG(identity->address));
    return 0;
}

static bool is_theirs(const struct forgetting *f, struct view number)
{
    char address[IDENTITY_ADDRESS_MAX + 1];
    if (number.data == NULL ||
        !identity_normalise(&(struct identity_given){.kind = IDENTITY_PHONE, .address = number}, address))
        return false;
    for (int i = 0; i < f->count; i++)
        if (strcmp(f->numbers[i], address) == 0)
            return true;
    return false;
}

static struct view text_of(const struct forgetting *f, const struct json *v)
{
    struct view text = {0};
    if (v != NULL && v->type == JSON_STRING && !json_text(v, f->arena, &text))
        text = (struct view){0};
    return text;
}

// A number, or an object with `to` and perhaps `customer_id`.
static bool is_about(const struct forgetting *f, const struct json *entry)
{
    if (entry->type != JSON_OBJECT)
        return is_theirs(f, text_of(f, entry));
    struct view id = text_of(f, json_member(entry, VIEW("customer_id")));
    return (id.data != NULL && view_equal(id, f->customer_id)) ||
           is_theirs(f, text_of(f, json_member(entry, VIEW("to"))));
}

// ---- a text without their entries

// The member `name` of the object is an array. *ret untouched when nothing in it is theirs.
static int take_out(const struct forgetting *f, struct view object, struct view name, bool keeps_places,
                    struct view *ret)
{
    const struct json *root, *list;
    struct buffer out;
    int taken = 0, left = 0;
    if (object.data == NULL || json_parse(f->arena, object, NULL, &root) != JSON_OK ||
        root->type != JSON_OBJECT)
        return 0;
    list = json_member(root, name);
    if (list == NULL || list->type != JSON_ARRAY)
        return 0;
    struct view whole = json_source(list);
    buffer_init(&out, TEXT_MAX);
    buffer_append(&out, object.data, (size_t)(whole.data - object.data));
    buffer_append_char(&out, '[');
    for (const struct json *e = json_first(list); e != NULL; e = json_next(list, e)) {
        bool goes = is_about(f, e);
        taken += goes;
        if (goes && !keeps_places)
            continue;
        if (left++ > 0)
            buffer_append_char(&out, ',');
        buffer_append_view(&out, goes ? VIEW("null") : json_source(e));
    }
    buffer_append_char(&out, ']');
    const char *end = whole.data + whole.size;
    buffer_append(&out, end, (size_t)(object.data + object.size - end));
    bool is_good = taken == 0 || (!out.failed && arena_copy(f->arena, buffer_view(&out), ret));
    buffer_free(&out);
    return is_good ? 0 : error_trace(-ENOMEM);
}

// ---- jobs

// QUERY_ROW, QUERY_DONE or negative.
static int next_job(struct tx *tx, int64_t behind, struct arena *arena, struct job *ret)
{
    struct query q = query_begin(tx->db, SQL_JOB_OF_KIND_AFTER, tx->tenant);
    query_bind(&q, JOB_BULK_SMS);
    query_bind(&q, behind);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        job_read(&row, ret);
        r = row.failed ? -ENOMEM : QUERY_ROW;
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : r;
}

static int rewrite(struct tx *tx, const struct job *job, struct view arguments, struct view result)
{
    if (arguments.data == job->arguments.data && result.data == job->result.data)
        return 0;
    struct query q = query_begin(tx->db, SQL_JOB_REWRITE, tx->tenant);
    query_bind(&q, job->row);
    query_bind_text(&q, arguments);
    query_bind_text(&q, result);
    return error_trace(query_run(&q, NULL));
}

static int forget_in(struct tx *tx, struct forgetting *f, const struct job *job)
{
    struct view arguments = job->arguments, result = job->result;
    int r = take_out(f, job->arguments, VIEW("recipients"), true, &arguments);
    if (r == 0)
        r = take_out(f, job->result, VIEW("failures"), false, &result);
    return r == 0 ? rewrite(tx, job, arguments, result) : r;
}

int sms_bulk_forget(struct tx *tx, int64_t customer, struct view customer_id, int64_t *job, bool *ret_done)
{
    struct arena arena;
    struct job next;
    struct forgetting f = {.customer_id = customer_id, .arena = &arena};
    arena_init(&arena, 64 << 10, 64 << 20);
    int r = next_job(tx, *job, &arena, &next);
    *ret_done = r == QUERY_DONE;
    if (r == QUERY_ROW) {
        *job = next.row;
        r = identity_walk(tx->db, tx->tenant, customer, &arena, take_number, &f);
        if (r == 0)
            r = forget_in(tx, &f, &next);
    }
    arena_free(&arena);
    return r < 0 ? error_trace(r) : 0;
}
