// SPDX-License-Identifier: Apache-2.0
#include "api/live_state.h"
#include "api/presence.h"
#include "api/room.h"

enum { GONE_IN_A_TICK = 200 };

int64_t live_present_as(const struct principal *p)
{
    if (p->audience == AUDIENCE_PUBLIC)
        return PRESENT_CUSTOMER;
    return p->actor.kind == ACTOR_AGENT ? p->actor.agent : PRESENT_NOBODY;
}

// The room of a topic, read anew; false when nothing can be told of it.
static bool read_room(struct api_loop *loop, const struct topic *topic, struct room *ret)
{
    struct snapshot snapshot;
    if (snapshot_begin(loop->reader, topic->key.tenant, &snapshot) < 0)
        return false;
    int r = room_load(snapshot.db, topic->key.tenant, topic->key.ref, &loop->arena, ret);
    if (r == 0)
        r = room_add_present(snapshot.db, &loop->shared->presence, &loop->arena, ret);
    snapshot_end(&snapshot);
    return r == 0;
}

static void write_frame(struct api_loop *loop, const struct topic *topic, const struct room *room,
                        enum audience audience, struct buffer *out)
{
    struct buffer payload;
    buffer_init(&payload, 64 << 10);
    struct json_writer w = json_writer(&payload);
    json_begin_object(&w);
    room_write_participants(&w, room, audience, loop->api->epoch);
    json_end_object(&w);
    buffer_clear(out);
    live_envelope_write(
        out,
        &(struct live_envelope){.type = VIEW("presence"),
                                .session_id = room->session.id,
                                .customer_id = live_customer_id(room->session.customer_id, audience),
                                .topic = view_from(topic->name),
                                .position = -1,
                                .previous = -1,
                                .time_us = api_now_us(loop->api)},
        buffer_view(&payload), loop->api->epoch);
    out->failed = out->failed || payload.failed;
    buffer_free(&payload);
}

static void show(struct api_loop *loop, const struct topic *topic, const struct room *room,
                 enum audience audience, const struct live *except)
{
    const struct list *listeners = &topic->subscriptions[audience];
    if (list_is_empty(listeners))
        return;
    write_frame(loop, topic, room, audience, &loop->scratch);
    struct frame *frame = loop->scratch.failed ? NULL : frame_text(buffer_view(&loop->scratch), true);
    for (struct list *n = listeners->next; frame != NULL && n != listeners; n = n->next) {
        struct live *live = list_entry(n, struct subscription, node)->owner;
        if (live != except)
            websocket_send(live->ws, frame);
    }
    frame_unref(frame);
}

void live_show_presence(struct api_loop *loop, const struct topic *topic, const struct live *except)
{
    struct room room;
    if (read_room(loop, topic, &room))
        for (int a = 0; a < AUDIENCES; a++)
            show(loop, topic, &room, (enum audience)a, except);
    arena_reset(&loop->arena);
}

void live_send_presence(struct live *live, const struct subscription *s)
{
    struct api_loop *loop = live->loop;
    struct room room;
    if (read_room(loop, s->topic, &room)) {
        write_frame(loop, s->topic, &room, s->audience, &loop->scratch);
        if (!loop->scratch.failed)
            websocket_send_text(live->ws, buffer_view(&loop->scratch));
    }
    arena_reset(&loop->arena);
}

void live_tell_presence(const struct api *api, struct topic_key key, const struct live *except)
{
    live_tell(api, &(struct live_told){.key = key, .is_presence = true, .except = except});
}

void live_enter(struct live *live, struct subscription *s)
{
    const struct topic_key *key = &s->topic->key;
    if (key->kind != TOPIC_SESSION)
        return;
    s->present = live_present_as(&live->principal);
    if (presence_enter(&live->loop->shared->presence, (struct presence_room){key->tenant, key->ref},
                       s->present))
        live_tell_presence(live->loop->api, *key, live);
}

void live_leave(struct live *live, struct subscription *s)
{
    const struct topic_key *key = &s->topic->key;
    presence_leave(&live->loop->shared->presence, (struct presence_room){key->tenant, key->ref}, s->present,
                   loop_now_us(live->loop->loop));
    s->present = PRESENT_NOBODY;
}

void live_tick_presence(struct api_loop *loop)
{
    struct presence_room room;
    for (int i = 0;
         i < GONE_IN_A_TICK && presence_take_gone(&loop->shared->presence, loop_now_us(loop->loop), &room);
         i++)
        live_tell_presence(loop->api, (struct topic_key){room.tenant, TOPIC_SESSION, room.session}, NULL);
}
