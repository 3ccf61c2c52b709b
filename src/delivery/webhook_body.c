// SPDX-License-Identifier: Apache-2.0
#include "delivery/webhook_body.h"
#include "base/error.h"
#include "base/time_text.h"
#include "hub/event_body.h"
#include "hub/file_link.h"
#include "hub/position.h"
#include "hub/webhook_record.h"
#include <errno.h>

// ---- payloads

static int load_body(const struct snapshot *snapshot, const struct event *event, struct arena *arena,
                     struct event_body *ret)
{
    if (event->kind != EVENT_CUSTOMER_ERASED)
        return event_body_load(snapshot->db, event, arena, ret);
    *ret = (struct event_body){0};
    int r = webhook_erased_at(snapshot->db, event->tenant, event->position, arena, &ret->customer_id);
    return r == WEBHOOK_NONE ? EVENT_BODY_GONE : r;
}

int webhook_body_load(const struct snapshot *snapshot, const struct event *event, enum webhook_type type,
                      struct view epoch, const struct secret_keys *keys, int64_t now_us, struct arena *arena,
                      struct buffer *payload, struct webhook_message *ret)
{
    struct event_body body;
    struct file_links links = {.keys = keys, .tenant = event->tenant, .now_us = now_us};
    struct json_writer w = json_writer(payload);
    w.ctx = &links;
    int r = load_body(snapshot, event, arena, &body);
    if (r != EVENT_BODY_OK)
        return r < 0 ? error_trace(r) : WEBHOOK_BODY_GONE;
    event_payload_write(&w, event, &body, AUDIENCE_INTERNAL, epoch);
    if (payload->failed)
        return error_trace(-ENOMEM);
    *ret = (struct webhook_message){.type = type,
                                    .time_us = event->created_us,
                                    .position = event->position,
                                    .session_id = body.session_id,
                                    .customer_id = body.customer_id,
                                    .payload = buffer_view(payload)};
    return WEBHOOK_BODY_OK;
}

void webhook_test_write(struct json_writer *w, struct view webhook_id)
{
    json_begin_object(w);
    json_key(w, VIEW("webhook_id"));
    json_string(w, webhook_id);
    json_key(w, VIEW("message"));
    json_string(w, VIEW("A test. Nothing happened."));
    json_end_object(w);
}

void webhook_gap_write(struct json_writer *w, struct view reason, struct view from_epoch, int64_t from,
                       struct view epoch, int64_t to)
{
    json_begin_object(w);
    json_key(w, VIEW("reason"));
    json_string(w, reason);
    json_key(w, VIEW("from"));
    position_write(w, from_epoch, from);
    json_key(w, VIEW("to"));
    position_write(w, epoch, to);
    json_end_object(w);
}

// ---- bodies

static void write_where(struct json_writer *w, const struct webhook_message *m, struct view epoch,
                        struct view session, struct view customer)
{
    if (m->session_id.data != NULL) {
        json_key(w, session);
        json_string(w, m->session_id);
    }
    if (m->customer_id.data != NULL) {
        json_key(w, customer);
        json_string(w, m->customer_id);
    }
    if (m->position != 0) {
        json_key(w, VIEW("position"));
        position_write(w, epoch, m->position);
    }
}

static void write_standard(struct json_writer *w, const struct webhook_message *m, struct view epoch)
{
    json_begin_object(w);
    json_key(w, VIEW("type"));
    json_string(w, webhook_type_name(m->type));
    json_key(w, VIEW("timestamp"));
    json_time(w, m->time_us);
    write_where(w, m, epoch, VIEW("sessionId"), VIEW("customerId"));
    json_key(w, VIEW("data"));
    json_raw(w, m->payload);
    json_end_object(w);
}

static struct view subject_of(const struct webhook_message *m)
{
    return m->session_id.data != NULL ? m->session_id : m->customer_id;
}

static void write_structured(struct json_writer *w, const struct webhook_message *m,
                             const struct webhook_frame *frame)
{
    json_begin_object(w);
    json_key(w, VIEW("specversion"));
    json_string(w, VIEW("1.0"));
    json_key(w, VIEW("id"));
    json_string(w, m->id);
    json_key(w, VIEW("source"));
    json_string(w, frame->source);
    json_key(w, VIEW("type"));
    json_string(w, webhook_type_name(m->type));
    json_key(w, VIEW("time"));
    json_time(w, m->time_us);
    if (subject_of(m).data != NULL) {
        json_key(w, VIEW("subject"));
        json_string(w, subject_of(m));
    }
    write_where(w, m, frame->epoch, VIEW("sessionid"), VIEW("customerid"));
    json_key(w, VIEW("datacontenttype"));
    json_string(w, VIEW("application/json"));
    json_key(w, VIEW("data"));
    json_raw(w, m->payload);
    json_end_object(w);
}

void webhook_body_write(struct buffer *out, const struct webhook_message *message, enum webhook_format format,
                        const struct webhook_frame *frame)
{
    struct json_writer w = json_writer(out);
    switch (format) {
    case WEBHOOK_FORMAT_STANDARD:
        write_standard(&w, message, frame->epoch);
        return;
    case WEBHOOK_FORMAT_CLOUDEVENTS_STRUCTURED:
        write_structured(&w, message, frame);
        return;
    case WEBHOOK_FORMAT_CLOUDEVENTS_BINARY:
        json_raw(&w, message->payload);
        return;
    }
}

// ---- headers

struct headers {
    struct egress_header *items;
    int count;
};

static void add(struct headers *h, struct view name, struct view value)
{
    if (value.data != NULL)
        h->items[h->count++] = (struct egress_header){.name = name, .value = value};
}

// Ids, times and positions are of printable ASCII without quotes, so that nothing is to be encoded.
static int add_attributes(struct headers *h, const struct webhook_message *m,
                          const struct webhook_frame *frame, struct arena *arena)
{
    char time[TIME_TEXT_SIZE + 1], text[POSITION_TEXT_MAX];
    struct view time_view, position = {0};
    time_text(time, m->time_us);
    if (!arena_copy(arena, view_from(time), &time_view) ||
        (m->position != 0 &&
         !arena_copy(arena, view_make(text, position_text(text, frame->epoch, m->position)), &position)))
        return error_trace(-ENOMEM);
    add(h, VIEW("ce-specversion"), VIEW("1.0"));
    add(h, VIEW("ce-id"), m->id);
    add(h, VIEW("ce-source"), frame->source);
    add(h, VIEW("ce-type"), webhook_type_name(m->type));
    add(h, VIEW("ce-time"), time_view);
    add(h, VIEW("ce-subject"), subject_of(m));
    add(h, VIEW("ce-sessionid"), m->session_id);
    add(h, VIEW("ce-customerid"), m->customer_id);
    add(h, VIEW("ce-position"), position);
    return 0;
}

int webhook_headers(const struct webhook_message *message, enum webhook_format format,
                    const struct webhook_frame *frame, struct arena *arena,
                    struct egress_header ret[static WEBHOOK_HEADERS_MAX])
{
    struct headers h = {.items = ret};
    bool is_structured = format == WEBHOOK_FORMAT_CLOUDEVENTS_STRUCTURED;
    add(&h, VIEW("Content-Type"),
        is_structured ? VIEW("application/cloudevents+json; charset=utf-8") : VIEW("application/json"));
    int r = format == WEBHOOK_FORMAT_CLOUDEVENTS_BINARY ? add_attributes(&h, message, frame, arena) : 0;
    return r < 0 ? r : h.count;
}
