// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/handlers.h"
#include "api/refuse_message.h"
#include "api/sight.h"
#include "api/visitor.h"
#include "api/wordbook.h"
#include "hub/position.h"
#include <errno.h>

int refuse_message(struct call *call, int outcome)
{
    switch ((enum message_outcome)outcome) {
    case MESSAGE_OK:
        return 0;
    case MESSAGE_NO_SESSION:
        return call_refuse(call, 404, VIEW("session.not_found"), VIEW("there is no session of this id"));
    case MESSAGE_SESSION_OF_ANOTHER:
        return call_refuse(call, 409, VIEW("session.of_another_customer"),
                           VIEW("this session belongs to another customer"));
    case MESSAGE_SESSION_CLOSED:
        return call_refuse(call, 409, VIEW("session.closed"), VIEW("this session is closed"));
    case MESSAGE_CUSTOMER_BLOCKED:
        return call_refuse(call, 403, VIEW("customer.blocked"),
                           VIEW("this customer is blocked: no message of theirs is taken"));
    case MESSAGE_NO_CHANNEL:
        return call_refuse(call, 422, VIEW("message.no_channel"),
                           VIEW("the customer has no open session that tells the channel; say one"));
    case MESSAGE_NO_ATTACHMENT:
        return call_refuse(call, 422, VIEW("attachment.unknown"),
                           VIEW("a file of this message is not there; upload it first"));
    case MESSAGE_ATTACHMENT_SENT:
        return call_refuse(call, 422, VIEW("attachment.sent"),
                           VIEW("a file of this message was sent before; upload it anew"));
    case MESSAGE_ATTACHMENTS_TOO_LARGE:
        return call_refuse(call, 422, VIEW("attachment.too_many"),
                           VIEW("at most 20 attachments and 64 KiB of what is told of them"));
    case MESSAGE_NO_WAY:
        return call_refuse(call, 409, VIEW("connector.disabled"), VIEW("this connector is switched off"));
    case MESSAGE_NOT_LATER:
        return call_refuse(call, 422, VIEW("message.not_later"),
                           VIEW("this channel is told at once: nothing can be sent on it later"));
    }
    return -ENOTRECOVERABLE;
}

void message_allow_files(struct message_in *in, const struct principal *p)
{
    if (p->visitor != NULL || p->audience == AUDIENCE_PUBLIC) {
        in->attachment_rule = ATTACHMENT_OWN;
        in->uploader_id = p->visitor != NULL ? p->visitor->customer_id : (struct view){0};
    } else if (p->actor.kind == ACTOR_AGENT) {
        in->attachment_rule = ATTACHMENT_OURS;
    }
}

int message_keep_result(struct call *call, const struct message_result *result)
{
    struct message_result *kept = arena_alloc(call_arena(call), sizeof(*kept));
    if (kept == NULL)
        return -ENOMEM;
    *kept = *result;
    if (!call_copy(call, result->id, &kept->id) || !call_copy(call, result->session_id, &kept->session_id) ||
        !call_copy(call, result->delivery_info, &kept->delivery_info))
        return -ENOMEM;
    call->result = kept;
    call->position = kept->position;
    call->customer = kept->customer;
    return 0;
}

int message_process_filter(struct call *call)
{
    const struct message_process_args *args = call->args;
    struct heard heard;
    if (!channel_has_word_rules(args->channel))
        return 0;
    int r = wordbook_hear_call(call, args->content, &heard);
    if (r != 0 || (!heard.is_flagged && view_equal(heard.content, args->content)))
        return r;
    struct message_process_args *own = arena_alloc(call_arena(call), sizeof(*own));
    if (own != NULL)
        *own = *args;
    if (own == NULL ||
        !said_metadata(args->metadata, (struct view){0}, heard.is_flagged, call_arena(call), &own->metadata))
        return call_refuse(call, 503, VIEW("hub.no_memory"), VIEW("short of memory"));
    own->content = heard.content;
    call->args = own;
    return 0;
}

int message_process_decide(struct tx *tx, struct call *call)
{
    const struct message_process_args *args = call->args;
    struct message_result result;
    int r = sight_need_session(tx->db, call, args->session_id);
    if (r != 0)
        return r;
    r = message_store(tx,
                      &(struct message_in){
                          .customer_id = args->customer_id,
                          .session_id = args->session_id,
                          .channel = args->channel,
                          .has_channel = true,
                          .direction = DIRECTION_INBOUND,
                          .author_type = AUTHOR_CUSTOMER,
                          .content = args->content,
                          .provider_id = args->message_id,
                          .attachments = args->attachments,
                          .metadata = args->metadata,
                          .priority = args->priority,
                          .has_priority = args->has_priority,
                      },
                      &result);
    if (r != 0)
        return r < 0 ? r : refuse_message(call, r);
    return message_keep_result(call, &result);
}

void message_process_render(struct call *call, struct json_writer *w)
{
    const struct message_process_args *args = call->args;
    const struct message_result *result = call->result;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("message_id"));
    json_string(w, result->id);
    json_key(w, VIEW("provider_message_id"));
    json_string_or_null(w, args->message_id);
    json_key(w, VIEW("duplicate"));
    json_bool(w, result->is_duplicate);
    json_key(w, VIEW("session_id"));
    json_string(w, result->session_id);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, result->position);
    json_key(w, VIEW("sentiment"));
    json_null(w);
    json_key(w, VIEW("intent"));
    json_null(w);
    json_key(w, VIEW("response"));
    json_null(w);
    json_key(w, VIEW("response_pending"));
    json_bool(w, false);
    json_end_object(w);
}
