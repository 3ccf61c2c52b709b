// SPDX-License-Identifier: Apache-2.0
// Requests to the writer and back.
#include "base/error.h"
#include "delivery/engine.h"
#include <stdlib.h>

enum { SLICE = 100 };
static const int64_t PAUSE_US = 20000, PAUSE_MAX_US = 5 * ENGINE_SECOND, LOOK_US = 30 * ENGINE_SECOND;

struct list *engine_pop(struct list *list)
{
    struct list *node = list->next;
    list_remove(node);
    return node;
}

// Writer thread.
static void done(struct work *work, enum work_outcome outcome, int result)
{
    struct engine_job *job = (struct engine_job *)(void *)work;
    struct delivery *d = job->delivery;
    job->outcome = outcome;
    job->result = result;
    job->next = NULL;
    pthread_mutex_lock(&d->lock);
    *d->backs_end = job;
    d->backs_end = &job->next;
    pthread_mutex_unlock(&d->lock);
    egress_wakeup(d->egress);
}

bool engine_submit(struct engine_job *job)
{
    job->work.done = done;
    job->work.next = NULL;
    if (store_submit(job->delivery->config.store, &job->work) != WORK_PUSHED)
        return false;
    if (job->account != NULL)
        job->account->jobs++;
    return true;
}

void engine_jobs_back(struct delivery *d)
{
    pthread_mutex_lock(&d->lock);
    struct engine_job *job = d->backs;
    d->backs = NULL;
    d->backs_end = &d->backs;
    pthread_mutex_unlock(&d->lock);
    while (job != NULL) {
        struct engine_job *next = job->next;
        if (job->account != NULL)
            job->account->jobs--;
        job->back(job);
        job = next;
    }
}

void engine_wait_longer(struct engine_patience *p, int64_t now_us)
{
    p->pause_us = p->pause_us == 0 ? PAUSE_US : 2 * p->pause_us;
    if (p->pause_us > PAUSE_MAX_US)
        p->pause_us = PAUSE_MAX_US;
    p->again_us = now_us + p->pause_us;
}

// ---- what an earlier run left

struct chore {
    struct engine_job job; // first
    bool has_more;
};

static int recover(struct work *work, struct tx *tx)
{
    struct chore *c = (struct chore *)(void *)work;
    return outbox_recover(tx, view_from(c->job.delivery->run), SLICE, &c->has_more);
}

static void drop(struct engine_job *job)
{
    free(job);
}

static void back(struct engine_job *job)
{
    struct delivery *d = job->delivery;
    const struct chore *c = (const struct chore *)(const void *)job;
    d->chore = NULL;
    if (job->outcome == WORK_COMMITTED && job->result == 0) {
        d->chores = (struct engine_patience){0};
        d->has_recovered |= !c->has_more;
        d->wants_peek_all = true;
    } else {
        engine_wait_longer(&d->chores, engine_mono(d));
    }
    free(job);
}

static void submit(struct delivery *d)
{
    struct chore *c = calloc(1, sizeof(*c));
    if (c == NULL)
        return engine_wait_longer(&d->chores, engine_mono(d));
    c->job =
        (struct engine_job){.work = {.tenant = 1, .class = WORK_BULK, .bytes = sizeof(*c), .decide = recover},
                            .delivery = d,
                            .back = back,
                            .drop = drop};
    if (engine_submit(&c->job)) {
        d->chore = &c->job;
        return;
    }
    free(c);
    engine_wait_longer(&d->chores, engine_mono(d));
}

// What is known here to be sent must be recorded before its lease is called over.
static bool is_all_recorded(const struct delivery *d)
{
    bool is = true;
    for (int i = 0; i < d->count; i++)
        is &= list_is_empty(&d->accounts[i]->ends) && d->accounts[i]->settle == NULL;
    return is;
}

static bool has_lease_passed(struct delivery *d)
{
    struct query q = query_begin(d->reader, SQL_DELIVERY_FIRST_LEASE, 0);
    int r = query_step(&q);
    bool has = r == QUERY_ROW && query_int(&q, 0) < engine_wall(d);
    query_end(&q);
    return has;
}

// Nothing is sent before what an earlier run left has been judged. A lease of this one passes only where an
// end could not be kept.
void engine_chores(struct delivery *d)
{
    int64_t now_us = engine_mono(d);
    if (d->chore != NULL || d->is_leaving || now_us < d->chores.again_us)
        return;
    if (!d->has_recovered)
        return submit(d);
    if (now_us < d->lease_look_us)
        return;
    d->lease_look_us = now_us + LOOK_US;
    if (is_all_recorded(d) && has_lease_passed(d))
        submit(d);
}
