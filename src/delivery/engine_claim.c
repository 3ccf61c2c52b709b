// SPDX-License-Identifier: Apache-2.0
// Taking what is due from the outbox: looked for on a snapshot, taken under a lease by the writer.
#include "base/error.h"
#include "delivery/engine.h"
#include <stdlib.h>

enum { TEXTS_MAX = 8 << 20, TRIES_MAX = 6 };

static const int64_t LEASE_US = (30 + 120) * ENGINE_SECOND;

struct engine_claim {
    struct engine_job job; // first
    struct arena arena;
    int64_t connector, wall_us;
    enum outbox_doubt doubt;
    int64_t generation; // of the instance whose doubt that is
    int max, count, seen;
    int64_t at_row; // that was looked at last; 0: none
    struct outbox_claim claims[OUTBOX_CLAIM_MAX];
};

// ---- looking

static void peek(struct engine_account *a)
{
    int64_t due_us;
    int r = outbox_next_due(a->delivery->reader, a->tenant, a->row, &due_us);
    if (r < 0) {
        engine_wait_longer(&a->claiming, engine_mono(a->delivery));
        return;
    }
    a->wants_peek = false;
    a->due_us = due_us == 0 ? INT64_MAX : due_us;
}

// ---- taking

static bool keep(struct arena *arena, struct view *text)
{
    return text->data == NULL || arena_copy(arena, *text, text);
}

static int keep_claim(struct arena *arena, struct outbox_claim *c)
{
    bool is_kept = keep(arena, &c->id) && keep(arena, &c->to) && keep(arena, &c->session_id) &&
                   keep(arena, &c->text) && keep(arena, &c->attachments) && keep(arena, &c->quick_replies) &&
                   keep(arena, &c->metadata);
    return is_kept ? 0 : error_trace(-E2BIG); // fewer at once
}

// May run again: begins anew.
static int decide(struct work *work, struct tx *tx)
{
    struct engine_claim *c = (struct engine_claim *)(void *)work;
    arena_reset(&c->arena);
    c->count = c->seen = 0;
    c->at_row = 0;
    struct outbox_claiming claiming = {.connector = c->connector,
                                       .run = view_from(c->job.delivery->run),
                                       .lease_until_us = tx->now_us + LEASE_US,
                                       .wall_us = c->wall_us,
                                       .doubt = c->doubt,
                                       .max = c->max,
                                       .at_row = &c->at_row};
    int r = outbox_claim(tx, &claiming, c->claims, &c->count, &c->seen);
    for (int i = 0; i < c->count && r == 0; i++)
        r = keep_claim(&c->arena, &c->claims[i]);
    return error_trace(r);
}

static void drop(struct engine_job *job)
{
    struct engine_claim *c = (struct engine_claim *)(void *)job;
    arena_free(&c->arena);
    free(c);
}

// What was judged by the abilities of an instance that is gone is judged again.
static void send_all(struct engine_account *a, struct engine_claim *c)
{
    struct delivery *d = a->delivery;
    for (int i = 0; i < c->count; i++) {
        bool is_same = a->connector != NULL && a->generation == c->generation;
        bool may_go = is_same && a->drain_us == 0 && !d->is_leaving && a->throttled_us <= engine_mono(d);
        if (may_go)
            engine_send(a, &c->claims[i], &c->arena);
        else
            engine_send_later(a, &c->claims[i], engine_now(d) + ENGINE_SECOND / 2);
    }
}

static void blame(struct engine_account *a, int64_t row)
{
    a->claim_tries = a->claim_row == row ? a->claim_tries + 1 : 1;
    a->claim_row = row;
    if (row != 0 && a->claim_tries >= TRIES_MAX)
        engine_aside(a, row);
}

