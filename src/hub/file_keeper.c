// SPDX-License-Identifier: Apache-2.0
#include "hub/file_keeper.h"
#include "base/error.h"
#include "base/log.h"
#include "hub/attachment.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { UNUSED_AT_ONCE = 50, REST_S = 60, PATIENCE_S = 1, DEADLINE_MS = 10000 };

struct unused {
    int64_t blob, size;
    char hash[FILE_HASH_SIZE + 1];
    bool is_gone;
};

struct file_keeper {
    struct work work; // first; one at a time
    struct file_keeper_config config;
    struct db *db;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_woken, is_stopped, is_back; // under the lock
    enum work_outcome outcome;          // of the work that is back
    int result;
    // Of the work at hand:
    int64_t blob;
    enum blob_thumbnail thumbnail;
    struct unused unused[UNUSED_AT_ONCE];
    int unused_count;
    struct file_counters counters;
};

// ---- sleeping, and works of the writer

static bool is_stopped(struct file_keeper *k)
{
    pthread_mutex_lock(&k->lock);
    bool stopped = k->is_stopped;
    pthread_mutex_unlock(&k->lock);
    return stopped;
}

static void nap(struct file_keeper *k, int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&k->lock);
    int r = 0;
    while (!k->is_woken && !k->is_stopped && r == 0)
        r = pthread_cond_timedwait(&k->changed, &k->lock, &until);
    k->is_woken = false;
    pthread_mutex_unlock(&k->lock);
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    struct file_keeper *k = (struct file_keeper *)(void *)work;
    pthread_mutex_lock(&k->lock);
    k->outcome = outcome;
    k->result = result;
    k->is_back = true;
    pthread_cond_broadcast(&k->changed);
    pthread_mutex_unlock(&k->lock);
}

// Lets the writer decide, and waits. 0, or negative when nothing was written.
static int decide_on_writer(struct file_keeper *k, int64_t tenant, int (*decide)(struct work *, struct tx *))
{
    k->work = (struct work){.tenant = tenant, .class = WORK_BULK, .decide = decide, .done = done};
    k->is_back = false;
    if (store_submit(k->config.store, &k->work) != WORK_PUSHED)
        return -EBUSY;
    pthread_mutex_lock(&k->lock);
    while (!k->is_back)
        pthread_cond_wait(&k->changed, &k->lock);
    pthread_mutex_unlock(&k->lock);
    return k->outcome == WORK_COMMITTED ? k->result : -EBUSY;
}

// ---- thumbnails

static int decide_thumbnail(struct work *work, struct tx *tx)
{
    struct file_keeper *k = (struct file_keeper *)(void *)work;
    struct query q = query_begin(tx->db, SQL_BLOB_SET_THUMBNAIL, tx->tenant);
    query_bind(&q, k->blob);
    query_bind(&q, k->thumbnail);
    return error_trace(query_run(&q, NULL));
}

static int make_one(struct file_keeper *k, int64_t tenant, const char *hash)
{
    struct buffer picture;
    int fd = file_open(k->config.dir, tenant, view_from(hash), FILE_WHOLE);
    if (fd < 0)
        return fd == -ENOENT ? THUMBNAIL_REFUSED : fd;
    buffer_init(&picture, THUMBNAIL_BYTES_MAX);
    int r = thumbnail_make(k->config.program, fd, k->config.deadline_ms, &picture);
    close(fd);
    if (r == THUMBNAIL_OK)
        r = file_vault_add_thumbnail(k->config.vault, tenant, view_from(hash), buffer_view(&picture));
    buffer_free(&picture);
    return r;
}

// QUERY_ROW when there was one.
static int next_thumbnail(struct file_keeper *k, int64_t *tenant, char hash[static FILE_HASH_SIZE + 1])
{
    struct query q = query_begin(k->db, SQL_BLOB_UNTHUMBED, 0);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        *tenant = query_int(&q, 0);
        k->blob = query_int(&q, 1);
        struct view text = query_text(&q, 2);
        if (text.size == FILE_HASH_SIZE)
            memcpy(hash, text.data, text.size);
        hash[text.size == FILE_HASH_SIZE ? text.size : 0] = '\0';
    }
    query_end(&q);
    return r;
}

// True when there may be more.
static bool make_thumbnail(struct file_keeper *k)
{
    char hash[FILE_HASH_SIZE + 1];
    int64_t tenant;
    if (k->config.program == NULL || next_thumbnail(k, &tenant, hash) != QUERY_ROW)
        return false;
    int r = make_one(k, tenant, hash);
    if (r < 0) { // of this machine's, not of the picture's: tried again at the next round
        log_warn("no thumbnail could be made: %s", strerror(-r));
        return false;
    }
    k->thumbnail = r == THUMBNAIL_OK ? THUMBNAIL_MADE : THUMBNAIL_NONE;
    atomic_fetch_add(r == THUMBNAIL_OK ? &k->counters.thumbnails_made : &k->counters.thumbnails_failed, 1);
    return decide_on_writer(k, tenant, decide_thumbnail) == 0;
}

