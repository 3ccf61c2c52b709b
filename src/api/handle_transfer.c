// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/handlers.h"
#include "api/refuse_transfer.h"
#include "api/sight.h"
#include "api/socket_url.h"
#include "hub/position.h"
#include "hub/timeline.h"
#include <errno.h>

// ---- refusals

static int refuse_elsewhere(struct call *call, enum channel there)
{
    static const struct fault fault = {{"/from_channel", 13}, {"the session is not on this channel", 34}};
    char text[100];
    struct buffer out = buffer_fixed(text, sizeof(text));
    struct view detail;
    buffer_printf(&out, "the session is not on that channel but on %.*s", VIEW_ARG(channel_name(there)));
    if (!call_copy(call, buffer_view(&out), &detail))
        return -ENOMEM;
    call_refuse(call, 409, VIEW("transfer.elsewhere"), VIEW("the session is not on that channel"));
    call->refusal.detail = detail; // with the real one
    call->refusal.errors = &fault;
    call->refusal.error_count = 1;
    return 1;
}

int refuse_transfer(struct call *call, int outcome, enum channel there)
{
    switch ((enum transfer_outcome)outcome) {
    case TRANSFER_OK:
        return 0;
    case TRANSFER_NONE:
        return call_refuse(call, 404, VIEW("transfer.not_found"), VIEW("there is no transfer of this id"));
    case TRANSFER_NO_SESSION:
        return call_refuse(call, 404, VIEW("session.not_found"), VIEW("there is no session of this id"));
    case TRANSFER_OF_ANOTHER:
        return call_refuse(call, 409, VIEW("session.of_another_customer"),
                           VIEW("this session belongs to another customer"));
    case TRANSFER_SESSION_CLOSED:
        return call_refuse(call, 409, VIEW("session.closed"), VIEW("this session is closed"));
    case TRANSFER_ELSEWHERE:
        return refuse_elsewhere(call, there);
    case TRANSFER_NOWHERE:
        return call_refuse(call, 409, VIEW("transfer.nowhere"), VIEW("the session is there already"));
    case TRANSFER_NO_AGENT:
        return call_blame(
            call, VIEW("/to_agent"),
            call_refuse(call, 404, VIEW("agent.not_found"), VIEW("there is no agent of this id")));
    case TRANSFER_NO_QUEUE:
        return call_blame(
            call, VIEW("/to_queue"),
            call_refuse(call, 404, VIEW("queue.not_found"), VIEW("there is no queue of this id")));
    case TRANSFER_CROWDED:
        return call_refuse(call, 429, VIEW("job.crowded"), VIEW("too many jobs of this tenant wait"));
    case TRANSFER_TOO_LARGE:
        return call_refuse(call, 422, VIEW("session.too_large"),
                           VIEW("the session's context would grow beyond 64 KiB"));
    }
    return -ENOTRECOVERABLE;
}

// ---- POST /transfer/channel, POST /session/{id}/transfer

struct transferred {
    struct view id; // of the transfer
    enum transfer_state state;
    struct session session;
    struct timeline history; // what was said before
};

// What the new channel goes on with; read anew, in memory of the call.
static int load_result(struct tx *tx, struct call *call, const struct transfer *t)
{
    struct arena *arena = call_arena(call);
    struct transferred *done = arena_zalloc(arena, sizeof(*done));
    struct interaction entry;
    if (done == NULL || !call_copy(call, t->id, &done->id))
        return -ENOMEM;
    done->state = t->state;
    int r = interaction_load(tx->db, tx->tenant, t->interaction, arena, &entry);
    if (r == 0)
        r = session_load(tx->db, tx->tenant, t->session, arena, &done->session);
    if (r != 0)
        return r < 0 ? r : -ENOTRECOVERABLE;
    r = timeline_of_session(tx->db, tx->tenant, &done->session, entry.position, TIMELINE_LAST, arena,
                            &done->history);
    call->result = done;
    call->position = done->session.last_position;
    return r;
}

