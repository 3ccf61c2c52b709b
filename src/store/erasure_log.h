// SPDX-License-Identifier: Apache-2.0
// The list of erasures: who was erased, in a file of its own beside the database, so that it outlives a
// restore of an older one and can be applied again. One JSON line each:
// {"tenant":1,"customer_id":"cust_ada","at":"2026-11-22T14:05:09.123Z"}. It only grows.
#pragma once
#include "base/view.h"
#include <stdint.h>

struct erasure {
    int64_t tenant;
    struct view customer_id;
    int64_t at_us;
};

enum erasure_log_outcome {
    ERASURE_LOG_OK = 0,
    ERASURE_LOG_DAMAGED = 1, // a line is none; a half line at the end is not meant: it was never promised
};

// Appends to DIR/erasures and returns when it is durable: before the first row of the customer is erased.
// Any thread, one at a time.
int erasure_log_add(const char *dir, const struct erasure *erasure);

// Calls `each` for every line of the file in order, until it returns something else than 0, which is
// returned. A missing file has none. *ret_line (may be NULL) is the line that is damaged.
int erasure_log_walk(const char *path, int (*each)(void *ctx, const struct erasure *erasure), void *ctx,
                     int *ret_line);

// Writes DIR/erasures with everybody that stands in one of the files, once, with the last time; synced.
// *ret_count is how many. `paths` that are missing (or NULL) have none. -EMSGSIZE past a million lines.
int erasure_log_unite(const char *const *paths, int count, const char *dir, int *ret_count);