// So many texts may be too much at once, and one row among them may be what cannot be taken: fewer, down to
// that one.
static void take_fewer(struct engine_account *a, const struct engine_claim *c)
{
    bool is_its = c->job.outcome == WORK_FAILED || c->job.outcome == WORK_COMMITTED; // not a full disk's
    a->claim_max = c->max / 2 > 1 ? c->max / 2 : 1;
    if (is_its && c->max > 1)
        a->claiming = (struct engine_patience){0}; // the others have waited long enough
    engine_wait_longer(&a->claiming, engine_mono(a->delivery));
    if (c->max == 1)
        engine_aside_ill(a, c->at_row);
    if (is_its && c->max == 1)
        blame(a, c->at_row);
}

// Of a question less is read, and of a transfer's leg.
static bool is_proof(const struct engine_claim *c)
{
    bool is = false;
    for (int i = 0; i < c->count; i++)
        is |= c->claims[i].kind == OUTBOX_MESSAGE && !c->claims[i].is_question;
    return is;
}

static void back(struct engine_job *job)
{
    struct engine_claim *c = (struct engine_claim *)(void *)job;
    struct engine_account *a = job->account;
    a->claim = NULL;
    a->wants_peek = true;
    if (job->outcome == WORK_COMMITTED && job->result == 0) {
        a->claiming = (struct engine_patience){0};
        a->claim_tries = 0;
        a->claim_max = a->claim_max < OUTBOX_CLAIM_MAX / 2 ? 2 * a->claim_max : 0;
        if (is_proof(c))
            engine_aside_well(a);
        send_all(a, c);
    } else {
        take_fewer(a, c);
    }
    drop(job);
}

static void submit(struct engine_account *a, int max)
{
    struct engine_claim *c = calloc(1, sizeof(*c));
    if (c == NULL)
        return engine_wait_longer(&a->claiming, engine_mono(a->delivery));
    c->job = engine_job_of(a, sizeof(*c), decide, back, drop);
    arena_init(&c->arena, 4096, TEXTS_MAX);
    c->connector = a->row;
    c->wall_us = engine_wall(a->delivery);
    c->doubt = a->doubt;
    c->generation = a->generation;
    c->max = max;
    if (engine_submit(&c->job)) {
        a->claim = c;
        return;
    }
    drop(&c->job);
    engine_wait_longer(&a->claiming, engine_mono(a->delivery));
}

static bool is_open_for_more(const struct engine_account *a)
{
    const struct delivery *d = a->delivery;
    return a->connector != NULL && a->drain_us == 0 && a->claim == NULL && a->aside == NULL &&
           !d->is_leaving && d->has_recovered && a->end_count < ENGINE_ENDS_MAX &&
           a->told_count < ENGINE_TOLD_MAX;
}

static int room(struct engine_account *a, int64_t now_us)
{
    int free_places = a->sends_max - engine_under_way(a);
    int most = free_places < a->window ? free_places : a->window;
    most = most < OUTBOX_CLAIM_MAX ? most : OUTBOX_CLAIM_MAX;
    if (a->claim_max > 0 && a->claim_max < most)
        most = a->claim_max;
    return breaker_room(&a->breaker, now_us, bucket_room(&a->bucket, now_us, most));
}

// What is not looked at because nothing can go is looked at when something can.
void engine_claim_turn(struct engine_account *a)
{
    int64_t now_us = engine_mono(a->delivery);
    if (!is_open_for_more(a) || now_us < a->throttled_us || now_us < a->claiming.again_us)
        return;
    int max = room(a, now_us);
    if (max <= 0)
        return;
    if (a->wants_peek)
        peek(a);
    if (!a->wants_peek && a->due_us <= engine_now(a->delivery))
        submit(a, max);
}

static int64_t later_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t engine_claim_due(struct engine_account *a)
{
    const struct delivery *d = a->delivery;
    if (!is_open_for_more(a) || engine_under_way(a) >= a->sends_max)
        return CHANNEL_NEVER;
    int64_t now_us = engine_mono(d), due_us = now_us;
    if (!a->wants_peek) {
        if (a->due_us == INT64_MAX)
            return CHANNEL_NEVER;
        due_us += later_of(0, a->due_us - engine_now(d));
    }
    due_us = later_of(due_us, later_of(a->throttled_us, a->claiming.again_us));
    return later_of(due_us, later_of(bucket_due(&a->bucket), breaker_due(&a->breaker)));
}
