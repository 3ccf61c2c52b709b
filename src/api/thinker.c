// SPDX-License-Identifier: Apache-2.0
#include "api/thinker.h"
#include "base/error.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct thinker {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct thought *head, *tail;
    int waiting;
    bool is_stopped;
    int threads;
    pthread_t handles[THINKER_THREADS];
};

static struct thought *take(struct thinker *t)
{
    pthread_mutex_lock(&t->lock);
    while (t->head == NULL && !t->is_stopped)
        pthread_cond_wait(&t->filled, &t->lock);
    struct thought *thought = t->head;
    if (thought != NULL) {
        t->head = thought->next;
        t->waiting--;
    }
    pthread_mutex_unlock(&t->lock);
    return thought;
}

static void *run(void *ctx)
{
    pthread_setname_np(pthread_self(), "thinker");
    for (struct thought *thought; (thought = take(ctx)) != NULL;)
        thought->run(thought);
    return NULL;
}

int thinker_start(struct thinker **ret)
{
    struct thinker *t = calloc(1, sizeof(*t));
    int r = 0;
    if (t == NULL)
        return error_trace(-ENOMEM);
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->filled, NULL);
    while (r == 0 && t->threads < THINKER_THREADS) {
        r = -pthread_create(&t->handles[t->threads], NULL, run, t);
        if (r == 0)
            t->threads++;
    }
    if (r < 0) {
        thinker_stop(t);
        return error_trace(r);
    }
    *ret = t;
    return 0;
}

void thinker_stop(struct thinker *t)
{
    if (t == NULL)
        return;
    pthread_mutex_lock(&t->lock);
    t->is_stopped = true;
    pthread_mutex_unlock(&t->lock);
    pthread_cond_broadcast(&t->filled);
    for (int i = 0; i < t->threads; i++)
        pthread_join(t->handles[i], NULL);
    pthread_cond_destroy(&t->filled);
    pthread_mutex_destroy(&t->lock);
    free(t);
}

bool thinker_give(struct thinker *t, struct thought *thought)
{
    pthread_mutex_lock(&t->lock);
    bool fits = !t->is_stopped && t->waiting < THINKER_WAITING_MAX;
    if (fits) {
        thought->next = NULL;
        if (t->head == NULL)
            t->head = thought;
        else
            t->tail->next = thought;
        t->tail = thought;
        t->waiting++;
    }
    pthread_mutex_unlock(&t->lock);
    if (fits)
        pthread_cond_signal(&t->filled);
    return fits;
}
