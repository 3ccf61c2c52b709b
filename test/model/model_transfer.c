// SPDX-License-Identifier: Apache-2.0
#include "model.h"
#include <stdlib.h>

static const int64_t LEG_US = (int64_t)24 * 3600 * 1000000;

static bool is_place(const struct m_session *s, const struct m_place *p)
{
    return s->is_open && s->channel == p->channel && s->agent == p->agent && s->queue == p->queue;
}

// Nothing tells the customer but a connector, except on the hub's own channels.
static bool needs_leg(enum channel channel)
{
    return channel != CHANNEL_CHAT && channel != CHANNEL_WEB_PORTAL && channel != CHANNEL_MOBILE_APP;
}

static bool exists(const struct m_owner *owners, int count, int number)
{
    return number != NOBODY && number < count && !owners[number].is_gone;
}

static int judge(const struct m_tenant *t, const struct m_moving *in, struct m_transfer *x)
{
    if (in->session == NOBODY)
        return TRANSFER_NO_SESSION;
    const struct m_session *s = &t->sessions[in->session];
    int who = model_find(t, in->customer);
    if (in->customer != NOBODY && (who == NOBODY || !model_is_same(t, who, s->customer)))
        return TRANSFER_OF_ANOTHER;
    if (!s->is_open)
        return TRANSFER_SESSION_CLOSED;
    if (in->has_from && !(s->channels & ~s->left & channel_bit(in->from)))
        return TRANSFER_ELSEWHERE;
    x->from = x->to = (struct m_place){s->channel, s->agent, s->queue};
    if (in->has_channel) {
        x->from.channel = in->has_from ? in->from : s->channel;
        x->to.channel = in->to;
    }
    if (in->has_queue && !exists(t->queues, t->queue_count, in->queue))
        return TRANSFER_NO_QUEUE;
    if (in->has_queue)
        x->to = (struct m_place){x->to.channel, NOBODY, in->queue};
    if (in->has_agent && !exists(t->agents, t->agent_count, in->agent))
        return TRANSFER_NO_AGENT;
    if (in->has_agent)
        x->to.agent = in->agent;
    bool is_nowhere =
        x->from.channel == x->to.channel && x->from.agent == x->to.agent && x->from.queue == x->to.queue;
    return is_nowhere ? TRANSFER_NOWHERE : TRANSFER_OK;
}

static void place(struct m_session *s, const struct m_place *from, const struct m_place *to)
{
    if (from->channel != to->channel) {
        s->left |= channel_bit(from->channel);
        s->channel = to->channel;
        s->channels |= channel_bit(to->channel);
        s->left &= ~channel_bit(to->channel);
    }
    s->agent = to->agent;
    s->queue = to->queue;
}

// Back to whom it belonged to, unless they are gone.
static void place_back(struct m_tenant *t, struct m_session *s, const struct m_transfer *x)
{
    struct m_place to = x->from;
    if (to.agent != NOBODY && t->agents[to.agent].is_gone)
        to.agent = NOBODY;
    if (to.queue != NOBODY && t->queues[to.queue].is_gone)
        to.queue = NOBODY;
    place(s, &x->to, &to);
}

static void add_entry(struct m_tenant *t, struct m_now now, const struct m_transfer *x)
{
    bool is_public = x->from.channel != x->to.channel;
    model_add_entry(t, now, x->session, INTERACTION_TRANSFER, is_public ? AUDIENCE_PUBLIC : AUDIENCE_INTERNAL,
                    false);
}

static void end_leg(struct m_tenant *t, struct m_transfer *x, enum transfer_state state)
{
    x->state = state;
    t->sessions[x->session].transfer = NOBODY;
}

int model_transfer(struct m_tenant *t, struct m_now now, const struct m_moving *in, int *ret)
{
    struct m_transfer x = {.session = in->session, .state = TRANSFER_COMPLETED};
    int r = judge(t, in, &x);
    if (r != TRANSFER_OK)
        return r;
    struct m_session *s = &t->sessions[in->session];
    if (s->transfer != NOBODY) {
        struct m_transfer *earlier = &t->transfers[s->transfer];
        end_leg(t, earlier, earlier->came ? TRANSFER_TOLD : TRANSFER_SUPERSEDED);
    }
    place(s, &x.from, &x.to);
    x.at = s->count;
    add_entry(t, now, &x);
    t->customers[model_root(t, s->customer)].channels |= channel_bit(x.to.channel);
    if (x.from.channel != x.to.channel && needs_leg(x.to.channel)) {
        x.state = TRANSFER_WAITING;
        x.due_us = now.us + LEG_US;
        s->transfer = t->transfer_count;
    }
    if (t->transfer_count == t->transfer_room) {
        t->transfer_room = t->transfer_room * 2 + 64;
        t->transfers = realloc(t->transfers, (size_t)t->transfer_room * sizeof(*t->transfers));
    }
    t->transfers[t->transfer_count] = x;
    *ret = t->transfer_count++;
    return TRANSFER_OK;
}

static void fail(struct m_tenant *t, struct m_now now, struct m_transfer *x)
{
    struct m_session *s = &t->sessions[x->session];
    if (x->came) {
        end_leg(t, x, TRANSFER_TOLD);
    } else if (!is_place(s, &x->to)) {
        end_leg(t, x, TRANSFER_SUPERSEDED);
    } else {
        end_leg(t, x, TRANSFER_REVERTED);
        place_back(t, s, x);
        add_entry(t, now, x);
    }
}

void model_leg(struct m_tenant *t, struct m_now now, int transfer, enum m_leg leg)
{
    struct m_transfer *x = &t->transfers[transfer];
    if (x->state != TRANSFER_WAITING && x->state != TRANSFER_TELLING)
        return;
    switch (leg) {
    case LEG_TAKEN:
        x->state = TRANSFER_TELLING;
        return;
    case LEG_DELIVERED:
        end_leg(t, x, TRANSFER_TOLD);
        return;
    case LEG_FAILED:
        fail(t, now, x);
        return;
    }
}
