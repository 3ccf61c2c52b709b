// SPDX-License-Identifier: Apache-2.0
// The outbox against a simple model of it: many lanes, ends in any order, crashes, receipts early, late and
// twice, connectors that come and go. What is claimed must be what the model says, in its order; afterwards
// every row and every entry must stand where the model has it.
#include "hub/connector.h"
#include "hub/delivery.h"
#include "hub/outbox_row.h"
#include "hub/testing_outbox.h"
#include <stdio.h>
#include <stdlib.h>

enum { LANES = 30, ROUTES = 2, MESSAGES = 40000, BATCH = 600, WINDOW = 120, EARLY = 8 };

static const enum channel channels[ROUTES] = {CHANNEL_SMS, CHANNEL_WHATSAPP};

struct letter {
    int64_t row, entry;
    int lane;    // -1: none
    int channel; // of `channels`
    int route;   // the connector that has it; -1: none
    enum outbox_state state;
    enum delivery_state delivery;
    bool is_doubtful, is_risked;
    int attempts, run; // the run that took it
    int64_t due_us, expires_us;
    int named;                 // the route under which the provider's name is known; -1: none
    bool early[ROUTES][EARLY]; // receipts that wait, by delivery_state
    bool is_dirty;
    bool is_counted; // for frequency caps
    int taken;       // times
};

struct round {
    struct testing_outbox box; // first
    struct letter *letters;
    int count, low;
    int active[LANES]; // of each lane; -1: none
    int64_t connectors[ROUTES];
    bool is_open[ROUTES];
    bool asks;
    int run;
    uint64_t seed;
    int64_t operations, claims;
    int64_t counted_before; // of chains that were begun anew
    struct tx *tx;
    char fault[300];
};

#define WRONG(r, ...)                                                                                        \
    do {                                                                                                     \
        if ((r)->fault[0] == '\0')                                                                           \
            snprintf((r)->fault, sizeof((r)->fault), __VA_ARGS__);                                           \
    } while (0)

static unsigned draw(struct round *r, unsigned below)
{
    r->seed += 0x9e3779b97f4a7c15u;
    uint64_t z = r->seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (unsigned)((z ^ (z >> 31)) % below);
}

static struct view run_name(int run, char text[static 24])
{
    return view_make(text, (size_t)snprintf(text, 24, "run-%d", run));
}

static struct view provider_name(const struct letter *l, char text[static 24])
{
    return view_make(text, (size_t)snprintf(text, 24, "P%lld", (long long)l->entry));
}

// SMS knows ids; WhatsApp is asked or given up, by turns of the seeds.
static enum outbox_doubt doubt_of(const struct round *r, int route)
{
    return route == 0 ? OUTBOX_DOUBT_SEND : r->asks ? OUTBOX_DOUBT_ASK : OUTBOX_DOUBT_GIVE_UP;
}

// Nothing is sent: it may be there, and nobody has said to send it all the same.
static bool is_question(const struct round *r, const struct letter *l)
{
    return l->is_doubtful && !l->is_risked && doubt_of(r, l->route) == OUTBOX_DOUBT_ASK;
}

// ---- the model: lanes

static void pass_lane(struct round *r, int lane)
{
    r->active[lane] = -1;
    for (int i = r->low; i < r->count && r->active[lane] < 0; i++)
        if (r->letters[i].lane == lane && r->letters[i].state == OUTBOX_DUE)
            r->active[lane] = i;
}

static void leave(struct round *r, int at, enum outbox_state state)
{
    struct letter *l = &r->letters[at];
    l->state = state;
    if (l->lane >= 0 && r->active[l->lane] == at)
        pass_lane(r, l->lane);
}

// Rows came in front of others.
static void order_lane(struct round *r, int lane)
{
    if (lane >= 0 && (r->active[lane] < 0 || r->letters[r->active[lane]].state != OUTBOX_TAKEN))
        pass_lane(r, lane);
}

static void give_up(struct round *r, int at, enum outbox_state state)
{
    struct letter *l = &r->letters[at];
    enum delivery_state to = state == OUTBOX_FAILED      ? DELIVERY_FAILED
                             : state == OUTBOX_CANCELLED ? DELIVERY_CANCELLED
                                                         : DELIVERY_UNKNOWN;
    leave(r, at, state);
    if (delivery_is_forward(l->delivery, to))
        l->delivery = to;
}

