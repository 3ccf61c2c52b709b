// SPDX-License-Identifier: Apache-2.0
// The operations: each draws what it does, lets the hub and the model do it, and compares the answers.
#include "hub/agent_change.h"
#include "hub/conversation.h"
#include "hub/customer_edit.h"
#include "hub/customer_erase.h"
#include "hub/customer_merge.h"
#include "hub/job_actions.h"
#include "hub/message_edit.h"
#include "hub/queue.h"
#include "hub/session_assign.h"
#include "hub/session_note.h"
#include "hub/session_rating.h"
#include "hub/session_snooze.h"
#include "hub/session_tags.h"
#include "hub/timer_actions.h"
#include "round.h"
#include "store/db.h"
#include <sqlite3.h>
#include <stdio.h>

static const int64_t MINUTE_US = 60000000;
static const struct actor program = {.kind = ACTOR_KEY, .id = {"key-1", 5}};

// ---- drawing

struct named_session {
    int number; // NOBODY: unknown in this tenant
    char id[64];
};

static int own_of(const struct m_tenant *t, const char *id)
{
    int own;
    return sscanf(id, "own-%d", &own) == 1 ? t->own[own] : NOBODY;
}

static const struct m_tenant *other_tenant(struct act *a)
{
    long at = a->t - a->round->tenants;
    return &a->round->tenants[(at + 1 + draw(a->round, TENANTS - 1)) % TENANTS];
}

// Unknown ones and those of other tenants now and then; else any, rather the last ones.
static struct named_session pick_session(struct act *a)
{
    struct named_session s = {.number = NOBODY};
    const struct m_tenant *other = other_tenant(a);
    int dice = draw(a->round, 40), any = draw(a->round, 1 << 20), count = a->t->session_count;
    snprintf(s.id, sizeof(s.id), "own-%d", draw(a->round, OWN));
    if (dice == 0)
        snprintf(s.id, sizeof(s.id), "nobody-s");
    else if (dice == 1 && other->session_count > 0)
        snprintf(s.id, sizeof(s.id), "%s", other->sessions[any % other->session_count].id);
    else if (dice < 22 && count > 0)
        snprintf(s.id, sizeof(s.id), "%s",
                 a->t->sessions[dice < 8 ? any % count : count - 1 - any % (count < 60 ? count : 60)].id);
    s.number = own_of(a->t, s.id);
    for (int i = count - 1; i >= 0 && s.number == NOBODY; i--)
        if (strcmp(a->t->sessions[i].id, s.id) == 0)
            s.number = i;
    if (s.number != NOBODY && a->t->sessions[s.number].is_dead)
        s.number = NOBODY;
    return s;
}

static int pick_customer(struct act *a, char id[static 32])
{
    int customer = draw(a->round, CUSTOMERS);
    if (chance(a->round, 4))
        customer = draw(a->round, 6); // some have much
    model_customer_id(customer, id);
    return customer;
}

static enum channel pick_channel(struct act *a)
{
    return (enum channel)draw(a->round, CHANNELS);
}

// A number of one that exists, did exist, or (beyond the last) never did.
static int pick_owner(struct act *a, const struct m_owner *owners, int count, char id[static 32])
{
    const struct m_tenant *other = other_tenant(a);
    int number = count == 0 || chance(a->round, 30) ? count : draw(a->round, count);
    if (number < count && owners[number].is_gone && !chance(a->round, 8))
        number = count - 1;
    snprintf(id, 32, "%s", number < count ? owners[number].id : "nobody");
    if (number == count && chance(a->round, 2))
        snprintf(id, 32, "%s", other->agent_count > 0 ? other->agents[0].id : "nobody");
    return number;
}

// ---- what the model learns from the hub

static int64_t one_integer(struct act *a, const char *sql, int64_t first, int64_t second, const char *text)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db_handle(a->tx->db), sql, -1, &s, NULL) != SQLITE_OK)
        mismatch(a->round, "no such query: %s", sql);
    sqlite3_bind_int64(s, 1, first);
    sqlite3_bind_int64(s, 2, second);
    if (text != NULL)
        sqlite3_bind_text(s, 3, text, -1, SQLITE_TRANSIENT);
    int64_t value = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    return value;
}

static void learn_customers(struct act *a, int customer)
{
    char id[32];
    if (a->t->customers[customer].row == 0 && a->t->customers[customer].exists)
        a->t->customers[customer].row =
            one_integer(a, "SELECT customer FROM customer WHERE tenant = ?1 AND ?2 = 0 AND id = ?3", a->t->id,
                        0, model_customer_id(customer, id));
}

