// SPDX-License-Identifier: Apache-2.0
#include "hub/timer_run.h"
#include "base/error.h"
#include "base/log.h"
#include "hub/backoff.h"
#include "hub/row.h"
#include <stdio.h>
#include <stdlib.h>

enum { FAULT_MAX = 160, SECOND_US = 1000000 };

// One timer on its way: it is fired, and if that fails the failure is noted.
struct place {
    struct work work; // first
    struct timer_run *run;
    int64_t timer;
    int error;       // what the firing answered; 0: well
    bool was_fired;  // not moved or cancelled meanwhile
    int64_t late_us; // when it was
    int64_t next_us; // when a failed one is tried again
    bool is_later;   // the store could not take it now
    char fault[FAULT_MAX];
};

struct timer_run {
    struct timer_run_config config;
    atomic_llong wake_us;  // the earliest time told since the last look
    int64_t next_us;       // when to look. Turning thread, as the next
    int64_t not_before_us; // … when the store could not take something
    bool is_noting;        // the works under way note failures
    int count;             // places in use
    atomic_int under_way;  // works not given back yet
    struct place places[TIMER_PLACES];
    struct timer_counters counters;
};

// ---- on the writer

static int read_timer(struct tx *tx, int64_t row, struct timer *ret)
{
    struct query q = query_begin(tx->db, SQL_TIMER_BY_ROW, tx->tenant);
    query_bind(&q, row);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        struct row at = {.query = &q, .arena = &tx->batch->arena};
        struct timer t = {.row = row};
        t.kind = (enum timer_kind)row_int(&at);
        t.ref = row_int(&at);
        t.due_us = row_int(&at);
        t.body = row_text(&at);
        t.attempts = row_int(&at);
        t.parked_us = row_int(&at);
        r = at.failed ? -ENOMEM : QUERY_ROW;
        if (r == QUERY_ROW)
            *ret = t;
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? TIMER_OK : TIMER_NONE;
}

static int remove_timer(struct tx *tx, int64_t row)
{
    struct query q = query_begin(tx->db, SQL_TIMER_REMOVE, tx->tenant);
    query_bind(&q, row);
    return error_trace(query_run(&q, NULL));
}

// The row goes first, so that the action may set the timer anew.
static int fire(struct tx *tx, const struct timer_run *run, const struct timer *timer)
{
    if ((int)timer->kind >= run->config.action_count || run->config.actions[timer->kind].fire == NULL)
        return -ENOTSUP;
    int r = remove_timer(tx, timer->row);
    if (r == 0)
        r = run->config.actions[timer->kind].fire(tx, timer);
    return r;
}

static int decide_fire(struct work *work, struct tx *tx)
{
    struct place *place = (struct place *)(void *)work;
    struct timer timer;
    place->was_fired = false;
    int r = read_timer(tx, place->timer, &timer);
    if (r != TIMER_OK || timer.due_us > tx->now_us || timer.parked_us != 0)
        return r < 0 ? r : 0;
    place->was_fired = true;
    place->late_us = tx->now_us - timer.due_us;
    return fire(tx, place->run, &timer);
}

static void write_fault(struct place *place)
{
    char text[FAULT_MAX];
    if (place->error == -ENOTSUP)
        snprintf(place->fault, sizeof(place->fault), "this program does not know timers of this kind");
    else if (place->error > 0)
        snprintf(place->fault, sizeof(place->fault), "its action answered %d", place->error);
    else
        snprintf(place->fault, sizeof(place->fault), "%s", strerror_r(-place->error, text, sizeof(text)));
}

static int park(struct tx *tx, struct place *place, const struct timer *timer)
{
    struct query q = query_begin(tx->db, SQL_TIMER_PARK, tx->tenant);
    query_bind(&q, timer->row);
    query_bind(&q, tx->now_us);
    query_bind_text(&q, view_from(place->fault));
    place->next_us = 0;
    return error_trace(query_run(&q, NULL));
}

static int decide_note(struct work *work, struct tx *tx)
{
    struct place *place = (struct place *)(void *)work;
    struct timer timer;
    int r = read_timer(tx, place->timer, &timer);
    place->next_us = INT64_MAX;
    if (r != TIMER_OK || timer.due_us > tx->now_us || timer.parked_us != 0)
        return r < 0 ? r : 0; // set anew: a fresh start
    write_fault(place);
    if (timer.attempts + 1 >= TIMER_TRIES || place->error == -ENOTSUP)
        return park(tx, place, &timer);
    place->next_us = tx->now_us + backoff_us(timer.attempts + 1);
    struct query q = query_begin(tx->db, SQL_TIMER_FAILED, tx->tenant);
    query_bind(&q, timer.row);
    query_bind(&q, place->next_us);
    query_bind_text(&q, view_from(place->fault));
    return error_trace(query_run(&q, NULL));
}

static void note_late(struct timer_counters *c, int64_t late_us)
{
    long long before = atomic_load(&c->longest_late_us);
    while (late_us > before && !atomic_compare_exchange_weak(&c->longest_late_us, &before, late_us))
        ;
}

