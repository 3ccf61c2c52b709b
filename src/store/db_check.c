// SPDX-License-Identifier: Apache-2.0
#include "store/db_check.h"
#include "base/error.h"
#include <errno.h>
#include <sqlite3.h>

// "ok" in one row, or a row for each fault.
static int read_faults(sqlite3_stmt *s, void (*fault)(void *ctx, struct view text), void *ctx,
                       int *ret_faults)
{
    int code, faults = 0;
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
        struct view text = view_from((const char *)sqlite3_column_text(s, 0));
        if (view_equal(text, VIEW("ok")))
            continue;
        faults++;
        fault(ctx, text);
    }
    if (code != SQLITE_DONE)
        return (code & 0xff) == SQLITE_INTERRUPT ? -ECANCELED : -EIO;
    *ret_faults = faults;
    return 0;
}

int db_check(struct db *db, enum db_check_depth depth, void (*fault)(void *ctx, struct view text), void *ctx,
             int *ret_faults)
{
    sqlite3_stmt *s = NULL;
    const char *sql = depth == DB_CHECK_WHOLE ? "PRAGMA integrity_check(20)" : "PRAGMA quick_check(20)";
    if (sqlite3_prepare_v2(db_handle(db), sql, -1, &s, NULL) != SQLITE_OK)
        return error_trace(-EIO);
    int r = read_faults(s, fault, ctx, ret_faults);
    sqlite3_finalize(s);
    return error_trace(r);
}