static void learn_session(struct act *a, const struct m_done *done, struct view id)
{
    struct m_session *s = &a->t->sessions[done->session];
    struct session head;
    if (done->is_new) {
        snprintf(s->id, sizeof(s->id), "%.*s", VIEW_ARG(id));
        if (session_head_find(a->tx, id, &head) != SESSION_OK)
            mismatch(a->round, "a new session cannot be found: %s", s->id);
        s->row = head.row;
        learn_customers(a, s->customer);
    } else if (!view_equal(view_from(s->id), id)) {
        mismatch(a->round, "%s went to %.*s, not to %s", a->name, VIEW_ARG(id), s->id);
    }
}

static void learn_message(struct act *a, const struct m_done *done, struct view id, bool is_customers)
{
    struct m_message *m = &a->t->messages[a->t->message_count++ % EDITABLE];
    snprintf(m->id, sizeof(m->id), "%.*s", VIEW_ARG(id));
    m->session = done->session;
    m->at = a->t->sessions[done->session].count - 1;
    m->is_customers = is_customers;
}

// ---- what is said

static int say(struct act *a, struct m_said *said, struct message_in *in, struct view session_id)
{
    char words[32], provider[32];
    struct message_result result = {0};
    struct m_done done = {.session = NOBODY};
    said->provider = chance(a->round, 5) ? draw(a->round, PROVIDERS) : NOBODY;
    snprintf(provider, sizeof(provider), "p%d", said->provider);
    snprintf(words, sizeof(words), "m%d", a->now.op);
    in->session_id = session_id;
    in->channel = said->channel;
    in->has_channel = said->has_channel;
    in->direction = said->is_inbound ? DIRECTION_INBOUND : DIRECTION_OUTBOUND;
    in->author_type = said->is_inbound ? AUTHOR_CUSTOMER : AUTHOR_AGENT;
    in->content = view_from(words);
    in->has_priority = said->has_priority;
    in->priority = said->priority;
    if (said->provider != NOBODY)
        in->provider_id = view_from(provider);
    int expected = model_message(a->t, a->now, said, &done);
    int got = message_store(a->tx, in, &result);
    judge(a, expected, got);
    if (got != 0)
        return got;
    if (result.is_duplicate != done.is_duplicate)
        mismatch(a->round, "%s: duplicate is %d, not %d", a->name, result.is_duplicate, done.is_duplicate);
    learn_session(a, &done, result.session_id);
    if (!done.is_duplicate)
        learn_message(a, &done, result.id, said->is_inbound);
    return 0;
}

static struct m_said draw_said(struct act *a, bool is_inbound)
{
    struct m_said said = {.customer = NOBODY,
                          .session = NOBODY,
                          .is_inbound = is_inbound,
                          .channel = pick_channel(a),
                          .has_channel = !chance(a->round, 5),
                          .has_priority = chance(a->round, 10)};
    said.priority = (enum priority)draw(a->round, 4);
    return said;
}

static int say_by_customer(struct act *a, bool is_inbound)
{
    char id[32];
    struct m_said said = draw_said(a, is_inbound);
    said.customer = pick_customer(a, id);
    struct message_in in = {.customer_id = view_from(id)};
    return say(a, &said, &in, (struct view){0});
}

static int say_in_session(struct act *a, bool is_inbound)
{
    char id[32];
    struct m_said said = draw_said(a, is_inbound);
    struct named_session s = pick_session(a);
    struct message_in in = {0};
    said.is_named = true;
    said.session = s.number;
    if (chance(a->round, 3)) {
        said.customer = pick_customer(a, id);
        if (s.number != NOBODY && !chance(a->round, 3))
            said.customer = a->t->sessions[s.number].customer;
        in.customer_id = view_from(model_customer_id(said.customer, id));
    }
    return say(a, &said, &in, view_from(s.id));
}

static int hear_customer(struct act *a)
{
    return say_by_customer(a, true);
}

static int respond_to_customer(struct act *a)
{
    return say_by_customer(a, false);
}

static int hear_in_session(struct act *a)
{
    return say_in_session(a, true);
}

static int respond_in_session(struct act *a)
{
    return say_in_session(a, false);
}

