// SPDX-License-Identifier: Apache-2.0
#include "api/worker.h"
#include "base/error.h"
#include "base/map.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

enum { THREADS_MAX = 16, RESUMES_MAX = 10000, FILES_MAX = 1000, OWN_LANES = 2 };

enum lane { LANE_RESUMES, LANE_FILES, LANE_READS, LANES };

struct queue {
    struct errand *head, *tail;
    int count;
};

struct share {
    int count;
};

struct worker {
    struct worker_config config;
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct queue lanes[LANES];
    struct map shares; // by tenant: long reads queued or running
    bool is_stopped;
    int threads;
    pthread_t handles[THREADS_MAX];
    struct db *readers[THREADS_MAX];
    int next_reader; // under the lock, while threads start; the first are the resumes' and the files' own
};

static enum lane lane_of(const struct errand *errand)
{
    return errand->is_resume ? LANE_RESUMES : errand->is_file ? LANE_FILES : LANE_READS;
}

static int room_of(const struct worker *w, enum lane lane)
{
    return lane == LANE_RESUMES ? RESUMES_MAX : lane == LANE_FILES ? FILES_MAX : w->config.queue_max;
}

static struct share *share_of(struct worker *w, int64_t tenant)
{
    struct map_key key = {tenant, 0, 0};
    struct share *share = map_get(&w->shares, key);
    if (share != NULL)
        return share;
    share = calloc(1, sizeof(*share));
    if (share != NULL && map_put(&w->shares, key, share) < 0) {
        free(share);
        return NULL;
    }
    return share;
}

static struct errand *pop(struct queue *queue)
{
    struct errand *errand = queue->head;
    if (errand != NULL) {
        queue->head = errand->next;
        queue->count--;
    }
    return errand;
}

// NULL when it was stopped and nothing is left for this thread.
static struct errand *take(struct worker *w, enum lane lane)
{
    struct errand *errand = NULL;
    pthread_mutex_lock(&w->lock);
    for (;;) {
        errand = pop(&w->lanes[lane]);
        if (errand == NULL && lane == LANE_READS)
            errand = pop(&w->lanes[LANE_RESUMES]);
        if (errand != NULL || w->is_stopped)
            break;
        pthread_cond_wait(&w->filled, &w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    return errand;
}

static void leave(struct worker *w, int64_t tenant)
{
    struct map_key key = {tenant, 0, 0};
    pthread_mutex_lock(&w->lock);
    struct share *share = map_get(&w->shares, key);
    if (--share->count == 0)
        free(map_remove(&w->shares, key));
    pthread_mutex_unlock(&w->lock);
}

static void *run(void *ctx)
{
    struct worker *w = ctx;
    pthread_setname_np(pthread_self(), "worker");
    pthread_mutex_lock(&w->lock);
    int number = w->next_reader++;
    struct db *reader = w->readers[number];
    pthread_mutex_unlock(&w->lock);
    enum lane lane = number < OWN_LANES ? (enum lane)number : LANE_READS;
    for (struct errand *errand; (errand = take(w, lane)) != NULL;) {
        int64_t tenant = errand->tenant;
        bool has_share = lane_of(errand) == LANE_READS;
        errand->run(errand, reader);
        if (has_share)
            leave(w, tenant);
    }
    return NULL;
}

static int start_thread(struct worker *w)
{
    int r = store_reader(w->config.store, &w->readers[w->threads]);
    if (r == 0)
        r = -pthread_create(&w->handles[w->threads], NULL, run, w);
    if (r == 0)
        w->threads++;
    else
        db_close(w->readers[w->threads]);
    return r;
}

int worker_start(const struct worker_config *config, struct worker **ret)
{
    struct worker *w = calloc(1, sizeof(*w));
    if (w == NULL)
        return error_trace(-ENOMEM);
    w->config = *config;
    w->config.threads =
        config->threads > 0 && config->threads <= THREADS_MAX - OWN_LANES ? config->threads : 2;
    w->config.queue_max = config->queue_max > 0 ? config->queue_max : 128;
    w->config.tenant_max = config->tenant_max > 0 ? config->tenant_max : 16;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->filled, NULL);
    int r = 0;
    for (int i = 0; i < w->config.threads + OWN_LANES && r == 0; i++)
        r = start_thread(w);
    if (r < 0) {
        worker_stop(w);
        return error_trace(r);
    }
    *ret = w;
    return 0;
}

void worker_stop(struct worker *w)
{
    if (w == NULL)
        return;
    pthread_mutex_lock(&w->lock);
    w->is_stopped = true;
    pthread_mutex_unlock(&w->lock);
    pthread_cond_broadcast(&w->filled);
    for (int i = 0; i < w->threads; i++)
        pthread_join(w->handles[i], NULL);
    for (int i = 0; i < w->threads; i++)
        db_close(w->readers[i]);
    map_free(&w->shares);
    pthread_cond_destroy(&w->filled);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

static int take_share(struct worker *w, int64_t tenant)
{
    struct share *share = share_of(w, tenant);
    if (share == NULL)
        return WORKER_FULL;
    if (share->count >= w->config.tenant_max)
        return WORKER_TENANT_FULL;
    share->count++;
    return WORKER_TAKEN;
}

static int give_locked(struct worker *w, struct errand *errand)
{
    enum lane lane = lane_of(errand);
    struct queue *queue = &w->lanes[lane];
    if (w->is_stopped || queue->count >= room_of(w, lane))
        return WORKER_FULL;
    int r = lane == LANE_READS ? take_share(w, errand->tenant) : WORKER_TAKEN;
    if (r != WORKER_TAKEN)
        return r;
    errand->next = NULL;
    if (queue->head == NULL)
        queue->head = errand;
    else
        queue->tail->next = errand;
    queue->tail = errand;
    queue->count++;
    return WORKER_TAKEN;
}

int worker_give(struct worker *w, struct errand *errand)
{
    pthread_mutex_lock(&w->lock);
    int r = give_locked(w, errand);
    pthread_mutex_unlock(&w->lock);
    if (r == WORKER_TAKEN)
        pthread_cond_broadcast(&w->filled); // not every thread takes every errand
    return r;
}
