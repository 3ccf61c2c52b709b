// SPDX-License-Identifier: Apache-2.0
#include "hub/attachment.h"
#include "base/error.h"
#include "base/id.h"
#include "codec/utf8.h"
#include "hub/file_link.h"
#include "hub/row.h"
#include "hub/trim.h"
#include <errno.h>

enum { STORED_MAX = 64 << 10 };

// ---- names

// Characters that turn the direction of a text: "exe.gpj" shall not read as "jpg.exe".
static bool is_trick(struct view c)
{
    static const struct view ranges[][2] = {
        {{"\xE2\x80\x8B", 3}, {"\xE2\x80\x8F", 3}}, // zero width, marks
        {{"\xE2\x80\xA8", 3}, {"\xE2\x80\xAE", 3}}, // separators, embeddings, overrides
        {{"\xE2\x81\xA0", 3}, {"\xE2\x81\xAF", 3}}, // isolates
        {{"\xEF\xBB\xBF", 3}, {"\xEF\xBB\xBF", 3}},
    };
    for (size_t i = 0; c.size == 3 && i < sizeof(ranges) / sizeof(ranges[0]); i++)
        if (memcmp(c.data, ranges[i][0].data, 3) >= 0 && memcmp(c.data, ranges[i][1].data, 3) <= 0)
            return true;
    return c.size == 2 && (unsigned char)c.data[0] == 0xC2 && (unsigned char)c.data[1] < 0xA0; // C1
}

static struct view last_of_path(struct view name)
{
    for (size_t i = name.size; i-- > 0;)
        if (name.data[i] == '/' || name.data[i] == '\\')
            return view_make(name.data + i + 1, name.size - i - 1);
    return name;
}

static struct view fallback_name(struct view type)
{
    if (view_starts(type, VIEW("image/")))
        return VIEW("picture");
    if (view_starts(type, VIEW("audio/")))
        return VIEW("audio");
    return view_starts(type, VIEW("video/")) ? VIEW("video") : VIEW("file");
}

size_t attachment_safe_name(struct view given, struct view type, char ret[static ATTACHMENT_NAME_MAX + 1])
{
    struct buffer out = buffer_fixed(ret, ATTACHMENT_NAME_MAX);
    struct view name = last_of_path(given);
    while (name.size > 0) {
        size_t size = utf8_character(name);
        struct view c = view_make(name.data, size == 0 ? 1 : size);
        name = view_make(name.data + c.size, name.size - c.size);
        bool is_control = c.size == 1 && ((unsigned char)c.data[0] < 0x20 || c.data[0] == 0x7F);
        if (size == 0 || is_control || is_trick(c) ||
            (out.size == 0 && (c.data[0] == ' ' || c.data[0] == '.')))
            continue;
        if (out.size + c.size > ATTACHMENT_NAME_MAX)
            break;
        buffer_append_view(&out, c);
    }
    while (out.size > 0 && (ret[out.size - 1] == ' ' || ret[out.size - 1] == '.'))
        out.size--;
    if (out.size == 0)
        buffer_append_view(&out, fallback_name(type));
    ret[out.size] = '\0';
    return out.size;
}

// ---- rows

static void read_attachment(struct row *row, struct attachment *a)
{
    *a = (struct attachment){.row = row_int(row)};
    a->id = row_text(row);
    a->blob = row_int(row);
    a->name = row_text(row);
    a->customer = row_int(row);
    a->session = row_int(row);
    a->interaction = row_int(row);
    a->author_type = (enum author_type)row_int(row);
    a->author_id = row_text(row);
    a->created_us = row_int(row);
    a->hash = row_text(row);
    a->size = row_int(row);
    a->type = row_text(row);
    a->width = row_int(row);
    a->height = row_int(row);
    a->thumbnail = (enum blob_thumbnail)row_int(row);
}

int attachment_find(struct db *db, int64_t tenant, struct view id, struct arena *arena,
                    struct attachment *ret)
{
    struct query q = query_begin(db, SQL_ATTACHMENT_BY_ID, tenant);
    query_bind_text(&q, id);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        read_attachment(&row, ret);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? ATTACHMENT_OK : ATTACHMENT_NONE;
}

// ---- adding

static int count_usage(struct tx *tx, int64_t files, int64_t bytes)
{
    struct query q = query_begin(tx->db, SQL_BLOB_USAGE_ADD, tx->tenant);
    query_bind(&q, files);
    query_bind(&q, bytes);
    return error_trace(query_run(&q, NULL));
}