static int open_conversation(struct act *a)
{
    char id[32], own[32], words[32];
    struct m_opening o = {.customer = pick_customer(a, id), .own = NOBODY, .channel = pick_channel(a)};
    struct conversation_in in = {.customer_id = view_from(id), .channel = o.channel};
    struct conversation_result result = {0};
    struct m_done done = {.session = NOBODY};
    snprintf(words, sizeof(words), "m%d", a->now.op);
    if (!chance(a->round, 4)) {
        o.own = draw(a->round, OWN);
        snprintf(own, sizeof(own), "own-%d", o.own);
        if (a->t->own[o.own] != NOBODY && a->t->sessions[a->t->own[o.own]].is_dead)
            return 0; // its row may still be there: no rule says what the id means
        in.session_id = view_from(own);
        if (a->t->own[o.own] != NOBODY && !chance(a->round, 3)) {
            o.customer = a->t->sessions[a->t->own[o.own]].customer;
            in.customer_id = view_from(model_customer_id(o.customer, id));
        }
    }
    o.has_priority = in.has_priority = chance(a->round, 6);
    o.priority = in.priority = (enum priority)draw(a->round, 4);
    o.has_message = chance(a->round, 3);
    if (o.has_message)
        in.first_message = view_from(words);
    int expected = model_conversation(a->t, a->now, &o, &done);
    int got = conversation_open(a->tx, &in, &result);
    judge(a, expected, got);
    if (got == 0) {
        learn_session(a, &done, result.session_id);
        if (result.is_new != done.is_new)
            mismatch(a->round, "%s: new is %d, not %d", a->name, result.is_new, done.is_new);
    }
    return got;
}

static int edit_message(struct act *a)
{
    const struct m_tenant *of = chance(a->round, 10) ? other_tenant(a) : a->t;
    struct message_whole whole;
    char words[32];
    snprintf(words, sizeof(words), "m%d", a->now.op);
    if (of->message_count == 0)
        return 0;
    int count = of->message_count < EDITABLE ? of->message_count : EDITABLE;
    const struct m_message *m = &of->messages[draw(a->round, count)];
    int got = message_find(a->tx->db, a->tx->tenant, view_from(m->id), NULL, &a->tx->batch->arena, &whole);
    bool exists = of == a->t && !of->sessions[m->session].is_dead;
    judge(a, exists ? MESSAGE_EDIT_OK : MESSAGE_EDIT_NONE, got);
    if (got != 0)
        return got;
    got = message_edit(a->tx, &whole, view_from(words), &program, NULL);
    judge(a, m->is_customers ? MESSAGE_EDIT_OF_CUSTOMER : MESSAGE_EDIT_OK, got);
    if (got == 0)
        a->t->sessions[m->session].entries[m->at].words = a->now.op;
    return got;
}

// ---- people

static int merge_customers(struct act *a)
{
    char one[32], two[32];
    int survivor = pick_customer(a, one), other = pick_customer(a, two);
    int64_t row;
    int expected = model_customer_merge(a->t, survivor, other);
    int got = customer_merge(a->tx, &program, view_from(one), view_from(two), (struct view){0}, &row);
    judge(a, expected, got);
    return got;
}

static int unmerge_customers(struct act *a)
{
    char one[32], two[32];
    int survivor = pick_customer(a, one), other = pick_customer(a, two);
    int64_t row;
    for (int i = 0; i < CUSTOMERS && !chance(a->round, 8); i++)
        if (a->t->customers[(other + i) % CUSTOMERS].link != NOBODY) {
            other = (other + i) % CUSTOMERS;
            survivor = chance(a->round, 4) ? survivor : a->t->customers[other].link;
            break;
        }
    model_customer_id(survivor, one);
    model_customer_id(other, two);
    int expected = model_customer_unmerge(a->t, survivor, other);
    int got = customer_unmerge(a->tx, &program, view_from(one), view_from(two), (struct view){0}, &row);
    judge(a, expected, got);
    return got;
}

static int find_cluster(struct act *a, int customer, const char *id, struct cluster *ret)
{
    int got = cluster_find(a->tx->db, a->tx->tenant, view_from(id), &a->tx->batch->arena, ret);
    judge(a, model_find(a->t, customer) == NOBODY ? CUSTOMER_NONE : CUSTOMER_OK, got);
    return got;
}

