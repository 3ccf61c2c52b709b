// SPDX-License-Identifier: Apache-2.0
#include "hub/job_run.h"
#include "base/error.h"
#include "base/log.h"
#include "hub/job_run_state.h"
#include <stdio.h>
#include <stdlib.h>

enum { SECOND_US = 1000000, LOOK_AT = 2 * JOBS_RUNNING_MAX };

// ---- what comes back, on the writer or the errand thread

static void done(struct work *work, enum work_outcome outcome, int result)
{
    struct job_place *place = (struct job_place *)(void *)work;
    struct job_run *run = place->run;
    place->outcome = outcome;
    place->result = result;
    atomic_store(&place->is_back, true);
    run->config.ring(run->config.ctx);
}

// ---- giving, on the turning thread

static void hold_off(struct job_place *place, int64_t now_us)
{
    place->phase = JOB_PHASE_READY;
    place->not_before_us = now_us + SECOND_US;
}

static void submit(struct job_place *place, enum job_phase phase, int64_t now_us)
{
    struct job_run *run = place->run;
    place->phase = phase;
    place->work.result = 0;
    atomic_store(&place->is_back, false);
    if (store_submit(run->config.store, &place->work) != WORK_PUSHED)
        hold_off(place, now_us);
    else if (phase == JOB_PHASE_SLICE)
        run->slices++;
}

static void leave(struct job_place *place)
{
    struct job_run *run = place->run;
    if (run->desk.place == place)
        run->desk.place = NULL;
    place->phase = JOB_PHASE_FREE;
    run->next_us = 0; // somebody may be waiting for the place
}

static void hand_over(struct job_place *place)
{
    struct job_run *run = place->run;
    place->phase = JOB_PHASE_ERRAND;
    atomic_store(&place->is_back, false);
    atomic_store(&run->desk.is_waiting, true);
    run->config.send(run->config.ctx);
}

// ---- settling, on the turning thread

static void count_ended(struct job_place *place)
{
    struct job_counters *c = &place->run->counters;
    if (place->is_done)
        atomic_fetch_add(&c->done, 1);
    if (!place->has_failed)
        return;
    atomic_fetch_add(&c->failed, 1);
    log_warn("job %lld of tenant %lld failed: %s", (long long)place->job, (long long)place->work.tenant,
             place->fault);
}

static void record(struct job_place *place, int step, int64_t now_us)
{
    char text[JOB_FAULT_MAX];
    place->step = step;
    place->must_record = true;
    if (step < 0)
        snprintf(place->fault, sizeof(place->fault), "%s", strerror_r(-step, text, sizeof(text)));
    if (step < 0)
        atomic_fetch_add(&place->run->counters.retries, 1);
    submit(place, JOB_PHASE_RECORD, now_us);
}

// What a slice answered counts as its own failure, also where the store would call it passing.
static bool is_later(const struct job_place *place)
{
    return place->outcome != WORK_COMMITTED && (place->result == 0 || place->result == -ENOSPC);
}

// The errand of a kind that has both is recorded.
static void go_on_with_slices(struct job_place *place)
{
    place->must_record = place->has_errand = false;
    if (place->run->desk.place == place)
        place->run->desk.place = NULL;
}

static void settle_write(struct job_place *place, int64_t now_us)
{
    enum job_phase phase = place->phase;
    if (phase == JOB_PHASE_SLICE)
        place->run->slices--;
    if (is_later(place) || (phase != JOB_PHASE_SLICE && place->result != 0)) {
        hold_off(place, now_us);
        return;
    }
    if (phase == JOB_PHASE_SLICE)
        atomic_fetch_add(&place->run->counters.slices, 1);
    if (place->result != 0) {
        record(place, place->result, now_us);
    } else if (place->has_ended) {
        count_ended(place);
        leave(place);
    } else if (phase == JOB_PHASE_BEGIN) {
        hand_over(place);
    } else {
        if (phase == JOB_PHASE_RECORD)
            go_on_with_slices(place);
        place->phase = JOB_PHASE_READY;
    }
}

