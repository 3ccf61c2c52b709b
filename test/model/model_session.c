// SPDX-License-Identifier: Apache-2.0
#include "hub/conversation.h"
#include "hub/session_state.h"
#include "model.h"
#include <stdio.h>
#include <stdlib.h>

static const int64_t REOPEN_US = (int64_t)72 * 3600 * 1000000, SNOOZE_MAX_US = (int64_t)30 * 86400 * 1000000;

// ---- entries

struct m_entry *model_add_entry(struct m_tenant *t, struct m_now now, int session, enum interaction_type type,
                                enum audience audience, bool is_customers)
{
    struct m_session *s = &t->sessions[session];
    if (s->count == s->room) {
        s->room = s->room * 2 + 8;
        s->entries = realloc(s->entries, (size_t)s->room * sizeof(*s->entries));
    }
    struct m_entry *e = &s->entries[s->count++];
    *e = (struct m_entry){.seq = ++t->seq,
                          .us = now.us,
                          .words = now.op,
                          .type = type,
                          .audience = audience,
                          .is_customers = is_customers,
                          .channel = s->channel};
    if (audience == AUDIENCE_PUBLIC)
        s->activity_us = now.us;
    return e;
}

// What the customer says or rates on the channel of an untold transfer tells that they know (within 200
// entries). What the hub itself writes down about it does not.
static void customer_came(struct m_tenant *t, const struct m_session *s, enum channel channel)
{
    if (s->transfer == NOBODY)
        return;
    struct m_transfer *x = &t->transfers[s->transfer];
    if (channel == x->to.channel && s->count - 1 - x->at <= 200)
        x->came = true;
}

static int compare_entries(const void *a, const void *b)
{
    const struct m_entry *const *x = a, *const *y = b;
    return ((*x)->seq > (*y)->seq) - ((*x)->seq < (*y)->seq);
}

static bool is_in_family(const struct m_tenant *t, int session, int of)
{
    int person = t->sessions[of].customer;
    while (session != of && t->sessions[session].merged_into != NOBODY &&
           model_is_same(t, t->sessions[session].customer, person))
        session = t->sessions[session].merged_into;
    return session == of;
}

// All that were merged into it, whoever's they are now.
int model_family(const struct m_tenant *t, int session)
{
    int count = 0;
    for (int i = 0; i < t->session_count; i++) {
        int at = i;
        while (at != session && at != NOBODY)
            at = t->sessions[at].merged_into;
        count += at == session;
    }
    return count;
}

static const struct m_entry **gather(const struct m_tenant *t, int of, bool is_session, int *ret_count)
{
    const struct m_entry **all = NULL;
    int count = 0, room = 0;
    for (int i = 0; i < t->session_count; i++) {
        const struct m_session *s = &t->sessions[i];
        if (is_session ? !is_in_family(t, i, of) : model_root(t, s->customer) != of)
            continue;
        room += s->count;
        all = realloc(all, (size_t)(room + 1) * sizeof(*all));
        for (int j = 0; j < s->count; j++)
            all[count++] = &s->entries[j];
    }
    if (count > 0)
        qsort(all, (size_t)count, sizeof(*all), compare_entries);
    *ret_count = count;
    return all;
}

const struct m_entry **model_timeline(const struct m_tenant *t, int session, int *ret_count)
{
    return gather(t, session, true, ret_count);
}

const struct m_entry **model_history(const struct m_tenant *t, int root, int *ret_count)
{
    return gather(t, root, false, ret_count);
}

// ---- statuses

static bool has_default(const struct m_tenant *t, int customer)
{
    for (int i = 0; i < t->session_count; i++)
        if (t->sessions[i].is_default && t->sessions[i].customer == customer)
            return true;
    return false;
}

// It is the default session again unless the customer has another one by now, and it belongs to nobody who is
// gone.
static void come_back(struct m_tenant *t, struct m_session *s)
{
    s->is_default = s->was_default && !has_default(t, s->customer);
    s->was_default = false;
    s->is_open = true;
    s->resolved_us = 0;
    s->reopened++;
    if (s->agent != NOBODY && t->agents[s->agent].is_gone)
        s->agent = NOBODY;
    if (s->queue != NOBODY && t->queues[s->queue].is_gone)
        s->queue = NOBODY;
}

