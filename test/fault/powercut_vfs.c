// SPDX-License-Identifier: Apache-2.0
#include "powercut_vfs.h"
#include "disk_lottery.h"
#include "powercut_machine.h"
#include <errno.h>
#include <stdlib.h>

enum {
    MODELLED = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL | SQLITE_OPEN_SUPER_JOURNAL
};
enum { JOURNALS = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL | SQLITE_OPEN_SUPER_JOURNAL };

static struct powercut_vfs *vfs_from(sqlite3_vfs *base)
{
    return base->pAppData;
}

bool powercut_vfs_strikes(struct powercut_vfs *v)
{
    if (!v->is_cut && v->countdown > 0 && --v->countdown == 0)
        v->is_cut = true;
    return v->is_cut;
}

bool powercut_vfs_rolls(struct powercut_vfs *v, unsigned chance)
{
    if (chance == 0 || disk_draw(&v->disk.random, 1000000) >= chance)
        return false;
    v->counts.faults++;
    return true;
}

static int read_whole(sqlite3_file *real, void **ret_data, sqlite3_int64 *ret_size)
{
    sqlite3_int64 size = 0;
    int rc = real->pMethods->xFileSize(real, &size);
    if (rc != SQLITE_OK || size == 0)
        return rc;
    unsigned char *data = malloc((size_t)size);
    if (data == NULL)
        return SQLITE_IOERR_NOMEM;
    for (sqlite3_int64 at = 0; at < size && rc == SQLITE_OK; at += 1 << 30) {
        sqlite3_int64 left = size - at;
        rc = real->pMethods->xRead(real, data + at, left < 1 << 30 ? (int)left : 1 << 30, at);
    }
    if (rc != SQLITE_OK) {
        free(data);
        return rc;
    }
    *ret_data = data;
    *ret_size = size;
    return SQLITE_OK;
}

// Finds, adopts or creates the modelled file behind one that was just opened.
static int attach(struct powercut_vfs *v, struct powercut_file *f, bool existed)
{
    f->file = disk_model_find(&v->disk, f->path);
    if (f->file != NULL)
        return SQLITE_OK;
    void *data = NULL;
    sqlite3_int64 size = 0;
    int rc = existed ? read_whole(f->real, &data, &size) : SQLITE_OK;
    if (rc != SQLITE_OK)
        return rc;
    int r = existed ? disk_model_adopt(&v->disk, f->path, data, (size_t)size, &f->file)
                    : disk_model_create(&v->disk, f->path, &f->file);
    return r < 0 ? SQLITE_IOERR_NOMEM : SQLITE_OK;
}

static int open_modelled(struct powercut_vfs *v, struct powercut_file *f, int flags, int *ret_flags)
{
    int exists = 0;
    int rc = v->real->xAccess(v->real, f->path, SQLITE_ACCESS_EXISTS, &exists);
    if (rc != SQLITE_OK)
        return rc;
    if (!exists && (flags & SQLITE_OPEN_CREATE) != 0 && powercut_vfs_strikes(v))
        return SQLITE_IOERR;
    rc = v->real->xOpen(v->real, f->path, f->real, flags, ret_flags);
    if (rc == SQLITE_OK)
        rc = attach(v, f, exists != 0);
    if (rc == SQLITE_OK)
        f->failures = disk_model_failures(f->file);
    if (rc != SQLITE_OK && f->real->pMethods != NULL)
        f->real->pMethods->xClose(f->real);
    return rc;
}

static int vfs_open(sqlite3_vfs *base, sqlite3_filename path, sqlite3_file *file, int flags, int *ret_flags)
{
    struct powercut_vfs *v = vfs_from(base);
    struct powercut_file *f = (struct powercut_file *)(void *)file;
    *f = (struct powercut_file){.vfs = v, .path = path, .real = (sqlite3_file *)(void *)(f + 1)};
    f->real->pMethods = NULL;
    f->names_durably = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & JOURNALS) != 0;
    pthread_mutex_lock(&v->lock);
    f->boot = v->boot;
    int rc = SQLITE_IOERR;
    if (!v->is_cut && path != NULL && (flags & MODELLED) != 0)
        rc = open_modelled(v, f, flags, ret_flags);
    else if (!v->is_cut)
        rc = v->real->xOpen(v->real, path, f->real, flags, ret_flags);
    pthread_mutex_unlock(&v->lock);
    if (rc == SQLITE_OK)
        f->base.pMethods = &powercut_file_methods;
    return rc;
}

static int delete_locked(struct powercut_vfs *v, const char *path, int syncs_directory)
{
    if (powercut_vfs_strikes(v))
        return SQLITE_IOERR;
    int rc = v->real->xDelete(v->real, path, 0);
    if (rc != SQLITE_OK)
        return rc;
    if (disk_model_remove(&v->disk, path) < 0)
        return SQLITE_IOERR_NOMEM;
    if (syncs_directory)
        disk_model_sync_directory(&v->disk, path, v->disk.moment);
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *base, const char *path, int syncs_directory)
{
    struct powercut_vfs *v = vfs_from(base);
    pthread_mutex_lock(&v->lock);
    int rc = delete_locked(v, path, syncs_directory);
    pthread_mutex_unlock(&v->lock);
    return rc;
}

