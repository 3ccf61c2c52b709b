// SPDX-License-Identifier: Apache-2.0
#include "store/log_rewrite.h"
#include "base/error.h"
#include <errno.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { PIECE = 64 << 10 };

static int rewrite_pieces(sqlite3_file *file, sqlite3_int64 size, char *piece)
{
    for (sqlite3_int64 at = 0; at < size; at += PIECE) {
        int count = size - at < PIECE ? (int)(size - at) : PIECE;
        if (file->pMethods->xRead(file, piece, count, at) != SQLITE_OK ||
            file->pMethods->xWrite(file, piece, count, at) != SQLITE_OK)
            return -EIO;
    }
    return file->pMethods->xSync(file, SQLITE_SYNC_FULL) == SQLITE_OK ? 0 : -EIO;
}

static int rewrite_file(sqlite3_file *file)
{
    sqlite3_int64 size = 0;
    if (file->pMethods->xFileSize(file, &size) != SQLITE_OK)
        return -EIO;
    if (size == 0)
        return 0;
    char *piece = malloc(PIECE);
    int r = piece == NULL ? -ENOMEM : rewrite_pieces(file, size, piece);
    free(piece);
    return r;
}

static int open_and_rewrite(sqlite3_vfs *vfs, const char *log)
{
    int flags = SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE;
    sqlite3_file *file = calloc(1, (size_t)vfs->szOsFile);
    if (file == NULL)
        return -ENOMEM;
    int r = vfs->xOpen(vfs, log, file, flags, &flags) == SQLITE_OK ? rewrite_file(file) : -EIO;
    if (file->pMethods != NULL)
        file->pMethods->xClose(file);
    free(file);
    return r;
}

int log_rewrite(const char *path, const char *vfs_name)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(vfs_name);
    int exists = 0;
    const char *names = NULL;
    char *wal = sqlite3_mprintf("%s-wal", path), *journal = sqlite3_mprintf("%s-journal", path);
    if (wal != NULL && journal != NULL)
        names = sqlite3_create_filename(path, journal, wal, 0, NULL);
    int r = vfs == NULL || names == NULL ? -ENOMEM : 0;
    if (r == 0 && vfs->xAccess(vfs, wal, SQLITE_ACCESS_EXISTS, &exists) != SQLITE_OK)
        r = -EIO;
    if (r == 0 && exists)
        r = open_and_rewrite(vfs, sqlite3_filename_wal(names));
    sqlite3_free_filename(names);
    sqlite3_free(wal);
    sqlite3_free(journal);
    return error_trace(r);
}
