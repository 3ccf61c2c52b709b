// SPDX-License-Identifier: Apache-2.0
#include "disk_lottery.h"
#include "powercut_machine.h"
#include <time.h>

static struct powercut_file *file_from(sqlite3_file *file)
{
    return (struct powercut_file *)(void *)file;
}

// Takes the lock if the machine that opened the file is on; else the caller answers SQLITE_IOERR.
static bool enter(struct powercut_file *f)
{
    pthread_mutex_lock(&f->vfs->lock);
    if (!f->vfs->is_cut && f->boot == f->vfs->boot)
        return true;
    pthread_mutex_unlock(&f->vfs->lock);
    return false;
}

static int leave(struct powercut_file *f, int rc)
{
    pthread_mutex_unlock(&f->vfs->lock);
    return rc;
}

static bool is_off(struct powercut_file *f)
{
    if (!enter(f))
        return true;
    leave(f, SQLITE_OK);
    return false;
}

static int file_close(sqlite3_file *file)
{
    struct powercut_file *f = file_from(file);
    return f->real->pMethods->xClose(f->real);
}

static int file_read(sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
    struct powercut_file *f = file_from(file);
    if (!enter(f))
        return SQLITE_IOERR;
    if (powercut_vfs_rolls(f->vfs, f->vfs->faults.read))
        return leave(f, SQLITE_IOERR_READ);
    return leave(f, f->real->pMethods->xRead(f->real, data, size, offset));
}

static int write_through(struct powercut_file *f, const void *data, int size, sqlite3_int64 offset)
{
    int rc = size == 0 ? SQLITE_OK : f->real->pMethods->xWrite(f->real, data, size, offset);
    if (rc != SQLITE_OK || f->file == NULL)
        return rc;
    int r = disk_model_write(&f->vfs->disk, f->file, (uint64_t)offset, data, (size_t)size);
    return r < 0 ? SQLITE_IOERR_NOMEM : SQLITE_OK;
}

// A failing write leaves a part of itself behind, as write(2) may.
static int write_part(struct powercut_file *f, const void *data, int size, sqlite3_int64 offset, int rc)
{
    bool may_be_whole = rc != SQLITE_FULL;
    int part = (int)disk_draw(&f->vfs->disk.random, (uint64_t)size + may_be_whole);
    int written = write_through(f, data, part, offset);
    return written == SQLITE_OK ? rc : written;
}

static bool grows(struct powercut_file *f, sqlite3_int64 end)
{
    sqlite3_int64 size = 0;
    return f->real->pMethods->xFileSize(f->real, &size) == SQLITE_OK && end > size;
}

static int write_locked(struct powercut_file *f, const void *data, int size, sqlite3_int64 offset)
{
    struct powercut_vfs *v = f->vfs;
    v->counts.writes++;
    if (powercut_vfs_strikes(v))
        return write_part(f, data, size, offset, SQLITE_IOERR);
    if (powercut_vfs_rolls(v, v->faults.write))
        return write_part(f, data, size, offset, SQLITE_IOERR_WRITE);
    if (powercut_vfs_rolls(v, v->faults.full))
        return write_part(f, data, size, offset, SQLITE_FULL);
    if (v->faults.full_growth > 0 && grows(f, offset + size) && powercut_vfs_rolls(v, v->faults.full_growth))
        return write_part(f, data, size, offset, SQLITE_FULL);
    return write_through(f, data, size, offset);
}

static int file_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    struct powercut_file *f = file_from(file);
    return enter(f) ? leave(f, write_locked(f, data, size, offset)) : SQLITE_IOERR;
}

static int truncate_locked(struct powercut_file *f, sqlite3_int64 size)
{
    if (powercut_vfs_strikes(f->vfs))
        return SQLITE_IOERR;
    int rc = f->real->pMethods->xTruncate(f->real, size);
    if (rc != SQLITE_OK || f->file == NULL)
        return rc;
    return disk_model_truncate(&f->vfs->disk, f->file, (uint64_t)size) < 0 ? SQLITE_IOERR_NOMEM : SQLITE_OK;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct powercut_file *f = file_from(file);
    return enter(f) ? leave(f, truncate_locked(f, size)) : SQLITE_IOERR;
}

// A failure is told once, also to those who had the file open while somebody else's sync failed.
static bool owes_a_failure(struct powercut_file *f)
{
    uint64_t failures = disk_model_failures(f->file);
    bool owes = failures != f->failures;
    f->failures = failures;
    return owes;
}

