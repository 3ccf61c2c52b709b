// SPDX-License-Identifier: Apache-2.0
#include "hub/transfer.h"
#include "base/error.h"
#include "hub/audit.h"
#include "hub/transfer_act.h"
#include <errno.h>

enum transfer_event {
    ON_GRANTED,      // nothing stands against it
    ON_NO_CONNECTOR, // the customer is on a channel that only a connector reaches
    ON_CONNECTOR,    // the same, and there is one
    ON_TAKEN,        // a connector has the leg
    ON_DELIVERED,    // the customer was told
    ON_CAME,         // the customer spoke there by themselves
    ON_PASSED,       // it left in time, and nobody says what became of it
    ON_FAILED,       // the customer cannot be told, and the session is where the transfer left it
    ON_OVERTAKEN,    // the session is elsewhere, or closed
};

struct transition {
    enum transfer_state from;
    enum transfer_event event;
    enum transfer_state to;
    int (*act)(struct tx *tx, struct transfer_step *step); // NULL: nothing but the state
};

static const struct transition transitions[] = {
    {TRANSFER_REQUESTED, ON_GRANTED, TRANSFER_COMPLETED, transfer_move},
    {TRANSFER_COMPLETED, ON_NO_CONNECTOR, TRANSFER_WAITING, transfer_begin_leg},
    {TRANSFER_COMPLETED, ON_CONNECTOR, TRANSFER_TELLING, transfer_begin_leg},
    {TRANSFER_WAITING, ON_TAKEN, TRANSFER_TELLING, NULL},
    {TRANSFER_WAITING, ON_DELIVERED, TRANSFER_TOLD, transfer_end_leg},
    {TRANSFER_WAITING, ON_CAME, TRANSFER_TOLD, transfer_drop_leg},
    {TRANSFER_WAITING, ON_FAILED, TRANSFER_REVERTED, transfer_move_back},
    {TRANSFER_WAITING, ON_OVERTAKEN, TRANSFER_SUPERSEDED, transfer_drop_leg},
    {TRANSFER_TELLING, ON_DELIVERED, TRANSFER_TOLD, transfer_end_leg},
    {TRANSFER_TELLING, ON_CAME, TRANSFER_TOLD, transfer_drop_leg},
    {TRANSFER_TELLING, ON_PASSED, TRANSFER_TOLD, NULL},
    {TRANSFER_TELLING, ON_FAILED, TRANSFER_REVERTED, transfer_move_back},
    {TRANSFER_TELLING, ON_OVERTAKEN, TRANSFER_SUPERSEDED, transfer_drop_leg},
};

static const struct transition *find_transition(enum transfer_state from, enum transfer_event event)
{
    for (size_t i = 0; i < sizeof(transitions) / sizeof(transitions[0]); i++)
        if (transitions[i].from == from && transitions[i].event == event)
            return &transitions[i];
    return NULL;
}

// What is not in the table does nothing: it came late, or twice.
static int step(struct tx *tx, struct transfer_step *s, enum transfer_event event)
{
    const struct transition *t = find_transition(s->transfer->state, event);
    if (t == NULL)
        return 0;
    s->transfer->state = t->to;
    int r = t->act == NULL ? 0 : t->act(tx, s);
    if (r == 0)
        r = transfer_store(tx, s);
    return error_trace(r);
}

// ---- asked for

// An earlier transfer of the session whose customer does not know yet has nothing to tell any more.
static int overtake_earlier(struct tx *tx, struct session_change *change, const struct actor *actor)
{
    struct transfer earlier;
    int r = transfer_find_untold(tx, change->now.row, &earlier);
    if (r != TRANSFER_OK)
        return r < 0 ? r : 0;
    struct transfer_step s = {.transfer = &earlier, .change = change, .actor = actor};
    r = transfer_customer_came(tx, &earlier);
    return r < 0 ? r : step(tx, &s, r == 1 ? ON_CAME : ON_OVERTAKEN);
}

