// SPDX-License-Identifier: Apache-2.0
#include "api/chat_sender.h"
#include "hub/agent.h"

static int find_agent(struct db *db, struct call *call, struct view id, struct chat_sender *sender)
{
    struct agent agent;
    if (call->principal.actor.kind == ACTOR_AGENT)
        return call_refuse(call, 403, VIEW("message.of_another_agent"), VIEW("agents speak for themselves"));
    int r = agent_find(db, call->principal.tenant, id, call_arena(call), &agent);
    if (r != AGENT_OK)
        return r < 0 ? r
                     : call_refuse(call, 404, VIEW("agent.not_found"), VIEW("there is no agent of this id"));
    sender->agent = agent.row;
    sender->id = agent.id;
    sender->name = agent.name;
    return 0;
}

int chat_sender_find(struct db *db, struct call *call, const struct chat_sender_args *args,
                     struct view agent_id, struct chat_sender *ret)
{
    const struct actor *actor = &call->principal.actor;
    bool is_agent = actor->kind == ACTOR_AGENT;
    bool is_customer = args->has_type && args->type == CHAT_SENDER_TYPE_CUSTOMER;
    *ret = (struct chat_sender){.type = AUTHOR_CUSTOMER};
    if (call->principal.visitor != NULL)
        return 0;
    if (is_customer && is_agent)
        return call_refuse(call, 403, VIEW("message.of_customer"),
                           VIEW("nobody puts words into a customer's mouth"));
    if (is_customer)
        return 0;
    ret->type = AUTHOR_AGENT;
    if (is_agent)
        *ret = (struct chat_sender){AUTHOR_AGENT, actor->agent, actor->id, actor->name};
    if (agent_id.data == NULL || view_equal(agent_id, ret->id))
        return 0;
    return find_agent(db, call, agent_id, ret);
}
