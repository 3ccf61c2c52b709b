// SPDX-License-Identifier: Apache-2.0
// Requests to the writer and back.
#include "base/error.h"
#include "delivery/engine.h"
#include <stdlib.h>

enum { SLICE = 100, TAKEN_MAX = 4096 };
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

struct engine_job engine_job_of(struct engine_account *a, size_t bytes,
                                int (*decide)(struct work *, struct tx *), void (*back)(struct engine_job *),
                                void (*drop)(struct engine_job *))
{
    return (struct engine_job){
        .work = {.tenant = a->tenant, .class = WORK_LIVE, .bytes = bytes, .decide = decide},
        .delivery = a->delivery,
        .account = a,
        .back = back,
        .drop = drop};
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
    bool must_recover, has_more;
    int orphan_count;
    int64_t orphans[ENGINE_SUSPECTS];
};

static int recover(struct work *work, struct tx *tx)
{
    struct chore *c = (struct chore *)(void *)work;
    struct view run = view_from(c->job.delivery->run);
    int r = 0;
    c->has_more = false;
    for (int i = 0; i < c->orphan_count && r == 0; i++)
        r = outbox_release(tx, run, c->orphans[i]);
    return r == 0 && c->must_recover ? outbox_recover(tx, run, SLICE, &c->has_more) : r;
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
        d->has_recovered |= c->must_recover && !c->has_more;
        d->wants_peek_all = true;
    } else {
        engine_wait_longer(&d->chores, engine_mono(d));
    }
    free(job);
}

static struct chore *make_chore(struct delivery *d)
{
    struct chore *c = calloc(1, sizeof(*c));
    if (c == NULL) {
        engine_wait_longer(&d->chores, engine_mono(d));
        return NULL;
    }
    c->job =
        (struct engine_job){.work = {.tenant = 1, .class = WORK_BULK, .bytes = sizeof(*c), .decide = recover},
                            .delivery = d,
                            .back = back,
                            .drop = drop};
    return c;
}

static void submit(struct delivery *d, struct chore *c)
{
    if (engine_submit(&c->job)) {
        d->chore = &c->job;
        return;
    }
    free(c);
    engine_wait_longer(&d->chores, engine_mono(d));
}

// ---- what this run has lost

static bool may_end(const struct engine_account *a, int64_t row)
{
    if (a == NULL)
        return false;
    for (int i = 0; i < a->attempt_max; i++)
        if (a->attempts[i].row == row && a->attempts[i].began_us != 0 && a->attempts[i].over_us == 0)
            return true;
    return engine_settle_has(a, row);
}

static bool was_suspected(const struct engine_suspect *before, int count, const struct engine_suspect *s)
{
    bool was = false;
    for (int i = 0; i < count; i++)
        was |= before[i].row == s->row && before[i].lease_until_us == s->lease_until_us;
    return was;
}

// Rows that are taken, and of which nothing is under way here: their end could not be kept. What was just
// taken is not known here yet either, so it counts only when it is found so twice, under the same lease. What
// is under way has all the time it takes, whatever the clocks say.
static void find_orphans(struct delivery *d, struct chore *c)
{
    struct engine_suspect before[ENGINE_SUSPECTS];
    int count = d->suspect_count;
    memcpy(before, d->suspects, sizeof(before));
    d->suspect_count = 0;
    struct query q = query_begin(d->reader, SQL_DELIVERY_TAKEN, 0);
    query_bind(&q, TAKEN_MAX);
    while (d->suspect_count < ENGINE_SUSPECTS && c->orphan_count < ENGINE_SUSPECTS &&
           query_step(&q) == QUERY_ROW) {
        struct engine_suspect s = {query_int(&q, 0), query_int(&q, 2)};
        if (may_end(engine_account_find(d, query_int(&q, 1)), s.row))
            continue;
        if (was_suspected(before, count, &s))
            c->orphans[c->orphan_count++] = s.row;
        else
            d->suspects[d->suspect_count++] = s;
    }
    query_end(&q);
}

static void look_for_orphans(struct delivery *d)
{
    struct chore *c = make_chore(d);
    if (c == NULL)
        return;
    find_orphans(d, c);
    if (c->orphan_count > 0)
        submit(d, c);
    else
        free(c);
}

// Nothing is sent before what an earlier run left has been judged.
void engine_chores(struct delivery *d)
{
    int64_t now_us = engine_mono(d);
    if (d->chore != NULL || d->is_leaving || now_us < d->chores.again_us)
        return;
    if (!d->has_recovered) {
        struct chore *c = make_chore(d);
        if (c == NULL)
            return;
        c->must_recover = true;
        return submit(d, c);
    }
    if (now_us < d->lease_look_us)
        return;
    d->lease_look_us = now_us + LOOK_US;
    look_for_orphans(d);
}
