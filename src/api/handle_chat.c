// SPDX-License-Identifier: Apache-2.0
// POST /chat/send-message and /chat/typing-indicator.
#include "api/api_state.h"
#include "api/chat_sender.h"
#include "api/client_id.h"
#include "api/consent_refusal.h"
#include "api/handlers.h"
#include "api/live_state.h"
#include "api/quick_replies.h"
#include "api/refuse_message.h"
#include "api/session_reply.h"
#include "api/sight.h"
#include "api/visitor.h"
#include "api/wordbook.h"
#include "hub/position.h"
#include "hub/visitor.h"
#include <errno.h>

struct chat_sent {
    struct interaction in;
    struct view session_id;
    bool is_duplicate;
};

// ---- POST /chat/send-message

static int refuse_empty(struct call *call)
{
    return call_blame(
        call, VIEW("/content"),
        call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("a message needs content or attachments")));
}

static bool is_empty(const struct chat_send_args *args)
{
    bool has_attachments = args->attachments_json != NULL && args->attachments_json->count > 0;
    return args->content.size == 0 && !has_attachments;
}

static int fill(struct call *call, const struct chat_sender *sender, struct message_in *in)
{
    const struct chat_send_args *args = call->args;
    bool is_customer = sender->type == AUTHOR_CUSTOMER;
    *in = (struct message_in){
        .session_id = args->session_id,
        .channel = CHANNEL_CHAT,
        .has_channel = is_customer, // the company answers where the session is held
        .direction = is_customer ? DIRECTION_INBOUND : DIRECTION_OUTBOUND,
        .author_type = sender->type,
        .author_id = sender->id,
        .author_name = sender->name,
        .author_agent = sender->agent,
        .content = args->content.data == NULL ? VIEW("") : args->content,
        .attachments = args->attachments,
        .metadata = args->metadata,
        .connector = INTERACTION_LIVE_CONNECTOR,
    };
    message_allow_files(in, &call->principal);
    struct arena *arena = call_arena(call);
    bool fits = client_id_text(&call->principal, is_customer, args->session_id, args->client_id, arena,
                               &in->provider_id) &&
                (is_customer || quick_replies_text(args->quick_replies_items, args->quick_replies_count,
                                                   arena, &in->quick_replies));
    return fits ? 0 : -ENOMEM;
}

// As it is stored, also of what was known already: what the transaction holds of it dies with the batch.
static int keep_sent(struct tx *tx, struct call *call, const struct message_result *result)
{
    struct chat_sent *kept = arena_zalloc(call_arena(call), sizeof(*kept));
    if (kept == NULL || !call_copy(call, result->session_id, &kept->session_id))
        return -ENOMEM;
    int r = interaction_find(tx->db, tx->tenant, result->id, call_arena(call), &kept->in);
    if (r != INTERACTION_OK)
        return r < 0 ? r : -ENOTRECOVERABLE;
    kept->is_duplicate = result->is_duplicate;
    call->result = kept;
    call->position = kept->in.position;
    call->customer = kept->in.customer;
    return 0;
}

// Rules on words are for customers. What a visitor adds of their own is kept nowhere.
int chat_send_filter(struct call *call)
{
    const struct chat_send_args *args = call->args;
    bool is_visitor = call->principal.visitor != NULL;
    bool is_customer = args->sender.has_type && args->sender.type == CHAT_SENDER_TYPE_CUSTOMER;
    struct heard heard;
    if (!is_visitor && !is_customer)
        return 0;
    int r = wordbook_hear_call(call, args->content, &heard);
    struct chat_send_args *own = r == 0 ? arena_alloc(call_arena(call), sizeof(*own)) : NULL;
    if (r != 0)
        return r;
    if (own != NULL)
        *own = *args;
    if (own == NULL || !said_metadata(is_visitor ? (struct view){0} : args->metadata, args->quick_reply,
                                      heard.is_flagged, call_arena(call), &own->metadata))
        return call_refuse(call, 503, VIEW("hub.no_memory"), VIEW("short of memory"));
    own->content = heard.content;
    call->args = own;
    return 0;
}

