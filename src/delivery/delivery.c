// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "base/id.h"
#include "delivery/engine.h"
#include "delivery/fetcher.h"
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// A wall clock may jump, so nobody sleeps long; what stops has this long for its attempts and for their ends.
static const int64_t PATIENCE_US = ENGINE_SECOND, GRACE_US = 2 * ENGINE_SECOND, LAST_US = 3 * ENGINE_SECOND,
                     SHOW_US = 20000;
enum { PEEK_COST_US = 50 }; // of looking at one connector's rows, generously

int64_t engine_mono(const struct delivery *d)
{
    return clock_mono_us(&d->config.clock);
}

int64_t engine_wall(const struct delivery *d)
{
    return clock_wall_us(&d->config.clock);
}

int64_t engine_now(const struct delivery *d)
{
    return store_now_us(d->config.store);
}

void engine_sooner(int64_t *at, int64_t than)
{
    if (than < *at)
        *at = than;
}

// ---- what others told

static void hear(struct delivery *d)
{
    pthread_mutex_lock(&d->lock);
    d->wants_connectors |= d->is_told_connectors;
    d->wants_peek_all |= d->is_told_outbox;
    if (d->is_told_outbox && d->fetcher != NULL)
        fetcher_wake(d->fetcher);
    d->is_told_connectors = d->is_told_outbox = false;
    pthread_mutex_unlock(&d->lock);
}

// Nobody says whose row it is. With many connectors the looking is spread, so that a busy writer does not
// make the thread look all the time.
static void peek_all(struct delivery *d)
{
    int64_t now_us = engine_mono(d);
    if (!d->wants_peek_all || now_us < d->peek_all_us)
        return;
    d->wants_peek_all = false;
    d->peek_all_us = d->count > 16 ? now_us + (int64_t)d->count * PEEK_COST_US : now_us;
    for (int i = 0; i < d->count; i++)
        d->accounts[i]->wants_peek = true;
}

void delivery_wake(struct delivery *d, enum wake who, int64_t at_us)
{
    (void)at_us; // whoever is woken looks
    if (d != NULL && who == WAKE_WEBHOOKS)
        webhook_run_wake(d->webhooks);
    if (d == NULL || (who != WAKE_OUTBOX && who != WAKE_CONNECTORS))
        return;
    pthread_mutex_lock(&d->lock);
    d->is_told_outbox |= who == WAKE_OUTBOX;
    d->is_told_connectors |= who == WAKE_CONNECTORS;
    pthread_mutex_unlock(&d->lock);
    egress_wakeup(d->egress);
}

void delivery_publish(struct delivery *d, const struct event_batch *batch)
{
    if (d != NULL)
        webhook_run_publish(d->webhooks, batch);
}

// Any thread: there is something for the events that go out.
static void ring(void *ctx)
{
    egress_wakeup(((struct delivery *)ctx)->egress);
}

// ---- waiting

static void add_watches(struct delivery *d, struct engine_account *a)
{
    const struct connector_watch *watches;
    a->watched_at = d->fd_count;
    a->watched_count = a->connector == NULL ? 0 : channel_watched(a->connector, &watches);
    if (d->fd_count + a->watched_count > d->fd_capacity) {
        int capacity = 2 * (d->fd_count + a->watched_count);
        struct curl_waitfd *fds = realloc(d->fds, (size_t)capacity * sizeof(*fds));
        if (fds == NULL) {
            a->watched_count = 0;
            return;
        }
        d->fds = fds;
        d->fd_capacity = capacity;
    }
    for (int i = 0; i < a->watched_count; i++) {
        unsigned events = watches[i].events;
        d->fds[d->fd_count++] =
            (struct curl_waitfd){.fd = watches[i].fd,
                                 .events = (short)((events & CHANNEL_WATCH_READ ? CURL_WAIT_POLLIN : 0) |
                                                   (events & CHANNEL_WATCH_WRITE ? CURL_WAIT_POLLOUT : 0))};
    }
}

static void mark_ready(struct delivery *d)
{
    for (int i = 0; i < d->count; i++) {
        struct engine_account *a = d->accounts[i];
        for (int k = 0; k < a->watched_count; k++)
            a->is_ready |= d->fds[a->watched_at + k].revents != 0;
    }
}

