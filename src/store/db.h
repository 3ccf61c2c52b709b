// SPDX-License-Identifier: Apache-2.0
// One connection to the store and its prepared statements. A connection belongs to one thread at a time.
// Every statement binds its tenant as its first parameter here, so that none can forget it.
#pragma once
#include "base/view.h"
#include "store/generated/statements.h"
#include <stdint.h>

struct db;

enum db_role {
    DB_WRITER, // synchronous=FULL, the only one that writes
    DB_READER, // query_only
    DB_KEEPER, // checkpoints
    DB_FROZEN, // a file that nobody writes (a backup): nothing is made beside it
};

struct db_config {
    const char *path; // of the database file
    const char *vfs;  // NULL: the system's
    enum db_role role;
    int cache_kib; // page cache
};

// Before anything else of SQLite is used: its settings for the process. db_open does it too. Any thread.
void db_prepare_process(void);

// -EIO, -ENOSPC, -ENOMEM, -EBUSY, …
int db_open(const struct db_config *config, struct db **ret);
void db_close(struct db *db); // NULL is harmless

// Runs SQL text without parameters (pragmas, schema, BEGIN …).
int db_exec(struct db *db, const char *sql);

// BEGIN IMMEDIATE, SAVEPOINT and their ends, prepared once.
enum db_step { DB_BEGIN, DB_BEGIN_READ, DB_COMMIT, DB_ROLLBACK, DB_MARK, DB_KEEP, DB_UNDO, DB_STEPS };
int db_step(struct db *db, enum db_step step);

// Whether a transaction is open. After a failed statement it may be gone: SQLite rolls all of it back on
// a full disk, an I/O error or no memory.
bool db_is_in_transaction(const struct db *db);

// From now on statements that still run after so many milliseconds of the machine's clock fail with
// -ECANCELED; 0: no limit.
void db_limit_time(struct db *db, int ms);

// The library's own handle, for the files of this folder that copy and check whole databases.
struct sqlite3;
struct sqlite3 *db_handle(struct db *db);

// Rows that this connection has inserted, changed or deleted since it was opened.
int64_t db_changes(const struct db *db);

enum db_checkpoint { DB_CHECKPOINT_PASSIVE, DB_CHECKPOINT_RESTART, DB_CHECKPOINT_TRUNCATE };

// *ret_frames pages are in the log, *ret_done of them copied to the database. -EBUSY when others were in
// the way (what could be done is done).
int db_checkpoint(struct db *db, enum db_checkpoint mode, int *ret_frames, int *ret_done);

// Between two transactions, with an empty log, on the only connection that writes: forgets the page cache and
// zeroes what lies unused in `count` pages from `first` on (store/scrub.h), in the file itself. What others
// read meanwhile is not touched. *ret_zeroed of them had something; *ret_pages there are. At the end the file
// is synced.
int db_scrub(struct db *db, int64_t first, int count, int *ret_zeroed, int64_t *ret_pages);

// Pages in the write-ahead log after the last commit of this connection.
int db_log_pages(const struct db *db);
int db_page_size(const struct db *db);

// ---- queries: begin, bind in order, step or run, end

enum query_outcome {
    QUERY_DONE = 0,
    QUERY_ROW = 1,
};

struct query {
    struct db *db;
    void *statement;
    int bound;
    int error; // the first fault of binding
};

// Binds the tenant as the first parameter (a global statement takes none: pass 0).
struct query query_begin(struct db *db, enum statement statement, int64_t tenant);

// The next parameter. Text is borrowed until query_end; a view without data is NULL.
void query_bind(struct query *q, int64_t value);
void query_bind_text(struct query *q, struct view text);
void query_bind_null(struct query *q);
// NULL for 0: times and references that may be missing.
void query_bind_or_null(struct query *q, int64_t value);

// QUERY_ROW, QUERY_DONE or negative.
int query_step(struct query *q);

// Columns of the current row, from 0. Text lives until the next step or end; NULL is 0 or no data.
int64_t query_int(const struct query *q, int column);
struct view query_text(const struct query *q, int column);
bool query_is_null(const struct query *q, int column);

// Gives the statement back. Harmless after query_run.
void query_end(struct query *q);

// Steps to the end and gives the statement back. 0 or negative; *ret_changes (may be NULL) rows changed.
int query_run(struct query *q, int *ret_changes);

// As query_run for an INSERT … RETURNING of one integer: QUERY_ROW and *ret, QUERY_DONE when a constraint
// kept the row out (ON CONFLICT DO NOTHING), or negative.
int query_insert(struct query *q, int64_t *ret);
