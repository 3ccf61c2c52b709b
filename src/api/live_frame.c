// SPDX-License-Identifier: Apache-2.0
#include "api/live_state.h"
#include "hub/position.h"

static void write_position(struct json_writer *w, struct view name, int64_t position, struct view epoch)
{
    json_key(w, name);
    if (position < 0)
        json_null(w);
    else
        position_write(w, epoch, position);
}

void live_envelope_write(struct buffer *out, const struct live_envelope *e, struct view payload,
                         struct view epoch)
{
    struct json_writer w = json_writer(out);
    json_begin_object(&w);
    json_key(&w, VIEW("type"));
    json_string(&w, e->type);
    json_key(&w, VIEW("payload"));
    json_raw(&w, payload.size == 0 ? VIEW("null") : payload);
    json_key(&w, VIEW("timestamp"));
    json_time(&w, e->time_us);
    json_key(&w, VIEW("sessionId"));
    json_string_or_null(&w, e->session_id);
    json_key(&w, VIEW("customerId"));
    json_string_or_null(&w, e->customer_id);
    json_key(&w, VIEW("topic"));
    json_string_or_null(&w, e->topic);
    write_position(&w, VIEW("position"), e->position, epoch);
    write_position(&w, VIEW("previous"), e->previous, epoch);
    json_end_object(&w);
}

void live_send(struct live *live, const struct live_envelope *e, struct view payload)
{
    struct buffer *out = &live->loop->scratch;
    buffer_clear(out);
    live_envelope_write(out, e, payload, live->loop->api->epoch);
    if (!out->failed)
        websocket_send_text(live->ws, buffer_view(out));
}

void live_send_plain(struct live *live, struct view type, struct view payload)
{
    live_send(live,
              &(struct live_envelope){
                  .type = type, .position = -1, .previous = -1, .time_us = api_now_us(live->loop->api)},
              payload);
}

void live_send_error(struct live *live, const struct problem *problem, struct view topic,
                     struct view client_id)
{
    struct buffer payload;
    buffer_init(&payload, 16 << 10);
    problem_write(&payload, problem);
    if (client_id.data != NULL && payload.size > 0) {
        payload.size--; // the closing brace
        struct json_writer w = {.out = &payload, .depth = 1, .needs_comma = true};
        json_key(&w, VIEW("client_id"));
        json_string(&w, client_id);
        json_end_object(&w);
    }
    live_send(live,
              &(struct live_envelope){.type = VIEW("error"),
                                      .topic = topic,
                                      .position = -1,
                                      .previous = -1,
                                      .time_us = api_now_us(live->loop->api)},
              buffer_view(&payload));
    buffer_free(&payload);
}

void live_event_write(struct buffer *out, const struct event *event, const struct event_body *body,
                      enum audience audience, struct view topic, int64_t previous, struct buffer *payload,
                      const struct api *api)
{
    if (payload->size == 0) {
        struct json_writer w = json_writer(payload);
        struct file_links links = api_links(api, event->tenant);
        w.ctx = &links;
        event_payload_write(&w, event, body, audience, api->epoch);
    }
    if (payload->failed) { // rather no frame than half of one
        out->failed = true;
        return;
    }
    live_envelope_write(out,
                        &(struct live_envelope){.type = event_type(event->kind),
                                                .session_id = body->session_id,
                                                .customer_id = live_customer_id(body->customer_id, audience),
                                                .topic = topic,
                                                .position = event->position,
                                                .previous = previous,
                                                .time_us = event->created_us},
                        buffer_view(payload), api->epoch);
}
