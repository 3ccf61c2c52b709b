// SPDX-License-Identifier: Apache-2.0
// A copy of a whole database as of one moment, made in slices while its one writer goes on between them
// (https://sqlite.org/c3ref/backup_finish.html). What the writer's own connection changes meanwhile goes to
// the copy too, so that the moment is the last slice's. A rollback begins the copy anew.
#pragma once
#include "store/db.h"

struct db_copy;

enum db_copy_outcome {
    DB_COPY_DONE = 0,
    DB_COPY_MORE = 1,
};

// Opens the file of the copy, which must not exist yet (made with 0600). Any thread.
int db_copy_open(const char *path, struct db_copy **ret);

// Begins. From here to db_copy_finish on the thread of `db`, outside of its transactions.
int db_copy_begin(struct db_copy *copy, struct db *db);

// At most so many pages more. DB_COPY_MORE, DB_COPY_DONE, -EBUSY (try again), -ENOSPC, -EIO, ….
int db_copy_step(struct db_copy *copy, int pages);

// Ends what was begun; only after DB_COPY_DONE is the file a database. Twice is harmless.
int db_copy_finish(struct db_copy *copy);

// Pages copied and in all, and how often it began anew, as of the last step.
void db_copy_progress(const struct db_copy *copy, int *ret_done, int *ret_total, int *ret_restarts);

// Closes the file; does not sync it. Any thread, after db_copy_finish. NULL is harmless.
void db_copy_close(struct db_copy *copy);

// All of it at once, synced. -ENOSPC, ….
int db_copy_whole(struct db *db, const char *path);
