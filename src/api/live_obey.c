// SPDX-License-Identifier: Apache-2.0
// What live clients ask for.
#include "api/live_state.h"
#include "api/quick_replies.h"

// The session that a message without one is for: of the path.
static struct view own_session(const struct live *live)
{
    struct view topic = view_from(live->first_topic);
    if (!view_starts(topic, VIEW("session/")))
        return (struct view){0};
    return view_make(topic.data + 8, topic.size - 8);
}

static struct view first_of(struct view a, struct view b)
{
    return a.data != NULL ? a : b;
}

static struct view session_of(const struct live *live, const struct live_request_args *args)
{
    return first_of(first_of(args->payload.session_id, args->session_id), own_session(live));
}

static void say(struct live *live, const struct live_request_args *args)
{
    const struct live_request_payload_args *p = &args->payload;
    struct arena arena;
    struct live_message message = {.session_id = session_of(live, args),
                                   .content = p->content,
                                   .attachments = p->attachments,
                                   .client_id = p->client_id,
                                   .quick_reply = p->quick_reply};
    arena_init(&arena, 4096, 64 << 10);
    if (quick_replies_text(p->quick_replies_items, p->quick_replies_count, &arena, &message.quick_replies))
        live_say(live, &message);
    arena_free(&arena);
}

// What a client asks to see; "public" narrows it to what the customer would.
static enum audience wanted_audience(const struct live *live, const struct live_request_args *args)
{
    bool is_public = args->payload.has_audience && args->payload.audience == AUDIENCE_PUBLIC;
    return is_public ? AUDIENCE_PUBLIC : live->principal.audience;
}

// As a route of that scope would: else an error is sent.
static bool may(struct live *live, enum route_scope scope, const struct live_request_args *args)
{
    if (live->principal.scope >= scope)
        return true;
    live_send_error(live,
                    &(struct problem){.status = 403,
                                      .code = VIEW("scope.missing"),
                                      .detail = VIEW("this needs more than the key or the role allows")},
                    first_of(args->payload.topic, args->topic), args->payload.client_id);
    return false;
}

// What makes the hub read counts as a request does.
static bool is_in_rate(struct live *live, struct view topic)
{
    if (limit_admit_frame(live->loop, &live->principal))
        return true;
    live_send_error(live,
                    &(struct problem){.status = 429,
                                      .code = VIEW("rate.exceeded"),
                                      .detail = VIEW("this key asks too often")},
                    topic, (struct view){0});
    return false;
}

void live_obey(struct live *live, const struct live_request_args *args)
{
    struct view topic = first_of(args->payload.topic, args->topic);
    struct view position = first_of(args->payload.position, args->position);
    switch (args->type) {
    case LIVE_REQUEST_TYPE_AUTH:
        return; // whoever calls sees to that
    case LIVE_REQUEST_TYPE_PING:
        live_send_plain(live, VIEW("pong"), VIEW("{}"));
        return;
    case LIVE_REQUEST_TYPE_SUBSCRIBE:
        if (is_in_rate(live, topic))
            live_subscribe(live, topic, wanted_audience(live, args));
        return;
    case LIVE_REQUEST_TYPE_UNSUBSCRIBE:
        live_unsubscribe(live, topic);
        return;
    case LIVE_REQUEST_TYPE_RESUME:
        if (is_in_rate(live, topic))
            live_resume(live, topic, position, wanted_audience(live, args));
        return;
    case LIVE_REQUEST_TYPE_MESSAGE:
        if (may(live, ROUTE_SCOPE_SERVICE, args))
            say(live, args);
        return;
    case LIVE_REQUEST_TYPE_TYPING:
        if (may(live, ROUTE_SCOPE_SERVICE, args) && is_in_rate(live, topic))
            live_type(live, session_of(live, args), !args->payload.has_typing || args->payload.typing);
        return;
    case LIVE_REQUEST_TYPE_READ:
        if (may(live, ROUTE_SCOPE_SERVICE, args) && is_in_rate(live, topic))
            live_read(live, session_of(live, args), position,
                      !args->payload.has_state || args->payload.state == LIVE_REQUEST_PAYLOAD_STATE_READ);
        return;
    }
}
