// SPDX-License-Identifier: Apache-2.0
// Brings the database to the schema of this program, one migration a transaction.
#pragma once
#include "base/random.h"
#include "store/db.h"

enum migrate_outcome {
    MIGRATE_OK = 0,
    MIGRATE_NEWER = 1, // the directory was made by a newer program; *ret_number is its schema's number
};

// The schema's number of a store, 0 for a new one (which then has its table `meta`).
int migrate_number(struct db *db, int *ret);

// Applies what is missing; makes the tenant `default` and the epoch in a new store.
int migrate(struct db *db, int64_t now_us, const struct random *random, int *ret_number);