static void settle(struct job_run *run, int64_t now_us)
{
    for (int i = 0; i < JOB_PLACES; i++) {
        struct job_place *place = &run->places[i];
        if (place->phase < JOB_PHASE_SLICE || !atomic_load(&place->is_back))
            continue;
        if (place->phase == JOB_PHASE_ERRAND)
            record(place, place->result, now_us);
        else
            settle_write(place, now_us);
    }
}

// ---- taking jobs up, on the turning thread

static struct job_place *free_place(struct job_run *run)
{
    for (int i = 0; i < JOB_PLACES; i++)
        if (run->places[i].phase == JOB_PHASE_FREE)
            return &run->places[i];
    return NULL;
}

static struct job_place *place_of(struct job_run *run, int64_t tenant, int64_t job)
{
    for (int i = 0; i < JOB_PLACES; i++)
        if (run->places[i].phase != JOB_PHASE_FREE && run->places[i].work.tenant == tenant &&
            run->places[i].job == job)
            return &run->places[i];
    return NULL;
}

static int running(const struct job_run *run, int64_t tenant, uint64_t *ret_tenant_turn)
{
    int count = 0;
    *ret_tenant_turn = run->turn; // whoever is new comes behind those who wait already
    for (int i = 0; i < JOB_PLACES; i++)
        if (run->places[i].phase != JOB_PHASE_FREE && run->places[i].work.tenant == tenant) {
            *ret_tenant_turn = run->places[i].tenant_turn;
            count++;
        }
    return count;
}

// Whether an errand comes next. A kind with slices too has it behind itself once there is a cursor.
static bool has_errand(const struct job_run *run, enum job_kind kind, bool has_cursor)
{
    return (int)kind > 0 && (int)kind < run->config.action_count &&
           run->config.actions[kind].errand != NULL &&
           !(has_cursor && run->config.actions[kind].slice != NULL);
}

// Errands go one at a time: those that wait leave places to jobs with slices.
static bool is_crowded(const struct job_run *run, bool has_errand)
{
    int errands = 0;
    for (int i = 0; i < JOB_PLACES; i++)
        errands += run->places[i].phase != JOB_PHASE_FREE && run->places[i].has_errand;
    return has_errand && errands >= JOB_PLACES / 2;
}

static void take_up(struct job_run *run, int64_t tenant, int64_t job, enum job_kind kind, bool is_errand)
{
    struct job_place *place = free_place(run);
    uint64_t tenant_turn;
    if (place == NULL || place_of(run, tenant, job) != NULL || is_crowded(run, is_errand) ||
        running(run, tenant, &tenant_turn) >= JOBS_RUNNING_MAX)
        return;
    *place = (struct job_place){
        .work = {.tenant = tenant,
                 .class = WORK_BULK,
                 .bytes = sizeof(*place),
                 .decide = job_step_decide,
                 .done = done},
        .run = run,
        .job = job,
        .kind = kind,
        .has_errand = is_errand,
        .phase = JOB_PHASE_READY,
        .tenant_turn = tenant_turn,
        .own_turn = run->turn,
    };
}

static int look_at_tenant(struct job_run *run, int64_t tenant, int64_t now_us)
{
    struct query q = query_begin(run->config.db, SQL_JOBS_OPEN, tenant);
    query_bind(&q, now_us);
    query_bind(&q, LOOK_AT);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW)
        take_up(run, tenant, query_int(&q, 0), (enum job_kind)query_int(&q, 1),
                has_errand(run, (enum job_kind)query_int(&q, 1), query_int(&q, 2) != 0));
    query_end(&q);
    return error_trace(r);
}

