// SPDX-License-Identifier: Apache-2.0
#include "store/db.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "store/scrub.h"
#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    BUSY_WAIT_MS = 2000,
    CHECKPOINT_WAIT_MS = 50, // a restart of the log waits no longer for readers
    STEPS_A_LOOK = 4000,     // of SQLite's machine, between two looks at the clock
};

struct db {
    sqlite3 *handle;
    int log_pages;
    int page_size;
    int64_t until_us; // monotonic; 0: no limit
    sqlite3_stmt *steps[DB_STEPS];
    sqlite3_stmt *statements[SQL_COUNT];
};

static const char *const step_texts[DB_STEPS] = {
    [DB_BEGIN] = "BEGIN IMMEDIATE", [DB_BEGIN_READ] = "BEGIN",   [DB_COMMIT] = "COMMIT",
    [DB_ROLLBACK] = "ROLLBACK",     [DB_MARK] = "SAVEPOINT one", [DB_KEEP] = "RELEASE one",
    [DB_UNDO] = "ROLLBACK TO one",
};

static int error_from(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return 0;
    case SQLITE_FULL:
        return -ENOSPC;
    case SQLITE_NOMEM:
        return -ENOMEM;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return -EBUSY;
    case SQLITE_CONSTRAINT:
        return -EEXIST;
    case SQLITE_INTERRUPT:
        return -ECANCELED;
    case SQLITE_READONLY:
        return -EROFS;
    default:
        return -EIO;
    }
}

static int report(const struct db *db, const char *what, int code)
{
    log_warn("store: %s: %s (%d)", what, sqlite3_errmsg(db->handle), sqlite3_extended_errcode(db->handle));
    return error_trace(error_from(code));
}

static int note_log_pages(void *ctx, sqlite3 *handle, const char *name, int pages)
{
    struct db *db = ctx;
    (void)handle;
    (void)name;
    db->log_pages = pages;
    return SQLITE_OK;
}

static int configure(struct db *db, const struct db_config *config)
{
    static const char *const by_role[] = {
        [DB_WRITER] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        [DB_READER] = "PRAGMA query_only=1;",
        [DB_KEEPER] = "PRAGMA synchronous=FULL;",
        [DB_FROZEN] = "PRAGMA query_only=1;",
    };
    char text[256];
    sqlite3_busy_timeout(db->handle, BUSY_WAIT_MS);
    snprintf(text, sizeof(text),
             "%s PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-%d;",
             by_role[config->role], config->cache_kib);
    if (config->role == DB_WRITER) {
        int r = db_exec(db, "PRAGMA page_size=4096;");
        if (r < 0)
            return r;
    }
    return db_exec(db, text);
}

static int read_page_size(struct db *db)
{
    sqlite3_stmt *s = NULL;
    int code = sqlite3_prepare_v2(db->handle, "PRAGMA page_size", -1, &s, NULL);
    if (code == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        db->page_size = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    return code == SQLITE_OK ? 0 : report(db, "page size", code);
}

// SQLite counts memory under one lock of the whole process unless told not to; nobody reads the count.
static void configure_process(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

void db_prepare_process(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure_process);
}

// "file:PATH?immutable=1" (https://sqlite.org/uri.html).
static bool write_frozen_name(const char *path, struct buffer *out)
{
    buffer_append_view(out, VIEW("file:"));
    for (const char *c = path; *c != '\0'; c++) {
        if (*c == '%' || *c == '?' || *c == '#')
            buffer_printf(out, "%%%02x", (unsigned char)*c);
        else
            buffer_append_char(out, *c);
    }
    buffer_append(out, "?immutable=1", sizeof("?immutable=1"));
    return !out->failed;
}

static int open_handle(const struct db_config *config, struct db *db)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    struct buffer name;
    if (config->role != DB_FROZEN)
        return sqlite3_open_v2(config->path, &db->handle,
                               flags | SQLITE_OPEN_READWRITE |
                                   (config->role == DB_WRITER ? SQLITE_OPEN_CREATE : 0),
                               config->vfs);
    buffer_init(&name, 16 << 10);
    int code = SQLITE_NOMEM;
    if (write_frozen_name(config->path, &name))
        code = sqlite3_open_v2(name.data, &db->handle, flags | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
                               config->vfs);
    buffer_free(&name);
    return code;
}