static int block_customer(struct act *a)
{
    char id[32];
    struct cluster cluster;
    int customer = pick_customer(a, id);
    bool is_blocked = chance(a->round, 4);
    if (find_cluster(a, customer, id, &cluster) != CUSTOMER_OK)
        return CUSTOMER_NONE;
    int root = model_root(a->t, model_find(a->t, customer));
    for (int i = 0; i < CUSTOMERS && !is_blocked; i++)
        if (model_root(a->t, i) == root)
            a->t->customers[i].blocked = false;
    a->t->customers[root].blocked = is_blocked;
    int got = customer_block(a->tx, &program, &cluster, is_blocked, (struct view){0});
    judge(a, 0, got);
    return got;
}

static struct identity_given given_address(int address, char text[static 32])
{
    return (struct identity_given){.kind = address < ADDRESSES / 2 ? IDENTITY_PHONE : IDENTITY_EMAIL,
                                   .address = view_from(model_address(address, text))};
}

static int add_identity(struct act *a)
{
    char id[32], text[32];
    struct cluster cluster;
    struct customer_edit_fault fault = {0};
    int customer = pick_customer(a, id), address = draw(a->round, ADDRESSES);
    struct identity_given given = given_address(address, text);
    if (find_cluster(a, customer, id, &cluster) != CUSTOMER_OK)
        return CUSTOMER_NONE;
    int root = model_root(a->t, model_find(a->t, customer)), owner = a->t->addresses[address];
    int expected = owner != NOBODY && !model_is_same(a->t, owner, root) ? CUSTOMER_EDIT_TAKEN : 0;
    int got = customer_add_identity(a->tx, &program, cluster.survivor.row, &given, &fault);
    judge(a, expected, got);
    if (got == 0 && owner == NOBODY)
        a->t->addresses[address] = root;
    return got;
}

static int remove_identity(struct act *a)
{
    char id[32], text[32];
    struct cluster cluster;
    int customer = pick_customer(a, id), address = draw(a->round, ADDRESSES);
    int owner = a->t->addresses[address];
    if (owner != NOBODY && !chance(a->round, 4))
        model_customer_id(customer = owner, id);
    if (find_cluster(a, customer, id, &cluster) != CUSTOMER_OK)
        return CUSTOMER_NONE;
    struct identity_given given = given_address(address, text);
    int64_t row =
        one_integer(a, "SELECT identity FROM identity WHERE tenant = ?1 AND kind = ?2 AND address = ?3",
                    a->t->id, given.kind, text);
    int root = model_root(a->t, model_find(a->t, customer));
    int expected = owner != NOBODY && model_is_same(a->t, owner, root) ? 0 : CUSTOMER_EDIT_NONE;
    int got = customer_remove_identity(a->tx, &program, &cluster, row);
    judge(a, expected, got);
    if (got == 0)
        a->t->addresses[address] = NOBODY;
    return got;
}

// ---- sessions

static int begin(struct act *a, const struct named_session *s, struct session_change *change)
{
    int got = session_change_begin(a->tx, view_from(s->id), change);
    judge(a, s->number == NOBODY ? SESSION_NONE : SESSION_OK, got);
    return got;
}

static int end(struct act *a, struct session_change *change, int expected, int got)
{
    judge(a, expected, got);
    if (got == 0)
        judge(a, 0, session_change_end(a->tx, change));
    return got;
}

static int apply(struct act *a, enum session_event event)
{
    struct named_session s = pick_session(a);
    struct session_change change;
    if (begin(a, &s, &change) != 0)
        return SESSION_NONE;
    int expected = model_apply(a->t, a->now, s.number, event);
    return end(a, &change, expected,
               session_apply(a->tx, &change, event, &program, VIEW("because"), (struct view){0}));
}

static int resolve(struct act *a)
{
    return apply(a, SESSION_RESOLVE);
}

static int reopen(struct act *a)
{
    return apply(a, SESSION_REOPEN);
}

static int close_session(struct act *a)
{
    return apply(a, SESSION_CLOSE);
}

static int snooze(struct act *a)
{
    struct named_session s = pick_session(a);
    struct session_change change;
    int64_t until_us = a->now.us + draw(a->round, 3000) * MINUTE_US;
    if (chance(a->round, 6))
        until_us = 0;
    if (begin(a, &s, &change) != 0)
        return SESSION_NONE;
    int expected = model_snooze(a->t, a->now, s.number, until_us);
    return end(a, &change, expected, session_snooze(a->tx, &change, &program, until_us, (struct view){0}));
}

