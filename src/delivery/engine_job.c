// SPDX-License-Identifier: Apache-2.0
// Requests to the writer and back.
#include "base/error.h"
#include "delivery/engine.h"
#include <stdlib.h>

enum { SLICE = 100 };
static const int64_t PAUSE_US = 20000, PAUSE_MAX_US = 5 * ENGINE_SECOND, IDLE_US = 10 * ENGINE_SECOND;

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

// ---- what an earlier run left, and what expired

struct chore {
    struct engine_job job; // first
    bool is_recovery, has_more;
    int64_t next_us;
};

static int recover(struct work *work, struct tx *tx)
{
    struct chore *c = (struct chore *)(void *)work;
    return outbox_recover(tx, view_from(c->job.delivery->run), SLICE, &c->has_more);
}

static int expire(struct work *work, struct tx *tx)
{
    struct chore *c = (struct chore *)(void *)work;
    return outbox_expire(tx, SLICE, &c->next_us);
}

static void drop(struct engine_job *job)
{
    free(job);
}

// Looks again soon: there may be more of it.
static void back(struct engine_job *job)
{
    struct delivery *d = job->delivery;
    const struct chore *c = (const struct chore *)(const void *)job;
    d->chore = NULL;
    d->chore_us = engine_wall(d) + PAUSE_US; // what cannot be ended must not be asked for all the time
    if (job->outcome != WORK_COMMITTED || job->result != 0)
        engine_wait_longer(&d->chores, engine_mono(d));
    else
        d->chores = (struct engine_patience){0};
    if (c->is_recovery && job->outcome == WORK_COMMITTED && job->result == 0) {
        d->has_recovered |= !c->has_more;
        d->wants_peek_all = true;
    }
    free(job);
}

static void submit(struct delivery *d, int64_t tenant, bool is_recovery)
{
    struct chore *c = calloc(1, sizeof(*c));
    if (c == NULL)
        return engine_wait_longer(&d->chores, engine_mono(d));
    c->is_recovery = is_recovery;
    c->job = (struct engine_job){.work = {.tenant = tenant,
                                          .class = WORK_BULK,
                                          .bytes = sizeof(*c),
                                          .decide = is_recovery ? recover : expire},
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

// False: there is none.
static int first(struct delivery *d, enum statement statement, const int64_t *least, int64_t ret[2])
{
    struct query q = query_begin(d->reader, statement, 0);
    if (least != NULL)
        query_bind(&q, *least);
    int r = query_step(&q);
    for (int i = 0; i < 2 && r == QUERY_ROW; i++)
        ret[i] = i == 0 || least != NULL ? query_int(&q, i) : 0;
    query_end(&q);
    return r;
}

// Nothing is sent before what an earlier run left has been judged.
void engine_chores(struct delivery *d)
{
    int64_t wall_us = engine_wall(d), none = 0, found[2];
    if (d->chore != NULL || d->is_leaving || engine_mono(d) < d->chores.again_us)
        return;
    if (!d->has_recovered)
        return submit(d, 1, true);
    if (wall_us < d->chore_us)
        return;
    d->chore_us = wall_us + IDLE_US;
    if (first(d, SQL_DELIVERY_FIRST_LEASE, NULL, found) == QUERY_ROW && found[0] < wall_us &&
        is_all_recorded(d))
        return submit(d, 1, true);
    if (first(d, SQL_DELIVERY_FIRST_EXPIRY, &none, found) != QUERY_ROW)
        return;
    if (found[1] <= wall_us)
        return submit(d, found[0], false);
    engine_sooner(&d->chore_us, found[1]);
}
