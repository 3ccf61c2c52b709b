// SPDX-License-Identifier: Apache-2.0
// A room is a session: making one, what was said in it, who takes part.
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/handlers.h"
#include "api/refuse_conversation.h"
#include "api/room.h"
#include "api/session_reply.h"
#include "api/sight.h"
#include "api/socket_url.h"
#include "api/wordbook.h"
#include "hub/conversation.h"
#include "hub/position.h"
#include "hub/timeline.h"
#include <errno.h>

// ---- POST /chat/create-room

struct chat_room {
    struct session session;
    bool is_new;
};

int chat_room_create_filter(struct call *call)
{
    return wordbook_hear_first(call, ((const struct chat_room_create_args *)call->args)->initial_message);
}

int chat_room_create_decide(struct tx *tx, struct call *call)
{
    const struct chat_room_create_args *args = call->args;
    struct conversation_result result;
    struct chat_room *room = arena_zalloc(call_arena(call), sizeof(*room));
    if (room == NULL)
        return -ENOMEM;
    int r = conversation_open(
        tx,
        &(struct conversation_in){.customer_id = args->customer_id,
                                  .session_id = args->session_id,
                                  .channel = CHANNEL_CHAT,
                                  .room_name = args->name,
                                  .first_message = said_first(call, args->initial_message),
                                  .first_is_flagged = call->heard != NULL && call->heard->is_flagged},
        &result);
    if (r != 0)
        return r < 0 ? r : refuse_conversation(call, r);
    r = session_find(tx->db, tx->tenant, result.session_id, call_arena(call), &room->session);
    if (r == SESSION_OK && !access_sees_session(call->principal.view, &room->session))
        r = SESSION_NONE; // the customer's open one, or the one named, may be hidden
    if (r != SESSION_OK)
        return r < 0 ? r : session_refuse_unknown(call);
    room->is_new = result.is_new;
    call->result = room;
    call->status = result.is_new ? 201 : 200;
    call->position = room->session.last_position;
    call->customer = room->session.customer;
    return 0;
}

static void write_room_name(struct json_writer *w, const struct session *session)
{
    struct arena arena;
    const struct json *context, *name = NULL;
    arena_init(&arena, 4096, 4 << 20);
    json_key(w, VIEW("name"));
    if (session->context.data != NULL && json_parse(&arena, session->context, NULL, &context) == JSON_OK &&
        context->type == JSON_OBJECT)
        name = json_member(context, VIEW("room_name"));
    json_raw(w, name == NULL || name->type != JSON_STRING ? VIEW("null") : json_source(name));
    arena_free(&arena);
}

void chat_room_create_render(struct call *call, struct json_writer *w)
{
    const struct chat_room *room = call->result;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("room_id"));
    json_string(w, room->session.id);
    json_key(w, VIEW("session_id"));
    json_string(w, room->session.id);
    json_key(w, VIEW("customer_id"));
    json_string(w, room->session.customer_id);
    write_room_name(w, &room->session);
    json_key(w, VIEW("created"));
    json_bool(w, room->is_new);
    socket_url_write(w, call, room->session.id);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, call->position);
    json_end_object(w);
}

// ---- GET /chat/room/{id}/history

int chat_history_rows(const struct call *call)
{
    return (int)((const struct chat_history_args *)call->args)->limit;
}

static int find_room(struct snapshot *snapshot, struct call *call, struct view id, struct session *ret)
{
    int r = sight_need_session(snapshot->db, call, id);
    if (r != 0)
        return r;
    r = session_find(snapshot->db, snapshot->tenant, id, call_arena(call), ret);
    return r <= 0 ? r : session_refuse_unknown(call);
}

int chat_history_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct chat_history_args *args = call->args;
    struct session session;
    struct timeline timeline;
    int64_t before;
    if (!cursor_position(args->cursor, &before))
        return cursor_refuse(call);
    int r = find_room(snapshot, call, args->id, &session);
    if (r == 0)
        r = timeline_of_session(snapshot->db, snapshot->tenant, &session, before, (int)args->limit,
                                call_arena(call), &timeline);
    if (r == 0)
        cursor_write_page(w, call, VIEW("messages"), &timeline, snapshot->position);
    return r;
}

// ---- GET /chat/room/{id}/participants

int chat_participants_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct chat_participants_args *args = call->args;
    struct session session;
    struct room room;
    int r = find_room(snapshot, call, args->id, &session);
    if (r == 0)
        r = room_load_of(snapshot->db, snapshot->tenant, &session, call_arena(call), &room);
    if (r == 0)
        r = room_add_present(snapshot->db, &call->loop->shared->presence, call_arena(call), &room);
    if (r != 0)
        return r;
    json_begin_object(w);
    room_write_participants(w, &room, call->principal.audience, call->api->epoch);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, snapshot->position);
    json_end_object(w);
    return 0;
}
