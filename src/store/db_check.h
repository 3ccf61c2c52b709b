// SPDX-License-Identifier: Apache-2.0
// Whether a database is whole. Blocks for as long as it takes to read all of it.
#pragma once
#include "store/db.h"

enum db_check_depth {
    DB_CHECK_QUICK, // pages, rows, constraints
    DB_CHECK_WHOLE, // and that every index has what its table has
};

// Calls `fault` for each thing that is wrong (at most 20). *ret_faults counts them. Negative when it could
// not be read at all, -ECANCELED when it was interrupted.
int db_check(struct db *db, enum db_check_depth depth, void (*fault)(void *ctx, struct view text), void *ctx,
             int *ret_faults);

// The same, of one table (NULL: all), but -ECANCELED when it takes longer than so many milliseconds. Only
// SQLite's interrupt ends a check midway (its progress handler is not asked there), so a thread stands by.
int db_check_within(struct db *db, enum db_check_depth depth, const char *table, int ms,
                    void (*fault)(void *ctx, struct view text), void *ctx, int *ret_faults);

// The names of all tables, each with a NUL behind it, and one more at the end. -ENOSPC when they do not fit.
int db_tables(struct db *db, char *names, size_t size);
