// SPDX-License-Identifier: Apache-2.0
#include "hub/event_body.h"
#include "base/error.h"
#include "hub/customer_event.h"
#include "hub/notification.h"
#include "hub/position.h"
#include <errno.h>

static int load_session(struct db *db, const struct event *event, int64_t row, struct arena *arena,
                        struct event_body *body)
{
    struct session *s = arena_alloc(arena, sizeof(*s));
    if (s == NULL)
        return -ENOMEM;
    int r = session_load(db, event->tenant, row, arena, s);
    if (r != SESSION_OK)
        return r < 0 ? r : EVENT_BODY_GONE;
    body->session = s;
    body->session_id = s->id;
    body->customer_id = s->customer_id;
    return EVENT_BODY_OK;
}

static int load_interaction(struct db *db, const struct event *event, struct arena *arena,
                            struct event_body *body)
{
    struct interaction *in = arena_alloc(arena, sizeof(*in));
    if (in == NULL)
        return -ENOMEM;
    int r = interaction_load(db, event->tenant, event->ref, arena, in);
    if (r != INTERACTION_OK)
        return r < 0 ? r : EVENT_BODY_GONE;
    interaction_fill_author(in, body->customer_id, body->session->customer_name);
    body->interaction = in;
    return EVENT_BODY_OK;
}

int event_body_of_customer(struct db *db, int64_t tenant, int64_t row, struct arena *arena,
                           struct event_body *ret)
{
    struct cluster *c = arena_alloc(arena, sizeof(*c));
    if (c == NULL)
        return error_trace(-ENOMEM);
    int r = cluster_load(db, tenant, row, arena, c);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : EVENT_BODY_GONE;
    *ret = (struct event_body){.customer_id = c->survivor.id, .cluster = c};
    for (int i = 0; i < c->count; i++)
        if (c->members[i] == row)
            ret->member_id = c->ids[i];
    return EVENT_BODY_OK;
}

static int load_notification(struct db *db, const struct event *event, struct arena *arena,
                             struct event_body *body)
{
    struct notification *n = arena_alloc(arena, sizeof(*n));
    if (n == NULL)
        return -ENOMEM;
    int r = notification_load(db, event->tenant, event->ref, arena, n);
    if (r != NOTIFICATION_OK)
        return r < 0 ? r : EVENT_BODY_GONE;
    body->notification = n;
    body->session_id = n->session_id;
    body->customer_id = n->customer_id;
    return EVENT_BODY_OK;
}

static int load_body(struct db *db, const struct event *event, struct arena *arena, struct event_body *body)
{
    int r;
    switch (event->kind) {
    case EVENT_NEW_MESSAGE:
    case EVENT_CHANNEL_TRANSFER:
    case EVENT_MESSAGE_UPDATED:
    case EVENT_DELIVERY_UPDATE:
        r = load_session(db, event, event->session, arena, body);
        return r != EVENT_BODY_OK ? r : load_interaction(db, event, arena, body);
    case EVENT_SESSION_UPDATE:
        return load_session(db, event, event->ref, arena, body); // of an agent's own topic it has no session
    case EVENT_CUSTOMER_UPDATE:
    case EVENT_CUSTOMER_MERGED:
        return event_body_of_customer(db, event->tenant, event->ref, arena, body);
    case EVENT_NOTIFICATION:
        return load_notification(db, event, arena, body);
    case EVENT_CUSTOMER_ERASED:
    case EVENT_ACCESS_CHANGE:
    case EVENT_RULE_CHANGE:
        return EVENT_BODY_GONE;
    }
    return EVENT_BODY_GONE;
}

int event_body_load(struct db *db, const struct event *event, struct arena *arena, struct event_body *ret)
{
    struct event_body body = {0};
    int r = load_body(db, event, arena, &body);
    if (r < 0)
        return error_trace(r);
    if (r == EVENT_BODY_OK)
        *ret = body;
    return r;
}

struct view event_type(enum event_kind kind)
{
    switch (kind) {
    case EVENT_NEW_MESSAGE:
        return VIEW("new_message");
    case EVENT_SESSION_UPDATE:
        return VIEW("session_update");
    case EVENT_CHANNEL_TRANSFER:
        return VIEW("channel_transfer");
    case EVENT_MESSAGE_UPDATED:
        return VIEW("message_updated");
    case EVENT_DELIVERY_UPDATE:
        return VIEW("delivery_update");
    case EVENT_CUSTOMER_UPDATE:
    case EVENT_CUSTOMER_MERGED:
    case EVENT_CUSTOMER_ERASED:
        return VIEW("customer_activity");
    case EVENT_NOTIFICATION:
        return VIEW("system_alert");
    case EVENT_ACCESS_CHANGE:
    case EVENT_RULE_CHANGE:
        break;
    }
    return VIEW("unknown");
}

void event_payload_write(struct json_writer *w, const struct event *event, const struct event_body *body,
                         enum audience audience, struct view epoch)
{
    switch (event->kind) {
    case EVENT_NEW_MESSAGE:
    case EVENT_CHANNEL_TRANSFER:
    case EVENT_MESSAGE_UPDATED:
    case EVENT_DELIVERY_UPDATE:
        interaction_write(w, body->interaction, audience, epoch);
        return;
    case EVENT_SESSION_UPDATE:
        // Replayed, it tells the session as it is then: what is not newer than this is in it.
        session_write_open(w, body->session, audience, event->created_us);
        json_key(w, VIEW("position"));
        position_write(w, epoch,
                       audience == AUDIENCE_PUBLIC ? body->session->last_public_position
                                                   : body->session->last_position);
        json_end_object(w);
        return;
    case EVENT_NOTIFICATION:
        notification_write_json(w, body->notification);
        return;
    case EVENT_CUSTOMER_UPDATE:
    case EVENT_CUSTOMER_MERGED:
    case EVENT_CUSTOMER_ERASED:
        customer_payload_write(w, event->kind, body);
        return;
    case EVENT_ACCESS_CHANGE:
    case EVENT_RULE_CHANGE:
        break;
    }
    json_null(w);
}
