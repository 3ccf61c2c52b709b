// SPDX-License-Identifier: Apache-2.0
#include "hub/media_fetch.h"
#include "base/error.h"
#include "hub/delivery.h"
#include "hub/row.h"
#include <errno.h>

enum { STORED_MAX = 128 << 10 };

// ---- noting

static struct view url_of(struct tx *tx, const struct json *object)
{
    const struct json *url = object->type == JSON_OBJECT ? json_member(object, VIEW("url")) : NULL;
    struct view text;
    if (url == NULL || url->type != JSON_STRING || json_member(object, VIEW("id")) != NULL ||
        !json_text(url, &tx->batch->arena, &text))
        return (struct view){0};
    bool is_http = view_starts(text, VIEW("https://")) || view_starts(text, VIEW("http://"));
    return is_http ? text : (struct view){0};
}

// Scheme, name and port ("https://files.example") by FNV-1a: two that share a number share their places.
static int64_t host_of(struct view url)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t at = 0, slashes = 0; at < url.size; at++) {
        slashes += url.data[at] == '/';
        if (slashes == 3)
            break;
        hash = (hash ^ (unsigned char)url.data[at]) * 0x100000001b3u;
    }
    return (int64_t)(hash & INT64_MAX);
}

static int insert(struct tx *tx, int64_t connector, int64_t interaction, int64_t item, struct view url)
{
    struct query q = query_begin(tx->db, SQL_MEDIA_FETCH_INSERT, tx->tenant);
    query_bind(&q, connector);
    query_bind(&q, interaction);
    query_bind(&q, item);
    query_bind_text(&q, url);
    query_bind(&q, tx->now_us);
    query_bind(&q, host_of(url));
    tx_wake(tx, WAKE_OUTBOX, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

int media_fetch_note(struct tx *tx, int64_t connector, int64_t interaction, struct view attachments)
{
    const struct json *list;
    int64_t item = 0;
    int r = 0;
    if (attachments.data == NULL || json_parse(&tx->batch->arena, attachments, NULL, &list) != JSON_OK ||
        list->type != JSON_ARRAY)
        return 0;
    for (const struct json *o = json_first(list); o != NULL && r == 0; o = json_next(list, o), item++) {
        struct view url = url_of(tx, o);
        if (url.size > 0)
            r = insert(tx, connector, interaction, item, url);
    }
    return r;
}

// ---- the list

static int read_number(enum statement statement, struct db *db, int64_t tenant, int64_t after,
                       int64_t otherwise, int64_t *ret)
{
    struct query q = query_begin(db, statement, tenant);
    query_bind(&q, after);
    int r = query_step(&q);
    if (r >= 0)
        *ret = r == QUERY_ROW ? query_int(&q, 0) : otherwise;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

int media_fetch_tenant(struct db *db, int64_t after, int64_t *ret)
{
    return read_number(SQL_MEDIA_FETCH_TENANT, db, 0, after, 0, ret);
}

int media_fetch_host(struct db *db, int64_t tenant, int64_t after, int64_t *ret)
{
    return read_number(SQL_MEDIA_FETCH_HOST, db, tenant, after, MEDIA_FETCH_NO_HOST, ret);
}

int media_fetch_later(struct db *db, int64_t after_us, int64_t *ret_us)
{
    return read_number(SQL_MEDIA_FETCH_LATER, db, 0, after_us, INT64_MAX, ret_us);
}

int media_fetch_read(struct db *db, int64_t tenant, int64_t host, int64_t now_us, struct arena *arena,
                     int max, struct media_fetch *ret, int *ret_count)
{
    struct query q = query_begin(db, SQL_MEDIA_FETCH_DUE, tenant);
    query_bind(&q, host);
    query_bind(&q, now_us);
    query_bind(&q, max);
    int r = 0, count = 0;
    while (count < max && (r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct media_fetch *f = &ret[count++];
        f->row = row_int(&row);
        f->tenant = row_int(&row);
        f->connector = row_int(&row);
        f->interaction = row_int(&row);
        f->item = row_int(&row);
        f->url = row_text(&row);
        f->attempts = row_int(&row);
        f->due_us = row_int(&row);
        f->host = row_int(&row);
        if (row.failed) {
            r = -ENOMEM;
            break;
        }
    }
    query_end(&q);
    *ret_count = count;
    return r < 0 ? error_trace(r) : 0;
}

int media_fetch_delay(struct tx *tx, int64_t row, int64_t due_us)
{
    struct query q = query_begin(tx->db, SQL_MEDIA_FETCH_DELAY, tx->tenant);
    query_bind(&q, row);
    query_bind(&q, due_us);
    return error_trace(query_run(&q, NULL));
}

static int drop(struct tx *tx, int64_t row, int *ret_gone)
{
    struct query q = query_begin(tx->db, SQL_MEDIA_FETCH_DROP, tx->tenant);
    query_bind(&q, row);
    return error_trace(query_run(&q, ret_gone));
}

// ---- its end

static int add_file(struct tx *tx, const struct interaction *in, const struct media_file *file,
                    struct attachment *ret)
{
    char name[ATTACHMENT_NAME_MAX + 1];
    struct attachment_new fresh = {.hash = file->hash,
                                   .size = file->size,
                                   .type = file->type,
                                   .width = file->width,
                                   .height = file->height,
                                   .wants_thumbnail = file->wants_thumbnail,
                                   .customer = in->customer,
                                   .session = in->session,
                                   .author_type = AUTHOR_CUSTOMER,
                                   .quota = file->quota};
    fresh.name = view_make(name, attachment_safe_name(VIEW(""), file->type, name));
    int r = attachment_add(tx, &fresh, ret);
    if (r != ATTACHMENT_OK)
        return r;
    return attachments_bind(tx, &(struct attachment_list){.count = 1, .rows = {ret->row}}, in);
}

static void write_file(struct json_writer *w, const struct attachment *a)
{
    json_begin_object(w);
    attachment_write_members(w, a);
    json_key(w, VIEW("thumbnail"));
    json_bool(w, a->thumbnail != THUMBNAIL_NONE);
    json_end_object(w);
}

static void write_failure(struct json_writer *w, const struct json *object, struct view fault)
{
    json_begin_object(w);
    json_members(w, json_source(object));
    json_key(w, VIEW("failed"));
    json_string(w, fault);
    json_end_object(w);
}

// The interaction's attachments with the item replaced.
static int replace(struct tx *tx, const struct media_fetch *f, const struct attachment *a, struct view fault,
                   struct view *attachments)
{
    const struct json *list;
    struct buffer out;
    int64_t item = 0;
    if (attachments->data == NULL || json_parse(&tx->batch->arena, *attachments, NULL, &list) != JSON_OK ||
        list->type != JSON_ARRAY)
        return 0;
    buffer_init(&out, STORED_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_array(&w);
    for (const struct json *o = json_first(list); o != NULL; o = json_next(list, o), item++) {
        if (item != f->item)
            json_raw(&w, json_source(o));
        else if (a != NULL)
            write_file(&w, a);
        else
            write_failure(&w, o, fault);
    }
    json_end_array(&w);
    bool is_kept = !out.failed && tx_copy(tx, buffer_view(&out), attachments);
    buffer_free(&out);
    return is_kept ? 0 : error_trace(-ENOMEM);
}

static int write_attachments(struct tx *tx, const struct interaction *in)
{
    struct query q = query_begin(tx->db, SQL_INTERACTION_SET_ATTACHMENTS, tx->tenant);
    query_bind(&q, in->row);
    query_bind_text(&q, in->attachments);
    return error_trace(query_run(&q, NULL));
}

// 1: somebody who is not being erased still has the session, and retention does not take it.
static int is_wanted(struct tx *tx, const struct interaction *in)
{
    struct query q = query_begin(tx->db, SQL_MEDIA_FETCH_WANTED, tx->tenant);
    query_bind(&q, in->session);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW;
}

// A message that was taken back, or whose customer was erased meanwhile, has no use for it.
static int load(struct tx *tx, int64_t interaction, struct interaction **ret)
{
    *ret = tx_alloc(tx, sizeof(**ret));
    if (*ret == NULL)
        return error_trace(-ENOMEM);
    int r = interaction_load(tx->db, tx->tenant, interaction, &tx->batch->arena, *ret);
    if (r != INTERACTION_OK || (*ret)->redacted_us != 0)
        return r < 0 ? r : INTERACTION_NONE;
    r = is_wanted(tx, *ret);
    return r < 0 ? r : r == 1 ? INTERACTION_OK : INTERACTION_NONE;
}

int media_fetch_end(struct tx *tx, const struct media_fetch *f, const struct media_file *file,
                    struct view fault, bool *ret_named)
{
    struct interaction *in;
    struct attachment a;
    int wanted = 0;
    *ret_named = false;
    int r = drop(tx, f->row, &wanted);
    if (r < 0 || wanted == 0) // it was taken back while it was fetched
        return r;
    r = load(tx, f->interaction, &in);
    if (r != 0)
        return r < 0 ? r : 0;
    int added = file == NULL ? ATTACHMENT_NONE : add_file(tx, in, file, &a);
    if (added < 0)
        return error_trace(added);
    if (added == ATTACHMENT_NO_ROOM)
        fault = VIEW("there is no room for more files");
    r = replace(tx, f, added == ATTACHMENT_OK ? &a : NULL, fault, &in->attachments);
    if (r == 0)
        r = write_attachments(tx, in);
    if (r == 0)
        r = delivery_tell(tx, in, EVENT_MESSAGE_UPDATED);
    *ret_named = r >= 0 && added == ATTACHMENT_OK;
    return r < 0 ? error_trace(r) : 0;
}
