// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/etag.h"
#include "api/handlers.h"
#include "api/refuse_conversation.h"
#include "api/session_reply.h"
#include "api/sight.h"
#include "api/socket_url.h"
#include "api/wordbook.h"
#include "hub/conversation.h"
#include "hub/position.h"
#include "hub/timeline.h"
#include <errno.h>

// ---- POST /session/create

int refuse_conversation(struct call *call, int outcome)
{
    switch ((enum conversation_outcome)outcome) {
    case CONVERSATION_OK:
        return 0;
    case CONVERSATION_SESSION_OF_ANOTHER:
        return call_refuse(call, 409, VIEW("session.of_another_customer"),
                           VIEW("this session id belongs to another customer"));
    case CONVERSATION_SESSION_CLOSED:
        return call_refuse(call, 409, VIEW("session.closed"), VIEW("this session is closed"));
    case CONVERSATION_PROFILE_TOO_LARGE:
        return call_refuse(call, 422, VIEW("customer.too_large"),
                           VIEW("profile, preferences or context would grow beyond 64 KiB"));
    case CONVERSATION_CUSTOMER_BLOCKED:
        return call_refuse(call, 403, VIEW("customer.blocked"),
                           VIEW("this customer is blocked: no message of theirs is taken"));
    case CONVERSATION_TOO_MANY_SESSIONS:
        return call_refuse(call, 409, VIEW("customer.too_many_sessions"),
                           VIEW("the customer has 100 open sessions; close some first"));
    }
    return -ENOTRECOVERABLE;
}

// Customers' words on channels where they write to people who are there.
int session_create_filter(struct call *call)
{
    const struct session_create_args *args = call->args;
    return channel_has_word_rules(args->channel) ? wordbook_hear_first(call, args->initial_message) : 0;
}

int session_create_decide(struct tx *tx, struct call *call)
{
    const struct session_create_args *args = call->args;
    struct conversation_result result;
    struct session_whole *whole = arena_zalloc(call_arena(call), sizeof(*whole));
    if (whole == NULL)
        return -ENOMEM;
    int r =
        conversation_open(tx,
                          &(struct conversation_in){
                              .customer_id = args->customer_id,
                              .session_id = args->session_id,
                              .channel = args->channel,
                              .priority = args->priority,
                              .has_priority = args->has_priority,
                              .news = {.profile = args->customer_profile, .preferences = args->preferences},
                              .campaign_context = args->campaign_context,
                              .first_message = said_first(call, args->initial_message),
                              .first_is_flagged = call->heard != NULL && call->heard->is_flagged,
                          },
                          &result);
    if (r != 0)
        return r < 0 ? r : refuse_conversation(call, r);
    r = session_whole_load(tx->db, tx->tenant, call, result.session_id, call_arena(call), whole);
    if (r != 0) // the customer's open one, or the one named, may be hidden
        return r < 0 ? r : session_refuse_unknown(call);
    whole->is_new = result.is_new;
    whole->now_us = tx->now_us;
    call->result = whole;
    call->status = result.is_new ? 201 : 200;
    call->position = whole->session.last_position;
    call->customer = whole->session.customer;
    call_etag(call, whole->session.version);
    return 0;
}

void session_create_render(struct call *call, struct json_writer *w)
{
    const struct session_whole *whole = call->result;
    session_whole_write(w, call, whole);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    socket_url_write(w, call, whole->session.id);
    json_end_object(w);
}

// ---- GET /session/{id}

int session_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct session_get_args *args = call->args;
    struct session_whole whole = {.now_us = api_now_us(call->api)};
    int r = session_whole_load(snapshot->db, snapshot->tenant, call, args->id, call_arena(call), &whole);
    if (r != 0)
        return r < 0 ? r : session_refuse_unknown(call);
    call_etag_at(call, whole.session.version, call->position);
    session_whole_write(w, call, &whole);
    json_end_object(w);
    return 0;
}

// ---- GET /session/{id}/messages

int session_messages_rows(const struct call *call)
{
    return (int)((const struct session_messages_args *)call->args)->limit;
}

typedef int (*timeline_read)(struct db *db, int64_t tenant, const struct session *session, int64_t before,
                             int limit, struct arena *arena, struct timeline *ret);

static int read_page(struct snapshot *snapshot, struct call *call, struct json_writer *w, struct view id,
                     struct view cursor, int64_t limit, timeline_read read)
{
    struct session session;
    struct timeline timeline;
    int64_t before;
    if (!cursor_position(cursor, &before))
        return cursor_refuse(call);
    int r = sight_need_session(snapshot->db, call, id);
    if (r != 0)
        return r;
    r = session_find(snapshot->db, snapshot->tenant, id, call_arena(call), &session);
    if (r != SESSION_OK)
        return r < 0 ? r : session_refuse_unknown(call);
    r = read(snapshot->db, snapshot->tenant, &session, before, (int)limit, call_arena(call), &timeline);
    if (r < 0)
        return r;
    struct view name = read == timeline_of_session ? VIEW("messages") : VIEW("events");
    cursor_write_page(w, call, name, &timeline, snapshot->position);
    return 0;
}

int session_messages_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct session_messages_args *args = call->args;
    return read_page(snapshot, call, w, args->id, args->cursor, args->limit, timeline_of_session);
}

// ---- GET /session/{id}/events

int session_events_rows(const struct call *call)
{
    return (int)((const struct session_events_args *)call->args)->limit;
}

int session_events_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct session_events_args *args = call->args;
    return read_page(snapshot, call, w, args->id, args->cursor, args->limit, timeline_events_of_session);
}