static int sync_file(struct powercut_file *f, uint64_t moment)
{
    struct powercut_vfs *v = f->vfs;
    int r;
    if (powercut_vfs_rolls(v, v->faults.sync))
        r = disk_model_fail_sync(&v->disk, f->file, moment);
    else
        r = disk_model_sync(&v->disk, f->file, moment);
    if (r < 0)
        return SQLITE_IOERR_NOMEM;
    return owes_a_failure(f) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int sync_locked(struct powercut_file *f, uint64_t moment)
{
    struct powercut_vfs *v = f->vfs;
    v->counts.syncs++;
    if (powercut_vfs_strikes(v))
        return SQLITE_IOERR;
    int rc = sync_file(f, moment);
    if (rc != SQLITE_OK)
        return rc;
    if (f->names_durably)
        disk_model_sync_directory(&v->disk, f->path, moment);
    f->names_durably = false;
    return SQLITE_OK;
}

static void pass_time(unsigned us)
{
    struct timespec wait = {.tv_sec = us / 1000000, .tv_nsec = (long)(us % 1000000) * 1000};
    if (us > 0)
        nanosleep(&wait, NULL);
}

// The lock is released while the disk works, so that others write, sync or cut meanwhile.
static int file_sync(sqlite3_file *file, int flags)
{
    (void)flags;
    struct powercut_file *f = file_from(file);
    if (!enter(f))
        return SQLITE_IOERR;
    uint64_t moment = f->vfs->disk.moment;
    leave(f, SQLITE_OK);
    if (f->file == NULL)
        return SQLITE_OK;
    pass_time(f->vfs->sync_us);
    return enter(f) ? leave(f, sync_locked(f, moment)) : SQLITE_IOERR;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    struct powercut_file *f = file_from(file);
    return is_off(f) ? SQLITE_IOERR : f->real->pMethods->xFileSize(f->real, ret_size);
}

static int file_lock(sqlite3_file *file, int level)
{
    struct powercut_file *f = file_from(file);
    return is_off(f) ? SQLITE_IOERR : f->real->pMethods->xLock(f->real, level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    struct powercut_file *f = file_from(file);
    return f->real->pMethods->xUnlock(f->real, level);
}

static int file_check_reserved_lock(sqlite3_file *file, int *ret_is_locked)
{
    struct powercut_file *f = file_from(file);
    return is_off(f) ? SQLITE_IOERR : f->real->pMethods->xCheckReservedLock(f->real, ret_is_locked);
}

// What would change the file without a write, or map it, is declined.
static int file_control(sqlite3_file *file, int operation, void *argument)
{
    struct powercut_file *f = file_from(file);
    switch (operation) {
    case SQLITE_FCNTL_SIZE_HINT:
    case SQLITE_FCNTL_CHUNK_SIZE:
    case SQLITE_FCNTL_MMAP_SIZE:
    case SQLITE_FCNTL_BEGIN_ATOMIC_WRITE:
        return SQLITE_NOTFOUND;
    default:
        return is_off(f) ? SQLITE_IOERR : f->real->pMethods->xFileControl(f->real, operation, argument);
    }
}

static int file_sector_size(sqlite3_file *file)
{
    (void)file;
    return DISK_SECTOR;
}

static int file_device_characteristics(sqlite3_file *file)
{
    struct powercut_file *f = file_from(file);
    int promises = f->real->pMethods->xDeviceCharacteristics(f->real);
    return f->vfs->disk.damages_neighbours ? 0 : promises & SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int file_shm_map(sqlite3_file *file, int region, int size, int extends, void volatile **ret_map)
{
    struct powercut_file *f = file_from(file);
    return is_off(f) ? SQLITE_IOERR : f->real->pMethods->xShmMap(f->real, region, size, extends, ret_map);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    struct powercut_file *f = file_from(file);
    if ((flags & SQLITE_SHM_LOCK) != 0 && is_off(f))
        return SQLITE_IOERR;
    return f->real->pMethods->xShmLock(f->real, offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
    struct powercut_file *f = file_from(file);
    f->real->pMethods->xShmBarrier(f->real);
}

static int file_shm_unmap(sqlite3_file *file, int deletes)
{
    struct powercut_file *f = file_from(file);
    return f->real->pMethods->xShmUnmap(f->real, is_off(f) ? 0 : deletes);
}

const sqlite3_io_methods powercut_file_methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_device_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};
