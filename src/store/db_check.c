// SPDX-License-Identifier: Apache-2.0
#include "store/db_check.h"
#include "base/buffer.h"
#include "base/error.h"
#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <time.h>

// An interrupt may come while the statement is prepared as well as while it runs.
static int failure_of(int code)
{
    return (code & 0xff) == SQLITE_INTERRUPT ? -ECANCELED : -EIO;
}

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
        return failure_of(code);
    *ret_faults = faults;
    return 0;
}

static int check(struct db *db, enum db_check_depth depth, const char *table,
                 void (*fault)(void *ctx, struct view text), void *ctx, int *ret_faults)
{
    const char *const name = depth == DB_CHECK_WHOLE ? "integrity_check" : "quick_check";
    sqlite3_stmt *s = NULL;
    char *sql = table == NULL ? sqlite3_mprintf("PRAGMA %s(20)", name)
                              : sqlite3_mprintf("PRAGMA %s(%Q)", name, table);
    if (sql == NULL)
        return -ENOMEM;
    int code = sqlite3_prepare_v2(db_handle(db), sql, -1, &s, NULL);
    int r = code == SQLITE_OK ? read_faults(s, fault, ctx, ret_faults) : failure_of(code);
    sqlite3_finalize(s);
    sqlite3_free(sql);
    return r;
}

int db_check(struct db *db, enum db_check_depth depth, void (*fault)(void *ctx, struct view text), void *ctx,
             int *ret_faults)
{
    return error_trace(check(db, depth, NULL, fault, ctx, ret_faults));
}

// ---- with a limit

struct limit {
    struct db *db;
    struct timespec until;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool has_ended;
};

static void *stand_by(void *ctx)
{
    struct limit *limit = ctx;
    int r = 0;
    pthread_mutex_lock(&limit->lock);
    while (!limit->has_ended && r != ETIMEDOUT)
        r = pthread_cond_timedwait(&limit->ended, &limit->lock, &limit->until);
    if (!limit->has_ended)
        sqlite3_interrupt(db_handle(limit->db));
    pthread_mutex_unlock(&limit->lock);
    return NULL;
}

static void set_until(struct limit *limit, int ms)
{
    clock_gettime(CLOCK_REALTIME, &limit->until);
    limit->until.tv_sec += ms / 1000;
    limit->until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (limit->until.tv_nsec >= 1000000000) {
        limit->until.tv_sec++;
        limit->until.tv_nsec -= 1000000000;
    }
}

int db_check_within(struct db *db, enum db_check_depth depth, const char *table, int ms,
                    void (*fault)(void *ctx, struct view text), void *ctx, int *ret_faults)
{
    struct limit limit = {.db = db};
    pthread_t thread;
    set_until(&limit, ms);
    pthread_mutex_init(&limit.lock, NULL);
    pthread_cond_init(&limit.ended, NULL);
    int r = -pthread_create(&thread, NULL, stand_by, &limit);
    if (r == 0) {
        r = check(db, depth, table, fault, ctx, ret_faults);
        pthread_mutex_lock(&limit.lock);
        limit.has_ended = true;
        pthread_mutex_unlock(&limit.lock);
        pthread_cond_signal(&limit.ended);
        pthread_join(thread, NULL);
    }
    pthread_cond_destroy(&limit.ended);
    pthread_mutex_destroy(&limit.lock);
    return r == -ECANCELED ? r : error_trace(r);
}

int db_tables(struct db *db, char *names, size_t size)
{
    struct buffer out = buffer_fixed(names, size);
    sqlite3_stmt *s = NULL;
    int code = sqlite3_prepare_v2(
        db_handle(db), "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", -1, &s, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(s);
        if (code == SQLITE_ROW)
            buffer_append(&out, sqlite3_column_text(s, 0), (size_t)sqlite3_column_bytes(s, 0) + 1);
    }
    sqlite3_finalize(s);
    buffer_append_char(&out, '\0');
    return error_trace(code != SQLITE_DONE ? -EIO : out.failed ? -ENOSPC : 0);
}