// ---- what nothing is any more

static int decide_unused(struct work *work, struct tx *tx)
{
    struct file_keeper *k = (struct file_keeper *)(void *)work;
    int64_t files = 0, bytes = 0;
    for (int i = 0; i < k->unused_count; i++) {
        struct unused *u = &k->unused[i];
        int changes = 0;
        struct query q = query_begin(tx->db, SQL_BLOB_DELETE, tx->tenant);
        query_bind(&q, u->blob);
        int r = query_run(&q, &changes);
        if (r < 0)
            return error_trace(r);
        u->is_gone = changes > 0; // else somebody uploaded the same meanwhile
        files += changes;
        bytes += changes > 0 ? u->size : 0;
    }
    struct query q = query_begin(tx->db, SQL_BLOB_USAGE_ADD, tx->tenant);
    query_bind(&q, -files);
    query_bind(&q, -bytes);
    return error_trace(query_run(&q, NULL));
}

// Of one tenant.
static int find_unused(struct file_keeper *k, int64_t *ret_tenant)
{
    int r;
    k->unused_count = 0;
    struct query q = query_begin(k->db, SQL_BLOBS_UNUSED, 0);
    query_bind(&q, UNUSED_AT_ONCE);
    while ((r = query_step(&q)) == QUERY_ROW && k->unused_count < UNUSED_AT_ONCE) {
        struct unused *u = &k->unused[k->unused_count];
        struct view hash = query_text(&q, 2);
        if (k->unused_count > 0 && query_int(&q, 0) != *ret_tenant)
            break;
        *ret_tenant = query_int(&q, 0);
        *u = (struct unused){.blob = query_int(&q, 1), .size = query_int(&q, 3)};
        memcpy(u->hash, hash.data, hash.size < sizeof(u->hash) ? hash.size : 0);
        k->unused_count++;
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : k->unused_count;
}

static void remove_files(struct file_keeper *k, int64_t tenant)
{
    for (int i = 0; i < k->unused_count; i++) {
        if (!k->unused[i].is_gone)
            continue;
        int r = file_vault_remove(k->config.vault, k->db, tenant, view_from(k->unused[i].hash));
        if (r < 0)
            log_warn("cannot remove a file of tenant %lld: %s", (long long)tenant, strerror(-r));
        atomic_fetch_add(&k->counters.files_removed, r == 1);
    }
}

static bool sweep(struct file_keeper *k)
{
    int64_t tenant = 0;
    if (find_unused(k, &tenant) <= 0 || decide_on_writer(k, tenant, decide_unused) < 0)
        return false;
    remove_files(k, tenant);
    return true;
}

// ---- life

static void *run(void *ctx)
{
    struct file_keeper *k = ctx;
    pthread_setname_np(pthread_self(), "files");
    int gone = file_vault_sweep(k->config.vault, k->db);
    if (gone > 0)
        log_info("%d files that nothing names are removed", gone);
    while (!is_stopped(k)) {
        bool goes_on = make_thumbnail(k);
        goes_on = sweep(k) || goes_on;
        if (!goes_on)
            nap(k, REST_S);
    }
    return NULL;
}

int file_keeper_new(const struct file_keeper_config *config, struct file_keeper **ret)
{
    pthread_condattr_t attr;
    struct file_keeper *k = calloc(1, sizeof(*k));
    if (k == NULL)
        return error_trace(-ENOMEM);
    k->config = *config;
    if (k->config.deadline_ms <= 0)
        k->config.deadline_ms = DEADLINE_MS;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&k->lock, NULL);
    pthread_cond_init(&k->changed, &attr);
    pthread_condattr_destroy(&attr);
    int r = store_walker(config->store, &k->db);
    if (r < 0) {
        file_keeper_free(k);
        return error_trace(r);
    }
    *ret = k;
    return 0;
}

int file_keeper_start(struct file_keeper *k)
{
    int r = -pthread_create(&k->thread, NULL, run, k);
    k->has_thread = r == 0;
    return error_trace(r);
}

void file_keeper_stop(struct file_keeper *k)
{
    if (k == NULL || !k->has_thread)
        return;
    pthread_mutex_lock(&k->lock);
    k->is_stopped = true;
    pthread_cond_broadcast(&k->changed);
    pthread_mutex_unlock(&k->lock);
    pthread_join(k->thread, NULL);
    k->has_thread = false;
}

void file_keeper_free(struct file_keeper *k)
{
    if (k == NULL)
        return;
    db_close(k->db);
    pthread_cond_destroy(&k->changed);
    pthread_mutex_destroy(&k->lock);
    free(k);
}

void file_keeper_wake(struct file_keeper *k)
{
    if (k == NULL)
        return;
    pthread_mutex_lock(&k->lock);
    k->is_woken = true;
    pthread_cond_broadcast(&k->changed);
    pthread_mutex_unlock(&k->lock);
}

const struct file_counters *file_keeper_counters(const struct file_keeper *k)
{
    return &k->counters;
}
