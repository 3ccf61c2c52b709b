// SPDX-License-Identifier: Apache-2.0
#include "hub/clockwork.h"
#include "base/error.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { SECOND_US = 1000000, TRIM_EVERY_US = 10 * SECOND_US, PATIENCE_US = SECOND_US };

// A thread that sleeps until it is rung or a time has come.
struct sleeper {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t rung;
    bool is_rung, is_stopped, has_thread;
    struct db *db;
};

struct clockwork {
    struct clockwork_config config;
    struct timer_run *timers;
    struct job_run *jobs;
    struct trim trim;
    int64_t trim_us; // when to trim next, monotonic
    atomic_bool wants_figures, wants_sweep;
    struct clockwork_figures figures;
    struct sleeper turner, errands;
};

// ---- sleeping

static void sleeper_init(struct sleeper *s)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->rung, &attr);
    pthread_condattr_destroy(&attr);
}

static void sleeper_ring(struct sleeper *s)
{
    pthread_mutex_lock(&s->lock);
    s->is_rung = true;
    pthread_mutex_unlock(&s->lock);
    pthread_cond_signal(&s->rung);
}

// At most so long, of the machine's own clock. False: stopped.
static bool sleeper_sleep(struct sleeper *s, int64_t us)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += us / SECOND_US;
    until.tv_nsec += us % SECOND_US * 1000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&s->lock);
    int r = 0;
    while (!s->is_rung && !s->is_stopped && r == 0)
        r = pthread_cond_timedwait(&s->rung, &s->lock, &until);
    s->is_rung = false;
    bool goes_on = !s->is_stopped;
    pthread_mutex_unlock(&s->lock);
    return goes_on;
}

static void sleeper_stop(struct sleeper *s)
{
    if (!s->has_thread)
        return;
    pthread_mutex_lock(&s->lock);
    s->is_stopped = true;
    pthread_mutex_unlock(&s->lock);
    pthread_cond_signal(&s->rung);
    pthread_join(s->thread, NULL);
    s->has_thread = false;
}

static void sleeper_free(struct sleeper *s)
{
    db_close(s->db);
    pthread_cond_destroy(&s->rung);
    pthread_mutex_destroy(&s->lock);
}

static int sleeper_start(struct sleeper *s, void *(*run)(void *), struct clockwork *c)
{
    int r = -pthread_create(&s->thread, NULL, run, c);
    s->has_thread = r == 0;
    return r;
}

// ---- turning

static void trim_if_due(struct clockwork *c)
{
    int64_t now_us = clock_mono_us(&c->config.clock);
    if (now_us < c->trim_us)
        return;
    c->trim_us = now_us + TRIM_EVERY_US;
    trim_start(&c->trim);
}

