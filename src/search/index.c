// SPDX-License-Identifier: Apache-2.0
#include "search/index.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "search/index_terms.h"
#include "store/db.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BUSY_WAIT_MS = 2000, STEPS_A_LOOK = 1000, WRITER_KIB = 16384, READER_KIB = 8192 };

struct index {
    sqlite3 *handle;
    struct words *words;
    int64_t until_us; // monotonic; 0: no limit
    sqlite3_stmt *statements[INDEX_SQL_COUNT];
};

// automerge: how many segments of one size wait before they are merged; fewer merges cost less, more segments
// make a search slower.
static const char *const schema =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS follow (tenant INTEGER PRIMARY KEY, position INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS known (customer INTEGER PRIMARY KEY, updated_us INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS hour (tenant INTEGER NOT NULL, hour INTEGER NOT NULL,"
    " first_row INTEGER NOT NULL, last_row INTEGER NOT NULL, PRIMARY KEY (tenant, hour)) STRICT, WITHOUT "
    "ROWID;"
    "CREATE TABLE IF NOT EXISTS purge (tenant INTEGER NOT NULL, what INTEGER NOT NULL, row INTEGER NOT NULL,"
    " PRIMARY KEY (tenant, what, row)) STRICT, WITHOUT ROWID;"
    "CREATE VIRTUAL TABLE IF NOT EXISTS message_words USING fts5(text, content='', tokenize='hub');"
    "CREATE VIRTUAL TABLE IF NOT EXISTS customer_words USING fts5(text, content='', tokenize='hub');"
    "INSERT INTO message_words (message_words, rank) VALUES ('automerge', 8);"
    "INSERT INTO customer_words (customer_words, rank) VALUES ('automerge', 8);"
    "COMMIT;";

static const char *const writer_temp =
    "CREATE VIRTUAL TABLE temp.message_terms USING fts5vocab(main, message_words, instance);"
    "CREATE VIRTUAL TABLE temp.customer_terms USING fts5vocab(main, customer_words, instance);";

static const char *const texts[INDEX_SQL_COUNT] = {
    [INDEX_BEGIN] = "BEGIN IMMEDIATE",
    [INDEX_BEGIN_READ] = "BEGIN",
    [INDEX_COMMIT] = "COMMIT",
    [INDEX_ROLLBACK] = "ROLLBACK",
    [INDEX_META_GET] = "SELECT value FROM meta WHERE name = ?1",
    [INDEX_META_PUT] =
        "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [INDEX_FOLLOW_GET] = "SELECT position FROM follow WHERE tenant = ?1",
    [INDEX_FOLLOW_PUT] =
        "INSERT INTO follow VALUES (?1, ?2) ON CONFLICT (tenant) DO UPDATE SET position = excluded.position",
    [INDEX_MESSAGE_PUT] = "INSERT INTO message_words (rowid, text) VALUES (?1, ?2)",
    [INDEX_CUSTOMER_PUT] = "INSERT INTO customer_words (rowid, text) VALUES (?1, ?2)",
    [INDEX_KNOWN_GET] = "SELECT updated_us FROM known WHERE customer = ?1",
    [INDEX_KNOWN_PUT] = "INSERT INTO known VALUES (?1, ?2) ON CONFLICT (customer) DO UPDATE SET updated_us = "
                        "excluded.updated_us",
    [INDEX_KNOWN_DROP] = "DELETE FROM known WHERE customer = ?1",
    [INDEX_HOUR_PUT] =
        "INSERT INTO hour VALUES (?1, ?2, ?3, ?4) ON CONFLICT (tenant, hour) DO UPDATE SET"
        " first_row = min(first_row, excluded.first_row), last_row = max(last_row, excluded.last_row)",
    [INDEX_HOUR_FIRST] = "SELECT min(first_row) FROM hour WHERE tenant = ?1 AND hour >= ?2",
    [INDEX_HOUR_LAST] = "SELECT max(last_row) FROM hour WHERE tenant = ?1 AND hour <= ?2",
    [INDEX_FIND_MESSAGES] = "SELECT rowid, hub_score(message_words, ?5) FROM message_words"
                            " WHERE message_words MATCH ?1 AND rowid >= ?2 AND rowid <= ?3"
                            " ORDER BY rowid DESC LIMIT ?4",
    [INDEX_FIND_CUSTOMERS] = "SELECT rowid, hub_score(customer_words, ?5) FROM customer_words"
                             " WHERE customer_words MATCH ?1 AND rowid >= ?2 AND rowid <= ?3"
                             " ORDER BY rowid DESC LIMIT ?4",
    [INDEX_PURGE_PUT] = "INSERT INTO purge VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    [INDEX_PURGE_ALL] = "SELECT tenant, what, row FROM purge ORDER BY tenant, what, row LIMIT ?1",
    [INDEX_PURGE_DROP] = "DELETE FROM purge WHERE tenant = ?1 AND what = ?2 AND row = ?3",
    [INDEX_MESSAGE_ROWS] = "SELECT rowid FROM message_words WHERE message_words MATCH ?1",
    [INDEX_MESSAGE_TERMS] = "SELECT doc, term FROM temp.message_terms WHERE term >= ?1 AND term <= ?2",
    [INDEX_CUSTOMER_TERMS] = "SELECT doc, term FROM temp.customer_terms WHERE term >= ?1 AND term <= ?2",
    [INDEX_MESSAGE_DELETE] =
        "INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', ?1, ?2)",
    [INDEX_CUSTOMER_DELETE] =
        "INSERT INTO customer_words (customer_words, rowid, text) VALUES ('delete', ?1, ?2)",
    [INDEX_MESSAGE_MERGE] = "INSERT INTO message_words (message_words, rank) VALUES ('merge', ?1)",
    [INDEX_CUSTOMER_MERGE] = "INSERT INTO customer_words (customer_words, rank) VALUES ('merge', ?1)",
    [INDEX_VACUUM] = "VACUUM",
    [INDEX_CHECKPOINT] = "PRAGMA wal_checkpoint(TRUNCATE)",
};

static int error_from(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return 0;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return -EUCLEAN;
    case SQLITE_INTERRUPT:
        return -ECANCELED;
    case SQLITE_FULL:
        return -ENOSPC;
    case SQLITE_NOMEM:
        return -ENOMEM;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return -EBUSY;
    default:
        return -EIO;
    }
}

static int report(const struct index *x, const char *what, int code)
{
    log_warn("search: %s: %s (%d)", what, sqlite3_errmsg(x->handle), sqlite3_extended_errcode(x->handle));
    return error_trace(error_from(code));
}

static int execute(struct index *x, const char *sql)
{
    int code = sqlite3_exec(x->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? 0 : report(x, "statement", code);
}

// NORMAL: a power cut may cost the last commits, with the positions that they speak of.
static int configure(struct index *x, enum index_role role)
{
    char text[160];
    sqlite3_busy_timeout(x->handle, BUSY_WAIT_MS);
    snprintf(text, sizeof(text),
             "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
             " PRAGMA wal_autocheckpoint=2000; PRAGMA cache_size=-%d;",
             role == INDEX_WRITER ? WRITER_KIB : READER_KIB);
    int r =
        role == INDEX_WRITER ? execute(x, text) : execute(x, "PRAGMA query_only=1; PRAGMA cache_size=-8192;");
    if (r == 0)
        r = words_new(x->handle, &x->words);
    if (r == 0)
        r = index_terms_register(x->handle, x->words);
    if (r == 0 && role == INDEX_WRITER)
        r = execute(x, schema);
    return r == 0 && role == INDEX_WRITER ? execute(x, writer_temp) : r;
}

int index_open(const char *path, enum index_role role, struct index **ret)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    db_prepare_process();
    struct index *x = calloc(1, sizeof(*x));
    if (x == NULL)
        return error_trace(-ENOMEM);
    int code =
        sqlite3_open_v2(path, &x->handle, role == INDEX_WRITER ? flags | SQLITE_OPEN_CREATE : flags, NULL);
    int r = code == SQLITE_OK ? configure(x, role) : report(x, path, code);
    if (r < 0) {
        index_close(x);
        return error_trace(r);
    }
    *ret = x;
    return 0;
}

void index_close(struct index *x)
{
    if (x == NULL)
        return;
    for (int i = 0; i < INDEX_SQL_COUNT; i++)
        sqlite3_finalize(x->statements[i]);
    sqlite3_close(x->handle); // FTS5 lets go of the tokenizer, which borrows the words
    words_free(x->words);
    free(x);
}

void index_remove(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    char name[4096];
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        snprintf(name, sizeof(name), "%s%s", path, endings[i]);
        unlink(name);
    }
}

struct words *index_words(struct index *x)
{
    return x->words;
}

// ---- statements

struct index_query index_begin(struct index *x, enum index_sql sql)
{
    struct index_query q = {.index = x};
    if (x->statements[sql] == NULL) {
        int code = sqlite3_prepare_v3(x->handle, texts[sql], -1, SQLITE_PREPARE_PERSISTENT,
                                      &x->statements[sql], NULL);
        if (code != SQLITE_OK)
            q.error = report(x, texts[sql], code);
    }
    q.statement = x->statements[sql];
    return q;
}

static void note_bind(struct index_query *q, int code)
{
    if (code != SQLITE_OK && q->error == 0)
        q->error = report(q->index, "parameter", code);
}

void index_bind(struct index_query *q, int64_t value)
{
    if (q->error == 0)
        note_bind(q, sqlite3_bind_int64(q->statement, ++q->bound, value));
}

void index_bind_text(struct index_query *q, struct view text)
{
    if (q->error == 0)
        note_bind(q, sqlite3_bind_text64(q->statement, ++q->bound, text.data, text.size, SQLITE_STATIC,
                                         SQLITE_UTF8));
}

int index_step(struct index_query *q)
{
    if (q->error < 0)
        return q->error;
    int code = sqlite3_step(q->statement);
    if (code == SQLITE_ROW)
        return INDEX_ROW;
    if (code == SQLITE_DONE)
        return INDEX_DONE;
    q->error = report(q->index, sqlite3_sql(q->statement), code);
    return q->error;
}

int64_t index_int(const struct index_query *q, int column)
{
    return sqlite3_column_int64(q->statement, column);
}

double index_real(const struct index_query *q, int column)
{
    return sqlite3_column_double(q->statement, column);
}

struct view index_text(const struct index_query *q, int column)
{
    const char *data = (const char *)sqlite3_column_text(q->statement, column);
    return view_make(data, data == NULL ? 0 : (size_t)sqlite3_column_bytes(q->statement, column));
}

void index_end(struct index_query *q)
{
    if (q->statement != NULL) {
        sqlite3_reset(q->statement);
        sqlite3_clear_bindings(q->statement);
    }
    q->statement = NULL;
}

int index_run(struct index_query *q)
{
    int r;
    do
        r = index_step(q);
    while (r == INDEX_ROW);
    index_end(q);
    return r;
}

int index_do(struct index *x, enum index_sql sql)
{
    if (sql == INDEX_ROLLBACK && sqlite3_get_autocommit(x->handle))
        return 0; // SQLite did it
    struct index_query q = index_begin(x, sql);
    return index_run(&q);
}

int64_t index_changes(const struct index *x)
{
    return sqlite3_total_changes64(x->handle);
}

static int is_over_time(void *ctx)
{
    const struct index *x = ctx;
    struct clock clock = clock_system();
    return clock_mono_us(&clock) >= x->until_us;
}

void index_limit_time(struct index *x, int ms)
{
    struct clock clock = clock_system();
    x->until_us = ms == 0 ? 0 : clock_mono_us(&clock) + (int64_t)ms * 1000;
    sqlite3_progress_handler(x->handle, STEPS_A_LOOK, ms == 0 ? NULL : is_over_time, x);
}

int index_number(struct index *x, const char *name, int64_t *ret)
{
    struct index_query q = index_begin(x, INDEX_META_GET);
    index_bind_text(&q, view_from(name));
    int r = index_step(&q);
    if (r == INDEX_ROW)
        *ret = index_int(&q, 0);
    index_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

int index_set_number(struct index *x, const char *name, int64_t value)
{
    struct index_query q = index_begin(x, INDEX_META_PUT);
    index_bind_text(&q, view_from(name));
    index_bind(&q, value);
    return error_trace(index_run(&q));
}
