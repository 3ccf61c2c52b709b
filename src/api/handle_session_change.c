// SPDX-License-Identifier: Apache-2.0
#include "api/handlers.h"
#include "api/session_reply.h"
#include "base/id.h"
#include "base/time_text.h"
#include "hub/access.h"
#include "hub/agent.h"
#include "hub/session_edit.h"
#include "hub/session_merge.h"
#include "hub/session_rating.h"
#include "hub/session_snooze.h"
#include <errno.h>

// ---- members that may be null, which is not the same as absent

static int refuse_member(struct call *call, const struct fault *fault)
{
    call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("a field is of the wrong type"));
    call->refusal.errors = fault;
    call->refusal.error_count = 1;
    return 1;
}

// An id or null; without data for null.
static int take_id(struct call *call, const struct json *json, const struct fault *fault, bool *ret_has,
                   struct view *ret)
{
    struct view id;
    if (json == NULL)
        return 0;
    *ret_has = true;
    *ret = (struct view){0};
    if (json->type == JSON_NULL)
        return 0;
    if (!json_text(json, call_arena(call), &id) || !id_is_valid(id))
        return refuse_member(call, fault);
    *ret = id;
    return 0;
}

static int take_assignment(struct call *call, const struct json *agent, const struct json *queue,
                           struct session_assignment *a)
{
    static const struct fault bad_agent = {{"/agent_id", 9}, {"is neither an id nor null", 25}};
    static const struct fault bad_queue = {{"/queue", 6}, {"is neither an id nor null", 25}};
    int r = take_id(call, agent, &bad_agent, &a->has_agent, &a->agent_id);
    return r != 0 ? r : take_id(call, queue, &bad_queue, &a->has_queue, &a->queue_id);
}

// A time, null (0), or so many seconds from now. Neither of them is a fault.
static int take_time(struct tx *tx, struct call *call, const struct json *at, bool has_seconds,
                     int64_t seconds, const struct fault *fault, int64_t *ret_us)
{
    struct view text;
    *ret_us = has_seconds ? tx->now_us + seconds * 1000000 : 0;
    if (at == NULL)
        return has_seconds ? 0 : refuse_member(call, fault);
    if (at->type == JSON_NULL)
        return 0;
    if (!json_text(at, call_arena(call), &text) || !time_text_parse(text, ret_us))
        return refuse_member(call, fault);
    return 0;
}

// A label, or {label, score}: as it is stored.
static int take_sentiment(struct call *call, const struct json *json, struct view *ret)
{
    static const struct fault fault = {{"/sentiment", 10}, {"is neither a label nor {label, score}", 37}};
    char text[512];
    struct buffer out = buffer_fixed(text, sizeof(text));
    struct json_writer w = json_writer(&out);
    struct view label;
    double score = 0;
    if (json == NULL)
        return 0;
    const struct json *given = json->type == JSON_OBJECT ? json_member(json, VIEW("score")) : NULL;
    const struct json *name = json->type == JSON_OBJECT ? json_member(json, VIEW("label")) : json;
    bool has_score = given != NULL && json_double(given, &score);
    if (name == NULL || !json_text(name, call_arena(call), &label) || label.size == 0 || label.size > 64 ||
        (given != NULL && given->type != JSON_NULL && !has_score))
        return refuse_member(call, &fault);
    json_begin_object(&w);
    json_key(&w, VIEW("label"));
    json_string(&w, label);
    json_key(&w, VIEW("score"));
    if (has_score)
        json_real(&w, score);
    else
        json_null(&w);
    json_end_object(&w);
    return call_copy(call, buffer_view(&out), ret) ? 0 : -ENOMEM;
}

// ---- PUT and DELETE /session/{id}

int session_update_decide(struct tx *tx, struct call *call)
{
    const struct session_update_args *args = call->args;
    struct session_change change;
    struct session_edit edit = {.has_priority = args->has_priority,
                                .priority = args->priority,
                                .has_status = args->has_status,
                                .status = args->status,
                                .context = args->context,
                                .tags = args->tags};
    int r = take_assignment(call, args->agent_id, args->queue, &edit.assignment);
    if (r == 0)
        r = take_sentiment(call, args->sentiment, &edit.sentiment);
    if (r == 0)
        r = session_need(tx, call, args->id, &change);
    if (r != 0)
        return r;
    return session_finish(tx, call, &change, session_edit(tx, &change, &call->principal.actor, &edit));
}

static int apply(struct tx *tx, struct call *call, struct view id, enum session_event event,
                 struct view reason, struct view note)
{
    struct session_change change;
    int r = session_need(tx, call, id, &change);
    if (r != 0)
        return r;
    return session_finish(tx, call, &change,
                          session_apply(tx, &change, event, &call->principal.actor, reason, note));
}

