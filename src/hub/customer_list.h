// SPDX-License-Identifier: Apache-2.0
// Lists of customers, newest first: one entry a person, however many were merged into one.
#pragma once
#include "hub/cluster.h"
#include "hub/identity.h"
#include "store/snapshot.h"

enum { CUSTOMER_FILTERS_MAX = 3 };

struct customer_filter {
    struct identity_given addresses[CUSTOMER_FILTERS_MAX]; // who is known by all of them
    int address_count;
    struct view tag; // no data: any
};

// Calls `each` for at most `limit` customers behind *cursor (a row; INT64_MAX: from the newest on), which it
// moves. Texts die with the call. A positive answer of `each` ends it behind this customer. *ret_has_more
// tells whether there may be others behind the cursor.
int customer_walk(const struct snapshot *snapshot, const struct customer_filter *filter, int64_t *cursor,
                  int limit, struct arena *arena, int (*each)(void *ctx, const struct cluster *cluster),
                  void *ctx, bool *ret_has_more);
