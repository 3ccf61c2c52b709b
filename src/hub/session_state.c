// SPDX-License-Identifier: Apache-2.0
#include "hub/session_state.h"
#include "base/error.h"
#include "hub/timer.h"
#include <errno.h>

enum { CHANGE_MAX = 4096 };

enum action { STAYS, SETTLES, ENDS, OPENS, WAITS, GOES_ON, JOINS };

static const struct move {
    enum session_status from;
    enum session_event event;
    enum session_status to;
    enum action action;
} moves[] = {
    {SESSION_ACTIVE, SESSION_RESOLVE, SESSION_RESOLVED, SETTLES},
    {SESSION_ACTIVE, SESSION_CLOSE, SESSION_CLOSED, ENDS},
    {SESSION_ACTIVE, SESSION_REOPEN, SESSION_ACTIVE, STAYS},
    {SESSION_ACTIVE, SESSION_PEND, SESSION_PENDING, WAITS},
    {SESSION_ACTIVE, SESSION_WAKE, SESSION_ACTIVE, STAYS},
    {SESSION_ACTIVE, SESSION_SPEAK, SESSION_ACTIVE, STAYS},
    {SESSION_ACTIVE, SESSION_JOIN, SESSION_CLOSED, JOINS},
    {SESSION_PENDING, SESSION_RESOLVE, SESSION_RESOLVED, SETTLES},
    {SESSION_PENDING, SESSION_CLOSE, SESSION_CLOSED, ENDS},
    {SESSION_PENDING, SESSION_REOPEN, SESSION_ACTIVE, GOES_ON},
    {SESSION_PENDING, SESSION_PEND, SESSION_PENDING, STAYS},
    {SESSION_PENDING, SESSION_WAKE, SESSION_ACTIVE, GOES_ON},
    {SESSION_PENDING, SESSION_SPEAK, SESSION_ACTIVE, GOES_ON},
    {SESSION_PENDING, SESSION_JOIN, SESSION_CLOSED, JOINS},
    {SESSION_RESOLVED, SESSION_RESOLVE, SESSION_RESOLVED, STAYS},
    {SESSION_RESOLVED, SESSION_CLOSE, SESSION_CLOSED, ENDS},
    {SESSION_RESOLVED, SESSION_REOPEN, SESSION_ACTIVE, OPENS},
    {SESSION_RESOLVED, SESSION_SPEAK, SESSION_ACTIVE, OPENS},
    {SESSION_RESOLVED, SESSION_JOIN, SESSION_CLOSED, JOINS},
    {SESSION_CLOSED, SESSION_CLOSE, SESSION_CLOSED, STAYS},
    {SESSION_CLOSED, SESSION_REOPEN, SESSION_ACTIVE, OPENS},
    {SESSION_CLOSED, SESSION_JOIN, SESSION_CLOSED, JOINS},
};

static const struct move *find_move(enum session_status from, enum session_event event)
{
    for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++)
        if (moves[i].from == from && moves[i].event == event)
            return &moves[i];
    return NULL;
}

// ---- actions

static void leave(struct tx *tx, struct session *s)
{
    if (s->is_default)
        s->was_default = true;
    s->is_default = false;
    s->is_open = false;
    s->snoozed_until_us = 0;
    s->waiting_since_us = 0;
    s->closed_us = tx->now_us;
}

// It becomes the default session again, unless the customer has another one by now, and goes back to whom it
// belonged to.
static int come_back(struct tx *tx, struct session_change *change)
{
    struct session *s = &change->now;
    int r = session_has_default(tx, s->customer);
    if (r < 0)
        return r;
    s->is_default = s->was_default && r == 0;
    r = s->is_default ? 1 : session_has_room(tx, s->customer);
    if (r != 1)
        return r < 0 ? r : SESSION_ACT_CROWDED;
    s->was_default = false;
    s->is_open = true;
    s->resolved_us = 0;
    s->closed_us = 0;
    s->reopened++;
    return session_restore_owner(tx, change, s->agent, s->queue);
}

// A timer of what waits is of no use once it does not.
static int stop_waiting(struct tx *tx, struct session_change *change)
{
    change->now.snoozed_until_us = 0;
    return change->before.snoozed_until_us == 0 ? 0 : timer_cancel(tx, TIMER_SNOOZE, change->now.row);
}

static int act(struct tx *tx, struct session_change *change, enum action action)
{
    struct session *s = &change->now;
    switch (action) {
    case STAYS:
    case WAITS:
        return 0;
    case SETTLES:
        s->resolved_us = tx->now_us;
        leave(tx, s);
        return stop_waiting(tx, change);
    case ENDS:
        if (s->is_open)
            leave(tx, s);
        return stop_waiting(tx, change);
    case JOINS:
        if (s->is_open)
            leave(tx, s);
        s->was_default = false;
        return stop_waiting(tx, change);
    case OPENS:
        return come_back(tx, change);
    case GOES_ON:
        return stop_waiting(tx, change);
    }
    return 0;
}

// ---- entries

static void write_member(struct json_writer *w, struct view name, struct view value)
{
    json_key(w, name);
    json_string_or_null(w, value);
}

int session_change_text(struct tx *tx, struct view from, struct view to, struct view reason, struct view *ret)
{
    char *text = tx_alloc(tx, CHANGE_MAX);
    if (text == NULL)
        return error_trace(-ENOMEM);
    struct buffer out = buffer_fixed(text, CHANGE_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    write_member(&w, VIEW("from"), from);
    write_member(&w, VIEW("to"), to);
    write_member(&w, VIEW("reason"), reason);
    json_end_object(&w);
    if (out.failed)
        return error_trace(-E2BIG); // the contract's limits keep it from that
    *ret = buffer_view(&out);
    return 0;
}

static int add_entry(struct tx *tx, struct session_change *change, const struct actor *actor,
                     enum session_status from, struct view reason, struct view note)
{
    struct timeline_entry entry = {
        .type = INTERACTION_STATUS, .audience = AUDIENCE_INTERNAL, .content = note};
    int r = session_change_text(tx, session_status_name(from), session_status_name(change->now.status),
                                reason, &entry.change);
    return r < 0 ? r : timeline_add(tx, change, actor, &entry, NULL);
}

int session_apply(struct tx *tx, struct session_change *change, enum session_event event,
                  const struct actor *actor, struct view reason, struct view note)
{
    enum session_status from = change->now.status;
    const struct move *move = find_move(from, event);
    if (change->now.merged_into != 0)
        return SESSION_ACT_MERGED;
    if (move == NULL)
        return SESSION_ACT_CLOSED;
    if (move->action == STAYS)
        return SESSION_ACT_OK;
    change->now.status = move->to;
    int r = act(tx, change, move->action);
    if (r == 0 && from != move->to)
        r = add_entry(tx, change, actor, from, reason, note);
    return error_trace(r);
}