static int carry_out(struct tx *tx, struct call *call, const struct transfer_in *in)
{
    struct transfer t = {0};
    int r = sight_need_session(tx->db, call, in->session_id);
    if (r != 0)
        return r;
    r = transfer_request(tx, in, &t);
    if (r != TRANSFER_OK)
        return r < 0 ? r : refuse_transfer(call, r, t.to.channel);
    return load_result(tx, call, &t);
}

int transfer_channel_decide(struct tx *tx, struct call *call)
{
    const struct transfer_channel_args *args = call->args;
    return carry_out(tx, call,
                     &(struct transfer_in){
                         .session_id = args->session_id,
                         .customer_id = args->customer_id,
                         .from_channel = args->from_channel,
                         .has_from = args->has_from_channel,
                         .to_channel = args->to_channel,
                         .has_channel = true,
                         .reason = args->reason,
                         .context = args->context_data,
                         .actor = &call->principal.actor,
                     });
}

int refuse_no_target(struct call *call)
{
    static const struct fault fault = {{"", 0}, {"one of to_channel, to_agent and to_queue is needed", 50}};
    call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("nothing says where the session is to go"));
    call->refusal.errors = &fault;
    call->refusal.error_count = 1;
    return 1;
}

int session_transfer_decide(struct tx *tx, struct call *call)
{
    const struct session_transfer_args *args = call->args;
    if (!args->has_to_channel && args->to_agent.data == NULL && args->to_queue.data == NULL)
        return refuse_no_target(call);
    return carry_out(tx, call,
                     &(struct transfer_in){
                         .session_id = args->id,
                         .from_channel = args->from_channel,
                         .has_from = args->has_from_channel,
                         .to_channel = args->to_channel,
                         .has_channel = args->has_to_channel,
                         .to_agent = args->to_agent,
                         .to_queue = args->to_queue,
                         .reason = args->reason,
                         .context = args->context_data,
                         .actor = &call->principal.actor,
                     });
}

static void write_object(struct json_writer *w, struct view name, struct view json)
{
    json_key(w, name);
    json_raw(w, json.data == NULL ? VIEW("{}") : json);
}

// The conversation as it goes on: to the customer without what is the company's.
static void write_session(struct json_writer *w, const struct call *call, const struct transferred *done)
{
    const struct session *s = &done->session;
    bool is_internal = call->principal.audience == AUDIENCE_INTERNAL;
    json_key(w, VIEW("new_channel_session"));
    json_begin_object(w);
    json_key(w, VIEW("channel"));
    json_string(w, channel_name(s->channel));
    json_key(w, VIEW("session_id"));
    json_string(w, s->id);
    json_key(w, VIEW("agent_id"));
    json_string_or_null(w, is_internal ? s->agent_id : (struct view){0});
    json_key(w, VIEW("queue"));
    json_string_or_null(w, is_internal ? s->queue_id : (struct view){0});
    json_key(w, VIEW("preserved_context"));
    json_begin_object(w);
    json_key(w, VIEW("conversation_history"));
    timeline_write(w, &done->history, true, call->principal.audience, call->api->epoch);
    write_object(w, VIEW("customer_profile"), is_internal ? s->profile : (struct view){0});
    write_object(w, VIEW("issue_context"), is_internal ? s->context : (struct view){0});
    json_end_object(w);
    json_end_object(w);
}

void transferred_render(struct call *call, struct json_writer *w)
{
    const struct transferred *done = call->result;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("transfer_completed"));
    json_bool(w, true);
    json_key(w, VIEW("transfer_id"));
    json_string(w, done->id);
    transfer_write_state(w, done->state);
    write_session(w, call, done);
    socket_url_write(w, call, done->session.id);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, call->position);
    json_end_object(w);
}

// ---- GET /transfer/{id}/status

int transfer_status_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct transfer_status_args *args = call->args;
    struct transfer t;
    int r = transfer_find(snapshot->db, snapshot->tenant, args->id, call_arena(call), &t);
    if (r != TRANSFER_OK)
        return r < 0 ? r : refuse_transfer(call, r, CHANNEL_VOICE);
    r = sight_need_row(snapshot->db, call, t.session, VIEW("transfer.not_found"),
                       VIEW("there is no transfer of this id"));
    if (r != 0)
        return r;
    return transfer_write(w, &t, snapshot->db, snapshot->tenant);
}
