// SPDX-License-Identifier: Apache-2.0
#include "store/db_copy.h"
#include "base/error.h"
#include "store/files.h"
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

struct db_copy {
    sqlite3 *handle;
    sqlite3_backup *backup;
    int done, total, restarts;
};

static int error_from(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
        return DB_COPY_MORE;
    case SQLITE_DONE:
        return DB_COPY_DONE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return -EBUSY;
    case SQLITE_FULL:
        return -ENOSPC;
    case SQLITE_NOMEM:
        return -ENOMEM;
    default:
        return -EIO;
    }
}

// An unfinished copy is thrown away, and a finished one is synced by file_sync: no journal, no syncs here.
static int open_handle(const char *path, sqlite3 **ret)
{
    int code = sqlite3_open_v2(path, ret, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(*ret,
                            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;"
                            "PRAGMA page_size=4096; PRAGMA cache_size=-4096;",
                            NULL, NULL, NULL);
    return code == SQLITE_OK ? 0 : error_trace(error_from(code));
}

int db_copy_open(const char *path, struct db_copy **ret)
{
    db_prepare_process();
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_trace(-errno);
    close(fd);
    struct db_copy *copy = calloc(1, sizeof(*copy));
    if (copy == NULL)
        return error_trace(-ENOMEM);
    int r = open_handle(path, &copy->handle);
    if (r < 0) {
        db_copy_close(copy);
        return r;
    }
    *ret = copy;
    return 0;
}

int db_copy_begin(struct db_copy *copy, struct db *db)
{
    copy->backup = sqlite3_backup_init(copy->handle, "main", db_handle(db), "main");
    return copy->backup != NULL ? 0 : error_trace(error_from(sqlite3_errcode(copy->handle)));
}

int db_copy_step(struct db_copy *copy, int pages)
{
    int before = copy->done;
    int r = error_from(sqlite3_backup_step(copy->backup, pages));
    copy->total = sqlite3_backup_pagecount(copy->backup);
    copy->done = copy->total - sqlite3_backup_remaining(copy->backup);
    if (copy->done < before)
        copy->restarts++;
    return r == -EBUSY ? r : error_trace(r);
}

int db_copy_finish(struct db_copy *copy)
{
    int code = copy->backup == NULL ? SQLITE_OK : sqlite3_backup_finish(copy->backup);
    copy->backup = NULL;
    return code == SQLITE_OK ? 0 : error_trace(error_from(code));
}

void db_copy_progress(const struct db_copy *copy, int *ret_done, int *ret_total, int *ret_restarts)
{
    *ret_done = copy->done;
    *ret_total = copy->total;
    *ret_restarts = copy->restarts;
}

void db_copy_close(struct db_copy *copy)
{
    if (copy == NULL)
        return;
    sqlite3_close(copy->handle);
    free(copy);
}

int db_copy_whole(struct db *db, const char *path)
{
    struct db_copy *copy;
    int r = db_copy_open(path, &copy);
    if (r < 0)
        return r;
    r = db_copy_begin(copy, db);
    if (r == 0)
        r = db_copy_step(copy, -1);
    int end = db_copy_finish(copy);
    db_copy_close(copy);
    if (r == DB_COPY_MORE)
        r = -EIO;
    if (r == 0)
        r = end == 0 ? file_sync(path) : end;
    if (r < 0)
        unlink(path);
    return error_trace(r);
}
