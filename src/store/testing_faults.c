// SPDX-License-Identifier: Apache-2.0
#include "store/testing_faults.h"
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct faulty_file {
    sqlite3_file base; // first
    bool is_log;
    sqlite3_file *real; // behind this struct
};

static atomic_int fault, met;
static sqlite3_vfs layer;
static sqlite3_io_methods methods;

void testing_faults_set(enum testing_fault f)
{
    atomic_store(&met, 0);
    atomic_store(&fault, (int)f);
}

int testing_faults_met(void)
{
    return atomic_load(&met);
}

static struct faulty_file *file_of(sqlite3_file *f)
{
    return (struct faulty_file *)(void *)f;
}

static bool strikes(const struct faulty_file *f, enum testing_fault which)
{
    if (!f->is_log || atomic_load(&fault) != (int)which)
        return false;
    atomic_fetch_add(&met, 1);
    return true;
}

#define REAL(f) file_of(f)->real
#define CALL(f, method, ...) REAL(f)->pMethods->method(REAL(f), __VA_ARGS__)

static int f_close(sqlite3_file *f)
{
    return REAL(f)->pMethods->xClose(REAL(f));
}
static int f_read(sqlite3_file *f, void *data, int size, sqlite3_int64 at)
{
    return CALL(f, xRead, data, size, at);
}
static int f_write(sqlite3_file *f, const void *data, int size, sqlite3_int64 at)
{
    if (strikes(file_of(f), FAULT_FULL))
        return SQLITE_FULL;
    if (strikes(file_of(f), FAULT_WRITE))
        return SQLITE_IOERR_WRITE;
    return CALL(f, xWrite, data, size, at);
}
static int f_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return CALL(f, xTruncate, size);
}
static int f_sync(sqlite3_file *f, int flags)
{
    return strikes(file_of(f), FAULT_SYNC) ? SQLITE_IOERR_FSYNC : CALL(f, xSync, flags);
}
static int f_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return CALL(f, xFileSize, size);
}
static int f_lock(sqlite3_file *f, int level)
{
    return CALL(f, xLock, level);
}
static int f_unlock(sqlite3_file *f, int level)
{
    return CALL(f, xUnlock, level);
}
static int f_reserved(sqlite3_file *f, int *out)
{
    return CALL(f, xCheckReservedLock, out);
}
static int f_control(sqlite3_file *f, int op, void *arg)
{
    return CALL(f, xFileControl, op, arg);
}
static int f_sector(sqlite3_file *f)
{
    return REAL(f)->pMethods->xSectorSize(REAL(f));
}
static int f_traits(sqlite3_file *f)
{
    return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f));
}
static int f_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    return CALL(f, xShmMap, page, size, extend, out);
}
static int f_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
    return CALL(f, xShmLock, at, n, flags);
}
static void f_shm_barrier(sqlite3_file *f)
{
    REAL(f)->pMethods->xShmBarrier(REAL(f));
}
static int f_shm_unmap(sqlite3_file *f, int remove)
{
    return CALL(f, xShmUnmap, remove);
}

static int l_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *f, int flags, int *out)
{
    sqlite3_vfs *real = vfs->pAppData;
    struct faulty_file *file = file_of(f);
    *file = (struct faulty_file){.is_log = (flags & SQLITE_OPEN_WAL) != 0,
                                 .real = (sqlite3_file *)(void *)(file + 1)};
    int r = real->xOpen(real, name, file->real, flags, out);
    if (file->real->pMethods != NULL)
        file->base.pMethods = &methods;
    return r;
}

static const sqlite3_io_methods all_methods = {
    .iVersion = 2,
    .xClose = f_close,
    .xRead = f_read,
    .xWrite = f_write,
    .xTruncate = f_truncate,
    .xSync = f_sync,
    .xFileSize = f_size,
    .xLock = f_lock,
    .xUnlock = f_unlock,
    .xCheckReservedLock = f_reserved,
    .xFileControl = f_control,
    .xSectorSize = f_sector,
    .xDeviceCharacteristics = f_traits,
    .xShmMap = f_shm_map,
    .xShmLock = f_shm_lock,
    .xShmBarrier = f_shm_barrier,
    .xShmUnmap = f_shm_unmap,
};

const char *testing_faults_vfs(void)
{
    if (layer.zName == NULL) {
        sqlite3_vfs *real = sqlite3_vfs_find(NULL);
        methods = all_methods;
        layer = *real;
        layer.pNext = NULL;
        layer.zName = "faults";
        layer.pAppData = real;
        layer.szOsFile = (int)sizeof(struct faulty_file) + real->szOsFile;
        layer.xOpen = l_open;
        if (sqlite3_vfs_register(&layer, 0) != SQLITE_OK)
            abort();
    }
    return layer.zName;
}
