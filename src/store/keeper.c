// SPDX-License-Identifier: Apache-2.0
#include "store/keeper.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
    WAKE_PAGES = 4096,  // new pages that are worth a checkpoint: each syncs both files, and a page changed
                        // twice is copied once
    RETRY_PAGES = 1024, // after a restart that readers prevented: how much later to try again
    LOG_MAX = 64 << 20,
    PATIENCE = 3,      // times its length that the log may grow to while the keeper is behind
    REST_PAGES = 1024, // left to the writer to copy when it restarts the log
};

struct keeper {
    struct keeper_config config;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_woken;
    bool is_stopped;
    int restart_at_pages;    // writer thread
    int woken_at_pages;      // writer thread
    int last_pages;          // writer thread
    atomic_bool is_copying;  // a checkpoint of the keeper's is under way
    atomic_int copied_pages; // of the log, by its last one
    atomic_llong log_bytes;
    atomic_ullong restarts;
    atomic_llong longest_restart_us;
    atomic_bool has_failed; // no checkpoint may follow
};

static bool wait_for_work(struct keeper *k)
{
    pthread_mutex_lock(&k->lock);
    while (!k->is_woken && !k->is_stopped)
        pthread_cond_wait(&k->wake, &k->lock);
    k->is_woken = false;
    bool go_on = !k->is_stopped;
    pthread_mutex_unlock(&k->lock);
    return go_on;
}

// Once. After a failed fsync the system calls pages clean that never reached the disk, so that a second one
// would lie ("fsyncgate", https://lwn.net/Articles/752063/); the log still has them.
static void fail(struct keeper *k)
{
    if (atomic_exchange(&k->has_failed, true))
        return;
    log_error("copying the log into the database failed with an I/O error; ending, to copy it again at the "
              "next start");
    if (k->config.lost != NULL)
        k->config.lost(k->config.ctx);
}

static bool is_fatal(int error)
{
    return error < 0 && error != -ENOSPC && error != -ENOMEM && error != -EBUSY;
}

static void copy(struct keeper *k)
{
    int frames, done;
    atomic_store(&k->is_copying, true);
    int r = db_checkpoint(k->config.db, DB_CHECKPOINT_PASSIVE, &frames, &done);
    if (is_fatal(r))
        fail(k);
    else if (r == 0)
        atomic_store(&k->copied_pages, done);
    atomic_store(&k->is_copying, false);
}

static void *run(void *ctx)
{
    struct keeper *k = ctx;
    pthread_setname_np(pthread_self(), "keeper");
    while (wait_for_work(k) && !atomic_load(&k->has_failed))
        copy(k);
    return NULL;
}

static void wake(struct keeper *k)
{
    pthread_mutex_lock(&k->lock);
    k->is_woken = true;
    pthread_mutex_unlock(&k->lock);
    pthread_cond_signal(&k->wake);
}

static void restart_log(struct keeper *k, struct db *writer, int pages)
{
    struct clock clock = clock_system();
    int frames, done;
    int64_t began = clock_mono_us(&clock);
    int r = db_checkpoint(writer, DB_CHECKPOINT_RESTART, &frames, &done);
    int64_t took = clock_mono_us(&clock) - began;
    if (took > atomic_load(&k->longest_restart_us))
        atomic_store(&k->longest_restart_us, took);
    if (is_fatal(r))
        fail(k);
    if (r < 0) {
        k->restart_at_pages = pages + RETRY_PAGES;
        return;
    }
    atomic_fetch_add(&k->restarts, 1);
    k->restart_at_pages = 0;
    k->woken_at_pages = 0;
}

static void wake_at(struct keeper *k, int pages)
{
    k->woken_at_pages = pages;
    wake(k);
}

// Restarting holds up every request for as long as it copies and syncs, so the keeper goes first: the log is
// restarted right behind a checkpoint of the keeper's, when little is left to copy. Far past its length it is
// restarted whatever is left.
static bool is_time_to_restart(struct keeper *k, int pages, int limit)
{
    if (pages < limit || pages < k->restart_at_pages || atomic_load(&k->has_failed))
        return false;
    if (pages >= limit * PATIENCE)
        return true;
    if (atomic_load(&k->is_copying))
        return false;
    if (pages - atomic_load(&k->copied_pages) <= REST_PAGES)
        return true;
    wake_at(k, pages);
    return false;
}

int keeper_committed(struct keeper *k, struct db *writer)
{
    if (k == NULL)
        return 0;
    int pages = db_log_pages(writer);
    int page_size = db_page_size(writer);
    int limit = (int)(k->config.log_max / page_size);
    atomic_store_explicit(&k->log_bytes, (long long)pages * (page_size + 24), memory_order_relaxed);
    if (pages < k->last_pages) { // the log began anew: what was put off is due at its time again
        k->woken_at_pages = k->restart_at_pages = 0;
        atomic_store(&k->copied_pages, 0);
    }
    k->last_pages = pages;
    if (is_time_to_restart(k, pages, limit))
        restart_log(k, writer, pages);
    else if (pages >= k->woken_at_pages + WAKE_PAGES)
        wake_at(k, pages);
    return atomic_load(&k->has_failed) ? -EIO : 0;
}

// Far behind, the keeper goes first, as with a restart.
static bool is_behind(struct keeper *k, const struct db *writer)
{
    int pages = db_log_pages(writer);
    int limit = (int)(k->config.log_max / db_page_size(writer));
    if (atomic_load(&k->is_copying))
        return true;
    if (pages - atomic_load(&k->copied_pages) <= REST_PAGES || pages >= limit * PATIENCE)
        return false;
    wake_at(k, pages);
    return true;
}

int keeper_empty_log(struct keeper *k, struct db *writer)
{
    int frames, done;
    if (k != NULL && atomic_load(&k->has_failed))
        return -EIO;
    if (k != NULL && is_behind(k, writer))
        return KEEPER_LATER;
    int r = db_checkpoint(writer, DB_CHECKPOINT_TRUNCATE, &frames, &done);
    if (k != NULL && is_fatal(r))
        fail(k);
    return r == -EBUSY ? KEEPER_LATER : error_trace(r);
}

int keeper_start(const struct keeper_config *config, struct keeper **ret)
{
    struct keeper *k = calloc(1, sizeof(*k));
    if (k == NULL)
        return error_trace(-ENOMEM);
    k->config = *config;
    if (k->config.log_max <= 0)
        k->config.log_max = LOG_MAX;
    pthread_mutex_init(&k->lock, NULL);
    pthread_cond_init(&k->wake, NULL);
    int r = -pthread_create(&k->thread, NULL, run, k);
    if (r < 0) {
        free(k);
        return error_trace(r);
    }
    *ret = k;
    return 0;
}

void keeper_stop(struct keeper *k)
{
    if (k == NULL)
        return;
    pthread_mutex_lock(&k->lock);
    k->is_stopped = true;
    pthread_mutex_unlock(&k->lock);
    pthread_cond_signal(&k->wake);
    pthread_join(k->thread, NULL);
    pthread_cond_destroy(&k->wake);
    pthread_mutex_destroy(&k->lock);
    free(k);
}

int64_t keeper_log_bytes(const struct keeper *k)
{
    return atomic_load_explicit(&k->log_bytes, memory_order_relaxed);
}

void keeper_restarts(const struct keeper *k, uint64_t *ret_count, int64_t *ret_longest_us)
{
    *ret_count = atomic_load(&k->restarts);
    *ret_longest_us = atomic_load(&k->longest_restart_us);
}
