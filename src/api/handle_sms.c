// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/consent_refusal.h"
#include "api/cursor.h"
#include "api/handlers.h"
#include "api/refuse_connector.h"
#include "api/refuse_message.h"
#include "api/row_page.h"
#include "api/sight.h"
#include "codec/sms_text.h"
#include "hub/agent.h"
#include "hub/message_edit.h"
#include "hub/position.h"
#include "hub/sms_bulk.h"
#include <errno.h>

enum { MEDIA_MAX = 64 << 10 };

// ---- POST /sms/send

// Uploaded files, and those that lie elsewhere: {"url": …}.
static int join_files(struct call *call, const struct sms_send_args *args, struct view *ret)
{
    struct buffer text;
    if (args->media_urls_count == 0) {
        *ret = args->attachments;
        return 0;
    }
    buffer_init(&text, 2 * MEDIA_MAX);
    struct json_writer w = json_writer(&text);
    json_begin_array(&w);
    const struct json *files = args->attachments_json;
    for (const struct json *f = files == NULL ? NULL : json_first(files); f != NULL; f = json_next(files, f))
        json_raw(&w, json_source(f));
    for (size_t i = 0; i < args->media_urls_count; i++) {
        json_begin_object(&w);
        json_key(&w, VIEW("url"));
        json_string(&w, args->media_urls_items[i]);
        json_end_object(&w);
    }
    json_end_array(&w);
    bool is_kept = !text.failed && call_copy(call, buffer_view(&text), ret);
    buffer_free(&text);
    return is_kept ? 0 : -ENOMEM;
}

static bool are_urls(const struct sms_send_args *args)
{
    for (size_t i = 0; i < args->media_urls_count; i++)
        if (!view_starts(args->media_urls_items[i], VIEW("https://")) &&
            !view_starts(args->media_urls_items[i], VIEW("http://")))
            return false;
    return true;
}

static int check_arguments(struct call *call, const struct sms_send_args *args)
{
    bool has_text = args->message.size > 0 || args->content.size > 0;
    if (!has_text && args->media_urls_count == 0 && args->attachments.data == NULL)
        return call_blame(
            call, VIEW("/message"),
            call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("there is neither a text nor a file")));
    if (!are_urls(args))
        return call_blame(
            call, VIEW("/media_urls"),
            call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("a file's address begins with https://")));
    return 0;
}

// Of a file alone the text is empty.
static int make_message(struct tx *tx, struct call *call, struct message_in *in)
{
    const struct sms_send_args *args = call->args;
    struct view none = VIEW("");
    *in = (struct message_in){.customer_id = args->customer_id,
                              .session_id = args->session_id,
                              .to = args->to,
                              .content = args->message.size > 0   ? args->message
                                         : args->content.size > 0 ? args->content
                                                                  : none,
                              .metadata = args->metadata,
                              .purpose = args->has_purpose ? args->purpose : CONSENT_SERVICE,
                              .due_us = args->has_send_at_us ? args->send_at_us : 0,
                              .expires_us = args->has_expires_at_us ? args->expires_at_us : 0,
                              .fallback = args->fallback};
    int r = message_check_times(tx, call, in);
    if (r == 0)
        r = connector_need_open(tx->db, call, CHANNEL_SMS, args->connector_id, &in->leave_by);
    if (r == 0)
        r = join_files(call, args, &in->attachments);
    if (r == 0)
        r = sight_need_session(tx->db, call, in->session_id);
    if (r == 0)
        r = message_name_author(tx, call, args->agent_id, in);
    if (r == 0)
        message_allow_files(in, &call->principal);
    return r;
}

static int refuse_sms(struct call *call, int outcome, const struct sms_sent *sent)
{
    struct view code = sms_code(outcome, sent);
    switch ((enum sms_outcome)outcome) {
    case SMS_OK:
        return 0;
    case SMS_NOBODY:
        return call_blame(
            call, VIEW("/to"),
            call_refuse(call, 422, code, VIEW("one of to, customer_id and session_id is needed")));
    case SMS_BAD_NUMBER:
        return call_blame(call, VIEW("/to"),
                          call_refuse(call, 422, code, VIEW("this is no phone number with its country")));
    case SMS_NO_NUMBER:
        return call_refuse(call, 422, code, VIEW("no phone number of this customer is known"));
    case SMS_TOO_LONG:
        return call_blame(call, VIEW("/message"),
                          call_refuse(call, 422, code, VIEW("a text message has at most 1,600 characters")));
    case SMS_DENIED: // by sms_send_decide
    case SMS_REFUSED:
        break;
    }
    return refuse_message(call, sent->refusal);
}

struct sms_answer {
    struct message_result message;
    struct view customer_id, to;
    struct sms_size size;
};

static int keep_answer(struct call *call, const struct sms_sent *sent, struct view text)
{
    struct sms_answer *a = arena_zalloc(call_arena(call), sizeof(*a));
    int r = a == NULL ? -ENOMEM : message_keep_result(call, &sent->message);
    if (r != 0)
        return r;
    a->message = *(const struct message_result *)call->result;
    a->size = sms_measure(text);
    if (!call_copy(call, sent->customer_id, &a->customer_id) || !call_copy(call, sent->to, &a->to))
        return -ENOMEM;
    call->result = a;
    return 0;
}

