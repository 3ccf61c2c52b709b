// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "codec/json_merge.h"
#include "hub/agent.h"
#include "hub/cluster.h"
#include "hub/queue.h"
#include "hub/transfer_act.h"
#include <errno.h>

enum { CONTEXT_MAX = 64 << 10 };

static int judge_customer(struct tx *tx, const struct transfer_in *in, const struct session *s)
{
    struct cluster named;
    if (in->customer_id.data == NULL)
        return TRANSFER_OK;
    int r = cluster_find(tx->db, tx->tenant, in->customer_id, &tx->batch->arena, &named);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : TRANSFER_OF_ANOTHER;
    r = cluster_is_same(tx->db, tx->tenant, named.survivor.row, s->customer);
    if (r < 0)
        return r;
    return r == 1 ? TRANSFER_OK : TRANSFER_OF_ANOTHER;
}

static int need_session(struct tx *tx, const struct transfer_in *in, struct session_change *change)
{
    int r = session_change_begin(tx, in->session_id, change);
    if (r != SESSION_OK)
        return r < 0 ? r : TRANSFER_NO_SESSION;
    if (!access_sees_session(in->view, &change->now))
        return TRANSFER_NO_SESSION;
    r = judge_customer(tx, in, &change->now);
    if (r != TRANSFER_OK)
        return r;
    return change->now.is_open ? TRANSFER_OK : TRANSFER_SESSION_CLOSED;
}

static int find_agent(struct tx *tx, struct view id, int64_t *ret)
{
    struct agent agent;
    int r = agent_find(tx->db, tx->tenant, id, &tx->batch->arena, &agent);
    if (r != AGENT_OK)
        return r < 0 ? r : TRANSFER_NO_AGENT;
    if (agent.disabled_us != 0)
        return TRANSFER_NO_AGENT;
    *ret = agent.row;
    return TRANSFER_OK;
}

static int find_queue(struct tx *tx, struct view id, int64_t *ret)
{
    struct queue queue;
    int r = queue_find(tx->db, tx->tenant, id, &tx->batch->arena, &queue);
    if (r == QUEUE_OK)
        *ret = queue.row;
    return r > 0 ? TRANSFER_NO_QUEUE : r;
}

static int judge_channel(const struct transfer_in *in, const struct session *s, struct transfer *t)
{
    t->from.channel = in->has_from ? in->from_channel : s->channel;
    t->to.channel = s->channel;
    if (!session_is_on(s, t->from.channel))
        return TRANSFER_ELSEWHERE;
    if (!in->has_channel)
        t->from.channel = s->channel;
    else
        t->to.channel = in->to_channel;
    return TRANSFER_OK;
}

int transfer_check_target(struct tx *tx, const struct transfer_in *in)
{
    int64_t row;
    int r = TRANSFER_OK;
    if (in->to_queue.data != NULL)
        r = find_queue(tx, in->to_queue, &row);
    if (r == TRANSFER_OK && in->to_agent.data != NULL)
        r = find_agent(tx, in->to_agent, &row);
    return r;
}

static int judge_owner(struct tx *tx, const struct transfer_in *in, const struct session *s,
                       struct transfer *t)
{
    int r = TRANSFER_OK;
    t->from.agent = t->to.agent = s->agent;
    t->from.queue = t->to.queue = s->queue;
    t->from_agent = t->to_agent = s->agent_id;
    t->from_queue = t->to_queue = s->queue_id;
    if (in->to_queue.data != NULL) {
        r = find_queue(tx, in->to_queue, &t->to.queue);
        t->to.agent = 0;
        t->to_agent = (struct view){0};
        t->to_queue = in->to_queue;
    }
    if (r == TRANSFER_OK && in->to_agent.data != NULL) {
        r = find_agent(tx, in->to_agent, &t->to.agent);
        t->to_agent = in->to_agent;
    }
    return r;
}

static bool is_same_place(const struct transfer_place *a, const struct transfer_place *b)
{
    return a->channel == b->channel && a->agent == b->agent && a->queue == b->queue;
}

static int merge_context(struct tx *tx, const struct transfer_in *in, struct session *s)
{
    if (in->context.data == NULL)
        return TRANSFER_OK;
    int r = json_merge(&tx->batch->arena, s->context, in->context, CONTEXT_MAX, &s->context);
    return r == JSON_MERGE_OK ? TRANSFER_OK : TRANSFER_TOO_LARGE;
}

int transfer_judge(struct tx *tx, const struct transfer_in *in, struct session_change *change,
                   struct transfer *t)
{
    *t = (struct transfer){.state = TRANSFER_REQUESTED, .actor = *in->actor, .reason = in->reason};
    int r = need_session(tx, in, change);
    if (r == TRANSFER_OK)
        r = judge_channel(in, &change->now, t);
    if (r == TRANSFER_OK)
        r = judge_owner(tx, in, &change->now, t);
    if (r == TRANSFER_OK && is_same_place(&t->from, &t->to))
        r = TRANSFER_NOWHERE;
    if (r == TRANSFER_OK)
        r = merge_context(tx, in, &change->now);
    t->session = change->now.row;
    t->session_id = change->now.id;
    t->customer_id = change->customer.id;
    t->customer = change->customer.row;
    return r;
}
