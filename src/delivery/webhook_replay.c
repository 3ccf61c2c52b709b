// SPDX-License-Identifier: Apache-2.0
// Tests and replays: beside the order, a few at a time, one of an endpoint, and of no tenant more than its
// share.
#include "base/error.h"
#include "base/log.h"
#include "delivery/share.h"
#include "delivery/webhook_run_state.h"
#include <errno.h>
#include <stdio.h>

enum { LOOK_MAX = 4 * WEBHOOKS_MAX, TENANTS_MAX = 1000 }; // endpoints of a tenant, tenants at once

static const int64_t SECOND_US = 1000000;

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

// ---- places

void webhook_replay_over(struct webhook_run *run, int64_t row)
{
    for (int i = 0; row != 0 && i < REPLAYS_MAX; i++)
        if (run->replays[i].row == row) {
            run->replays[i].row = 0;
            run->replays_open--;
            run->replays_due_us = 0; // whoever waited for the place
            return;
        }
}

static struct webhook_replay_at *find_place(struct webhook_run *run)
{
    for (int i = 0; i < REPLAYS_MAX; i++)
        if (run->replays[i].row == 0)
            return &run->replays[i];
    return NULL;
}

static bool has_place(const struct webhook_run *run, int64_t tenant)
{
    int held = 0;
    for (int i = 0; i < REPLAYS_MAX; i++)
        held += run->replays[i].row != 0 && run->replays[i].tenant == tenant;
    return share_allows(held, REPLAYS_MAX - run->replays_open);
}

static bool is_held(const struct webhook_run *run, int64_t webhook)
{
    for (int i = 0; i < REPLAYS_MAX; i++)
        if (run->replays[i].row != 0 && run->replays[i].webhook == webhook)
            return true;
    return false;
}

// ---- reading

struct looking {
    struct webhook_run *run;
    struct arena arena; // of one row
    int64_t now_us;
    bool is_left; // something is due and stays
};

static void take(struct webhook_run *run, const struct webhook_delivery *d, enum webhook_type type)
{
    struct webhook_replay_at *replay = find_place(run);
    *replay = (struct webhook_replay_at){.row = d->row,
                                         .webhook = d->webhook,
                                         .tenant = d->tenant,
                                         .position = d->position,
                                         .attempts = d->attempts,
                                         .created_us = d->created_us,
                                         .type = type};
    snprintf(replay->event_id, sizeof(replay->event_id), "%.*s", VIEW_ARG(d->event_id));
    run->replays_open++;
}

// The first one of an endpoint. Of one that is not told to any more nothing is sent; of one that was made
// just now, when it was read.
static void take_if_due(struct looking *l, const struct webhook_delivery *d)
{
    enum webhook_type type;
    if (d->due_us > l->now_us || webhook_endpoint(l->run, d->webhook) == NULL)
        return;
    if (is_held(l->run, d->webhook) || !webhook_type_from(d->type, &type))
        l->is_left = true;
    else
        take(l->run, d, type);
}

// From one endpoint to the next, beginning behind the one that was last.
static int take_of(struct looking *l, struct webhook_tenant *t, enum webhook_beside which)
{
    int64_t last = t->beside[which];
    bool is_round = false;
    for (int i = 0; i < LOOK_MAX && has_place(l->run, t->row); i++) {
        struct webhook_delivery d;
        arena_reset(&l->arena);
        int r = webhook_delivery_turn(l->run->db, t->row, t->beside[which], which, &l->arena, &d);
        bool is_end = r == WEBHOOK_NONE;
        if (r < 0 || (is_round && (is_end || d.webhook > last)))
            return r < 0 ? r : 0;
        is_round |= is_end;
        t->beside[which] = is_end ? 0 : d.webhook;
        if (!is_end)
            take_if_due(l, &d);
    }
    l->is_left = true;
    return 0;
}