static void arrive(struct letter *l, enum delivery_state to)
{
    if (delivery_is_news(l->delivery, to))
        l->delivery = to;
}

static void receipt(struct round *r, int at, enum delivery_state to)
{
    struct letter *l = &r->letters[at];
    if (to == DELIVERY_FAILED) {
        if (delivery_is_forward(l->delivery, DELIVERY_FAILED))
            give_up(r, at, OUTBOX_FAILED);
        return;
    }
    if (l->state != OUTBOX_DONE && l->state != OUTBOX_FAILED) {
        leave(r, at, OUTBOX_DONE);
        l->is_counted = true;
    }
    arrive(l, to);
}

static void take_early(struct round *r, int at)
{
    struct letter *l = &r->letters[at];
    if (l->route < 0)
        return;
    for (int to = 0; to < EARLY; to++)
        if (l->early[l->route][to]) {
            l->early[l->route][to] = false;
            receipt(r, at, (enum delivery_state)to);
        }
}

static void sent(struct round *r, int at)
{
    struct letter *l = &r->letters[at];
    if (l->state != OUTBOX_DONE && l->state != OUTBOX_FAILED) {
        leave(r, at, OUTBOX_DONE);
        l->is_counted = true;
        arrive(l, DELIVERY_SENT);
    }
    if (l->named < 0)
        l->named = l->route;
    take_early(r, at);
}

// ---- operations

// Before it everything is over, and too old to be tried again.
static int first_open(struct round *r)
{
    while (r->low < r->count - WINDOW && r->letters[r->low].state > OUTBOX_TAKEN)
        r->low++;
    return r->low;
}

static int pick(struct round *r)
{
    int span = draw(r, 3) == 0 ? r->count - r->low : WINDOW;
    if (span > r->count)
        span = r->count;
    int at = r->count - 1 - (int)draw(r, (unsigned)span);
    r->letters[at].is_dirty = true;
    return at;
}

static void check(struct round *r, int result, const char *what)
{
    if (result < 0)
        WRONG(r, "%s answered %d", what, result);
}

static void add(struct round *r)
{
    char customer[24];
    struct message_result result;
    struct outbox_row o;
    int lane = (int)draw(r, LANES), channel = (int)draw(r, ROUTES);
    struct letter *l = &r->letters[r->count];
    int64_t due_us = draw(r, 20) == 0 ? r->tx->now_us + (int64_t)draw(r, 9000000) + 1 : 0;
    int64_t expires_us = draw(r, 20) == 0 ? r->tx->now_us + (int64_t)draw(r, 60000000) + 10000000 : 0;
    snprintf(customer, sizeof(customer), "+43660000%03d", lane);
    int got = message_store(r->tx,
                            &(struct message_in){.customer_id = view_from(customer),
                                                 .channel = channels[channel],
                                                 .has_channel = true,
                                                 .direction = DIRECTION_OUTBOUND,
                                                 .author_type = AUTHOR_AGENT,
                                                 .content = VIEW("hello"),
                                                 .due_us = due_us,
                                                 .expires_us = expires_us},
                            &result);
    check(r, got == 0 ? 0 : -1, "message_store");
    struct interaction in;
    if (got != 0 || interaction_find(r->tx->db, 1, result.id, &r->tx->batch->arena, &in) != INTERACTION_OK ||
        outbox_of(r->tx, OUTBOX_MESSAGE, in.session, in.row, &o) != OUTBOX_ROW_OK) {
        WRONG(r, "a message has no row");
        return;
    }
    bool has_route = r->is_open[channel];
    *l = (struct letter){.row = o.row,
                         .entry = in.row,
                         .lane = due_us != 0 ? -1 : lane,
                         .channel = channel,
                         .route = has_route ? channel : -1,
                         .state = has_route ? OUTBOX_DUE : OUTBOX_WAITING,
                         .delivery = has_route ? DELIVERY_QUEUED : DELIVERY_WAITING,
                         .due_us = due_us != 0 ? due_us : r->tx->now_us,
                         .expires_us = expires_us,
                         .named = -1,
                         .is_dirty = true};
    int at = r->count++;
    if (has_route && l->lane >= 0 && r->active[lane] < 0)
        r->active[lane] = at;
}