static void leave(struct timer_run *run)
{
    if (atomic_fetch_sub(&run->under_way, 1) == 1)
        run->config.ring(run->config.ctx);
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    struct place *place = (struct place *)(void *)work;
    struct timer_run *run = place->run;
    bool is_well = outcome == WORK_COMMITTED && result == 0;
    // What an action answered counts as its own failure, also where the store would call it passing.
    bool is_fault = !is_well && result != 0 && result != -ENOSPC;
    place->is_later = !is_well && !is_fault;
    place->error = is_fault ? result : 0;
    if (is_well && !run->is_noting && place->was_fired) {
        atomic_fetch_add(&run->counters.fired, 1);
        note_late(&run->counters, place->late_us);
    }
    leave(run);
}

// ---- on the turning thread

static void come_back_at(struct timer_run *run, int64_t at_us)
{
    if (at_us < run->next_us)
        run->next_us = at_us;
}

static void hold_off(struct timer_run *run, int64_t now_us)
{
    run->not_before_us = now_us + SECOND_US;
    come_back_at(run, run->not_before_us);
}

// What the queue does not take comes later.
static void submit(struct timer_run *run, int (*decide)(struct work *, struct tx *))
{
    atomic_store(&run->under_way, run->count + 1); // one is ours, so that it does not ring meanwhile
    for (int i = 0; i < run->count; i++) {
        struct place *place = &run->places[i];
        place->work.decide = decide;
        place->work.result = 0;
        place->is_later = false;
        if (store_submit(run->config.store, &place->work) != WORK_PUSHED) {
            place->is_later = true;
            place->error = 0;
            place->next_us = INT64_MAX;
            atomic_fetch_sub(&run->under_way, 1);
        }
    }
    leave(run);
}

// Keeps the places whose firing failed, to note it.
static int gather_failed(struct timer_run *run, int64_t now_us)
{
    int failed = 0;
    for (int i = 0; i < run->count; i++) {
        struct place *place = &run->places[i];
        if (place->is_later)
            hold_off(run, now_us);
        if (place->error == 0)
            continue;
        struct place copy = *place;
        run->places[failed++] = copy;
        atomic_fetch_add(&run->counters.failed, 1);
    }
    return failed;
}

static void settle_notes(struct timer_run *run, int64_t now_us)
{
    for (int i = 0; i < run->count; i++) {
        const struct place *place = &run->places[i];
        bool is_noted = place->error == 0 && !place->is_later;
        if (!is_noted)
            hold_off(run, now_us);
        if (!is_noted || place->next_us != 0) {
            come_back_at(run, place->next_us);
            continue;
        }
        atomic_fetch_add(&run->counters.parked, 1);
        log_error("timer %lld of tenant %lld is parked after its last try: %s", (long long)place->timer,
                  (long long)place->work.tenant, place->fault);
    }
    run->count = 0;
    run->is_noting = false;
}

// What came back. True: there are works under way again.
static bool settle(struct timer_run *run, int64_t now_us)
{
    if (run->is_noting) {
        settle_notes(run, now_us);
        return false;
    }
    run->count = gather_failed(run, now_us);
    if (run->count == 0)
        return false;
    run->is_noting = true;
    submit(run, decide_note);
    return true;
}

static void take(struct timer_run *run, int64_t tenant, int64_t timer)
{
    run->places[run->count++] = (struct place){
        .work = {.tenant = tenant, .class = WORK_BULK, .bytes = sizeof(struct place), .done = done},
        .run = run,
        .timer = timer};
}

// Fills the places with what is due, and learns when the first is that is not.
static int look(struct timer_run *run, int64_t now_us)
{
    struct query q = query_begin(run->config.db, SQL_TIMERS_NEXT, 0);
    query_bind(&q, TIMER_PLACES);
    int r;
    run->next_us = INT64_MAX;
    while ((r = query_step(&q)) == QUERY_ROW) {
        int64_t due_us = query_int(&q, 2);
        if (due_us > now_us) {
            run->next_us = due_us;
            r = QUERY_DONE;
            break;
        }
        take(run, query_int(&q, 0), query_int(&q, 1));
    }
    query_end(&q);
    if (run->count == TIMER_PLACES)
        run->next_us = now_us; // perhaps more
    return error_trace(r);
}

int timer_run_turn(struct timer_run *run, int64_t *ret_next_us)
{
    int64_t now_us = store_now_us(run->config.store);
    *ret_next_us = INT64_MAX;
    if (atomic_load(&run->under_way) > 0 || settle(run, now_us))
        return 0; // it rings
    come_back_at(run, atomic_exchange(&run->wake_us, INT64_MAX));
    int r = 0;
    if (now_us >= run->next_us && now_us >= run->not_before_us)
        r = look(run, now_us);
    if (r < 0)
        hold_off(run, now_us);
    if (run->count > 0)
        submit(run, decide_fire);
    *ret_next_us = run->next_us > run->not_before_us ? run->next_us : run->not_before_us;
    return r;
}

void timer_run_wake(struct timer_run *run, int64_t at_us)
{
    long long before = atomic_load(&run->wake_us);
    while (at_us < before && !atomic_compare_exchange_weak(&run->wake_us, &before, at_us))
        ;
}

struct timer_counters *timer_run_counters(struct timer_run *run)
{
    return &run->counters;
}

// ---- life

int timer_run_new(const struct timer_run_config *config, struct timer_run **ret)
{
    struct timer_run *run = calloc(1, sizeof(*run));
    if (run == NULL)
        return error_trace(-ENOMEM);
    run->config = *config;
    atomic_init(&run->wake_us, INT64_MAX); // next_us is 0: the first turn looks
    *ret = run;
    return 0;
}

void timer_run_free(struct timer_run *run)
{
    free(run);
}