int session_close_decide(struct tx *tx, struct call *call)
{
    const struct session_close_args *args = call->args;
    return apply(tx, call, args->id, SESSION_CLOSE, (struct view){0}, (struct view){0});
}

// ---- POST /session/{id}/…

int session_resolve_decide(struct tx *tx, struct call *call)
{
    const struct session_resolve_args *args = call->args;
    return apply(tx, call, args->id, SESSION_RESOLVE, args->reason, args->resolution);
}

int session_reopen_decide(struct tx *tx, struct call *call)
{
    const struct session_reopen_args *args = call->args;
    return apply(tx, call, args->id, SESSION_REOPEN, args->reason, (struct view){0});
}

int session_assign_decide(struct tx *tx, struct call *call)
{
    const struct session_assign_args *args = call->args;
    struct session_change change;
    struct session_assignment assignment = {.reason = args->reason};
    int r = take_assignment(call, args->agent_id, args->queue, &assignment);
    if (r == 0)
        r = session_need(tx, call, args->id, &change);
    if (r != 0)
        return r;
    return session_finish(tx, call, &change,
                          session_assign(tx, &change, &call->principal.actor, &assignment));
}

int session_snooze_decide(struct tx *tx, struct call *call)
{
    static const struct fault bad = {{"/until", 6},
                                     {"is neither a time nor null, and no seconds are given", 52}};
    const struct session_snooze_args *args = call->args;
    struct session_change change;
    int64_t until_us;
    int r = take_time(tx, call, args->until, args->has_seconds, args->seconds, &bad, &until_us);
    if (r == 0)
        r = session_need(tx, call, args->id, &change);
    if (r != 0)
        return r;
    return session_finish(tx, call, &change,
                          session_snooze(tx, &change, &call->principal.actor, until_us, args->reason));
}

// Whom: the one named, or the agent who asks, or whoever has the session then (0).
static int find_reminded(struct tx *tx, struct call *call, struct view id, int64_t *ret)
{
    struct agent agent;
    *ret = call->principal.actor.agent;
    if (id.data == NULL)
        return 0;
    int r = agent_find(tx->db, tx->tenant, id, call_arena(call), &agent);
    if (r != AGENT_OK)
        return r < 0 ? r : session_refuse(call, SESSION_ACT_NO_AGENT);
    *ret = agent.row;
    return 0;
}

int session_remind_decide(struct tx *tx, struct call *call)
{
    static const struct fault bad = {{"/at", 3},
                                     {"is neither a time nor null, and no seconds are given", 52}};
    const struct session_remind_args *args = call->args;
    struct session_change change;
    int64_t at_us, agent;
    int r = take_time(tx, call, args->at, args->has_seconds, args->seconds, &bad, &at_us);
    if (r == 0)
        r = session_need(tx, call, args->id, &change);
    if (r == 0)
        r = find_reminded(tx, call, args->agent_id, &agent);
    if (r != 0)
        return r;
    return session_finish(tx, call, &change, session_remind(tx, &change, at_us, agent, args->note));
}

int session_tag_decide(struct tx *tx, struct call *call)
{
    const struct session_tag_args *args = call->args;
    struct session_change change;
    int r = session_need(tx, call, args->id, &change);
    if (r != 0)
        return r;
    return session_finish(tx, call, &change,
                          session_retag(tx, &change,
                                        &(struct session_tagging){
                                            .tags = args->tags, .add = args->add, .remove = args->remove}));
}

int session_merge_decide(struct tx *tx, struct call *call)
{
    const struct session_merge_args *args = call->args;
    struct session_change into, from;
    int r = session_need(tx, call, args->id, &into);
    if (r != 0)
        return r;
    r = session_change_begin(tx, args->session_id, &from);
    if (r < 0)
        return r;
    if (r != SESSION_OK || !access_sees_session(call->principal.view, &from.before))
        return session_refuse_unknown(call);
    return session_finish(tx, call, &into, session_merge(tx, &into, &from, &call->principal.actor));
}

// Whoever brings it, it is the customer who says so.
int session_csat_decide(struct tx *tx, struct call *call)
{
    static const struct actor customer = {.kind = ACTOR_CUSTOMER};
    const struct session_csat_args *args = call->args;
    struct session_change change;
    int r = session_need(tx, call, args->id, &change);
    if (r != 0)
        return r;
    return session_finish(tx, call, &change,
                          session_rate(tx, &change, &customer, (int)args->score, args->comment));
}
