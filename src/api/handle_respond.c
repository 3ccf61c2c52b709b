// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/consent_refusal.h"
#include "api/handlers.h"
#include "api/quick_replies.h"
#include "api/refuse_message.h"
#include "api/sight.h"
#include "hub/agent.h"
#include "hub/position.h"
#include <errno.h>

// Whose words they are: the agent's who is logged in, or whom a program names.
int message_name_author(struct tx *tx, struct call *call, struct view agent_id, struct message_in *in)
{
    const struct actor *actor = &call->principal.actor;
    struct agent agent;
    in->author_type = AUTHOR_AGENT;
    if (actor->kind == ACTOR_AGENT) {
        in->author_id = actor->id;
        in->author_name = actor->name;
        in->author_agent = actor->agent;
    }
    if (agent_id.data == NULL || view_equal(agent_id, in->author_id))
        return 0;
    if (actor->kind == ACTOR_AGENT)
        return call_refuse(call, 403, VIEW("message.of_another_agent"), VIEW("agents speak for themselves"));
    int r = agent_find(tx->db, tx->tenant, agent_id, call_arena(call), &agent);
    if (r != AGENT_OK)
        return r < 0 ? r
                     : call_refuse(call, 404, VIEW("agent.not_found"), VIEW("there is no agent of this id"));
    in->author_id = agent.id;
    in->author_name = agent.name;
    in->author_agent = agent.row;
    return 0;
}

static int refuse_nobody(struct call *call)
{
    static const struct fault fault = {{"", 0}, {"one of session_id and customer_id is needed", 43}};
    call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("nothing says whom it is for"));
    call->refusal.errors = &fault;
    call->refusal.error_count = 1;
    return 1;
}

int message_check_times(const struct tx *tx, struct call *call, const struct message_in *in)
{
    const int64_t year_us = (int64_t)366 * 24 * 3600 * 1000000;
    if (in->due_us > tx->now_us + year_us)
        return call_blame(call, VIEW("/send_at"),
                          call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("at most a year ahead")));
    if (in->expires_us != 0 && (in->expires_us <= tx->now_us || in->expires_us <= in->due_us))
        return call_blame(
            call, VIEW("/expires_at"),
            call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("it would expire before it can leave")));
    return 0;
}

int message_respond_decide(struct tx *tx, struct call *call)
{
    const struct message_respond_args *args = call->args;
    struct message_result result;
    struct message_in in = {
        .customer_id = args->customer_id,
        .session_id = args->session_id,
        .channel = args->channel,
        .has_channel = args->has_channel,
        .direction = DIRECTION_OUTBOUND,
        .content = args->content,
        .attachments = args->attachments,
        .metadata = args->metadata,
        .purpose = args->has_purpose ? args->purpose : CONSENT_SERVICE,
        .to = args->to,
        .due_us = args->has_send_at_us ? args->send_at_us : 0,
        .expires_us = args->has_expires_at_us ? args->expires_at_us : 0,
        .fallback = args->fallback,
    };
    int r = message_check_times(tx, call, &in);
    if (r != 0)
        return r;
    if (in.session_id.data == NULL && in.customer_id.data == NULL)
        return refuse_nobody(call);
    if (!quick_replies_text(args->quick_replies_items, args->quick_replies_count, call_arena(call),
                            &in.quick_replies))
        return -ENOMEM;
    r = sight_need_session(tx->db, call, in.session_id);
    if (r == 0)
        r = message_name_author(tx, call, args->agent_id, &in);
    if (r != 0)
        return r;
    message_allow_files(&in, &call->principal);
    r = message_store(tx, &in, &result);
    if (r != 0)
        return r < 0 ? r : refuse_message(call, r);
    r = sight_need_session(tx->db, call, result.session_id); // the customer's default one may be hidden
    if (r == 0)
        r = consent_need_message(tx, call, call_arena(call), &in, &result);
    return r != 0 ? r : message_keep_result(call, &result);
}

void message_respond_render(struct call *call, struct json_writer *w)
{
    const struct message_result *result = call->result;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("message_id"));
    json_string(w, result->id);
    json_key(w, VIEW("session_id"));
    json_string(w, result->session_id);
    json_key(w, VIEW("channel"));
    json_string(w, channel_name(result->channel));
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, result->position);
    json_key(w, VIEW("timestamp"));
    json_time(w, result->created_us);
    delivery_write(w, result->delivery, result->delivery_info, AUDIENCE_INTERNAL);
    json_key(w, VIEW("waiting"));
    json_string_or_null(w, delivery_waiting(result->delivery));
    json_end_object(w);
}