static void end(struct m_session *s)
{
    if (s->is_default)
        s->was_default = true;
    s->is_default = s->is_open = false;
    s->waiting_us = 0;
}

void model_set_status(struct m_tenant *t, struct m_now now, int session, enum session_status to,
                      bool is_customers)
{
    struct m_session *s = &t->sessions[session];
    bool was_open = s->is_open, is_open = to == SESSION_ACTIVE || to == SESSION_PENDING;
    if (s->status == to)
        return;
    s->status = to;
    s->snoozed_us = 0;
    if (was_open && !is_open)
        end(s);
    if (!was_open && is_open)
        come_back(t, s);
    if (to == SESSION_RESOLVED)
        s->resolved_us = now.us;
    model_add_entry(t, now, session, INTERACTION_STATUS, AUDIENCE_INTERNAL, is_customers);
}

static enum session_status status_after(enum session_status from, enum session_event event)
{
    switch (event) {
    case SESSION_RESOLVE:
        return SESSION_RESOLVED;
    case SESSION_CLOSE:
    case SESSION_JOIN:
        return SESSION_CLOSED;
    case SESSION_PEND:
        return SESSION_PENDING;
    case SESSION_REOPEN:
    case SESSION_WAKE:
    case SESSION_SPEAK:
    case SESSION_EVENTS:
        break;
    }
    (void)from;
    return SESSION_ACTIVE;
}

// Only reopening leads out of an end by hand; what is resolved may still be closed.
static bool may_move(enum session_status from, enum session_event event)
{
    if (from == SESSION_ACTIVE || from == SESSION_PENDING || event == SESSION_REOPEN ||
        event == SESSION_CLOSE)
        return true;
    return from == SESSION_RESOLVED && event == SESSION_RESOLVE;
}

int model_apply(struct m_tenant *t, struct m_now now, int session, enum session_event event)
{
    if (session == NOBODY)
        return SESSION_ACT_NO_SESSION;
    struct m_session *s = &t->sessions[session];
    if (s->merged_into != NOBODY)
        return SESSION_ACT_MERGED;
    if (!may_move(s->status, event))
        return SESSION_ACT_CLOSED;
    model_set_status(t, now, session, status_after(s->status, event), false);
    return SESSION_ACT_OK;
}

int model_snooze(struct m_tenant *t, struct m_now now, int session, int64_t until_us)
{
    if (session == NOBODY)
        return SESSION_ACT_NO_SESSION;
    if (until_us == 0)
        return model_apply(t, now, session, SESSION_WAKE);
    if (until_us <= now.us || until_us - now.us > SNOOZE_MAX_US)
        return SESSION_ACT_BAD_TIME;
    int r = model_apply(t, now, session, SESSION_PEND);
    if (r == 0)
        t->sessions[session].snoozed_us = until_us;
    return r;
}

void model_wake(struct m_tenant *t, struct m_now now, int session)
{
    model_set_status(t, now, session, SESSION_ACTIVE, false);
}

// ---- other acts

int model_assign(struct m_tenant *t, struct m_now now, int session, const int *agent, const int *queue)
{
    if (session == NOBODY)
        return SESSION_ACT_NO_SESSION;
    struct m_session *s = &t->sessions[session];
    if (s->merged_into != NOBODY)
        return SESSION_ACT_MERGED;
    if (!s->is_open)
        return SESSION_ACT_CLOSED;
    if (agent != NULL && *agent != NOBODY && (*agent >= t->agent_count || t->agents[*agent].is_gone))
        return SESSION_ACT_NO_AGENT;
    if (queue != NULL && *queue != NOBODY && (*queue >= t->queue_count || t->queues[*queue].is_gone))
        return SESSION_ACT_NO_QUEUE;
    int to_agent = agent != NULL ? *agent : s->agent, to_queue = queue != NULL ? *queue : s->queue;
    if (to_agent == s->agent && to_queue == s->queue)
        return SESSION_ACT_OK;
    s->agent = to_agent;
    s->queue = to_queue;
    model_add_entry(t, now, session, INTERACTION_ASSIGNMENT, AUDIENCE_INTERNAL, false);
    return SESSION_ACT_OK;
}