static int assign(struct act *a)
{
    char agent_id[32], queue_id[32];
    struct named_session s = pick_session(a);
    struct session_change change;
    struct session_assignment to = {.has_agent = !chance(a->round, 4), .has_queue = chance(a->round, 2)};
    int agent = pick_owner(a, a->t->agents, a->t->agent_count, agent_id);
    int queue = pick_owner(a, a->t->queues, a->t->queue_count, queue_id);
    if (chance(a->round, 5))
        agent = NOBODY;
    else
        to.agent_id = view_from(agent_id);
    if (chance(a->round, 5))
        queue = NOBODY;
    else
        to.queue_id = view_from(queue_id);
    if (begin(a, &s, &change) != 0)
        return SESSION_NONE;
    int expected =
        model_assign(a->t, a->now, s.number, to.has_agent ? &agent : NULL, to.has_queue ? &queue : NULL);
    return end(a, &change, expected, session_assign(a->tx, &change, &program, &to));
}

static int rate(struct act *a)
{
    static const struct actor customer = {.kind = ACTOR_CUSTOMER};
    struct named_session s = pick_session(a);
    struct session_change change;
    int score = 1 + draw(a->round, 5);
    if (begin(a, &s, &change) != 0)
        return SESSION_NONE;
    int expected = model_rate(a->t, a->now, s.number, score);
    return end(a, &change, expected, session_rate(a->tx, &change, &customer, score, (struct view){0}));
}

static int note(struct act *a)
{
    struct named_session s = pick_session(a);
    struct session_change change;
    char words[32];
    snprintf(words, sizeof(words), "m%d", a->now.op);
    if (begin(a, &s, &change) != 0)
        return SESSION_NONE;
    model_note(a->t, a->now, s.number);
    return end(
        a, &change, 0,
        session_note(a->tx, &change, &program, &(struct session_note){.content = view_from(words)}, NULL));
}

static int tag(struct act *a)
{
    struct named_session s = pick_session(a);
    struct session_change change;
    char text[32];
    int number = draw(a->round, TAGS);
    bool is_added = chance(a->round, 2);
    snprintf(text, sizeof(text), "[\"tag%d\"]", number);
    if (begin(a, &s, &change) != 0)
        return SESSION_NONE;
    unsigned *tags = &a->t->sessions[s.number].tags;
    *tags = is_added ? *tags | 1u << number : *tags & ~(1u << number);
    struct session_tagging tagging = {0};
    *(is_added ? &tagging.add : &tagging.remove) = view_from(text);
    return end(a, &change, 0, session_retag(a->tx, &change, &tagging));
}

static int merge_sessions(struct act *a)
{
    struct named_session into = pick_session(a), from = pick_session(a);
    struct session_change one, two;
    if (into.number != NOBODY && !chance(a->round, 6))
        for (int i = 0; i < a->t->session_count; i++) {
            int at = (i + draw(a->round, 5)) % a->t->session_count;
            const struct m_session *s = &a->t->sessions[at];
            if (s->merged_into == NOBODY && at != into.number && chance(a->round, 3) &&
                model_is_same(a->t, s->customer, a->t->sessions[into.number].customer)) {
                from.number = at;
                snprintf(from.id, sizeof(from.id), "%s", s->id);
                break;
            }
        }
    if (begin(a, &into, &one) != 0 || begin(a, &from, &two) != 0)
        return SESSION_NONE;
    int expected = model_session_merge(a->t, a->now, into.number, from.number);
    return end(a, &one, expected, session_merge(a->tx, &one, &two, &program));
}

// ---- transfers

