// SPDX-License-Identifier: Apache-2.0
// Requests of vendors: each is judged by its connector's adapter, which tells what it holds.
#include "base/error.h"
#include "delivery/engine.h"

enum { HOOKS_A_TURN = 256 };

bool delivery_give_hook(struct delivery *d, struct delivery_hook *hook)
{
    hook->next = NULL;
    pthread_mutex_lock(&d->lock);
    bool has_room = d->hook_count < DELIVERY_HOOKS_MAX && !d->is_stopped;
    if (has_room) {
        *d->hooks_end = hook;
        d->hooks_end = &hook->next;
        d->hook_count++;
    }
    pthread_mutex_unlock(&d->lock);
    if (has_room)
        egress_wakeup(d->egress);
    return has_room;
}

void engine_hook_tell(struct engine_account *a, struct delivery_told *told)
{
    struct delivery_hook *h = a->hook;
    if (told == NULL) {
        h->outcome = error_trace(-ENOMEM);
        return;
    }
    if (h->last == NULL)
        h->first = told;
    else
        h->last->next = told;
    h->last = told;
    h->count++;
}

// Whoever is not known may have told nothing.
static void forget_told(struct engine_account *a, struct delivery_hook *h)
{
    bool is_forged = h->outcome == CHANNEL_REFUSED && strcmp(h->fault.field, "signature") == 0;
    if (h->outcome == CHANNEL_OK || (h->outcome == CHANNEL_REFUSED && !is_forged))
        return;
    if (is_forged && h->count > 0) {
        a->breaches++;
        log_warn("connector %s: the adapter told of a request that it did not trust", a->id);
    }
    h->first = h->last = NULL;
    h->count = 0;
}

static int judge(struct engine_account *a, struct delivery_hook *h)
{
    const struct channel_webhook *facet =
        a == NULL || a->connector == NULL ? NULL : channel_facet(a->connector, CHANNEL_FACET_WEBHOOK);
    if (a != NULL && a->connector == NULL && a->is_wanted)
        return CHANNEL_BUSY; // it is opened again later, and so is the request made again
    if (facet == NULL)
        return CHANNEL_NONE;
    a->hook = h;
    h->outcome = CHANNEL_OK;
    h->request.size = sizeof(h->request);
    channel_enter(a->connector);
    int r = facet->receive(channel_state(a->connector), &h->request, &h->fault);
    channel_leave(a->connector);
    a->hook = NULL;
    engine_account_touch(a);
    if (h->outcome < 0)
        return h->outcome;
    return r > CHANNEL_BUSY ? error_fold(r) : r;
}

static void take(struct delivery *d, struct delivery_hook *h)
{
    struct engine_account *a = engine_account_need(d, h->connector);
    h->outcome = judge(a, h);
    if (a != NULL) {
        a->figures.hooks++;
        a->figures.hooks_refused += h->outcome == CHANNEL_REFUSED;
        forget_told(a, h);
    }
    h->done(h);
}

// A few only, so that a flood of requests does not hold up what is sent.
static struct delivery_hook *take_list(struct delivery *d)
{
    int count = 0;
    pthread_mutex_lock(&d->lock);
    struct delivery_hook *first = d->hooks, **end = &d->hooks;
    for (; *end != NULL && count < HOOKS_A_TURN; count++)
        end = &(*end)->next;
    d->hooks = *end;
    if (d->hooks == NULL)
        d->hooks_end = &d->hooks;
    if (end != &d->hooks)
        *end = NULL;
    d->hook_count -= count;
    d->has_more_hooks = d->hooks != NULL;
    pthread_mutex_unlock(&d->lock);
    return count == 0 ? NULL : first;
}

void engine_hooks_turn(struct delivery *d)
{
    struct delivery_hook *h = take_list(d);
    while (h != NULL) {
        struct delivery_hook *next = h->next; // done gives it back
        if (d->is_leaving) {
            h->outcome = CHANNEL_BUSY;
            h->done(h);
        } else {
            take(d, h);
        }
        h = next;
    }
}