void model_give_back(struct m_tenant *t, struct m_now now, int session)
{
    t->sessions[session].agent = NOBODY;
    model_add_entry(t, now, session, INTERACTION_ASSIGNMENT, AUDIENCE_INTERNAL, false);
}

int model_rate(struct m_tenant *t, struct m_now now, int session, int score)
{
    if (session == NOBODY)
        return SESSION_ACT_NO_SESSION;
    struct m_session *s = &t->sessions[session];
    if (s->merged_into != NOBODY)
        return SESSION_ACT_MERGED;
    if (s->rating == score)
        return SESSION_ACT_OK;
    s->rating = score;
    model_add_entry(t, now, session, INTERACTION_RATING, AUDIENCE_PUBLIC, true);
    customer_came(t, s, s->channel);
    return SESSION_ACT_OK;
}

void model_note(struct m_tenant *t, struct m_now now, int session)
{
    model_add_entry(t, now, session, INTERACTION_NOTE, AUDIENCE_INTERNAL, false);
}

static int check_merge(const struct m_tenant *t, int into, int from)
{
    if (into == NOBODY || from == NOBODY)
        return SESSION_ACT_NO_SESSION;
    const struct m_session *a = &t->sessions[into], *b = &t->sessions[from];
    if (into == from)
        return SESSION_ACT_SAME_SESSION;
    if (!model_is_same(t, a->customer, b->customer))
        return SESSION_ACT_OTHER_CUSTOMER;
    if (a->merged_into != NOBODY || b->merged_into != NOBODY)
        return SESSION_ACT_MERGED;
    if (!a->is_open)
        return SESSION_ACT_CLOSED;
    return model_family(t, into) + model_family(t, from) > SESSION_FAMILY_MAX ? SESSION_ACT_TOO_MANY : 0;
}

int model_session_merge(struct m_tenant *t, struct m_now now, int into, int from)
{
    int r = check_merge(t, into, from);
    if (r != 0)
        return r;
    struct m_session before = t->sessions[from];
    struct m_session *a = &t->sessions[into], *b = &t->sessions[from];
    model_set_status(t, now, from, SESSION_CLOSED, false);
    b->was_default = false;
    b->merged_into = into;
    a->channels |= before.channels;
    if (before.waiting_us != 0 && (a->waiting_us == 0 || before.waiting_us < a->waiting_us))
        a->waiting_us = before.waiting_us;
    if (before.priority > a->priority)
        a->priority = before.priority;
    if (before.is_default && !has_default(t, a->customer))
        a->is_default = true;
    model_add_entry(t, now, into, INTERACTION_MERGE, AUDIENCE_INTERNAL, false);
    return 0;
}

// ---- messages

int model_follow(const struct m_tenant *t, int session)
{
    int of = t->sessions[session].customer, next;
    while ((next = t->sessions[session].merged_into) != NOBODY &&
           model_is_same(t, t->sessions[next].customer, of))
        session = next;
    return session;
}

static int make_session(struct m_tenant *t, struct m_now now, int customer, enum channel channel,
                        enum priority priority)
{
    if (t->session_count == t->session_room) {
        t->session_room = t->session_room * 2 + 64;
        t->sessions = realloc(t->sessions, (size_t)t->session_room * sizeof(*t->sessions));
    }
    t->sessions[t->session_count] = (struct m_session){.customer = customer,
                                                       .is_open = true,
                                                       .priority = priority,
                                                       .channel = channel,
                                                       .primary = channel,
                                                       .channels = channel_bit(channel),
                                                       .agent = NOBODY,
                                                       .queue = NOBODY,
                                                       .merged_into = NOBODY,
                                                       .transfer = NOBODY,
                                                       .activity_us = now.us};
    return t->session_count++;
}

static int make_customer(struct m_tenant *t, int customer)
{
    t->customers[customer].exists = true;
    if (customer >= PLAIN)
        t->addresses[customer - PLAIN] = customer;
    return customer;
}

static bool is_in_window(const struct m_session *s, struct m_now now)
{
    return now.us - s->resolved_us <= REOPEN_US;
}

