// SPDX-License-Identifier: Apache-2.0
#include "hub/event_body.h"
#include "base/error.h"
#include "hub/position.h"
#include <errno.h>

static int load_session(struct db *db, const struct event *event, struct arena *arena,
                        struct event_body *body)
{
    struct session *s = arena_alloc(arena, sizeof(*s));
    if (s == NULL)
        return -ENOMEM;
    int r = session_load(db, event->tenant, event->session, arena, s);
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

int event_body_load(struct db *db, const struct event *event, struct arena *arena, struct event_body *ret)
{
    struct event_body body = {0};
    int r = load_session(db, event, arena, &body);
    if (r == EVENT_BODY_OK && event->kind == EVENT_NEW_MESSAGE)
        r = load_interaction(db, event, arena, &body);
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
    }
    return VIEW("unknown");
}

void event_payload_write(struct json_writer *w, const struct event *event, const struct event_body *body,
                         enum audience audience, struct view epoch)
{
    switch (event->kind) {
    case EVENT_NEW_MESSAGE:
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
    }
    json_null(w);
}