static int transfer(struct act *a)
{
    char agent_id[32], queue_id[32], customer_id[32];
    struct named_session s = pick_session(a);
    struct m_moving m = {
        .session = s.number, .customer = NOBODY, .to = pick_channel(a), .from = pick_channel(a)};
    struct transfer_in in = {.session_id = view_from(s.id), .to_channel = m.to, .actor = &program};
    struct transfer got_transfer = {0};
    int number = NOBODY, what = draw(a->round, 6);
    if (s.number != NOBODY && !chance(a->round, 5))
        m.from = a->t->sessions[s.number].channel;
    m.has_channel = in.has_channel = what < 4;
    m.has_agent = what == 3 || what == 4;
    m.has_queue = what == 2 || what == 5;
    m.has_from = in.has_from = chance(a->round, 2);
    in.from_channel = m.from;
    m.agent = pick_owner(a, a->t->agents, a->t->agent_count, agent_id);
    m.queue = pick_owner(a, a->t->queues, a->t->queue_count, queue_id);
    if (m.has_agent)
        in.to_agent = view_from(agent_id);
    if (m.has_queue)
        in.to_queue = view_from(queue_id);
    if (chance(a->round, 4)) {
        m.customer = pick_customer(a, customer_id);
        if (s.number != NOBODY && !chance(a->round, 3))
            m.customer = a->t->sessions[s.number].customer;
        in.customer_id = view_from(model_customer_id(m.customer, customer_id));
    }
    int expected = model_transfer(a->t, a->now, &m, &number);
    int got = transfer_request(a->tx, &in, &got_transfer);
    judge(a, expected, got);
    if (got != 0)
        return got;
    struct m_transfer *x = &a->t->transfers[number];
    snprintf(x->id, sizeof(x->id), "%.*s", VIEW_ARG(got_transfer.id));
    x->row = got_transfer.row;
    x->outbox = got_transfer.outbox;
    if (got_transfer.state != x->state)
        mismatch(a->round, "transfer: state %d, not %d", got_transfer.state, x->state);
    return 0;
}

// Rather one whose leg is open.
static int pick_transfer(struct act *a)
{
    int count = a->t->transfer_count, at = count == 0 ? NOBODY : draw(a->round, count);
    for (int i = 0; i < 200 && i < count && !chance(a->round, 100); i++)
        if (a->t->transfers[count - 1 - i].state == TRANSFER_WAITING && chance(a->round, 3))
            return count - 1 - i;
    return at;
}

static int tell_leg(struct act *a, enum m_leg leg)
{
    const struct m_tenant *other = other_tenant(a);
    int at = pick_transfer(a), got = 0;
    int64_t outbox = at == NOBODY ? 1 << 30 : a->t->transfers[at].outbox;
    if (chance(a->round, 20) && other->transfer_count > 0) {
        outbox = other->transfers[draw(a->round, other->transfer_count)].outbox;
        at = NOBODY;
    }
    if (outbox == 0)
        return 0;
    if (at != NOBODY && !a->t->sessions[a->t->transfers[at].session].is_dead)
        model_leg(a->t, a->now, at, leg);
    switch (leg) {
    case LEG_TAKEN:
        got = transfer_leg_taken(a->tx, outbox);
        break;
    case LEG_DELIVERED:
        got = transfer_leg_delivered(a->tx, outbox);
        break;
    case LEG_FAILED:
        got = transfer_leg_failed(a->tx, outbox, VIEW("the number does not exist"));
        break;
    }
    judge(a, 0, got);
    return got;
}

static int take_leg(struct act *a)
{
    return tell_leg(a, LEG_TAKEN);
}

static int deliver_leg(struct act *a)
{
    return tell_leg(a, LEG_DELIVERED);
}

static int fail_leg(struct act *a)
{
    return tell_leg(a, LEG_FAILED);
}

// ---- what is due

static void fire(struct act *a, enum timer_kind kind, int64_t ref, int64_t due_us)
{
    struct timer timer;
    int r = timer_find(a->tx->db, a->tx->tenant, kind, ref, &a->tx->batch->arena, &timer);
    if (r != TIMER_OK || timer.due_us != due_us)
        mismatch(a->round, "no timer %d of %lld at its time", kind, (long long)ref);
    judge(a, 0, timer_cancel(a->tx, kind, ref));
    judge(a, 0, timer_actions[kind].fire(a->tx, &timer));
}

// Of somebody who is being erased it may be there still, and means nothing.
static void fire_dead(struct act *a, struct m_transfer *x)
{
    struct timer timer;
    x->state = TRANSFER_SUPERSEDED;
    if (timer_find(a->tx->db, a->tx->tenant, TIMER_TRANSFER_LEG, x->row, &a->tx->batch->arena, &timer) ==
        TIMER_OK)
        fire(a, TIMER_TRANSFER_LEG, x->row, x->due_us);
}