// The person's open default session: the survivor's own, else the last active of the others'; else the one
// that was resolved last, within the window. It is not changed yet.
int model_default_session(struct m_tenant *t, struct m_now now, int root, int *ret_session)
{
    int best = NOBODY, resolved = NOBODY;
    for (int i = 0; i < t->session_count; i++) {
        const struct m_session *s = &t->sessions[i];
        if (model_root(t, s->customer) != root)
            continue;
        if (s->is_default &&
            (best == NOBODY || s->customer == root ||
             (t->sessions[best].customer != root && s->activity_us > t->sessions[best].activity_us)))
            best = i;
        if (s->was_default && s->status == SESSION_RESOLVED &&
            (resolved == NOBODY || s->resolved_us > t->sessions[resolved].resolved_us))
            resolved = i;
    }
    if (best == NOBODY && resolved != NOBODY && is_in_window(&t->sessions[resolved], now))
        best = resolved;
    *ret_session = best;
    return best != NOBODY;
}

static void come_to(struct m_session *s, enum channel channel)
{
    s->channel = channel;
    s->channels |= channel_bit(channel);
    s->left &= ~channel_bit(channel);
}

static void count_message(struct m_session *s, struct m_now now, bool is_inbound)
{
    if (is_inbound) {
        s->in++;
        if (s->waiting_us == 0)
            s->waiting_us = now.us;
        return;
    }
    s->out++;
    if (s->waiting_us != 0) {
        s->responses++;
        s->response_sum_us += now.us - s->waiting_us;
        s->waiting_us = 0;
    }
}

static void store_message(struct m_tenant *t, struct m_now now, const struct m_said *in, int session)
{
    struct m_session *s = &t->sessions[session];
    enum channel channel = in->has_channel ? in->channel : s->channel;
    struct m_entry *e =
        model_add_entry(t, now, session, INTERACTION_MESSAGE, AUDIENCE_PUBLIC, in->is_inbound);
    e->channel = channel;
    s->channels |= channel_bit(channel);
    if (in->is_inbound) {
        come_to(s, channel);
        customer_came(t, s, channel);
    }
    if (in->has_priority && in->priority > s->priority)
        s->priority = in->priority;
    count_message(s, now, in->is_inbound);
    t->customers[model_root(t, s->customer)].channels |= channel_bit(channel);
    if (in->provider != NOBODY)
        t->provided[channel][in->provider] = (struct m_provided){true, session};
}

// A refusal leaves no trace of what was looked for.
static int named(const struct m_tenant *t, const struct m_said *in, int *ret_session)
{
    if (in->session == NOBODY)
        return MESSAGE_NO_SESSION;
    int at = model_follow(t, in->session), who = model_find(t, in->customer);
    const struct m_session *s = &t->sessions[at];
    if (in->customer != NOBODY && (who == NOBODY || !model_is_same(t, who, s->customer)))
        return MESSAGE_SESSION_OF_ANOTHER;
    if (!s->is_open && !(s->status == SESSION_RESOLVED && in->is_inbound))
        return MESSAGE_SESSION_CLOSED;
    *ret_session = at;
    return MESSAGE_OK;
}

static int by_default(struct m_tenant *t, struct m_now now, const struct m_said *in, int *ret_session)
{
    int who = model_find(t, in->customer);
    *ret_session = NOBODY;
    if (who != NOBODY)
        model_default_session(t, now, model_root(t, who), ret_session);
    return *ret_session == NOBODY && !in->has_channel ? MESSAGE_NO_CHANNEL : MESSAGE_OK;
}

static bool is_duplicate(const struct m_tenant *t, const struct m_said *in, enum channel channel,
                         struct m_done *ret)
{
    if (in->provider == NOBODY || !t->provided[channel][in->provider].is_known)
        return false;
    *ret = (struct m_done){.session = t->provided[channel][in->provider].session, .is_duplicate = true};
    return true;
}

static int refuse(const struct m_tenant *t, struct m_now now, const struct m_said *in, int session)
{
    int who = session != NOBODY ? t->sessions[session].customer : model_find(t, in->customer);
    if (in->is_inbound && who != NOBODY && model_is_blocked(t, model_root(t, who)))
        return MESSAGE_CUSTOMER_BLOCKED;
    if (session == NOBODY || t->sessions[session].is_open || is_in_window(&t->sessions[session], now))
        return MESSAGE_OK;
    return MESSAGE_SESSION_CLOSED;
}