// 0 behind the last one.
static int tenant_after(struct job_run *run, int64_t tenant, int64_t *ret)
{
    struct query q = query_begin(run->config.db, SQL_JOB_TENANT_AFTER, 0);
    query_bind(&q, tenant);
    int r = query_step(&q);
    if (r >= 0)
        *ret = r == QUERY_ROW ? query_int(&q, 0) : 0;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int next_due(struct job_run *run, int64_t now_us, int64_t *ret)
{
    struct query q = query_begin(run->config.db, SQL_JOB_NEXT_DUE, 0);
    query_bind(&q, now_us);
    int r = query_step(&q);
    if (r >= 0)
        *ret = r == QUERY_ROW ? query_int(&q, 0) : INT64_MAX;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

// Walks once round the tenants with open jobs, from behind the last one that got a place while there were
// any.
static int look(struct job_run *run, int64_t now_us)
{
    int64_t tenant = run->last_tenant, first = 0;
    int r = next_due(run, now_us, &run->next_us);
    while (r == 0 && free_place(run) != NULL) {
        r = tenant_after(run, tenant, &tenant);
        if (r == 0 && tenant == 0)
            r = tenant_after(run, 0, &tenant);
        if (r < 0 || tenant == 0 || tenant == first)
            break;
        if (first == 0)
            first = tenant;
        r = look_at_tenant(run, tenant, now_us);
        run->last_tenant = tenant;
    }
    return r;
}

// ---- whose turn it is, on the turning thread

static bool may_go(const struct job_run *run, const struct job_place *place, int64_t now_us)
{
    if (place->phase != JOB_PHASE_READY || place->not_before_us > now_us)
        return false;
    if (place->must_record)
        return true;
    if (place->has_errand)
        return (run->desk.place == NULL || run->desk.place == place) && !atomic_load(&run->is_stopping);
    return run->slices < JOB_SLICES_MAX;
}

static bool is_before(const struct job_place *a, const struct job_place *b)
{
    return a->tenant_turn != b->tenant_turn ? a->tenant_turn < b->tenant_turn : a->own_turn < b->own_turn;
}

static struct job_place *choose(struct job_run *run, int64_t now_us)
{
    struct job_place *best = NULL;
    for (int i = 0; i < JOB_PLACES; i++) {
        struct job_place *place = &run->places[i];
        if (may_go(run, place, now_us) && (best == NULL || is_before(place, best)))
            best = place;
    }
    return best;
}

static void note_turn(struct job_run *run, struct job_place *place)
{
    place->own_turn = ++run->turn;
    for (int i = 0; i < JOB_PLACES; i++)
        if (run->places[i].phase != JOB_PHASE_FREE && run->places[i].work.tenant == place->work.tenant)
            run->places[i].tenant_turn = run->turn;
}

static void give(struct job_run *run, int64_t now_us)
{
    struct job_place *place;
    while ((place = choose(run, now_us)) != NULL) {
        note_turn(run, place);
        if (place->must_record) {
            submit(place, JOB_PHASE_RECORD, now_us);
        } else if (place->has_errand) {
            run->desk.place = place;
            submit(place, JOB_PHASE_BEGIN, now_us);
        } else {
            submit(place, JOB_PHASE_SLICE, now_us);
        }
    }
}

static int64_t next_turn(const struct job_run *run, int64_t now_us)
{
    int64_t next_us = run->next_us;
    for (int i = 0; i < JOB_PLACES; i++) {
        const struct job_place *place = &run->places[i];
        if (place->phase == JOB_PHASE_READY && place->not_before_us > now_us &&
            place->not_before_us < next_us)
            next_us = place->not_before_us;
    }
    return next_us;
}

int job_run_turn(struct job_run *run, int64_t *ret_next_us)
{
    int64_t now_us = store_now_us(run->config.store);
    int r = 0;
    settle(run, now_us);
    if (atomic_exchange(&run->is_woken, false) || now_us >= run->next_us)
        r = look(run, now_us);
    if (r < 0)
        run->next_us = now_us + SECOND_US;
    give(run, now_us);
    *ret_next_us = next_turn(run, now_us);
    return r;
}

void job_run_wake(struct job_run *run)
{
    atomic_store(&run->is_woken, true);
}

void job_run_stop(struct job_run *run)
{
    atomic_store(&run->is_stopping, true);
}

struct job_counters *job_run_counters(struct job_run *run)
{
    return &run->counters;
}

// ---- life

int job_run_new(const struct job_run_config *config, struct job_run **ret)
{
    struct job_run *run = calloc(1, sizeof(*run));
    if (run == NULL)
        return error_trace(-ENOMEM);
    run->config = *config;
    run->folder.run = run;
    arena_init(&run->desk.arena, 64 << 10, 64 << 20);
    *ret = run; // next_us is 0: the first turn takes up what another process left
    return 0;
}

void job_run_free(struct job_run *run)
{
    if (run == NULL)
        return;
    arena_free(&run->desk.arena);
    free(run);
}
