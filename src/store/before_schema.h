// SPDX-License-Identifier: Apache-2.0
// The copy of the database that is made before its schema changes: DIR/before-schema-N.db, where N is the
// number that it still has. To go back: stop the hub, put the copy in place of hub.db, start the old program.
#pragma once
#include "store/db.h"

// Makes it when this program would change an existing store, and nothing else. Before migrate. -ENOSPC, ….
int before_schema_keep(struct db *db, const char *dir);

// Removes the copies that were last written before then (µs since 1970; INT64_MAX: all). Also for erasures:
// they hold everybody who was there. *ret_count (may be NULL) how many went.
int before_schema_drop(const char *dir, int64_t before_us, int *ret_count);