int model_message(struct m_tenant *t, struct m_now now, const struct m_said *in, struct m_done *ret)
{
    int at = NOBODY;
    if (in->has_channel && is_duplicate(t, in, in->channel, ret))
        return MESSAGE_OK;
    int r = in->is_named ? named(t, in, &at) : by_default(t, now, in, &at);
    if (r == 0 && !in->has_channel && refuse(t, now, in, at) != MESSAGE_CUSTOMER_BLOCKED &&
        is_duplicate(t, in, t->sessions[at].channel, ret))
        return MESSAGE_OK;
    if (r == 0)
        r = refuse(t, now, in, at);
    if (r != 0)
        return r;
    *ret = (struct m_done){.session = at, .is_new = at == NOBODY};
    if (at == NOBODY) {
        int who = model_find(t, in->customer);
        who = who == NOBODY ? make_customer(t, in->customer) : model_root(t, who);
        ret->session = at =
            make_session(t, now, who, in->channel, in->has_priority ? in->priority : PRIORITY_NORMAL);
        t->sessions[at].is_default = true;
    } else if (in->is_inbound || !t->sessions[at].is_open) {
        model_set_status(t, now, at, SESSION_ACTIVE, true);
    }
    store_message(t, now, in, at);
    return MESSAGE_OK;
}

static int open_count(const struct m_tenant *t, int customer)
{
    int count = 0;
    for (int i = 0; i < t->session_count; i++)
        count += t->sessions[i].is_open && t->sessions[i].customer == customer;
    return count;
}

static int find_own(const struct m_tenant *t, struct m_now now, const struct m_opening *in, int who,
                    int *ret_session)
{
    int at = t->own[in->own];
    *ret_session = NOBODY;
    if (at == NOBODY)
        return who != NOBODY && open_count(t, who) >= SESSIONS_OPEN_MAX ? CONVERSATION_TOO_MANY_SESSIONS : 0;
    if (who == NOBODY || !model_is_same(t, t->sessions[at].customer, who))
        return CONVERSATION_SESSION_OF_ANOTHER;
    at = model_follow(t, at);
    const struct m_session *s = &t->sessions[at];
    *ret_session = at;
    bool may_open = s->status == SESSION_RESOLVED && is_in_window(s, now);
    return s->is_open || may_open ? 0 : CONVERSATION_SESSION_CLOSED;
}

static void open_session(struct m_tenant *t, struct m_now now, const struct m_opening *in, int who, int at)
{
    struct m_session *s = &t->sessions[at];
    if (!s->is_open)
        model_set_status(t, now, at, SESSION_ACTIVE, true);
    come_to(s, in->channel);
    if (in->has_priority)
        s->priority = in->priority;
    (void)who;
}

int model_conversation(struct m_tenant *t, struct m_now now, const struct m_opening *in, struct m_done *ret)
{
    int who = model_find(t, in->customer), at = NOBODY, r = 0;
    if (who != NOBODY)
        who = model_root(t, who);
    if (in->own != NOBODY)
        r = find_own(t, now, in, who, &at);
    else if (who != NOBODY)
        model_default_session(t, now, who, &at);
    if (r == 0 && in->has_message && who != NOBODY && model_is_blocked(t, who))
        r = CONVERSATION_CUSTOMER_BLOCKED;
    if (r != 0)
        return r;
    who = who == NOBODY ? make_customer(t, in->customer) : who;
    t->customers[who].channels |= channel_bit(in->channel);
    *ret = (struct m_done){.session = at, .is_new = at == NOBODY};
    if (at == NOBODY) {
        ret->session = at =
            make_session(t, now, who, in->channel, in->has_priority ? in->priority : PRIORITY_NORMAL);
        t->sessions[at].is_default = in->own == NOBODY;
        if (in->own != NOBODY)
            t->own[in->own] = at;
    } else {
        open_session(t, now, in, who, at);
    }
    if (!in->has_message)
        return 0;
    model_set_status(t, now, at, SESSION_ACTIVE, true);
    store_message(
        t, now,
        &(struct m_said){.is_inbound = true, .has_channel = true, .channel = in->channel, .provider = NOBODY},
        at);
    return 0;
}
