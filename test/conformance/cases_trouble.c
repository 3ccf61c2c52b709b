// SPDX-License-Identifier: Apache-2.0
// Providers, networks and clocks on their bad days.
#include "base/random.h"
#include "cases.h"

static void expect_all_in_place(struct engine *e)
{
    engine_settle(e);
    for (int i = 0; i < e->count; i++)
        engine_expect_place(e, &e->letters[i]);
}

static void cut_in_the_middle_it_is_there_once(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    if (engine_arrange(&e, CHANNEL_BENCH_CUT, 5)) {
        for (int i = 0; i < 10; i++)
            engine_write(&e);
        expect_all_in_place(&e);
        int unknown = 0;
        for (int i = 0; i < e.count; i++)
            unknown += e.letters[i].message.may_be_there;
        // Unless it asks for what it does not know, and is told.
        EXPECT(run, unknown > 0 || channel_facet(e.connector, CHANNEL_FACET_LOOKUP) != NULL);
    }
    engine_close(&e);
}

static void throttled_it_waits_and_loses_nothing(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    if (engine_arrange(&e, CHANNEL_BENCH_THROTTLE, 30)) {
        for (int i = 0; i < 10; i++)
            engine_write(&e);
        expect_all_in_place(&e);
        for (int i = 0; i < e.count; i++)
            EXPECT(run, !e.letters[i].is_refused);
        EXPECT(run, e.steps < 10000);
    }
    engine_close(&e);
}

static void refused_by_the_provider_it_is_over_and_not_there(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    if (engine_arrange(&e, CHANNEL_BENCH_REFUSE, 1)) {
        engine_write(&e);
        engine_write(&e);
        expect_all_in_place(&e);
        int failed = 0;
        for (int i = 0; i < e.count; i++)
            failed += e.letters[i].is_refused || e.letters[i].last == CHANNEL_FAILED;
        EXPECT(run, failed >= 1);
    }
    engine_close(&e);
}

static void stalled_it_is_given_up_at_its_deadline_and_tried_again(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    if (engine_arrange(&e, CHANNEL_BENCH_STALL, 2)) {
        for (int i = 0; i < 4; i++)
            engine_write(&e);
        engine_run(&e, DEADLINE - SECOND);
        engine_run(&e, 2 * SECOND);
        struct connector_figures figures;
        channel_figures(e.connector, &figures);
        EXPECT(run, figures.ends[CHANNEL_UNKNOWN] >= 2);
        expect_all_in_place(&e);
    }
    engine_close(&e);
}

static void receipts_may_come_twice_and_in_any_order(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    if (engine_arrange(&e, CHANNEL_BENCH_DOUBLE, 10) && engine_arrange(&e, CHANNEL_BENCH_REVERSE, 10)) {
        for (int i = 0; i < 10; i++)
            engine_write(&e);
        expect_all_in_place(&e);
        engine_run(&e, 3600 * (int64_t)SECOND);
        int receipts = 0;
        for (int i = 0; i < e.count; i++) {
            receipts += e.letters[i].receipts;
            EXPECT(run, e.letters[i].last != CHANNEL_SENT || e.letters[i].furthest >= CHANNEL_DELIVERED ||
                            e.letters[i].provider_id[0] == '\0');
        }
        EXPECT(run, receipts >= e.count);
    }
    engine_close(&e);
}

// What waits goes by the monotonic clock: the other one may say anything.
static void a_jump_of_the_clock_changes_nothing(struct run *run)
{
    static const int64_t jumps[] = {86400, -2 * 86400, 20 * 365 * 86400, -30 * 365 * 86400, 3600, -1};
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    for (size_t i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++) {
        engine_write(&e);
        engine_try_letters(&e);
        e.clock.wall_us += jumps[i] * SECOND;
        engine_run(&e, 10 * 1000);
        e.clock.wall_us -= jumps[i] * SECOND / 2;
    }
    expect_all_in_place(&e);
    EXPECT(run, e.steps < 2000);
    engine_close(&e);
}

// A machine that slept: everything is due at once.
static void after_a_long_sleep_all_is_ended(struct run *run)
{
    static struct engine e;
    if (!engine_open(&e, run, NULL))
        return;
    for (int i = 0; i < 30; i++)
        engine_write(&e);
    engine_try_letters(&e);
    clock_advance(&e.clock, 8 * 3600 * (int64_t)SECOND);
    expect_all_in_place(&e);
    engine_close(&e);
}

// ---- anything, in any order

static void act(struct engine *e, struct random *random)
{
    unsigned draw;
    random_fill(random, &draw, sizeof(draw));
    unsigned amount = draw >> 8;
    struct letter *any = e->count == 0 ? NULL : &e->letters[amount % (unsigned)e->count];
    switch (draw % 8) {
    case 0:
    case 1:
        if (e->count < LETTERS_MAX)
            engine_write(e);
        break;
    case 2:
        engine_try_letters(e);
        break;
    case 3:
        if (any != NULL && any->state == LETTER_UNDER_WAY)
            channel_cancel(e->connector, view_from(any->id));
        break;
    case 4:
        if (e->bench != NULL)
            e->bench->arrange(e->bench_state, (enum channel_bench_fault)(amount % 5), amount % 3);
        break;
    case 5:
        e->clock.wall_us += (int64_t)amount * 1000 - (1LL << 33);
        break;
    case 6:
        channel_kept(e->connector, e->mark);
        break;
    default:
        engine_run(e, amount % (2 * SECOND));
        break;
    }
}

static void any_order_of_anything_ends_well(struct run *run)
{
    static struct engine e;
    for (uint64_t round = 0; round < 5; round++) {
        uint64_t state = run->subject->seed * 5 + round;
        struct random random = random_seeded(&state);
        if (!engine_open(&e, run, &(struct connector_config){.sends_max = 1 + (int)round * 8}))
            return;
        for (int i = 0; i < 1000; i++)
            act(&e, &random);
        if (e.bench != NULL)
            for (int f = 0; f <= CHANNEL_BENCH_STALL; f++)
                e.bench->arrange(e.bench_state, (enum channel_bench_fault)f, 0);
        expect_all_in_place(&e);
        engine_close(&e);
    }
}

const struct suite_case cases_of_trouble[] = {
    {"cut in the middle it is there once", cut_in_the_middle_it_is_there_once},
    {"throttled it waits and loses nothing", throttled_it_waits_and_loses_nothing},
    {"refused by the provider it is over and not there", refused_by_the_provider_it_is_over_and_not_there},
    {"stalled it is given up at its deadline and tried again",
     stalled_it_is_given_up_at_its_deadline_and_tried_again},
    {"receipts may come twice and in any order", receipts_may_come_twice_and_in_any_order},
    {"a jump of the clock changes nothing", a_jump_of_the_clock_changes_nothing},
    {"after a long sleep all is ended", after_a_long_sleep_all_is_ended},
    {"any order of anything ends well", any_order_of_anything_ends_well},
    {NULL, NULL},
};
