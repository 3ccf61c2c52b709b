// SPDX-License-Identifier: Apache-2.0
#include "hub/interaction.h"
#include "base/error.h"
#include "hub/attachment.h"
#include "hub/interaction_row.h"
#include "hub/position.h"
#include <errno.h>

int64_t interaction_no_connector(enum channel channel)
{
    return -1 - (int64_t)channel;
}

int interaction_insert(struct tx *tx, struct interaction *in)
{
    bool is_customer = in->author_type == AUTHOR_CUSTOMER;
    struct query q = query_begin(tx->db, SQL_INTERACTION_INSERT, tx->tenant);
    query_bind(&q, in->position);
    query_bind_text(&q, in->id);
    query_bind(&q, in->customer);
    query_bind(&q, in->session);
    query_bind(&q, in->connector);
    query_bind(&q, in->channel);
    query_bind(&q, in->type);
    query_bind(&q, in->direction);
    query_bind(&q, in->audience);
    query_bind(&q, in->author_type);
    query_bind_text(&q, is_customer ? (struct view){0} : in->author_id);
    query_bind_text(&q, is_customer ? (struct view){0} : in->author_name);
    query_bind_text(&q, in->content);
    query_bind_text(&q, in->attachments);
    query_bind_text(&q, in->metadata);
    query_bind_text(&q, in->change);
    query_bind_text(&q, in->provider_id);
    query_bind(&q, in->delivery);
    query_bind(&q, in->created_us);
    query_bind_text(&q, in->quick_replies);
    query_bind_text(&q, in->delivery_info);
    int r = query_insert(&q, &in->row);
    if (r == QUERY_ROW)
        return 0;
    return error_trace(r < 0 ? r : -EAGAIN);
}

int interaction_by_provider(struct tx *tx, int64_t connector, struct view provider_id, struct arena *arena,
                            struct interaction_key *ret)
{
    struct query q = query_begin(tx->db, SQL_INTERACTION_BY_PROVIDER, tx->tenant);
    query_bind(&q, connector);
    query_bind_text(&q, provider_id);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct interaction_key key = {.row = row_int(&row)};
        key.position = row_int(&row);
        key.id = row_text(&row);
        key.session_id = row_text(&row);
        key.customer = row_int(&row);
        if (row.failed)
            r = -ENOMEM;
        else
            *ret = key;
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? INTERACTION_OK : INTERACTION_NONE;
}

void interaction_read(struct row *row, struct interaction *ret)
{
    *ret = (struct interaction){.row = row_int(row)};
    ret->position = row_int(row);
    ret->id = row_text(row);
    ret->customer = row_int(row);
    ret->session = row_int(row);
    ret->connector = row_int(row);
    ret->channel = (enum channel)row_int(row);
    ret->type = (enum interaction_type)row_int(row);
    ret->direction = (enum direction)row_int(row);
    ret->audience = (enum audience)row_int(row);
    ret->author_type = (enum author_type)row_int(row);
    ret->author_id = row_text(row);
    ret->author_name = row_text(row);
    ret->content = row_text(row);
    ret->attachments = row_text(row);
    ret->metadata = row_text(row);
    ret->change = row_text(row);
    ret->provider_id = row_text(row);
    ret->sentiment = row_text(row);
    ret->delivery = (enum delivery_state)row_int(row);
    ret->created_us = row_int(row);
    ret->edited_us = row_int(row);
    ret->edits = (int)row_int(row);
    ret->quick_replies = row_text(row);
    ret->redacted_us = row_int(row);
    ret->delivery_info = row_text(row);
}

// The one row of a bound query.
static int load(struct query *q, struct arena *arena, struct interaction *ret)
{
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        interaction_read(&row, ret);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? INTERACTION_OK : INTERACTION_NONE;
}

int interaction_find(struct db *db, int64_t tenant, struct view id, struct arena *arena,
                     struct interaction *ret)
{
    struct query q = query_begin(db, SQL_INTERACTION_BY_ID, tenant);
    query_bind_text(&q, id);
    return load(&q, arena, ret);
}

int interaction_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct interaction *ret)
{
    struct query q = query_begin(db, SQL_INTERACTION_BY_ROW, tenant);
    query_bind(&q, row);
    return load(&q, arena, ret);
}

void interaction_fill_author(struct interaction *in, struct view customer_id, struct view customer_name)
{
    if (in->author_type != AUTHOR_CUSTOMER)
        return;
    in->author_id = customer_id;
    in->author_name = customer_name;
}