static bool may_be_taken(const struct round *r, int at, int route)
{
    const struct letter *l = &r->letters[at];
    return l->state == OUTBOX_DUE && l->route == route && l->due_us <= r->tx->now_us &&
           (l->lane < 0 || r->active[l->lane] == at);
}

static struct round *sorted;
static int by_due(const void *a, const void *b)
{
    const struct letter *x = &sorted->letters[*(const int *)a], *y = &sorted->letters[*(const int *)b];
    if (x->due_us != y->due_us)
        return x->due_us < y->due_us ? -1 : 1;
    return x->row < y->row ? -1 : 1;
}

static void claim(struct round *r)
{
    static int due[MESSAGES];
    struct outbox_claim claims[OUTBOX_CLAIM_MAX];
    char name[24];
    int route = (int)draw(r, ROUTES), max = 1 + (int)draw(r, 12), found = 0, count = 0, seen = 0, next = 0;
    for (int i = first_open(r); i < r->count && r->is_open[route]; i++)
        if (may_be_taken(r, i, route))
            due[found++] = i;
    sorted = r;
    qsort(due, (size_t)found, sizeof(due[0]), by_due);
    const struct outbox_claiming claiming = {.connector = r->connectors[route],
                                             .run = run_name(r->run, name),
                                             .lease_until_us = r->tx->now_us + 30000000,
                                             .doubt = doubt_of(r, route),
                                             .max = max};
    check(r, outbox_claim(r->tx, &claiming, claims, &count, &seen), "outbox_claim");
    if (seen != (found < max ? found : max))
        WRONG(r, "%d were looked at of %d that are due", seen, found);
    for (int i = 0; i < seen && r->fault[0] == '\0'; i++) {
        struct letter *l = &r->letters[due[i]];
        l->is_dirty = true;
        if (l->is_doubtful && !l->is_risked && doubt_of(r, route) == OUTBOX_DOUBT_GIVE_UP)
            give_up(r, due[i], OUTBOX_UNKNOWN);
        else if (l->expires_us != 0 && l->expires_us <= r->tx->now_us)
            give_up(r, due[i], l->is_doubtful ? OUTBOX_UNKNOWN : OUTBOX_FAILED);
        else if (next >= count || claims[next].row != l->row || claims[next].attempt != l->attempts + 1 ||
                 claims[next].may_be_there != l->is_doubtful || claims[next].is_question != is_question(r, l))
            WRONG(r, "claim %d of %d is not the one that is due", next, count);
        else {
            l->is_counted |= !is_question(r, l);
            l->state = OUTBOX_TAKEN;
            l->attempts++;
            l->run = r->run;
            l->taken++;
            next++;
        }
    }
    if (next != count)
        WRONG(r, "%d claims too many", count - next);
    r->claims += count;
}

// What the hub drew itself: how long it waits.
static void read_delay(struct round *r, int at, bool may_end)
{
    struct letter *l = &r->letters[at];
    struct outbox_row o;
    if (outbox_load(r->tx, l->row, &o) != OUTBOX_ROW_OK) {
        WRONG(r, "a row is lost");
    } else if (o.state == OUTBOX_DUE) {
        if (o.due_us <= r->tx->now_us || o.due_us > r->tx->now_us + (int64_t)1200 * 1000000)
            WRONG(r, "it waits until %lld", (long long)(o.due_us - r->tx->now_us));
        l->state = OUTBOX_DUE;
        l->due_us = o.due_us;
    } else if (may_end && ((l->attempts >= 20 && !is_question(r, l)) || l->expires_us != 0)) {
        give_up(r, at, l->is_doubtful ? OUTBOX_UNKNOWN : OUTBOX_FAILED);
    } else {
        WRONG(r, "it was given up after %d attempts", l->attempts);
    }
}

