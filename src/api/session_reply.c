// SPDX-License-Identifier: Apache-2.0
#include "api/session_reply.h"
#include "api/api_state.h"
#include "api/etag.h"
#include "api/handlers.h"
#include "api/sight.h"
#include "hub/access.h"
#include "hub/position.h"
#include <errno.h>

int session_whole_load(struct db *db, int64_t tenant, const struct call *call, struct view id,
                       struct arena *arena, struct session_whole *ret)
{
    int r = session_find(db, tenant, id, arena, &ret->session);
    if (r != SESSION_OK)
        return r;
    if (!access_sees_session(call->principal.view, &ret->session))
        return SESSION_NONE;
    return timeline_of_session(db, tenant, &ret->session, INT64_MAX, TIMELINE_LAST, arena, &ret->timeline);
}

void session_whole_write(struct json_writer *w, const struct call *call, const struct session_whole *whole)
{
    struct view epoch = call->api->epoch;
    session_write_open(w, &whole->session, call->principal.audience, whole->now_us);
    json_key(w, VIEW("interaction_timeline"));
    timeline_write(w, &whole->timeline, true, call->principal.audience, epoch);
    json_key(w, VIEW("position"));
    position_write(w, epoch, call->position);
}

int session_refuse_unknown(struct call *call)
{
    return call_refuse(call, 404, VIEW("session.not_found"), VIEW("there is no session of this id"));
}

int session_need(struct tx *tx, struct call *call, struct view id, struct session_change *ret)
{
    int r = sight_need_session(tx->db, call, id);
    if (r != 0)
        return r;
    r = session_change_begin(tx, id, ret);
    if (r != SESSION_OK)
        return r < 0 ? r : session_refuse_unknown(call);
    return call_need_match(call, ret->before.version);
}

int session_refuse(struct call *call, int outcome)
{
    if (outcome <= 0)
        return outcome;
    switch ((enum session_act_outcome)outcome) {
    case SESSION_ACT_OK:
        return 0;
    case SESSION_ACT_NO_SESSION:
        return session_refuse_unknown(call);
    case SESSION_ACT_CLOSED:
        return call_refuse(call, 409, VIEW("session.closed"),
                           VIEW("this session is resolved or closed; reopen it first"));
    case SESSION_ACT_MERGED:
        return call_refuse(call, 409, VIEW("session.merged"),
                           VIEW("this session was merged; merged_into names the other"));
    case SESSION_ACT_NO_AGENT:
        return call_blame(call, call->route->id == ROUTE_SESSION_NOTE ? VIEW("/mentions") : VIEW("/agent_id"),
                          call_refuse(call, 422, VIEW("agent.not_found"),
                                      VIEW("there is no agent of this id who could take it")));
    case SESSION_ACT_NO_QUEUE:
        return call_blame(
            call, VIEW("/queue"),
            call_refuse(call, 422, VIEW("queue.not_found"), VIEW("there is no queue of this id")));
    case SESSION_ACT_BAD_TAG:
        return call_refuse(call, 422, VIEW("tag.invalid"), VIEW("a tag is a text of 1 to 64 bytes"));
    case SESSION_ACT_TOO_MANY_TAGS:
        return call_refuse(call, 422, VIEW("tag.too_many"), VIEW("a session takes 50 tags"));
    case SESSION_ACT_BAD_TIME:
        return call_refuse(call, 422, VIEW("session.bad_time"),
                           VIEW("the time has passed, or lies beyond the tenant's limit"));
    case SESSION_ACT_TOO_LARGE:
        return call_refuse(call, 422, VIEW("session.too_large"),
                           VIEW("the context would grow beyond 64 KiB"));
    case SESSION_ACT_SAME_SESSION:
        return call_refuse(call, 422, VIEW("session.same"), VIEW("a session cannot be merged into itself"));
    case SESSION_ACT_OTHER_CUSTOMER:
        return call_refuse(call, 409, VIEW("session.of_another_customer"),
                           VIEW("the sessions are not of the same customer"));
    case SESSION_ACT_TOO_MANY:
        return call_refuse(call, 422, VIEW("session.too_many"),
                           VIEW("more than fit: 20 mentions, 16 sessions in one"));
    case SESSION_ACT_CROWDED:
        return call_refuse(call, 409, VIEW("customer.too_many_sessions"),
                           VIEW("the customer has 100 open sessions; close some first"));
    }
    return -ENOTRECOVERABLE;
}

int session_finish(struct tx *tx, struct call *call, struct session_change *change, int outcome)
{
    struct session_whole *whole = arena_zalloc(call_arena(call), sizeof(*whole));
    int r = session_refuse(call, outcome);
    if (r == 0)
        r = whole == NULL ? -ENOMEM : session_change_end(tx, change);
    if (r != 0)
        return r;
    struct arena *arena = call_arena(call);
    r = session_load(tx->db, tx->tenant, change->now.row, arena, &whole->session);
    if (r == 0)
        r = timeline_of_session(tx->db, tx->tenant, &whole->session, INT64_MAX, TIMELINE_LAST, arena,
                                &whole->timeline);
    if (r != 0)
        return r < 0 ? r : -ENOTRECOVERABLE;
    whole->now_us = tx->now_us;
    call->result = whole;
    call->position = whole->session.last_position;
    call->customer = whole->session.customer;
    call_etag_at(call, whole->session.version, call->position);
    return 0;
}

void session_change_render(struct call *call, struct json_writer *w)
{
    session_whole_write(w, call, call->result);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_end_object(w);
}