static int read_figures(struct clockwork *c, enum statement statement, atomic_llong **ret, int count)
{
    struct query q = query_begin(c->turner.db, statement, 0);
    int r = query_step(&q);
    for (int i = 0; i < count && r == QUERY_ROW; i++)
        atomic_store(ret[i], query_int(&q, i));
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static void count_if_wanted(struct clockwork *c)
{
    struct clockwork_figures *f = &c->figures;
    if (!atomic_exchange(&c->wants_figures, false))
        return;
    atomic_llong *timers[] = {&f->timers_waiting, &f->timers_parked, &f->timer_due_us};
    atomic_llong *jobs[] = {&f->jobs_queued, &f->jobs_running};
    read_figures(c, SQL_TIMER_FIGURES, timers, 3);
    read_figures(c, SQL_JOB_FIGURES, jobs, 2);
}

// How long one may sleep. Wall clocks jump, so never long.
static int64_t turn(struct clockwork *c)
{
    int64_t timers_us, jobs_us;
    timer_run_turn(c->timers, &timers_us);
    job_run_turn(c->jobs, &jobs_us);
    trim_if_due(c);
    count_if_wanted(c);
    int64_t now_us = store_now_us(c->config.store);
    int64_t next_us = timers_us < jobs_us ? timers_us : jobs_us;
    if (next_us <= now_us)
        return 0;
    return next_us - now_us < PATIENCE_US ? next_us - now_us : PATIENCE_US;
}

static void *run_turner(void *ctx)
{
    struct clockwork *c = ctx;
    pthread_setname_np(pthread_self(), "clockwork");
    while (sleeper_sleep(&c->turner, turn(c)))
        continue;
    return NULL;
}

static void *run_errands(void *ctx)
{
    struct clockwork *c = ctx;
    pthread_setname_np(pthread_self(), "errands");
    do {
        while (job_run_errand(c->jobs, c->errands.db))
            ;
        if (atomic_exchange(&c->wants_sweep, false))
            job_run_sweep(c->jobs, c->errands.db);
    } while (sleeper_sleep(&c->errands, PATIENCE_US));
    return NULL;
}

static void ring(void *ctx)
{
    sleeper_ring(&((struct clockwork *)ctx)->turner);
}

static void send(void *ctx)
{
    sleeper_ring(&((struct clockwork *)ctx)->errands);
}

void clockwork_wake(struct clockwork *c, enum wake who, int64_t at_us)
{
    if (c == NULL)
        return;
    switch (who) {
    case WAKE_TIMERS:
        timer_run_wake(c->timers, at_us);
        ring(c);
        return;
    case WAKE_JOBS:
        job_run_wake(c->jobs);
        ring(c);
        return;
    case WAKE_FILES:
        atomic_store(&c->wants_sweep, true);
        send(c);
        return;
    case WAKE_BLOBS:
    case WAKE_OUTBOX:
    case WAKE_CONNECTORS:
    case WAKE_WEBHOOKS:
    case WAKES:
        return;
    }
}

// ---- life

static int make_timers(struct clockwork *c)
{
    return timer_run_new(&(struct timer_run_config){.store = c->config.store,
                                                    .db = c->turner.db,
                                                    .actions = timer_actions,
                                                    .action_count = TIMER_KINDS,
                                                    .ring = ring,
                                                    .ctx = c},
                         &c->timers);
}

static int make_jobs(struct clockwork *c)
{
    return job_run_new(&(struct job_run_config){.store = c->config.store,
                                                .db = c->turner.db,
                                                .actions = job_actions,
                                                .action_count = JOB_KINDS,
                                                .dir = c->config.dir,
                                                .ring = ring,
                                                .send = send,
                                                .ctx = c},
                       &c->jobs);
}

int clockwork_new(const struct clockwork_config *config, struct clockwork **ret)
{
    struct clockwork *c = calloc(1, sizeof(*c));
    if (c == NULL)
        return error_trace(-ENOMEM);
    c->config = *config;
    c->trim_us = clock_mono_us(&config->clock) + TRIM_EVERY_US;
    atomic_store(&c->wants_figures, true);
    atomic_store(&c->wants_sweep, true); // files of errands that a crash cut off
    trim_init(&c->trim, config->store, trim_rules, trim_rule_count);
    sleeper_init(&c->turner);
    sleeper_init(&c->errands);
    int r = store_walker(config->store, &c->turner.db);
    if (r == 0)
        r = store_walker(config->store, &c->errands.db);
    if (r == 0)
        r = make_timers(c);
    if (r == 0)
        r = make_jobs(c);
    if (r < 0) {
        clockwork_free(c);
        return error_trace(r);
    }
    *ret = c;
    return 0;
}

int clockwork_start(struct clockwork *c)
{
    int r = sleeper_start(&c->errands, run_errands, c);
    if (r == 0)
        r = sleeper_start(&c->turner, run_turner, c);
    return error_trace(r);
}

void clockwork_stop(struct clockwork *c)
{
    if (c == NULL)
        return;
    if (c->jobs != NULL)
        job_run_stop(c->jobs);
    sleeper_stop(&c->errands);
    sleeper_stop(&c->turner);
}

void clockwork_free(struct clockwork *c)
{
    if (c == NULL)
        return;
    timer_run_free(c->timers);
    job_run_free(c->jobs);
    sleeper_free(&c->turner);
    sleeper_free(&c->errands);
    free(c);
}

// ---- metrics

struct timer_counters *clockwork_timers(struct clockwork *c)
{
    return timer_run_counters(c->timers);
}

struct job_counters *clockwork_jobs(struct clockwork *c)
{
    return job_run_counters(c->jobs);
}

int64_t clockwork_trimmed(struct clockwork *c, int rule)
{
    return atomic_load(&c->trim.trimmed[rule]);
}

const struct clockwork_figures *clockwork_figures(struct clockwork *c)
{
    atomic_store(&c->wants_figures, true);
    ring(c);
    return &c->figures;
}
