// SPDX-License-Identifier: Apache-2.0
// What is asked about connectors: each round shows its own figures under the lock.
#include "delivery/engine.h"
#include <stdio.h>

void engine_fault(struct engine_account *a, const char *fault)
{
    if (fault[0] != '\0')
        snprintf(a->figures.fault, sizeof(a->figures.fault), "%s", fault);
    a->figures.last_fault_us = engine_wall(a->delivery);
}

static int64_t wall_of(const struct engine_account *a, int64_t mono_us)
{
    return engine_wall(a->delivery) + mono_us - engine_mono(a->delivery);
}

static void judge(const struct engine_account *a, struct delivery_figures *f)
{
    int64_t now_us = engine_mono(a->delivery);
    f->until_us = 0;
    if (a->connector == NULL) {
        f->state = a->is_wanted ? DELIVERY_CONNECTOR_FAULTY : DELIVERY_CONNECTOR_CLOSED;
        return;
    }
    f->state = DELIVERY_CONNECTOR_OPEN;
    if (a->throttled_us > now_us) {
        f->state = DELIVERY_CONNECTOR_THROTTLED;
        f->until_us = wall_of(a, a->throttled_us);
    }
    if (a->breaker.state != BREAKER_CLOSED) {
        f->state = DELIVERY_CONNECTOR_PAUSED;
        f->until_us = wall_of(a, a->breaker.until_us);
    }
}

static void gather(struct engine_account *a)
{
    struct delivery_figures *f = &a->figures;
    f->channel = a->channel;
    f->breaches = a->breaches;
    f->under_way = a->connector == NULL ? 0 : engine_under_way(a);
    if (a->connector != NULL) {
        f->was_open = true;
        f->abilities = channel_abilities(a->connector);
    }
    snprintf(f->id, sizeof(f->id), "%s", a->id);
    judge(a, f);
}

static void count_waiting(struct engine_account *a)
{
    struct query q = query_begin(a->delivery->reader, SQL_DELIVERY_LANES_DUE, 0);
    query_bind(&q, a->row);
    query_bind(&q, DELIVERY_WAITING_MAX);
    int count = 0;
    while (query_step(&q) == QUERY_ROW)
        count++;
    query_end(&q);
    a->figures.lanes_waiting = count;
}

void engine_figures_count(struct delivery *d)
{
    if (!atomic_exchange(&d->wants_count, false))
        return;
    for (int i = 0; i < d->count; i++)
        count_waiting(d->accounts[i]);
}

// Under the lock.
static void show(struct engine_account *a)
{
    a->shown = a->figures;
    a->shown.received += a->stored.received;
    a->shown.dropped += a->stored.dropped;
    if (a->stored.last_us > a->shown.last_received_us)
        a->shown.last_received_us = a->stored.last_us;
}

void engine_figures_show(struct delivery *d)
{
    d->shown_us = engine_mono(d);
    for (int i = 0; i < d->count; i++)
        gather(d->accounts[i]);
    pthread_mutex_lock(&d->lock);
    for (int i = 0; i < d->count; i++)
        show(d->accounts[i]);
    pthread_mutex_unlock(&d->lock);
}

void delivery_count_stored(struct delivery *d, int64_t connector, int received, int dropped)
{
    pthread_mutex_lock(&d->lock);
    struct engine_account *a = map_get(&d->by_row, (struct map_key){connector, 0, 0});
    if (a != NULL) {
        a->stored.received += received;
        a->stored.dropped += dropped;
        if (received > 0)
            a->stored.last_us = engine_wall(d);
    }
    pthread_mutex_unlock(&d->lock);
}

bool delivery_connector_figures(struct delivery *d, int64_t connector, struct delivery_figures *ret)
{
    pthread_mutex_lock(&d->lock);
    const struct engine_account *a = map_get(&d->by_row, (struct map_key){connector, 0, 0});
    if (a != NULL)
        *ret = a->shown;
    pthread_mutex_unlock(&d->lock);
    return a != NULL;
}

void delivery_each_connector(struct delivery *d,
                             void (*each)(void *ctx, int64_t connector,
                                          const struct delivery_figures *figures),
                             void *ctx)
{
    pthread_mutex_lock(&d->lock);
    size_t at = 0;
    for (const struct engine_account *a; (a = map_next(&d->by_row, &at)) != NULL;)
        each(ctx, a->row, &a->shown);
    pthread_mutex_unlock(&d->lock);
    atomic_store(&d->wants_count, true);
    egress_wakeup(d->egress);
}

void delivery_events_out(struct delivery *d, struct webhook_run_figures *ret)
{
    webhook_run_figures(d->webhooks, ret);
}