static int vfs_access(sqlite3_vfs *base, const char *path, int flags, int *ret_answer)
{
    struct powercut_vfs *v = vfs_from(base);
    return powercut_vfs_is_cut(v) ? SQLITE_IOERR_ACCESS : v->real->xAccess(v->real, path, flags, ret_answer);
}

static int vfs_full_pathname(sqlite3_vfs *base, const char *path, int size, char *ret_path)
{
    struct powercut_vfs *v = vfs_from(base);
    return v->real->xFullPathname(v->real, path, size, ret_path);
}

static int vfs_randomness(sqlite3_vfs *base, int size, char *ret_bytes)
{
    struct powercut_vfs *v = vfs_from(base);
    return v->real->xRandomness(v->real, size, ret_bytes);
}

static int vfs_sleep(sqlite3_vfs *base, int us)
{
    struct powercut_vfs *v = vfs_from(base);
    return v->real->xSleep(v->real, us);
}

static int vfs_current_time(sqlite3_vfs *base, double *ret_day)
{
    struct powercut_vfs *v = vfs_from(base);
    return v->real->xCurrentTime(v->real, ret_day);
}

static int vfs_current_time_int64(sqlite3_vfs *base, sqlite3_int64 *ret_ms)
{
    struct powercut_vfs *v = vfs_from(base);
    return v->real->xCurrentTimeInt64(v->real, ret_ms);
}

static int vfs_last_error(sqlite3_vfs *base, int size, char *ret_text)
{
    struct powercut_vfs *v = vfs_from(base);
    return v->real->xGetLastError(v->real, size, ret_text);
}

static sqlite3_vfs make_base(struct powercut_vfs *v, const char *name)
{
    return (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(struct powercut_file) + v->real->szOsFile,
        .mxPathname = v->real->mxPathname,
        .zName = name,
        .pAppData = v,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_pathname,
        .xRandomness = vfs_randomness,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_current_time,
        .xGetLastError = vfs_last_error,
        .xCurrentTimeInt64 = vfs_current_time_int64,
    };
}

int powercut_vfs_open(const struct powercut_vfs_options *options, struct powercut_vfs **ret_vfs)
{
    struct powercut_vfs *v = calloc(1, sizeof(*v));
    if (v == NULL)
        return -ENOMEM;
    v->real = sqlite3_vfs_find("unix");
    v->sync_us = options->sync_us;
    v->seed = options->seed;
    disk_model_init(&v->disk, random_seeded(&v->seed), options->damages_neighbours);
    pthread_mutex_init(&v->lock, NULL);
    if (v->real != NULL)
        v->base = make_base(v, options->name);
    if (v->real == NULL || sqlite3_vfs_register(&v->base, options->is_default) != SQLITE_OK) {
        powercut_vfs_close(&v);
        return -EINVAL;
    }
    *ret_vfs = v;
    return 0;
}

void powercut_vfs_close(struct powercut_vfs **vfs)
{
    struct powercut_vfs *v = *vfs;
    *vfs = NULL;
    if (v == NULL)
        return;
    sqlite3_vfs_unregister(&v->base);
    disk_model_clear(&v->disk);
    pthread_mutex_destroy(&v->lock);
    free(v);
}

void powercut_vfs_cut(struct powercut_vfs *v)
{
    pthread_mutex_lock(&v->lock);
    v->is_cut = true;
    pthread_mutex_unlock(&v->lock);
}

void powercut_vfs_cut_after(struct powercut_vfs *v, uint64_t operations)
{
    pthread_mutex_lock(&v->lock);
    v->countdown = operations;
    pthread_mutex_unlock(&v->lock);
}

bool powercut_vfs_is_cut(struct powercut_vfs *v)
{
    pthread_mutex_lock(&v->lock);
    bool is_cut = v->is_cut;
    pthread_mutex_unlock(&v->lock);
    return is_cut;
}

static void boot(struct powercut_vfs *v)
{
    v->boot++;
    v->countdown = 0;
    v->is_cut = false;
}

int powercut_vfs_apply(struct powercut_vfs *v, enum disk_fate fate)
{
    pthread_mutex_lock(&v->lock);
    int r = disk_model_settle(&v->disk, fate);
    boot(v);
    pthread_mutex_unlock(&v->lock);
    return r;
}

int powercut_vfs_restart(struct powercut_vfs *v)
{
    pthread_mutex_lock(&v->lock);
    int r = disk_model_renew(&v->disk);
    boot(v);
    pthread_mutex_unlock(&v->lock);
    return r;
}

void powercut_vfs_set_faults(struct powercut_vfs *v, struct powercut_vfs_faults faults)
{
    pthread_mutex_lock(&v->lock);
    v->faults = faults;
    pthread_mutex_unlock(&v->lock);
}

struct powercut_vfs_counts powercut_vfs_counts(struct powercut_vfs *v)
{
    pthread_mutex_lock(&v->lock);
    struct powercut_vfs_counts counts = v->counts;
    counts.kept = v->disk.kept;
    counts.lost = v->disk.lost;
    counts.torn = v->disk.torn;
    pthread_mutex_unlock(&v->lock);
    return counts;
}