static struct view type_name(enum interaction_type type)
{
    switch (type) {
    case INTERACTION_MESSAGE:
        return VIEW("message");
    case INTERACTION_TRANSFER:
        return VIEW("transfer");
    case INTERACTION_NOTE:
        return VIEW("note");
    case INTERACTION_ASSIGNMENT:
        return VIEW("assignment");
    case INTERACTION_STATUS:
        return VIEW("status");
    case INTERACTION_RATING:
        return VIEW("rating");
    case INTERACTION_CALL:
        return VIEW("call");
    case INTERACTION_VIDEO:
        return VIEW("video");
    case INTERACTION_SYSTEM:
        return VIEW("system");
    case INTERACTION_MERGE:
        return VIEW("merge");
    }
    return VIEW("unknown");
}

static struct view author_name(enum author_type type)
{
    switch (type) {
    case AUTHOR_CUSTOMER:
        return VIEW("customer");
    case AUTHOR_AGENT:
        return VIEW("agent");
    case AUTHOR_SYSTEM:
        return VIEW("system");
    }
    return VIEW("unknown");
}

// A customer knows who they are; whom a visitor was merged with, and so is now, is not theirs to know
// (hub/visitor.h). Ids of agents are the company's.
static void write_author(struct json_writer *w, const struct interaction *in, enum audience audience)
{
    bool is_told = audience == AUDIENCE_INTERNAL, is_named = is_told || in->author_type != AUTHOR_CUSTOMER;
    json_begin_object(w);
    json_key(w, VIEW("type"));
    json_string(w, author_name(in->author_type));
    json_key(w, VIEW("id"));
    json_string_or_null(w, is_told ? in->author_id : (struct view){0});
    json_key(w, VIEW("name"));
    json_string_or_null(w, is_named ? in->author_name : (struct view){0});
    json_end_object(w);
}

static void write_json(struct json_writer *w, struct view name, struct view text, struct view otherwise)
{
    json_key(w, name);
    json_raw(w, text.data == NULL ? otherwise : text);
}

// Why a customer was transferred is the company's own affair.
static void write_public_change(struct json_writer *w, const struct interaction *in)
{
    static const struct view names[] = {{"from", 4}, {"to", 2}};
    struct arena arena;
    const struct json *change;
    arena_init(&arena, 4096, 4 << 20);
    if (json_parse(&arena, in->change, NULL, &change) == JSON_OK && change->type == JSON_OBJECT)
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            const struct json *value = json_member(change, names[i]);
            json_key(w, names[i]);
            json_raw(w, value == NULL ? VIEW("null") : json_source(value));
        }
    arena_free(&arena);
}

// The members of `change` (from, to, reason) stand beside the others. It is the hub's own text: an object.
static void write_change(struct json_writer *w, const struct interaction *in, enum audience audience)
{
    if (in->type == INTERACTION_TRANSFER && audience == AUDIENCE_PUBLIC)
        write_public_change(w, in);
    else
        json_members(w, in->change);
}

static void write_internal(struct json_writer *w, const struct interaction *in)
{
    json_key(w, VIEW("ai_sentiment"));
    json_string_or_null(w, in->sentiment);
    json_key(w, VIEW("provider_message_id"));
    json_string_or_null(w, in->provider_id);
    json_key(w, VIEW("visibility"));
    json_string(w, in->audience == AUDIENCE_PUBLIC ? VIEW("public") : VIEW("internal"));
    json_key(w, VIEW("edits"));
    json_integer(w, in->edits);
    write_json(w, VIEW("metadata"), in->metadata, VIEW("{}"));
}

void interaction_write_open(struct json_writer *w, const struct interaction *in, enum audience audience,
                            struct view epoch)
{
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, in->id);
    json_key(w, VIEW("position"));
    position_write(w, epoch, in->position);
    json_key(w, VIEW("type"));
    json_string(w, type_name(in->type));
    json_key(w, VIEW("channel"));
    json_string(w, channel_name(in->channel));
    json_key(w, VIEW("direction"));
    json_string(w, in->direction == DIRECTION_INBOUND ? VIEW("inbound") : VIEW("outbound"));
    json_key(w, VIEW("author"));
    write_author(w, in, audience);
    json_key(w, VIEW("content"));
    json_string_or_null(w,
                        in->content.size > 0 ? in->content : (struct view){0}); // many say nothing in words
    json_key(w, VIEW("attachments"));
    attachments_write(w, in->attachments);
    json_key(w, VIEW("timestamp"));
    json_time(w, in->created_us);
    json_key(w, VIEW("edited_at"));
    json_time(w, in->edited_us);
    write_json(w, VIEW("quick_replies"), in->quick_replies, VIEW("[]"));
    json_key(w, VIEW("redacted"));
    json_bool(w, in->redacted_us != 0);
    delivery_write(w, in->delivery, in->delivery_info, audience);
    write_change(w, in, audience);
    if (audience == AUDIENCE_INTERNAL)
        write_internal(w, in);
}

void interaction_write(struct json_writer *w, const struct interaction *in, enum audience audience,
                       struct view epoch)
{
    interaction_write_open(w, in, audience, epoch);
    json_end_object(w);
}