static int fire_timers(struct act *a)
{
    struct m_tenant *t = a->t;
    for (int i = 0; i < t->session_count; i++)
        if (t->sessions[i].snoozed_us != 0 && t->sessions[i].snoozed_us <= a->now.us) {
            int64_t due_us = t->sessions[i].snoozed_us;
            model_wake(t, a->now, i);
            fire(a, TIMER_SNOOZE, t->sessions[i].row, due_us);
        }
    for (int i = 0; i < t->transfer_count; i++) {
        enum transfer_state state = t->transfers[i].state;
        if ((state != TRANSFER_WAITING && state != TRANSFER_TELLING) || t->transfers[i].due_us > a->now.us)
            continue;
        if (t->sessions[t->transfers[i].session].is_dead) {
            fire_dead(a, &t->transfers[i]);
            continue;
        }
        model_leg(t, a->now, i, LEG_FAILED);
        fire(a, TIMER_TRANSFER_LEG, t->transfers[i].row, t->transfers[i].due_us);
    }
    return 0;
}

// ---- owners

static int make_agent(struct act *a)
{
    struct m_tenant *t = a->t;
    struct agent agent;
    if (t->agent_count == AGENTS)
        return 0;
    struct m_owner *m = &t->agents[t->agent_count];
    snprintf(m->id, sizeof(m->id), "t%lld-a%d", (long long)t->id, t->agent_count);
    int got = agent_create(
        a->tx, &program, view_from(m->id),
        &(struct agent_change){.has_role = true, .role = ACCESS_AGENT, .has_capacity = true, .capacity = 5},
        &agent);
    judge(a, 0, got);
    m->row = agent.row;
    t->agent_count++;
    return got;
}

static int delete_agent(struct act *a)
{
    struct agent agent;
    char id[32];
    int number = pick_owner(a, a->t->agents, a->t->agent_count, id);
    bool exists = number < a->t->agent_count && !a->t->agents[number].is_gone;
    int got = agent_find(a->tx->db, a->tx->tenant, view_from(id), &a->tx->batch->arena, &agent);
    judge(a, exists ? AGENT_OK : AGENT_NONE, got);
    if (got != 0)
        return got;
    a->t->agents[number].is_gone = a->t->agents[number].leaves = true;
    got = agent_delete(a->tx, &program, &agent);
    judge(a, AGENT_OK, got);
    return got;
}

// In the order in which the hub will: no rule says which.
static void give_back_all(struct act *a, int agent)
{
    struct m_tenant *t = a->t;
    char offset[16];
    int count = 0, given = 0;
    for (int i = 0; i < t->session_count; i++)
        count += t->sessions[i].is_open && t->sessions[i].agent == agent;
    for (; given < count; given++) {
        snprintf(offset, sizeof(offset), "%d", given);
        int64_t row =
            one_integer(a,
                        "SELECT session FROM session WHERE tenant = ?1 AND agent = ?2 AND is_open = 1 "
                        "AND customer NOT IN (SELECT customer FROM customer WHERE is_erasing = 1) "
                        "ORDER BY activity_position LIMIT 1 OFFSET CAST(?3 AS INTEGER)",
                        t->id, t->agents[agent].row, offset);
        for (int i = 0; i < t->session_count; i++)
            if (t->sessions[i].row == row)
                model_give_back(t, a->now, i);
    }
}

// The job of an agent who is gone, from beginning to end.
static int let_agent_leave(struct act *a)
{
    struct m_tenant *t = a->t;
    int number = 0;
    while (number < t->agent_count && !t->agents[number].leaves)
        number++;
    if (number == t->agent_count)
        return 0;
    t->agents[number].leaves = false;
    give_back_all(a, number);
    int64_t row = one_integer(a, "SELECT job FROM job WHERE tenant = ?1 AND ref = ?2 AND kind = 6", t->id,
                              t->agents[number].row, NULL);
    struct job job;
    judge(a, JOB_OK, job_load(a->tx->db, t->id, row, &a->tx->batch->arena, &job));
    bool is_done = false;
    while (!is_done)
        judge(a, 0, agent_leave_slice(a->tx, &job, &is_done));
    judge(a, JOB_OK, job_cancel(a->tx, job.id)); // as its row would end
    return 0;
}

static int make_queue(struct act *a)
{
    struct m_tenant *t = a->t;
    struct queue queue;
    if (t->queue_count == QUEUES)
        return 0;
    struct m_owner *m = &t->queues[t->queue_count];
    snprintf(m->id, sizeof(m->id), "t%lld-q%d", (long long)t->id, t->queue_count);
    int got = queue_create(a->tx, &program, view_from(m->id), &(struct queue_change){.name = VIEW("Queue")},
                           &queue);
    judge(a, QUEUE_OK, got);
    m->row = queue.row;
    t->queue_count++;
    return got;
}