static void abandon(struct round *r, int route)
{
    bool has_more = true;
    while (has_more && r->fault[0] == '\0')
        check(r, outbox_abandon(r->tx, r->connectors[route], 30, &has_more), "outbox_abandon");
    for (int i = first_open(r); i < r->count; i++) {
        struct letter *l = &r->letters[i];
        if (l->state != OUTBOX_DUE || l->route != route)
            continue;
        l->is_dirty = true;
        if (l->is_doubtful && !l->is_risked) {
            give_up(r, i, OUTBOX_UNKNOWN);
            continue;
        }
        l->route = -1;
        l->delivery = DELIVERY_WAITING;
        leave(r, i, OUTBOX_WAITING);
    }
}

static void adopt(struct round *r, int route)
{
    bool has_more = true, has_come[LANES] = {0};
    while (has_more && r->fault[0] == '\0')
        check(r, outbox_adopt(r->tx, r->connectors[route], channels[route], 30, &has_more), "outbox_adopt");
    for (int i = first_open(r); i < r->count; i++) {
        struct letter *l = &r->letters[i];
        if (l->state != OUTBOX_WAITING || l->channel != route)
            continue;
        l->is_dirty = true;
        l->state = OUTBOX_DUE;
        l->route = route;
        l->delivery = DELIVERY_QUEUED;
        if (l->lane >= 0)
            has_come[l->lane] = true;
    }
    for (int lane = 0; lane < LANES; lane++)
        if (has_come[lane])
            order_lane(r, lane);
}

static void end_own(struct round *r, int at, enum outbox_ending ending, bool was_asked)
{
    struct letter *l = &r->letters[at];
    bool surely_not =
        ending == OUTBOX_ENDING_RETRY || ending == OUTBOX_ENDING_LATER || ending == OUTBOX_ENDING_CANCELLED;
    if ((surely_not && !l->is_doubtful) || ending == OUTBOX_ENDING_FAILED)
        l->is_counted = false;
    switch (ending) {
    case OUTBOX_ENDING_SENT:
        sent(r, at);
        return;
    case OUTBOX_ENDING_RETRY:
        if (!r->is_open[l->channel] && l->is_doubtful && !l->is_risked)
            give_up(r, at, OUTBOX_UNKNOWN);
        else
            read_delay(r, at, true);
        return;
    case OUTBOX_ENDING_LATER:
        l->attempts--;
        read_delay(r, at, false);
        return;
    case OUTBOX_ENDING_FAILED:
        give_up(r, at, OUTBOX_FAILED);
        return;
    case OUTBOX_ENDING_CANCELLED:
        give_up(r, at, OUTBOX_CANCELLED);
        return;
    case OUTBOX_ENDING_UNKNOWN:
        l->is_doubtful = true;
        l->is_risked = false;
        if (doubt_of(r, l->route) == OUTBOX_DOUBT_GIVE_UP || !r->is_open[l->channel] ||
            (doubt_of(r, l->route) == OUTBOX_DOUBT_ASK && was_asked))
            give_up(r, at, OUTBOX_UNKNOWN);
        else
            read_delay(r, at, true);
        return;
    }
}

// By the run that took it, or another one: late, twice, of something else.
static void settle(struct round *r)
{
    char run[24], provider[24];
    int at = pick(r);
    struct letter *l = &r->letters[at];
    bool is_late = draw(r, 8) == 0;
    if (l->state != OUTBOX_TAKEN && !is_late)
        return;
    static const enum outbox_ending usual[] = {OUTBOX_ENDING_SENT, OUTBOX_ENDING_SENT, OUTBOX_ENDING_SENT,
                                               OUTBOX_ENDING_SENT};
    enum outbox_ending ending = (enum outbox_ending)(1 + draw(r, 6));
    if (draw(r, 2) == 0)
        ending = usual[draw(r, 4)];
    bool was_asked = draw(r, 2) == 0;
    int by = is_late ? r->run + 1000 : l->run;
    bool is_own = l->state == OUTBOX_TAKEN && by == l->run;
    if (!is_own && l->taken == 0)
        return; // nobody can say that of what never left
    check(r,
          outbox_settle(
              r->tx,
              &(struct outbox_result){.row = l->row,
                                      .run = run_name(by, run),
                                      .ending = ending,
                                      .provider_id = provider_name(l, provider),
                                      .doubt = l->route >= 0 ? doubt_of(r, l->route) : OUTBOX_DOUBT_GIVE_UP,
                                      .was_asked = was_asked},
              NULL),
          "outbox_settle");
    if (is_own)
        end_own(r, at, ending, was_asked);
    else if (ending == OUTBOX_ENDING_SENT)
        sent(r, at);
    if (!r->is_open[l->channel])
        abandon(r, l->channel);
}