static void account_due(struct engine_account *a, int64_t *due)
{
    engine_sooner(due, a->step_us);
    engine_sooner(due, engine_claim_due(a));
    engine_sooner(due, engine_record_due(a));
    if (!list_is_empty(&a->ends) && a->settle == NULL)
        engine_sooner(due, a->settling.again_us);
    if (a->connector == NULL && a->is_wanted && !a->delivery->is_leaving)
        engine_sooner(due, a->opening.again_us);
    if (a->probe != NULL)
        engine_sooner(due, a->probe->deadline_us);
}

static bool has_probes(struct delivery *d)
{
    pthread_mutex_lock(&d->lock);
    bool has = d->probes != NULL;
    pthread_mutex_unlock(&d->lock);
    return has;
}

int64_t delivery_wait_us(struct delivery *d)
{
    int64_t now_us = engine_mono(d), due = now_us + PATIENCE_US;
    if (has_probes(d)) // put off until its connector was opened anew
        engine_sooner(&due, now_us + ENGINE_SECOND / 50);
    for (int i = 0; i < d->count; i++)
        account_due(d->accounts[i], &due);
    if (d->wants_peek_all)
        engine_sooner(&due, d->peek_all_us);
    engine_sooner(&due, d->webhooks_us);
    if (d->fetcher != NULL)
        engine_sooner(&due, fetcher_due(d->fetcher));
    if (d->has_more_hooks)
        due = now_us;
    if (!d->has_recovered && d->chore == NULL && !d->is_leaving)
        engine_sooner(&due, d->chores.again_us);
    return due > now_us ? due - now_us : 0;
}

static void wait(struct delivery *d, bool may_wait)
{
    int64_t us = may_wait ? delivery_wait_us(d) : 0;
    if (us > 0 || !may_wait || engine_mono(d) - d->shown_us >= SHOW_US)
        engine_figures_show(d);
    d->fd_count = 0;
    for (int i = 0; i < d->count; i++)
        add_watches(d, d->accounts[i]);
    int r = egress_turn(d->egress, us, d->fds, d->fd_count);
    if (r < 0) {
        error_note(r, __FILE__, __LINE__);
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL); // not round and round
        return;
    }
    mark_ready(d);
}

// ---- a round

void delivery_turn(struct delivery *d, bool may_wait)
{
    hear(d);
    engine_jobs_back(d);
    if (d->wants_connectors && !d->is_leaving)
        engine_accounts_walk(d);
    engine_chores(d);
    peek_all(d);
    engine_hooks_turn(d);
    engine_probes_turn(d);
    for (int i = 0; i < d->count; i++) {
        struct engine_account *a = d->accounts[i];
        engine_account_turn(a);
        engine_settle_turn(a);
        engine_claim_turn(a);
        engine_record_turn(a);
    }
    d->webhooks_us = webhook_run_turn(d->webhooks);
    if (d->fetcher != NULL)
        fetcher_turn(d->fetcher);
    engine_accounts_prune(d);
    engine_figures_count(d);
    wait(d, may_wait);
}

// ---- the thread

static bool is_stopped(struct delivery *d)
{
    pthread_mutex_lock(&d->lock);
    bool is = d->is_stopped;
    pthread_mutex_unlock(&d->lock);
    return is;
}

static bool is_any_open(const struct delivery *d)
{
    bool is = false;
    for (int i = 0; i < d->count; i++)
        is |= d->accounts[i]->connector != NULL;
    return is;
}

static bool is_any_unrecorded(const struct delivery *d)
{
    bool is = false;
    for (int i = 0; i < d->count; i++) {
        const struct engine_account *a = d->accounts[i];
        is |= a->jobs > 0 || !list_is_empty(&a->ends) || !list_is_empty(&a->tolds);
    }
    return is;
}

