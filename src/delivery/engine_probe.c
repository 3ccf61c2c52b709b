// SPDX-License-Identifier: Apache-2.0
// A connector is tried: its adapter asks the provider something harmless, and tells what came of it.
#include "channel/host.h"
#include "delivery/engine.h"

bool delivery_give_probe(struct delivery *d, struct delivery_probe *probe)
{
    pthread_mutex_lock(&d->lock);
    bool is_taken = !d->is_stopped;
    if (is_taken) {
        probe->next = d->probes;
        d->probes = probe;
    }
    pthread_mutex_unlock(&d->lock);
    if (is_taken)
        egress_wakeup(d->egress);
    return is_taken;
}

static void end(struct delivery_probe *p, int outcome, const struct channel_fault *fault)
{
    p->outcome = outcome;
    if (fault != NULL)
        p->fault = *fault;
    p->done(p);
}

void engine_probe_tell(struct engine_account *a, int outcome, const struct channel_fault *fault)
{
    struct delivery_probe *p = a->probe;
    a->probe = NULL;
    if (p == NULL)
        return;
    p->took_us = engine_mono(a->delivery) - p->took_us;
    end(p, outcome == CHANNEL_OK || outcome == CHANNEL_REFUSED ? outcome : CHANNEL_BUSY, fault);
}

void engine_probe_drop(struct engine_account *a)
{
    struct channel_fault fault = {.text = "the connector was closed meanwhile"};
    engine_probe_tell(a, CHANNEL_BUSY, &fault);
}

// A connector that cannot be opened is told by why.
static void begin_closed(struct engine_account *a, struct delivery_probe *p)
{
    struct channel_fault fault = {0};
    bool is_faulty = a != NULL && a->is_wanted;
    snprintf(fault.text, sizeof(fault.text), "%s",
             is_faulty ? a->figures.fault : "the connector is not enabled");
    end(p, is_faulty ? CHANNEL_REFUSED : CHANNEL_NONE, &fault);
}

// One that is about to be opened anew, with what it was just configured with, is tried then.
static bool is_stale(const struct engine_account *a, const struct delivery_probe *p)
{
    return a != NULL && a->connector != NULL && a->open_version != a->version &&
           p->deadline_us > engine_mono(a->delivery);
}

static void put_off(struct delivery *d, struct delivery_probe *p)
{
    pthread_mutex_lock(&d->lock);
    p->next = d->probes;
    d->probes = p;
    pthread_mutex_unlock(&d->lock);
}

static void begin(struct delivery *d, struct delivery_probe *p)
{
    struct engine_account *a = engine_account_need(d, p->connector);
    if (is_stale(a, p))
        return put_off(d, p);
    if (a == NULL || a->connector == NULL)
        return begin_closed(a, p);
    const struct channel_probe *facet = channel_facet(a->connector, CHANNEL_FACET_PROBE);
    if (facet == NULL)
        return end(p, CHANNEL_NONE, &(struct channel_fault){.text = "its adapter cannot ask"});
    if (a->probe != NULL)
        return end(p, CHANNEL_BUSY, &(struct channel_fault){.text = "it is being tried already"});
    struct channel_fault fault = {0};
    a->probe = p;
    p->took_us = engine_mono(d);
    channel_enter(a->connector);
    int r = facet->probe(channel_state(a->connector), p->deadline_us, &fault);
    channel_leave(a->connector);
    engine_account_touch(a);
    if (r != CHANNEL_OK && a->probe == p) {
        a->probe = NULL;
        end(p, r, &fault);
    }
}

static void expire(struct delivery *d)
{
    struct channel_fault fault = {.text = "the provider did not answer in time"};
    for (int i = 0; i < d->count; i++) {
        struct engine_account *a = d->accounts[i];
        if (a->probe != NULL && a->probe->deadline_us <= engine_mono(d))
            engine_probe_tell(a, CHANNEL_BUSY, &fault);
    }
}

void engine_probes_turn(struct delivery *d)
{
    pthread_mutex_lock(&d->lock);
    struct delivery_probe *p = d->probes;
    d->probes = NULL;
    pthread_mutex_unlock(&d->lock);
    while (p != NULL) {
        struct delivery_probe *next = p->next;
        if (d->is_leaving)
            end(p, CHANNEL_BUSY, &(struct channel_fault){.text = "the hub is stopping"});
        else
            begin(d, p);
        p = next;
    }
    expire(d);
}