static bool is_any_taken(struct round *r, int route)
{
    for (int i = first_open(r); i < r->count; i++)
        if (r->letters[i].state == OUTBOX_TAKEN && r->letters[i].route == route)
            return true;
    return false;
}

static void receive(struct round *r)
{
    static const enum delivery_state states[] = {DELIVERY_SENT, DELIVERY_DELIVERED, DELIVERY_READ,
                                                 DELIVERY_FAILED};
    char name[24];
    int at = pick(r), route = (int)draw(r, 10) == 0 ? (int)draw(r, ROUTES) : r->letters[at].channel;
    struct letter *l = &r->letters[at];
    enum delivery_state to = states[draw(r, 4)];
    bool is_by_id = draw(r, 2) == 0;
    struct outbox_row o;
    if (l->taken == 0)
        return;
    if (outbox_load(r->tx, l->row, &o) != OUTBOX_ROW_OK) {
        WRONG(r, "a row is lost");
        return;
    }
    int got = outbox_receive(
        r->tx, &(struct outbox_receipt){.connector = r->connectors[route],
                                        .id = is_by_id ? o.id : (struct view){0},
                                        .provider_id = is_by_id ? (struct view){0} : provider_name(l, name),
                                        .state = to});
    bool is_known = l->route == route && (is_by_id || l->named == route);
    if (got != (is_known ? RECEIPT_OK : RECEIPT_NO_MESSAGE))
        WRONG(r, "a receipt was answered %d", got);
    if (is_known)
        receipt(r, at, to);
    else if (!is_by_id && is_any_taken(r, route))
        l->early[route][to] = true;
}

static void recover(struct round *r, int run)
{
    char name[24];
    bool has_more = true;
    r->run = run;
    while (has_more && r->fault[0] == '\0')
        check(r, outbox_recover(r->tx, run_name(run, name), 50, &has_more), "outbox_recover");
    for (int i = first_open(r); i < r->count; i++) {
        struct letter *l = &r->letters[i];
        if (l->state != OUTBOX_TAKEN)
            continue;
        l->state = OUTBOX_DUE;
        l->is_doubtful = l->is_dirty = true;
        l->is_risked = false;
    }
    for (int route = 0; route < ROUTES; route++)
        if (!r->is_open[route])
            abandon(r, route);
}

static void toggle(struct round *r)
{
    static const struct actor actor = {.kind = ACTOR_OPERATOR};
    int route = (int)draw(r, ROUTES);
    r->is_open[route] = !r->is_open[route];
    check(r, connector_enable(r->tx, &actor, r->connectors[route], r->is_open[route]), "connector_enable");
    if (r->is_open[route])
        adopt(r, route);
    else
        abandon(r, route);
}

static void cancel(struct round *r)
{
    int at = pick(r);
    struct letter *l = &r->letters[at];
    int got = outbox_cancel(r->tx, l->entry);
    int want = l->state == OUTBOX_TAKEN                               ? OUTBOX_ACT_UNDER_WAY
               : l->state == OUTBOX_WAITING || l->state == OUTBOX_DUE ? OUTBOX_ACT_OK
                                                                      : OUTBOX_ACT_DONE;
    if (got != want)
        WRONG(r, "a cancel was answered %d", got);
    if (got == OUTBOX_ACT_OK)
        give_up(r, at, l->is_doubtful ? OUTBOX_UNKNOWN : OUTBOX_CANCELLED);
}