int sms_send_decide(struct tx *tx, struct call *call)
{
    struct sms_out out;
    struct sms_sent sent;
    int r = check_arguments(call, call->args);
    if (r == 0)
        r = make_message(tx, call, &out.message);
    if (r != 0)
        return r;
    r = sms_send(tx, &out, &sent);
    if (r == SMS_DENIED)
        return consent_refuse(tx, call, call_arena(call),
                              &(struct consent_question){.channel = CHANNEL_SMS,
                                                         .purpose = out.message.purpose,
                                                         .address = sent.asked},
                              &sent.answer);
    if (r != SMS_OK)
        return r < 0 ? r : refuse_sms(call, r, &sent);
    r = sight_need_session(tx->db, call, sent.message.session_id);
    return r != 0 ? r : keep_answer(call, &sent, out.message.content);
}

static void write_size(struct json_writer *w, const struct sms_size *size)
{
    json_key(w, VIEW("segments"));
    json_integer(w, size->segments);
    json_key(w, VIEW("encoding"));
    json_string(w, sms_encoding_name(size->encoding));
}

void sms_send_render(struct call *call, struct json_writer *w)
{
    const struct sms_answer *a = call->result;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("message_id"));
    json_string(w, a->message.id);
    json_key(w, VIEW("session_id"));
    json_string(w, a->message.session_id);
    json_key(w, VIEW("customer_id"));
    json_string(w, a->customer_id);
    json_key(w, VIEW("to"));
    json_string_or_null(w, a->to);
    json_key(w, VIEW("status"));
    json_string(w, delivery_name(a->message.delivery));
    write_size(w, &a->size);
    json_key(w, VIEW("characters"));
    json_integer(w, a->size.characters);
    delivery_write(w, a->message.delivery, a->message.delivery_info, AUDIENCE_INTERNAL);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, a->message.position);
    json_key(w, VIEW("timestamp"));
    json_time(w, a->message.created_us);
    json_end_object(w);
}

// ---- GET /sms/{id}/status

static void write_status(struct json_writer *w, const struct call *call, const struct message_whole *m)
{
    const struct interaction *in = &m->in;
    bool is_inbound = in->direction == DIRECTION_INBOUND;
    struct sms_size size = sms_measure(in->content);
    json_begin_object(w);
    json_key(w, VIEW("message_id"));
    json_string(w, in->id);
    json_key(w, VIEW("session_id"));
    json_string(w, m->session_id);
    json_key(w, VIEW("direction"));
    json_string(w, is_inbound ? VIEW("inbound") : VIEW("outbound"));
    json_key(w, VIEW("status"));
    json_string(w, is_inbound ? VIEW("received") : delivery_name(in->delivery));
    json_key(w, VIEW("provider_message_id"));
    json_string_or_null(w, in->provider_id);
    write_size(w, &size);
    delivery_write(w, in->delivery, in->delivery_info, AUDIENCE_INTERNAL);
    json_key(w, VIEW("timestamp"));
    json_time(w, in->created_us);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, in->position);
    json_end_object(w);
}

int sms_status_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct sms_status_args *args = call->args;
    struct message_whole m;
    int r =
        message_find(snapshot->db, snapshot->tenant, args->id, call->principal.view, call_arena(call), &m);
    bool is_sms = r == MESSAGE_EDIT_OK && m.in.channel == CHANNEL_SMS && m.in.type == INTERACTION_MESSAGE;
    if (r >= 0 && !is_sms)
        return refuse_message_edit(call, MESSAGE_EDIT_NONE);
    if (r == MESSAGE_EDIT_OK)
        r = message_need_sight(snapshot->db, call, &m);
    if (r == 0)
        write_status(w, call, &m);
    return r;
}

// ---- GET /sms/inbox

struct inbox_page {
    struct row_page page;
    const struct call *call;
};

// The number that it came from, where its adapter says so.
static struct view number_of(struct view metadata, struct arena *arena)
{
    const struct json *root, *from;
    struct view number = {0};
    if (metadata.data == NULL || json_parse(arena, metadata, NULL, &root) != JSON_OK)
        return number;
    from = root->type == JSON_OBJECT ? json_member(root, VIEW("from")) : NULL;
    if (from != NULL && from->type == JSON_STRING && !json_text(from, arena, &number))
        number = (struct view){0};
    return number;
}

static int write_heard(void *ctx, const struct sms_heard *heard)
{
    struct inbox_page *p = ctx;
    struct json_writer *w = p->page.w;
    struct arena arena;
    arena_init(&arena, 4096, 4 << 20);
    interaction_write_open(w, &heard->in, AUDIENCE_INTERNAL, p->call->api->epoch);
    json_key(w, VIEW("session_id"));
    json_string_or_null(w, heard->session_id);
    json_key(w, VIEW("customer_id"));
    json_string_or_null(w, heard->customer_id);
    json_key(w, VIEW("from"));
    json_string_or_null(w, number_of(heard->in.metadata, &arena));
    json_end_object(w);
    arena_free(&arena);
    return row_page_count(&p->page);
}

int sms_inbox_rows(const struct call *call)
{
    return (int)((const struct sms_inbox_args *)call->args)->limit;
}

int sms_inbox_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct sms_inbox_args *args = call->args;
    struct inbox_page p = {.call = call};
    struct arena rows;
    int64_t cursor;
    if (!cursor_row(args->cursor, INT64_MAX, &cursor))
        return cursor_refuse(call);
    arena_init(&rows, 4096, 4 << 20);
    row_page_begin(&p.page, w, VIEW("messages"), args->limit);
    int r = sms_inbox_walk(snapshot->db, snapshot->tenant, call->principal.view, &cursor, (int)args->limit,
                           &rows, write_heard, &p);
    row_page_end(&p.page, call, cursor, snapshot->position);
    arena_free(&rows);
    return r;
}