int db_open(const struct db_config *config, struct db **ret)
{
    db_prepare_process();
    struct db *db = calloc(1, sizeof(*db));
    if (db == NULL)
        return error_trace(-ENOMEM);
    int code = open_handle(config, db);
    int r = code == SQLITE_OK ? configure(db, config) : report(db, config->path, code);
    if (r == 0)
        r = read_page_size(db);
    if (r < 0) {
        db_close(db);
        return error_trace(r);
    }
    // Whoever only reads must not be the one who copies the log because everybody else has gone.
    if (config->role == DB_READER)
        sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_wal_hook(db->handle, note_log_pages, db);
    *ret = db;
    return 0;
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    for (int i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(db->statements[i]);
    for (int i = 0; i < DB_STEPS; i++)
        sqlite3_finalize(db->steps[i]);
    sqlite3_close(db->handle);
    free(db);
}

int db_exec(struct db *db, const char *sql)
{
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? 0 : report(db, "statement", code);
}

static int prepare(struct db *db, const char *sql, sqlite3_stmt **ret)
{
    int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, ret, NULL);
    return code == SQLITE_OK ? 0 : report(db, sql, code);
}

int db_step(struct db *db, enum db_step step)
{
    if (db->steps[step] == NULL) {
        int r = prepare(db, step_texts[step], &db->steps[step]);
        if (r < 0)
            return r;
    }
    int code = sqlite3_step(db->steps[step]);
    if (code != SQLITE_DONE)
        report(db, step_texts[step], code);
    sqlite3_reset(db->steps[step]);
    return error_from(code);
}

bool db_is_in_transaction(const struct db *db)
{
    return sqlite3_get_autocommit(db->handle) == 0;
}

static int is_over_time(void *ctx)
{
    const struct db *db = ctx;
    struct clock clock = clock_system();
    return clock_mono_us(&clock) >= db->until_us;
}

void db_limit_time(struct db *db, int ms)
{
    struct clock clock = clock_system();
    db->until_us = ms == 0 ? 0 : clock_mono_us(&clock) + (int64_t)ms * 1000;
    sqlite3_progress_handler(db->handle, STEPS_A_LOOK, ms == 0 ? NULL : is_over_time, db);
}

sqlite3 *db_handle(struct db *db)
{
    return db->handle;
}

int64_t db_changes(const struct db *db)
{
    return sqlite3_total_changes64(db->handle);
}

int db_checkpoint(struct db *db, enum db_checkpoint mode, int *ret_frames, int *ret_done)
{
    static const int modes[] = {
        [DB_CHECKPOINT_PASSIVE] = SQLITE_CHECKPOINT_PASSIVE,
        [DB_CHECKPOINT_RESTART] = SQLITE_CHECKPOINT_RESTART,
        [DB_CHECKPOINT_TRUNCATE] = SQLITE_CHECKPOINT_TRUNCATE,
    };
    int frames = 0, done = 0;
    if (mode != DB_CHECKPOINT_PASSIVE)
        sqlite3_busy_timeout(db->handle, CHECKPOINT_WAIT_MS);
    int code = sqlite3_wal_checkpoint_v2(db->handle, NULL, modes[mode], &frames, &done);
    sqlite3_busy_timeout(db->handle, BUSY_WAIT_MS);
    if (code != SQLITE_OK && code != SQLITE_BUSY)
        return report(db, "checkpoint", code);
    if (code == SQLITE_OK && mode == DB_CHECKPOINT_TRUNCATE)
        db->log_pages = 0;
    *ret_frames = frames;
    *ret_done = done;
    return error_from(code);
}

static int scrub_one(struct sqlite3_file *file, int64_t number, uint8_t *page, int size, int *zeroed)
{
    sqlite3_int64 at = (number - 1) * size;
    int code = file->pMethods->xRead(file, page, size, at);
    if (code != SQLITE_OK || !scrub_page(page, (size_t)size, number))
        return code;
    ++*zeroed;
    return file->pMethods->xWrite(file, page, size, at);
}