// Where it goes: a visitor's may begin a conversation. 0, positive after call_refuse, or negative.
static int aim(struct tx *tx, struct call *call, struct message_in *in)
{
    const struct visitor *visitor = call->principal.visitor;
    if (visitor == NULL && in->session_id.data == NULL)
        return call_blame(call, VIEW("/session_id"),
                          call_refuse(call, 422, VIEW("arguments.invalid"),
                                      VIEW("one of session_id and room_id is needed")));
    if (visitor == NULL)
        return sight_need_session(tx->db, call, in->session_id);
    return visitor_need_aim(tx, call, &call->principal, in, NULL);
}

int chat_send_decide(struct tx *tx, struct call *call)
{
    const struct chat_send_args *args = call->args;
    struct chat_sender sender;
    struct message_in in;
    struct message_result result;
    if (is_empty(args))
        return refuse_empty(call);
    int r = chat_sender_find(tx->db, call, &args->sender, args->agent_id, &sender);
    if (r == 0)
        r = fill(call, &sender, &in);
    if (r == 0)
        r = aim(tx, call, &in);
    if (r != 0)
        return r;
    r = message_store(tx, &in, &result);
    if (r != 0)
        return r < 0 ? r : refuse_message(call, r);
    if (in.direction == DIRECTION_OUTBOUND) // the session may be held where an opt-out stands against it
        r = consent_need_message(tx, call, call_arena(call), &in, &result);
    return r != 0 ? r : keep_sent(tx, call, &result);
}

void chat_send_render(struct call *call, struct json_writer *w)
{
    const struct chat_send_args *args = call->args;
    const struct chat_sent *sent = call->result;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("message_id"));
    json_string(w, sent->in.id);
    json_key(w, VIEW("client_id"));
    json_string_or_null(w, args->client_id);
    json_key(w, VIEW("duplicate"));
    json_bool(w, sent->is_duplicate);
    json_key(w, VIEW("room_id"));
    json_string(w, sent->session_id);
    json_key(w, VIEW("session_id"));
    json_string(w, sent->session_id);
    json_key(w, VIEW("channel"));
    json_string(w, channel_name(sent->in.channel));
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, sent->in.position);
    json_key(w, VIEW("timestamp"));
    json_time(w, sent->in.created_us);
    delivery_write(w, sent->in.delivery, (struct view){0}, AUDIENCE_PUBLIC);
    json_key(w, VIEW("waiting"));
    json_string_or_null(w, delivery_waiting(sent->in.delivery));
    json_end_object(w);
}

// ---- POST /chat/typing-indicator

int chat_typing_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct chat_typing_args *args = call->args;
    struct chat_sender sender;
    struct session session;
    int r = sight_need_session(snapshot->db, call, args->session_id);
    if (r != 0)
        return r;
    r = session_find(snapshot->db, snapshot->tenant, args->session_id, call_arena(call), &session);
    if (r != SESSION_OK)
        return r < 0 ? r : session_refuse_unknown(call);
    r = chat_sender_find(snapshot->db, call, &args->sender, args->agent_id, &sender);
    if (r != 0)
        return r;
    bool is_customer = sender.type == AUTHOR_CUSTOMER;
    live_tell_typing(call->loop, snapshot->tenant,
                     &(struct typing){.session = &session,
                                      .who = is_customer ? PRESENT_CUSTOMER : sender.agent,
                                      .id = is_customer ? session.customer_id : sender.id,
                                      .name = is_customer ? session.customer_name : sender.name,
                                      .is_typing = args->typing},
                     NULL);
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("room_id"));
    json_string(w, session.id);
    json_key(w, VIEW("typing"));
    json_bool(w, args->typing);
    json_end_object(w);
    return 0;
}
