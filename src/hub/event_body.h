// SPDX-License-Identifier: Apache-2.0
// What struct event's body points to, and its text for live clients.
#pragma once
#include "hub/cluster.h"
#include "hub/session.h"

struct event_body {
    struct view session_id;
    struct view customer_id;
    const struct interaction *interaction;   // of events whose ref is one
    const struct session *session;           // EVENT_SESSION_UPDATE
    const struct cluster *cluster;           // EVENT_CUSTOMER_UPDATE, EVENT_CUSTOMER_MERGED
    struct view member_id;                   // EVENT_CUSTOMER_MERGED: of the one that was merged or set free
    const struct notification *notification; // EVENT_NOTIFICATION
};

// The body of an event whose batch is gone, read from its ref into the arena. Positive (EVENT_BODY_GONE)
// when the rows no longer exist.
enum event_body_outcome {
    EVENT_BODY_OK = 0,
    EVENT_BODY_GONE = 1,
};
// The same of a customer's row, for the events of customers.
int event_body_of_customer(struct db *db, int64_t tenant, int64_t row, struct arena *arena,
                           struct event_body *ret);
int event_body_load(struct db *db, const struct event *event, struct arena *arena, struct event_body *ret);

// The name of the live frame: "new_message" …
struct view event_type(enum event_kind kind);

// The frame's payload for one audience.
void event_payload_write(struct json_writer *w, const struct event *event, const struct event_body *body,
                         enum audience audience, struct view epoch);