// Tests tell somebody who waits for it how an endpoint is now.
static int take_of_tenant(struct looking *l, int64_t tenant)
{
    struct webhook_tenant *t = webhook_tenant_find(l->run, tenant);
    int r = t == NULL ? 0 : take_of(l, t, WEBHOOK_BESIDE_TEST);
    return r < 0 || t == NULL ? r : take_of(l, t, WEBHOOK_BESIDE_ANY);
}

// From one tenant to the next, beginning behind the one that was last.
static int take_in_turn(struct looking *l)
{
    struct webhook_run *run = l->run;
    int64_t last = run->replays_tenant;
    bool is_round = false;
    int r = 0;
    for (int i = 0; r == 0 && i < TENANTS_MAX && run->replays_open < REPLAYS_MAX; i++) {
        int64_t tenant;
        r = webhook_deliveries_tenant(run->db, run->replays_tenant, &tenant);
        if (r < 0 || (is_round && (tenant == 0 || tenant > last)))
            break;
        is_round |= tenant == 0;
        run->replays_tenant = tenant;
        if (tenant != 0)
            r = take_of_tenant(l, tenant);
    }
    return r;
}

// What stays has no place yet, or cannot be told by this hub: it is not looked at in a circle.
static int read_due(struct webhook_run *run, int64_t now_us)
{
    struct looking looking = {.run = run, .now_us = now_us};
    int64_t next_us = INT64_MAX;
    arena_init(&looking.arena, 4096, 1 << 20);
    int r = take_in_turn(&looking);
    if (r == 0)
        r = webhook_delivery_next_due(run->db, now_us, &next_us);
    arena_free(&looking.arena);
    run->replays_due_us = r < 0 || looking.is_left ? earlier(next_us, now_us + SECOND_US) : next_us;
    return r;
}

// ---- sending

static void expire(struct webhook_at *at, const struct webhook_replay_at *replay, const char *fault)
{
    struct webhook_result result = {.kind = WEBHOOK_GIVEN_UP,
                                    .webhook = at->row,
                                    .delivery = replay->row,
                                    .is_expired = true,
                                    .type = replay->type,
                                    .event_position = replay->position};
    snprintf(result.fault, sizeof(result.fault), "%s", fault);
    atomic_fetch_add(&at->run->expired, 1);
    webhook_keep(at, &result);
}

static void ask(struct webhook_at *at, struct webhook_replay_at *replay)
{
    struct webhook_message message;
    replay->is_taken = true;
    int r = at->is_shut ? WEBHOOK_FOUND_NONE : webhook_follow_replay(at, replay, &message);
    if (r == WEBHOOK_FOUND)
        r = webhook_ask(at, &message);
    if (r == WEBHOOK_FOUND_NONE) {
        expire(at, replay,
               at->is_shut ? "the endpoint's secret does not open"
                           : "what it told of is not stored any more");
    } else if (r == -EINVAL) {
        webhook_ask_failed(at, r);
    } else if (r < 0) {
        replay->is_taken = false;
        webhook_wait_until(at, run_now_us(at->run) + SECOND_US / 20);
    }
}

static void try_it(struct webhook_run *run, struct webhook_replay_at *replay)
{
    struct webhook_at *at = webhook_endpoint(run, replay->webhook);
    if (at == NULL || at->is_gone) { // deleted just now, or made
        webhook_replay_over(run, replay->row);
        run->replays_due_us = run_now_us(run) + SECOND_US / 4;
    } else if (!at->is_asking && webhook_has_place(at->tenant, run)) {
        ask(at, replay);
    }
}

void webhook_ask_replays(struct webhook_run *run)
{
    int64_t now_us = run_now_us(run);
    if (run->replays_open < REPLAYS_MAX && run->replays_due_us <= now_us && read_due(run, now_us) < 0)
        log_warn("replays of events for other systems cannot be read");
    for (int i = 0; i < REPLAYS_MAX; i++)
        if (run->replays[i].row != 0 && !run->replays[i].is_taken)
            try_it(run, &run->replays[i]);
}
