// SPDX-License-Identifier: Apache-2.0
#include "hub/conversation.h"
#include "base/error.h"
#include "codec/json_merge.h"
#include "hub/session_hear.h"
#include <errno.h>

enum { CONTEXT_MAX = 64 << 10 };

// What a call tells of the session's context: {"campaign_context": …, "room_name": …}.
static int context_patch(struct tx *tx, const struct conversation_in *in, struct view *ret)
{
    struct buffer text;
    *ret = (struct view){0};
    if (in->campaign_context.data == NULL && in->room_name.data == NULL)
        return 0;
    buffer_init(&text, 2 << 20);
    struct json_writer w = json_writer(&text);
    json_begin_object(&w);
    if (in->campaign_context.data != NULL) {
        json_key(&w, VIEW("campaign_context"));
        json_raw(&w, in->campaign_context);
    }
    if (in->room_name.data != NULL) {
        json_key(&w, VIEW("room_name"));
        json_string(&w, in->room_name);
    }
    json_end_object(&w);
    bool fits = !text.failed && tx_copy(tx, buffer_view(&text), ret);
    buffer_free(&text);
    return fits ? 0 : error_trace(-ENOMEM);
}

static int need_session(struct tx *tx, const struct conversation_in *in, int64_t customer, struct view patch,
                        struct session *session)
{
    // In the form that merging gives, so that the same context told again is seen to be the same.
    struct view context = {0};
    if (patch.data != NULL &&
        json_merge(&tx->batch->arena, (struct view){0}, patch, CONTEXT_MAX, &context) != JSON_MERGE_OK)
        return CONVERSATION_PROFILE_TOO_LARGE;
    struct session_new fresh = {
        .id = in->session_id,
        .channel = in->channel,
        .priority = in->has_priority ? in->priority : PRIORITY_NORMAL,
        .context = context,
    };
    int r = in->session_id.data != NULL ? session_head_own(tx, customer, &fresh, session)
                                        : session_head_default(tx, customer, &fresh, session);
    if (r == SESSION_OF_ANOTHER)
        return CONVERSATION_SESSION_OF_ANOTHER;
    if (r == SESSION_TOO_MANY)
        return CONVERSATION_TOO_MANY_SESSIONS;
    if (r == 0)
        r = session_follow(tx, session);
    if (r == 0 && !session->is_open)
        r = session_hear(tx, session);
    return r == SESSION_ACT_CLOSED ? CONVERSATION_SESSION_CLOSED : error_fold(r);
}

// What a call changes in a session that was there before. The struct holds only the head, so the context
// is read here.
static int join_session(struct tx *tx, const struct conversation_in *in, struct view patch, bool is_told,
                        struct session *session)
{
    struct session whole;
    int r = session_load(tx->db, tx->tenant, session->row, &tx->batch->arena, &whole);
    if (r != 0)
        return error_fold(r);
    struct session before = whole;
    session_come_to(&whole, in->channel);
    if (in->has_priority)
        whole.priority = in->priority;
    if (patch.data != NULL &&
        json_merge(&tx->batch->arena, before.context, patch, CONTEXT_MAX, &whole.context) != 0)
        return CONVERSATION_PROFILE_TOO_LARGE;
    if (!is_told && whole.channels == before.channels && whole.channel == before.channel &&
        whole.left_channels == before.left_channels && whole.priority == before.priority &&
        view_equal(whole.context, before.context))
        return 0;
    int64_t position = tx_next_position(tx);
    whole.last_position = position;
    whole.last_public_position = position;
    r = session_amend(tx, &whole);
    if (r == 0)
        r = session_announce(tx, &whole, position);
    *session = whole;
    return r;
}

static int say_first_message(struct tx *tx, const struct conversation_in *in, const struct session *session)
{
    struct message_result result;
    if (in->first_message.data == NULL)
        return 0;
    int r = message_store(tx,
                          &(struct message_in){.customer_id = in->customer_id,
                                               .session_id = session->id,
                                               .channel = in->channel,
                                               .has_channel = true,
                                               .direction = DIRECTION_INBOUND,
                                               .author_type = AUTHOR_CUSTOMER,
                                               .content = in->first_message,
                                               .metadata = in->first_is_flagged
                                                               ? VIEW("{\"moderation\":\"flag\"}")
                                                               : (struct view){0}},
                          &result);
    return r == MESSAGE_CUSTOMER_BLOCKED ? CONVERSATION_CUSTOMER_BLOCKED : error_fold(r);
}

int conversation_open(struct tx *tx, const struct conversation_in *in, struct conversation_result *ret)
{
    struct customer_key customer;
    struct session session;
    struct view patch;
    bool is_told = false;
    int r = customer_need(tx, in->customer_id, &customer);
    if (r == 0)
        r = customer_use_channel(tx, &customer, in->channel);
    if (r == 0)
        r = context_patch(tx, in, &patch);
    if (r != 0)
        return error_fold(r);
    r = customer_tell(tx, customer.row, &in->news, &is_told);
    if (r == CUSTOMER_TOO_LARGE)
        return CONVERSATION_PROFILE_TOO_LARGE;
    if (r == 0)
        r = need_session(tx, in, customer.row, patch, &session);
    bool is_new = r == 0 && session.is_new;
    if (r == 0 && !is_new)
        r = join_session(tx, in, patch, is_told, &session);
    if (r == 0)
        r = say_first_message(tx, in, &session);
    if (r != 0)
        return r < 0 ? error_trace(r) : r;
    *ret = (struct conversation_result){.session_id = session.id, .is_new = is_new};
    return CONVERSATION_OK;
}
