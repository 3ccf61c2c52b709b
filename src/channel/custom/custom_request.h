// SPDX-License-Identifier: Apache-2.0
// The fields `send_url`, `request` and `answer`: what a message becomes on its way out, and what the answer
// means.
//   request: {"body": any JSON with places (codec/json_template.h), "headers": {name: text with places},
//             "type": "json" | "form"}
//   answer:  {"id", "code", "text", "status": places in a JSON answer,
//             "sent", "retry", "failed": patterns of the status,
//             "sent_statuses", "retry_statuses", "failed_statuses": HTTP's, 409 or "5xx"}
// Places are {{id}}, {{to}}, {{conversation}}, {{text}}, {{attempt}}, {{attachments}}, {{attachment_url}},
// {{choices}}, {{time}}, {{timestamp}}, {{webhook}}.
#pragma once
#include "channel/custom/custom_read.h"
#include "channel/custom/custom_row.h"
#include "codec/json_template.h"

enum { CUSTOM_VALUES = 11, CUSTOM_HEADERS_MAX = 16 };

// Names of the places, without values.
extern const struct json_template_value custom_places[CUSTOM_VALUES];

struct custom_request {
    const struct json *body; // NULL: the usual one
    const struct json *headers;
    bool is_form;
};

struct custom_answer {
    struct custom_take id, code, text, status;
    const struct json *sent, *retry, *failed;
    const struct json *sent_statuses, *retry_statuses, *failed_statuses;
};

// No data: as usual.
int custom_request_read(struct custom_reading *r, struct view json, struct custom_request *ret);
int custom_answer_read(struct custom_reading *r, struct view json, struct custom_answer *ret);

// The headers that say who we are, at most two; -1: they do not fit. `room` holds their values.
enum { CUSTOM_AUTH_ROOM = 8192, CUSTOM_AUTH_MAX = 2 };
int custom_auth(const struct custom *c, char room[CUSTOM_AUTH_ROOM],
                struct channel_header ret[CUSTOM_AUTH_MAX]);

// A message as a request, asked of the host under this tag. CHANNEL_OK, _BUSY, _REFUSED; -ENOMEM.
int custom_ask(struct custom *c, const struct channel_message *m, uint64_t tag, struct channel_fault *fault);

// How the attempt ended. Texts lie in the arena or the answer; `id` is the delivery's.
struct channel_ended custom_end(const struct custom *c, const struct channel_http_answer *answer,
                                struct arena *arena, struct view id);