static void replay(struct round *r)
{
    int at = pick(r);
    struct letter *l = &r->letters[at];
    bool has_arrived = l->delivery == DELIVERY_DELIVERED || l->delivery == DELIVERY_READ;
    bool is_over = l->state == OUTBOX_UNKNOWN || l->state == OUTBOX_FAILED || l->state == OUTBOX_CANCELLED;
    bool was_unknown = l->state == OUTBOX_UNKNOWN;
    int got = outbox_replay(r->tx, l->entry, true);
    if ((got == OUTBOX_ACT_OK) != (is_over && !has_arrived))
        WRONG(r, "a replay of state %d was answered %d", l->state, got);
    if (got != OUTBOX_ACT_OK)
        return;
    bool has_route = r->is_open[l->channel];
    l->state = has_route ? OUTBOX_DUE : OUTBOX_WAITING;
    l->route = has_route ? l->channel : -1;
    l->delivery = has_route ? DELIVERY_QUEUED : DELIVERY_WAITING;
    l->attempts = 0;
    r->counted_before += !was_unknown && l->is_counted;
    l->is_counted &= was_unknown; // the same message still
    l->is_doubtful = l->is_risked = was_unknown;
    l->expires_us = 0;
    l->due_us = r->tx->now_us;
    l->named = -1;
    order_lane(r, l->lane);
}

static void expire(struct round *r)
{
    int64_t next_us = 0;
    for (int i = 0; i < 50; i++)
        check(r, outbox_expire(r->tx, 30, &next_us), "outbox_expire");
    for (int i = first_open(r); i < r->count; i++) {
        struct letter *l = &r->letters[i];
        bool is_late = l->expires_us != 0 && l->expires_us <= r->tx->now_us;
        if (!is_late || (l->state != OUTBOX_DUE && l->state != OUTBOX_WAITING))
            continue;
        l->is_dirty = true;
        give_up(r, i, l->is_doubtful ? OUTBOX_UNKNOWN : OUTBOX_FAILED);
    }
}

// ---- a batch

static void operate(struct round *r)
{
    unsigned what = draw(r, 1000);
    r->operations++;
    r->tx->now_us += (int64_t)draw(r, 20000) + 1;
    if (r->count < 20 || what < 130)
        add(r);
    else if (what < 330)
        claim(r);
    else if (what < 740)
        settle(r);
    else if (what < 930)
        receive(r);
    else if (what < 950)
        cancel(r);
    else if (what < 970)
        replay(r);
    else if (what < 990)
        r->tx->now_us += (int64_t)draw(r, 3000000);
    else if (what < 994)
        expire(r);
    else if (what < 997)
        recover(r, r->run + 1);
    else
        toggle(r);
}

static void compare(struct round *r, int at)
{
    struct letter *l = &r->letters[at];
    struct interaction in;
    struct outbox_row o;
    if (outbox_load(r->tx, l->row, &o) != OUTBOX_ROW_OK ||
        interaction_load(r->tx->db, 1, l->entry, &r->tx->batch->arena, &in) != INTERACTION_OK) {
        WRONG(r, "message %d is lost", at);
        return;
    }
    bool is_due = l->state == OUTBOX_DUE && (l->lane < 0 || r->active[l->lane] == at);
    if (o.state != l->state || o.is_due != is_due || o.attempts != l->attempts ||
        (l->state <= OUTBOX_TAKEN && (o.is_doubtful != l->is_doubtful || o.is_risked != l->is_risked)) ||
        o.connector != (l->route < 0 ? 0 : r->connectors[l->route]))
        WRONG(r, "message %d: state %d %d, due %d %d, attempts %d %d, doubtful %d %d, connector %d %d", at,
              o.state, l->state, o.is_due, is_due, (int)o.attempts, l->attempts, o.is_doubtful,
              l->is_doubtful, (int)o.connector, l->route);
    if (l->state <= OUTBOX_TAKEN && o.due_us != l->due_us)
        WRONG(r, "message %d: is due %lld later", at, (long long)(o.due_us - l->due_us));
    if (in.delivery != l->delivery)
        WRONG(r, "message %d: delivery %d is not %d (state %d)", at, in.delivery, l->delivery, l->state);
    l->is_dirty = false;
}

static int run_batch(void *ctx, struct tx *tx)
{
    struct round *r = ctx;
    r->tx = tx;
    for (int i = 0; i < BATCH && r->fault[0] == '\0' && r->count < MESSAGES; i++)
        operate(r);
    for (int i = first_open(r); i < r->count && r->fault[0] == '\0'; i++)
        if (r->letters[i].is_dirty || r->letters[i].state <= OUTBOX_TAKEN)
            compare(r, i);
    r->box.store.wall_us = tx->now_us + 1;
    return 0;
}

