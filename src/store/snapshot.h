// SPDX-License-Identifier: Apache-2.0
// A read transaction of one tenant: everything read in it is as of one position. It
// lives 500 ms, for the log cannot be restarted meanwhile: a statement that still runs then is -ECANCELED.
#pragma once
#include "store/db.h"

struct snapshot {
    struct db *db;
    int64_t tenant;
    int64_t position; // of the last event that it sees
};

// Opens it now: what was committed before this call is seen. Must be ended.
int snapshot_begin(struct db *db, int64_t tenant, struct snapshot *ret);
void snapshot_end(struct snapshot *snapshot);
