// SPDX-License-Identifier: Apache-2.0
// POST /chat/moderate/message
#include "api/api_state.h"
#include "api/handlers.h"
#include "api/refuse_message.h"
#include "hub/customer_edit.h"
#include "hub/message_redact.h"

static int block(struct tx *tx, struct call *call, const struct message_whole *message)
{
    const struct chat_moderate_args *args = call->args;
    struct cluster cluster;
    int r = cluster_load(tx->db, tx->tenant, message->in.customer, &tx->batch->arena, &cluster);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : refuse_message_edit(call, MESSAGE_EDIT_NONE);
    return customer_block(tx, &call->principal.actor, &cluster, true, args->reason);
}

static int moderate(struct tx *tx, struct call *call, struct message_whole *message)
{
    const struct chat_moderate_args *args = call->args;
    const struct actor *actor = &call->principal.actor;
    int r = args->action == CHAT_MODERATE_ACTION_APPROVE ? message_approve(tx, message, actor)
                                                         : message_redact(tx, message, actor, args->reason);
    if (r > 0)
        return refuse_message_edit(call, r);
    return r == 0 && args->action == CHAT_MODERATE_ACTION_BLOCK ? block(tx, call, message) : r;
}

int chat_moderate_decide(struct tx *tx, struct call *call)
{
    const struct chat_moderate_args *args = call->args;
    struct message_whole m;
    int r = message_find(tx->db, tx->tenant, args->message_id, call->principal.view, &tx->batch->arena, &m);
    if (r != MESSAGE_EDIT_OK)
        return r < 0 ? r : refuse_message_edit(call, r);
    r = message_need_sight(tx->db, call, &m);
    if (r == 0)
        r = moderate(tx, call, &m);
    return r == 0 ? message_keep_answer(tx, call, &m) : r;
}
