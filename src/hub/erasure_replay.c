// SPDX-License-Identifier: Apache-2.0
#include "hub/erasure_replay.h"
#include "base/error.h"
#include "base/log.h"
#include "hub/customer_erase.h"
#include "store/erasure_log.h"
#include <limits.h>
#include <pthread.h>
#include <stdio.h>

struct replay {
    struct work work; // first
    struct store *store;
    struct db *reader;
    int64_t customer;
    int count;
    enum work_outcome outcome;
    int result;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_done;
};

static int decide(struct work *work, struct tx *tx)
{
    struct replay *replay = (struct replay *)(void *)work;
    struct view id;
    return customer_erase_again(tx, replay->customer, &id);
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    struct replay *replay = (struct replay *)(void *)work;
    pthread_mutex_lock(&replay->lock);
    replay->outcome = outcome;
    replay->result = result;
    replay->is_done = true;
    pthread_cond_signal(&replay->changed);
    pthread_mutex_unlock(&replay->lock);
}

// Whom the line means, unless they came anew since; 0: nobody.
static int find(struct replay *replay, const struct erasure *e, int64_t *ret)
{
    struct query q = query_begin(replay->reader, SQL_CUSTOMER_ID_MADE, e->tenant);
    query_bind_text(&q, e->customer_id);
    query_bind(&q, e->at_us);
    int r = query_step(&q);
    if (r >= 0)
        *ret = r == QUERY_ROW ? query_int(&q, 0) : 0;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int apply(void *ctx, const struct erasure *e)
{
    struct replay *replay = ctx;
    int r = find(replay, e, &replay->customer);
    if (r < 0 || replay->customer == 0)
        return r;
    replay->work = (struct work){.tenant = e->tenant, .decide = decide, .done = done};
    replay->is_done = false;
    if (store_submit(replay->store, &replay->work) != WORK_PUSHED)
        return error_trace(-EBUSY);
    pthread_mutex_lock(&replay->lock);
    while (!replay->is_done)
        pthread_cond_wait(&replay->changed, &replay->lock);
    pthread_mutex_unlock(&replay->lock);
    if (replay->outcome != WORK_COMMITTED)
        return error_trace(replay->result < 0 ? replay->result : -EIO);
    replay->count += replay->result == CUSTOMER_ERASE_OK;
    return error_fold(replay->result);
}

int erasure_replay(struct store *store, const char *dir, int *ret_count)
{
    char path[PATH_MAX];
    struct replay replay = {.store = store};
    if (snprintf(path, sizeof(path), "%s/erasures", dir) >= (int)sizeof(path))
        return error_trace(-ENAMETOOLONG);
    int line = 0, r = store_walker(store, &replay.reader);
    if (r < 0)
        return error_trace(r);
    pthread_mutex_init(&replay.lock, NULL);
    pthread_cond_init(&replay.changed, NULL);
    r = erasure_log_walk(path, apply, &replay, &line);
    pthread_cond_destroy(&replay.changed);
    pthread_mutex_destroy(&replay.lock);
    db_close(replay.reader);
    if (r == ERASURE_LOG_DAMAGED)
        log_error("line %d of %s is no erasure: who was erased could come back", line, path);
    if (replay.count > 0)
        log_info("%d erasures are applied again", replay.count);
    *ret_count = replay.count;
    return r;
}