static int scrub(struct sqlite3_file *file, int size, int64_t first, int64_t end, int *zeroed)
{
    int code = SQLITE_OK;
    uint8_t *page = malloc((size_t)size);
    if (page == NULL)
        return SQLITE_NOMEM;
    for (int64_t number = first; number < end && code == SQLITE_OK; number++)
        code = scrub_one(file, number, page, size, zeroed);
    free(page);
    return code;
}

int db_scrub(struct db *db, int64_t first, int count, int *ret_zeroed, int64_t *ret_pages)
{
    struct sqlite3_file *file = NULL;
    sqlite3_int64 bytes = 0;
    int zeroed = 0;
    int code = sqlite3_db_release_memory(db->handle);
    if (code == SQLITE_OK)
        code = sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code == SQLITE_OK)
        code = file->pMethods->xFileSize(file, &bytes);
    int64_t pages = bytes / db->page_size, end = first + count;
    if (code == SQLITE_OK)
        code = scrub(file, db->page_size, first, end <= pages ? end : pages + 1, &zeroed);
    if (code == SQLITE_OK && end > pages)
        code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK)
        return report(db, "scrub", code);
    *ret_zeroed = zeroed;
    *ret_pages = pages;
    return 0;
}

int db_log_pages(const struct db *db)
{
    return db->log_pages;
}

int db_page_size(const struct db *db)
{
    return db->page_size;
}

struct query query_begin(struct db *db, enum statement statement, int64_t tenant)
{
    struct query q = {.db = db};
    if (db->statements[statement] == NULL)
        q.error = prepare(db, statement_texts[statement].sql, &db->statements[statement]);
    q.statement = db->statements[statement];
    if (!statement_texts[statement].is_global)
        query_bind(&q, tenant);
    return q;
}

static void note_bind(struct query *q, int code)
{
    if (code != SQLITE_OK && q->error == 0)
        q->error = report(q->db, "parameter", code);
}

void query_bind(struct query *q, int64_t value)
{
    if (q->error == 0)
        note_bind(q, sqlite3_bind_int64(q->statement, ++q->bound, value));
}

void query_bind_text(struct query *q, struct view text)
{
    if (text.data == NULL)
        query_bind_null(q);
    else if (q->error == 0)
        note_bind(q, sqlite3_bind_text64(q->statement, ++q->bound, text.data, text.size, SQLITE_STATIC,
                                         SQLITE_UTF8));
}

void query_bind_null(struct query *q)
{
    if (q->error == 0)
        note_bind(q, sqlite3_bind_null(q->statement, ++q->bound));
}

void query_bind_or_null(struct query *q, int64_t value)
{
    if (value == 0)
        query_bind_null(q);
    else
        query_bind(q, value);
}

int query_step(struct query *q)
{
    if (q->error < 0)
        return q->error;
    int code = sqlite3_step(q->statement);
    if (code == SQLITE_ROW)
        return QUERY_ROW;
    if (code == SQLITE_DONE)
        return QUERY_DONE;
    q->error = report(q->db, sqlite3_sql(q->statement), code);
    return q->error;
}

int64_t query_int(const struct query *q, int column)
{
    return sqlite3_column_int64(q->statement, column);
}

struct view query_text(const struct query *q, int column)
{
    const char *data = (const char *)sqlite3_column_text(q->statement, column);
    return view_make(data, data == NULL ? 0 : (size_t)sqlite3_column_bytes(q->statement, column));
}

bool query_is_null(const struct query *q, int column)
{
    return sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

void query_end(struct query *q)
{
    if (q->statement != NULL)
        sqlite3_reset(q->statement);
    q->statement = NULL;
}

int query_run(struct query *q, int *ret_changes)
{
    int r;
    do
        r = query_step(q);
    while (r == QUERY_ROW);
    if (r == 0 && ret_changes != NULL)
        *ret_changes = sqlite3_changes(q->db->handle);
    query_end(q);
    return r;
}

// What RETURNING says elsewhere, SQLite knows without it: whether a row went in, and its key.
int query_insert(struct query *q, int64_t *ret)
{
    int changes = 0;
    int r = query_run(q, &changes);
    if (r < 0 || changes == 0)
        return r;
    *ret = sqlite3_last_insert_rowid(q->db->handle);
    return QUERY_ROW;
}
