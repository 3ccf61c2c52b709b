// SPDX-License-Identifier: Apache-2.0
// What an endpoint is sent: an event of the log read from the store as it is now, for the company's eyes,
// with the payload of the live frame; as Standard Webhooks or as CloudEvents 1.0 (HTTP binding, JSON format).
#pragma once
#include "delivery/egress.h"
#include "hub/webhook.h"
#include "store/snapshot.h"

enum { WEBHOOK_BODY_MAX = 4 << 20, WEBHOOK_HEADERS_MAX = 14 };

struct webhook_message {
    enum webhook_type type;
    struct view id; // of the event
    int64_t time_us;
    int64_t position;                    // 0: none
    struct view session_id, customer_id; // no data: none
    struct view payload;                 // JSON
};

struct webhook_frame {
    struct view source; // of CloudEvents: who tells
    struct view epoch;
};

enum webhook_body_outcome {
    WEBHOOK_BODY_OK = 0,
    WEBHOOK_BODY_GONE = 1, // the rows that it speaks of are not there any more
};

// The event's payload into `payload` and the texts of *ret into the arena. ret->id is the caller's.
int webhook_body_load(const struct snapshot *snapshot, const struct event *event, enum webhook_type type,
                      struct view epoch, const struct secret_keys *keys, int64_t now_us, struct arena *arena,
                      struct buffer *payload, struct webhook_message *ret);

void webhook_test_write(struct json_writer *w, struct view webhook_id);
// `from` and `to` are the first and the last position that cannot be told.
void webhook_gap_write(struct json_writer *w, struct view reason, struct view from_epoch, int64_t from,
                       struct view epoch, int64_t to);

// The request's body.
void webhook_body_write(struct buffer *out, const struct webhook_message *message, enum webhook_format format,
                        const struct webhook_frame *frame);

// The headers but those of the signature, texts in the arena: how many, or negative.
int webhook_headers(const struct webhook_message *message, enum webhook_format format,
                    const struct webhook_frame *frame, struct arena *arena,
                    struct egress_header ret[static WEBHOOK_HEADERS_MAX]);