// By the machine's own clock: an injected one may stand.
static void leave(struct delivery *d)
{
    struct clock machine = clock_system();
    int64_t until_us = clock_mono_us(&machine) + GRACE_US;
    d->is_leaving = true;
    if (d->fetcher != NULL)
        fetcher_leave(d->fetcher);
    webhook_run_stop(d->webhooks);
    delivery_turn(d, false);
    while (is_any_open(d) && clock_mono_us(&machine) < until_us)
        delivery_turn(d, true);
    for (int i = 0; i < d->count; i++)
        engine_account_close(d->accounts[i], NULL);
    until_us = clock_mono_us(&machine) + LAST_US;
    delivery_turn(d, false);
    while (is_any_unrecorded(d) && clock_mono_us(&machine) < until_us)
        delivery_turn(d, true);
}

static void *run(void *ctx)
{
    struct delivery *d = ctx;
    pthread_setname_np(pthread_self(), "delivery");
    while (!is_stopped(d))
        delivery_turn(d, true);
    leave(d);
    return NULL;
}

int delivery_start(struct delivery *d)
{
    int r = -pthread_create(&d->thread, NULL, run, d);
    d->has_thread = r == 0;
    return error_trace(r);
}

void delivery_stop(struct delivery *d)
{
    if (d == NULL || d->is_leaving)
        return;
    pthread_mutex_lock(&d->lock);
    d->is_stopped = true;
    pthread_mutex_unlock(&d->lock);
    if (!d->has_thread) {
        leave(d);
        return;
    }
    egress_wakeup(d->egress);
    pthread_join(d->thread, NULL);
    d->has_thread = false;
}

// ---- life

static int make_webhooks(struct delivery *d)
{
    return webhook_run_new(&(struct webhook_run_config){.store = d->config.store,
                                                        .clock = d->config.clock,
                                                        .random = d->config.random,
                                                        .egress = d->egress,
                                                        .ask = egress_ask,
                                                        .drop = egress_drop,
                                                        .ring = ring,
                                                        .ctx = d,
                                                        .source = d->config.public_url},
                           &d->webhooks);
}

static int prepare(struct delivery *d, const struct delivery_config *config)
{
    const char *fault = NULL;
    d->config = *config;
    if (config->public_url.size > 0) {
        d->public_url = strndup(config->public_url.data, config->public_url.size);
        if (d->public_url == NULL)
            return error_trace(-ENOMEM);
    }
    id_make(d->run, engine_wall(d), &d->config.random);
    d->config.egress.clock = config->clock;
    int r = egress_new(&d->config.egress, &d->egress, &fault);
    if (r == -EINVAL)
        log_error("egress_allow: %s", fault == NULL ? "is no list of addresses" : fault);
    if (r == 0)
        r = store_walker(config->store, &d->reader);
    if (r == 0 && config->vault != NULL) {
        d->fetcher = fetcher_new(d);
        r = d->fetcher == NULL ? -ENOMEM : 0;
    }
    return r == 0 ? make_webhooks(d) : r;
}

int delivery_new(const struct delivery_config *config, struct delivery **ret)
{
    struct delivery *d = calloc(1, sizeof(*d));
    if (d == NULL)
        return error_trace(-ENOMEM);
    pthread_mutex_init(&d->lock, NULL);
    d->backs_end = &d->backs;
    d->hooks_end = &d->hooks;
    d->wants_connectors = true;
    int r = prepare(d, config);
    if (r < 0) {
        delivery_free(d);
        return r == -EINVAL ? r : error_trace(r);
    }
    *ret = d;
    return 0;
}

static void drop_backs(struct delivery *d)
{
    while (d->backs != NULL) {
        struct engine_job *job = d->backs;
        d->backs = job->next;
        job->drop(job);
    }
}

void delivery_free(struct delivery *d)
{
    if (d == NULL)
        return;
    drop_backs(d);
    for (int i = 0; i < d->count; i++) {
        engine_account_close(d->accounts[i], NULL);
        engine_account_free(d->accounts[i]);
    }
    if (d->fetcher != NULL) {
        fetcher_leave(d->fetcher); // where it never was stopped
        fetcher_join(d->fetcher);
    }
    egress_free(d->egress);
    fetcher_free(d->fetcher);
    webhook_run_free(d->webhooks);
    db_close(d->reader);
    map_free(&d->by_row);
    pthread_mutex_destroy(&d->lock);
    free(d->accounts);
    free(d->fds);
    free(d->public_url);
    free(d);
}
