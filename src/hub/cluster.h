// SPDX-License-Identifier: Apache-2.0
// A merge of customers is a link: the merged one's row points to the survivor and nothing is rewritten.
// A cluster is a survivor with all that were merged into it, directly or not; a customer that was never
// merged is a cluster of one. What a customer's view shows is the cluster's.
#pragma once
#include "hub/customer.h"

enum { CLUSTER_MAX = 16 }; // customers in a cluster; a merge beyond it is refused

struct cluster {
    struct customer survivor;     // read whole
    int64_t members[CLUSTER_MAX]; // rows; the survivor first
    int count;
};

// The cluster of the customer with that id, whichever member it names. CUSTOMER_NONE for an unknown id.
int cluster_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct cluster *ret);
// The same of a row.
int cluster_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct cluster *ret);

// Whether two customers are one person: their survivors are the same. 1, 0 or negative.
int cluster_is_same(struct db *db, int64_t tenant, int64_t customer, int64_t other);