static int delete_queue(struct act *a)
{
    struct queue queue;
    char id[32];
    int number = pick_owner(a, a->t->queues, a->t->queue_count, id);
    bool exists = number < a->t->queue_count && !a->t->queues[number].is_gone, is_used = false;
    int got = queue_find(a->tx->db, a->tx->tenant, view_from(id), &a->tx->batch->arena, &queue);
    judge(a, exists ? QUEUE_OK : QUEUE_NONE, got);
    if (got != 0)
        return got;
    for (int i = 0; i < a->t->session_count; i++)
        is_used = is_used || ((a->t->sessions[i].is_open || a->t->sessions[i].was_open) &&
                              a->t->sessions[i].queue == number);
    got = queue_delete(a->tx, &program, &queue);
    judge(a, is_used ? QUEUE_IN_USE : QUEUE_OK, got);
    if (got == 0)
        a->t->queues[number].is_gone = true;
    return got;
}

// ---- erasure

static int begin_erasure(struct act *a)
{
    char id[32];
    struct view job;
    int customer = pick_customer(a, id);
    int expected = model_erase(a->t, customer);
    int got = customer_erase_start(a->tx, &program, view_from(id), &job);
    judge(a, expected, got);
    return got;
}

// Its rows are gone, and their names free again.
static void forget_dead(struct act *a)
{
    for (int i = 0; i < a->t->session_count; i++) {
        struct m_session *s = &a->t->sessions[i];
        struct session head;
        int own;
        if (!s->is_dead || s->id[0] == '\0' ||
            session_head_find(a->tx, view_from(s->id), &head) == SESSION_OK)
            continue;
        for (int c = 0; c < CHANNELS; c++)
            for (int p = 0; p < PROVIDERS; p++)
                if (a->t->provided[c][p].is_known && a->t->provided[c][p].session == i)
                    a->t->provided[c][p].is_known = false;
        s->was_open = false;
        if (sscanf(s->id, "own-%d", &own) == 1)
            a->t->own[own] = NOBODY;
        s->id[0] = '\0';
    }
}

// Some slices of the oldest job; when all rows are gone it ends as if the files were clean.
static int go_on_erasing(struct act *a)
{
    int64_t row =
        one_integer(a, "SELECT min(job) FROM job WHERE tenant = ?1 AND kind = ?2 AND is_running = 1",
                    a->t->id, JOB_CUSTOMER_ERASE, NULL);
    struct job job;
    bool is_done = false;
    if (row == 0)
        return 0;
    judge(a, JOB_OK, job_load(a->tx->db, a->t->id, row, &a->tx->batch->arena, &job));
    if (job.cursor.data == NULL)
        job.cursor = VIEW(JOB_CURSOR_START);
    while (!view_starts(job.cursor, VIEW("shred ")))
        judge(a, 0, job_actions[JOB_CUSTOMER_ERASE].slice(a->tx, &job, &is_done));
    judge(a, JOB_OK, job_cancel(a->tx, job.id));
    forget_dead(a);
    return 0;
}

const struct operation operations[] = {
    {"erase", 3, begin_erasure},
    {"erase, rows", 6, go_on_erasing},
    {"message by customer", 160, hear_customer},
    {"message in session", 120, hear_in_session},
    {"respond to customer", 60, respond_to_customer},
    {"respond in session", 90, respond_in_session},
    {"session create", 60, open_conversation},
    {"message edit", 25, edit_message},
    {"customer merge", 12, merge_customers},
    {"customer unmerge", 12, unmerge_customers},
    {"customer block", 6, block_customer},
    {"identity add", 8, add_identity},
    {"identity remove", 5, remove_identity},
    {"resolve", 45, resolve},
    {"reopen", 30, reopen},
    {"close", 15, close_session},
    {"snooze", 30, snooze},
    {"assign", 50, assign},
    {"csat", 20, rate},
    {"note", 20, note},
    {"tag", 25, tag},
    {"session merge", 15, merge_sessions},
    {"transfer", 90, transfer},
    {"leg taken", 15, take_leg},
    {"leg delivered", 15, deliver_leg},
    {"leg failed", 20, fail_leg},
    {"timers", 8, fire_timers},
    {"agent create", 3, make_agent},
    {"agent delete", 2, delete_agent},
    {"agent leaves", 4, let_agent_leave},
    {"queue create", 2, make_queue},
    {"queue delete", 3, delete_queue},
};
const int operation_count = sizeof(operations) / sizeof(operations[0]);