static int check_quota(struct tx *tx, const struct attachment_new *fresh)
{
    if (fresh->quota == 0)
        return ATTACHMENT_OK;
    struct query q = query_begin(tx->db, SQL_BLOB_USAGE, tx->tenant);
    int r = query_step(&q);
    int64_t bytes = r == QUERY_ROW ? query_int(&q, 1) : 0;
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return bytes + fresh->size > fresh->quota ? ATTACHMENT_NO_ROOM : ATTACHMENT_OK;
}

static int take_blob(struct tx *tx, int64_t blob)
{
    struct query q = query_begin(tx->db, SQL_BLOB_TAKE, tx->tenant);
    query_bind(&q, blob);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

static int insert_blob(struct tx *tx, const struct attachment_new *fresh, struct attachment *a)
{
    int r = check_quota(tx, fresh);
    if (r != ATTACHMENT_OK)
        return r;
    a->type = fresh->type;
    a->width = fresh->width;
    a->height = fresh->height;
    a->thumbnail = fresh->wants_thumbnail ? THUMBNAIL_WANTED : THUMBNAIL_NONE;
    struct query q = query_begin(tx->db, SQL_BLOB_INSERT, tx->tenant);
    query_bind_text(&q, fresh->hash);
    query_bind(&q, fresh->size);
    query_bind_text(&q, fresh->type);
    query_bind_or_null(&q, fresh->width);
    query_bind_or_null(&q, fresh->height);
    query_bind(&q, a->thumbnail);
    query_bind(&q, tx->now_us);
    r = query_insert(&q, &a->blob);
    if (r != QUERY_ROW)
        return error_trace(r < 0 ? r : -EAGAIN);
    if (fresh->wants_thumbnail)
        tx_wake(tx, WAKE_BLOBS, tx->now_us);
    return count_usage(tx, 1, fresh->size);
}

// The blob of these bytes, one more counted.
static int need_blob(struct tx *tx, const struct attachment_new *fresh, struct attachment *a)
{
    struct query q = query_begin(tx->db, SQL_BLOB_BY_HASH, tx->tenant);
    query_bind_text(&q, fresh->hash);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        a->blob = query_int(&q, 0);
        if (!tx_copy(tx, query_text(&q, 1), &a->type))
            r = -ENOMEM;
        a->width = query_int(&q, 2);
        a->height = query_int(&q, 3);
        a->thumbnail = (enum blob_thumbnail)query_int(&q, 4);
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? take_blob(tx, a->blob) : insert_blob(tx, fresh, a);
}

static int insert(struct tx *tx, struct attachment *a)
{
    char *id = tx_alloc(tx, ID_SIZE + 1);
    if (id == NULL)
        return error_trace(-ENOMEM);
    id_make(id, tx->now_us, tx->random);
    a->id = view_make(id, ID_SIZE);
    a->created_us = tx->now_us;
    a->interaction = 0;
    struct query q = query_begin(tx->db, SQL_ATTACHMENT_INSERT, tx->tenant);
    query_bind_text(&q, a->id);
    query_bind(&q, a->blob);
    query_bind_text(&q, a->name);
    query_bind_or_null(&q, a->customer);
    query_bind_or_null(&q, a->session);
    query_bind(&q, a->author_type);
    query_bind_text(&q, a->author_id);
    query_bind(&q, a->created_us);
    int r = query_insert(&q, &a->row);
    return r == QUERY_ROW ? 0 : error_trace(r < 0 ? r : -EAGAIN);
}

int attachment_add(struct tx *tx, const struct attachment_new *fresh, struct attachment *ret)
{
    struct attachment a = {.hash = fresh->hash,
                           .size = fresh->size,
                           .customer = fresh->customer,
                           .session = fresh->session,
                           .author_type = fresh->author_type};
    if (!tx_copy(tx, fresh->name, &a.name) || !tx_copy(tx, fresh->author_id, &a.author_id))
        return error_trace(-ENOMEM);
    int r = need_blob(tx, fresh, &a);
    if (r == 0)
        r = insert(tx, &a);
    if (r == 0)
        *ret = a;
    return r < 0 ? error_trace(r) : r;
}

// ---- in messages

// The same file once more.
static int give_anew(struct tx *tx, struct attachment *a)
{
    int r = take_blob(tx, a->blob);
    return r == 0 ? insert(tx, a) : r;
}

static void write_stored(struct json_writer *w, const struct attachment *a)
{
    json_begin_object(w);
    attachment_write_members(w, a);
    json_key(w, VIEW("thumbnail"));
    json_bool(w, a->thumbnail != THUMBNAIL_NONE);
    json_end_object(w);
}

static int find_named(struct tx *tx, const struct json *object, struct attachment *ret)
{
    struct arena *arena = &tx->batch->arena;
    const struct json *id = object->type == JSON_OBJECT ? json_member(object, VIEW("id")) : NULL;
    struct view text;
    if (id == NULL || !json_text(id, arena, &text) || !id_is_valid(text))
        return ATTACHMENT_NONE;
    return attachment_find(tx->db, tx->tenant, text, arena, ret);
}

static int resolve_one(struct tx *tx, const struct json *object, enum attachment_rule rule,
                       struct view author_id, struct json_writer *w, struct attachment_list *list)
{
    struct attachment a;
    int r = find_named(tx, object, &a);
    if (r == ATTACHMENT_NONE && rule == ATTACHMENT_ANY) {
        json_raw(w, json_source(object));
        return ATTACHMENT_OK;
    }
    if (r != ATTACHMENT_OK)
        return r;
    if (rule == ATTACHMENT_OWN && (a.author_type != AUTHOR_CUSTOMER || !view_equal(a.author_id, author_id)))
        return ATTACHMENT_NONE;
    bool is_sent = a.interaction != 0;
    for (int i = 0; i < list->count; i++)
        is_sent = is_sent || list->rows[i] == a.row;
    if (is_sent && rule == ATTACHMENT_OWN)
        return ATTACHMENT_SENT;
    r = is_sent ? give_anew(tx, &a) : 0;
    if (r < 0)
        return r;
    list->rows[list->count++] = a.row;
    write_stored(w, &a);
    return ATTACHMENT_OK;
}

static int resolve_all(struct tx *tx, const struct json *array, enum attachment_rule rule,
                       struct view author_id, struct buffer *out, struct attachment_list *list)
{
    struct json_writer w = json_writer(out);
    int r = ATTACHMENT_OK;
    json_begin_array(&w);
    for (const struct json *o = json_first(array); o != NULL && r == ATTACHMENT_OK; o = json_next(array, o))
        r = resolve_one(tx, o, rule, author_id, &w, list);
    json_end_array(&w);
    if (r == ATTACHMENT_OK && out->failed)
        return ATTACHMENT_TOO_LARGE;
    if (r == ATTACHMENT_OK && !tx_copy(tx, buffer_view(out), &list->text))
        return error_trace(-ENOMEM);
    return r;
}

int attachments_resolve(struct tx *tx, struct view given, enum attachment_rule rule, struct view author_id,
                        struct attachment_list *ret)
{
    const struct json *array;
    struct buffer out;
    ret->text = (struct view){0};
    ret->count = 0;
    if (given.data == NULL)
        return ATTACHMENT_OK;
    if (json_parse(&tx->batch->arena, given, NULL, &array) != JSON_OK || array->type != JSON_ARRAY ||
        array->count > ATTACHMENTS_MAX)
        return ATTACHMENT_TOO_LARGE;
    if (array->count == 0)
        return ATTACHMENT_OK;
    buffer_init(&out, STORED_MAX + (size_t)ATTACHMENTS_MAX * 1024);
    int r = resolve_all(tx, array, rule, author_id, &out, ret);
    buffer_free(&out);
    return r;
}

int attachments_bind(struct tx *tx, const struct attachment_list *list, const struct interaction *in)
{
    for (int i = 0; i < list->count; i++) {
        struct query q = query_begin(tx->db, SQL_ATTACHMENT_BIND, tx->tenant);
        query_bind(&q, list->rows[i]);
        query_bind(&q, in->row);
        query_bind(&q, in->session);
        query_bind(&q, in->customer);
        int r = query_run(&q, NULL);
        if (r < 0)
            return error_trace(r);
    }
    return 0;
}

// ---- that go

static int drop_one(struct tx *tx, int64_t row, int64_t blob)
{
    struct query q = query_begin(tx->db, SQL_ATTACHMENT_DELETE, tx->tenant);
    query_bind(&q, row);
    int r = query_run(&q, NULL);
    if (r < 0)
        return r;
    q = query_begin(tx->db, SQL_BLOB_LEAVE, tx->tenant);
    query_bind(&q, blob);
    query_bind(&q, tx->now_us);
    return query_run(&q, NULL);
}

static int drop_found(struct tx *tx, enum statement statement, int64_t key, int *ret_gone)
{
    int64_t rows[ATTACHMENTS_DROPPED], blobs[ATTACHMENTS_DROPPED];
    int r, count = 0;
    struct query q = query_begin(tx->db, statement, tx->tenant);
    query_bind(&q, key);
    query_bind(&q, ATTACHMENTS_DROPPED);
    while ((r = query_step(&q)) == QUERY_ROW && count < ATTACHMENTS_DROPPED) {
        rows[count] = query_int(&q, 0);
        blobs[count++] = query_int(&q, 1);
    }
    query_end(&q);
    for (int i = 0; r >= 0 && i < count; i++)
        r = drop_one(tx, rows[i], blobs[i]);
    if (r < 0)
        return error_trace(r);
    if (count > 0)
        tx_wake(tx, WAKE_BLOBS, tx->now_us);
    *ret_gone = count;
    return 0;
}

int attachments_drop(struct tx *tx, enum attachment_owner of, int64_t row, int *ret_gone)
{
    static const enum statement statements[] = {
        [ATTACHMENTS_OF_INTERACTION] = SQL_ATTACHMENTS_OF_INTERACTION,
        [ATTACHMENTS_OF_SESSION] = SQL_ATTACHMENTS_OF_SESSION,
        [ATTACHMENTS_OF_CUSTOMER] = SQL_ATTACHMENTS_OF_CUSTOMER,
    };
    return drop_found(tx, statements[of], row, ret_gone);
}

int attachments_trim(struct tx *tx, const struct trim_rule *rule, int *ret_gone, bool *ret_more)
{
    int r = drop_found(tx, SQL_ATTACHMENTS_ORPHANED, tx->now_us - rule->keep_us, ret_gone);
    *ret_more = r == 0 && *ret_gone == ATTACHMENTS_DROPPED;
    return r;
}

// ---- as JSON

static void write_number(struct json_writer *w, struct view name, int64_t value)
{
    json_key(w, name);
    if (value > 0)
        json_integer(w, value);
    else
        json_null(w);
}

void attachment_write_members(struct json_writer *w, const struct attachment *a)
{
    json_key(w, VIEW("id"));
    json_string(w, a->id);
    json_key(w, VIEW("name"));
    json_string(w, a->name);
    json_key(w, VIEW("type"));
    json_string(w, a->type);
    json_key(w, VIEW("size"));
    json_integer(w, a->size);
    write_number(w, VIEW("width"), a->width);
    write_number(w, VIEW("height"), a->height);
}

static void write_link(struct json_writer *w, struct view name, struct view id, bool is_thumbnail)
{
    char text[512];
    struct buffer link = buffer_fixed(text, sizeof(text));
    file_link_write(&link, w->ctx, id, is_thumbnail);
    json_key(w, name);
    json_string(w, buffer_view(&link));
}

void attachment_write_links(struct json_writer *w, struct view id, bool has_thumbnail)
{
    if (w->ctx == NULL) {
        json_key(w, VIEW("url"));
        json_null(w);
        json_key(w, VIEW("thumbnail_url"));
        json_null(w);
        return;
    }
    write_link(w, VIEW("url"), id, false);
    if (has_thumbnail) {
        write_link(w, VIEW("thumbnail_url"), id, true);
        return;
    }
    json_key(w, VIEW("thumbnail_url"));
    json_null(w);
}

// What write_stored wrote: nothing else has all of these.
static bool is_ours(const struct json *object, struct arena *arena, struct view *ret_id, bool *ret_thumbnail)
{
    static const struct view names[] = {{"id", 2},    {"name", 4},   {"type", 4},     {"size", 4},
                                        {"width", 5}, {"height", 6}, {"thumbnail", 9}};
    enum { NAMES = sizeof(names) / sizeof(names[0]) };
    const struct json *values[NAMES];
    if (object->type != JSON_OBJECT || object->count != NAMES)
        return false;
    for (size_t i = 0; i < NAMES; i++)
        if ((values[i] = json_member(object, names[i])) == NULL)
            return false;
    *ret_thumbnail = values[NAMES - 1]->type == JSON_TRUE;
    return json_text(values[0], arena, ret_id) && id_is_valid(*ret_id);
}

static void write_one(struct json_writer *w, struct arena *arena, const struct json *object)
{
    struct view id;
    bool has_thumbnail;
    if (!is_ours(object, arena, &id, &has_thumbnail)) {
        json_raw(w, json_source(object));
        return;
    }
    struct view source = json_source(object);
    json_begin_object(w);
    json_members(w, source);
    attachment_write_links(w, id, has_thumbnail);
    json_end_object(w);
}

void attachments_write(struct json_writer *w, struct view stored)
{
    struct arena arena;
    const struct json *array;
    if (stored.data == NULL || w->ctx == NULL) {
        json_raw(w, stored.data == NULL ? VIEW("[]") : stored);
        return;
    }
    arena_init(&arena, 4096, 8 << 20);
    if (json_parse(&arena, stored, NULL, &array) == JSON_OK && array->type == JSON_ARRAY) {
        json_begin_array(w);
        for (const struct json *o = json_first(array); o != NULL; o = json_next(array, o))
            write_one(w, &arena, o);
        json_end_array(w);
    } else {
        json_raw(w, stored);
    }
    arena_free(&arena);
}