// ---- the end: everything leaves

static int drain(void *ctx, struct tx *tx)
{
    struct round *r = ctx;
    r->tx = tx;
    for (int i = 0; i < ROUTES; i++)
        if (!r->is_open[i]) {
            static const struct actor actor = {.kind = ACTOR_OPERATOR};
            r->is_open[i] = true;
            check(r, connector_enable(tx, &actor, r->connectors[i], true), "connector_enable");
            adopt(r, i);
        }
    tx->now_us += (int64_t)1300 * 1000000;
    expire(r);
    for (int i = 0; i < 400 && r->fault[0] == '\0'; i++) {
        claim(r);
        for (int at = 0; at < r->count; at++)
            if (r->letters[at].state == OUTBOX_TAKEN) {
                char run[24], provider[24];
                struct letter *l = &r->letters[at];
                check(r,
                      outbox_settle(tx,
                                    &(struct outbox_result){.row = l->row,
                                                            .run = run_name(l->run, run),
                                                            .ending = OUTBOX_ENDING_SENT,
                                                            .provider_id = provider_name(l, provider)},
                                    NULL),
                      "outbox_settle");
                sent(r, at);
            }
    }
    r->box.store.wall_us = tx->now_us + 1;
    return 0;
}

// One that is never reached: what counts is counted.
static int set_cap(void *ctx, struct tx *tx)
{
    (void)ctx;
    return db_exec(tx->db, "UPDATE tenant SET settings = '{\"frequency_caps\":[{\"purpose\":\"service\","
                           "\"per\":\"day\",\"max\":10000}]}'");
}

static void compare_counts(struct round *r)
{
    int64_t counted = r->counted_before;
    for (int i = 0; i < r->count; i++)
        counted += r->letters[i].is_counted;
    int64_t found = testing_count(&r->box.store, "SELECT coalesce(sum(count), 0) FROM contact_count");
    if (found != counted)
        WRONG(r, "%lld messages count for caps, and not %lld", (long long)found, (long long)counted);
}

static void play(uint64_t seed, int batches)
{
    struct round *r = calloc(1, sizeof(*r));
    r->letters = calloc(MESSAGES, sizeof(*r->letters));
    r->seed = seed;
    r->asks = seed % 2 == 0;
    testing_outbox_open(&r->box);
    for (int i = 0; i < LANES; i++)
        r->active[i] = -1;
    for (int i = 0; i < ROUTES; i++) {
        testing_outbox_connect(&r->box, channels[i]);
        r->connectors[i] = r->box.connector;
        r->is_open[i] = true;
    }
    assert_int_equal(testing_commit(&r->box.store, set_cap, NULL), 0);
    for (int i = 0; i < batches && r->fault[0] == '\0'; i++) {
        assert_int_equal(testing_commit(&r->box.store, run_batch, r), 0);
        compare_counts(r);
    }
    for (int i = 0; i < 10 && r->fault[0] == '\0'; i++)
        assert_int_equal(testing_commit(&r->box.store, drain, r), 0);
    if (r->fault[0] != '\0')
        fail_msg("seed %llu, operation %lld: %s", (unsigned long long)seed, (long long)r->operations,
                 r->fault);
    assert_int_equal(testing_count(&r->box.store, "SELECT count(*) FROM outbox WHERE state IN (1, 2, 3)"), 0);
    assert_int_equal(testing_count(&r->box.store, "SELECT count(*) FROM outbox"), r->count);
    print_message("%lld operations, %d messages, %lld claims\n", (long long)r->operations, r->count,
                  (long long)r->claims);
    testing_outbox_close(&r->box);
    free(r->letters);
    free(r);
}

static void whatever_happens_it_stands_where_the_model_has_it(void **state)
{
    (void)state;
    const char *seeds = getenv("OUTBOX_SEEDS"); // more of them, by hand
    int count = seeds == NULL ? 3 : atoi(seeds);
    for (int i = 0; i < count; i++)
        play(1 + (uint64_t)i, 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_happens_it_stands_where_the_model_has_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