static int carry_out(struct tx *tx, struct transfer_step *s)
{
    const struct transfer *t = s->transfer;
    bool is_leg =
        t->from.channel != t->to.channel && delivery_begin(tx->setup, t->to.channel) == DELIVERY_WAITING;
    int r = is_leg ? outbox_find_way(tx, t->session, t->to.channel, &s->way) : 0;
    if (r == 0)
        r = step(tx, s, ON_GRANTED);
    if (r == 0 && is_leg)
        r = step(tx, s, s->way.connector != 0 ? ON_CONNECTOR : ON_NO_CONNECTOR);
    return r;
}

int transfer_request(struct tx *tx, const struct transfer_in *in, struct transfer *ret)
{
    struct session_change change;
    struct transfer t;
    struct transfer_step s = {.transfer = &t, .change = &change, .actor = in->actor};
    int r = transfer_judge(tx, in, &change, &t);
    if (r == TRANSFER_ELSEWHERE)
        ret->to.channel = t.to.channel;
    if (r != TRANSFER_OK)
        return r;
    r = overtake_earlier(tx, &change, in->actor);
    if (r == 0)
        r = transfer_insert(tx, in, &s);
    if (r == 0)
        r = carry_out(tx, &s);
    if (r == 0)
        r = session_change_end(tx, &change);
    if (r < 0)
        return error_trace(r);
    *ret = t;
    return TRANSFER_OK;
}

// ---- the leg

static bool is_same_place(const struct session *s, const struct transfer_place *place)
{
    return s->is_open && s->channel == place->channel && s->agent == place->agent && s->queue == place->queue;
}

// What it means that the leg ended without telling the customer.
static int judge_failure(struct tx *tx, const struct transfer_step *s, enum transfer_event *ret)
{
    int r = transfer_customer_came(tx, s->transfer);
    if (r < 0)
        return r;
    if (r == 1)
        *ret = ON_CAME;
    else
        *ret = is_same_place(&s->change->now, &s->transfer->to) ? ON_FAILED : ON_OVERTAKEN;
    return 0;
}

// One event of a leg, of the transfer that was found (or not).
static int step_leg(struct tx *tx, int found, struct transfer *t, enum transfer_event event,
                    struct view fault)
{
    static const struct actor hub = {.kind = ACTOR_SYSTEM};
    struct session_change change;
    struct transfer_step s = {.transfer = t, .change = &change, .actor = &hub};
    if (found != TRANSFER_OK || find_transition(t->state, event) == NULL)
        return found < 0 ? found : 0;
    int r = session_change_load(tx, t->session, &change);
    if (r != SESSION_OK) // of somebody who is being erased: nobody is to be told
        return r < 0 ? error_trace(r) : 0;
    if (event == ON_FAILED)
        r = judge_failure(tx, &s, &event);
    if (r == 0 && fault.data != NULL && !tx_copy(tx, fault, &t->fault))
        r = -ENOMEM;
    if (r == 0)
        r = step(tx, &s, event);
    if (r == 0)
        r = session_change_end(tx, &change);
    return error_trace(r);
}

int transfer_leg_taken(struct tx *tx, int64_t outbox)
{
    struct transfer t;
    return step_leg(tx, transfer_find_by_outbox(tx, outbox, &t), &t, ON_TAKEN, (struct view){0});
}

int transfer_leg_delivered(struct tx *tx, int64_t outbox)
{
    struct transfer t;
    return step_leg(tx, transfer_find_by_outbox(tx, outbox, &t), &t, ON_DELIVERED, (struct view){0});
}

int transfer_leg_failed(struct tx *tx, int64_t outbox, struct view fault)
{
    struct transfer t;
    return step_leg(tx, transfer_find_by_outbox(tx, outbox, &t), &t, ON_FAILED, fault);
}

int transfer_leg_expire(struct tx *tx, const struct timer *timer)
{
    struct transfer t;
    int r = transfer_find_by_row(tx, timer->ref, &t);
    bool was_waiting = r == TRANSFER_OK && t.state == TRANSFER_WAITING;
    int sent = r == TRANSFER_OK && t.state == TRANSFER_TELLING ? transfer_is_sent(tx, &t) : 0;
    if (sent != 0)
        return sent < 0 ? sent : step_leg(tx, r, &t, ON_PASSED, (struct view){0});
    return step_leg(tx, r, &t, ON_FAILED,
                    was_waiting ? VIEW("there is no connector that could tell the customer")
                                : VIEW("the customer was not told in time"));
}
