// SPDX-License-Identifier: Apache-2.0
// A merge of customers is a link: the merged one's row points to the survivor and nothing is rewritten.
// A cluster is a survivor with all that were merged into it, directly or not; a customer that was never
// merged is a cluster of one. What a customer's view shows is the cluster's.
#pragma once
#include "hub/customer.h"

enum { CLUSTER_MAX = 16 }; // customers in a cluster; a merge beyond it is refused

struct cluster {
    struct customer survivor; // as its row is
    // The survivor's row with what it lacks (name, phone, e-mail, members of profile, preferences and
    // context) taken from those that were merged into it, in the order in which they were made; blocked if
    // one of them is; tags and channels of all; sums over all. The version is the survivor's: merges count in
    // it.
    struct customer shown;
    int64_t members[CLUSTER_MAX]; // rows; the survivor first
    struct view ids[CLUSTER_MAX]; // theirs
    int count;
};

// The cluster of the customer with that id, whichever member it names; an id that nobody has and that is an
// address (E.164, e-mail) means who is known by it. CUSTOMER_NONE for an unknown one.
int cluster_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct cluster *ret);
// The same of a row.
int cluster_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct cluster *ret);

// The rows of a survivor's cluster, the survivor first.
int cluster_members(struct db *db, int64_t tenant, int64_t survivor, int64_t ret_members[static CLUSTER_MAX],
                    int *ret_count);

// Whether two customers are one person: their survivors are the same. 1, 0 or negative.
int cluster_is_same(struct db *db, int64_t tenant, int64_t customer, int64_t other);

// The link of a row, 0 for none, and how many lead to a row. Whoever writes the one writes the other.
int cluster_set_link(struct tx *tx, int64_t row, int64_t into);
int cluster_count_members(struct tx *tx, int64_t row, int by);

// Takes one customer out of its cluster without a trace of it: who were merged into it are merged into whom
// it was merged into, or are free.
int cluster_leave(struct tx *tx, const struct customer *customer);

// Position of the cluster's last event of any audience; 0 for none. A merge is an event, and so is its
// undoing: what each was told before lies behind it.
int cluster_last_position(struct db *db, int64_t tenant, const struct cluster *cluster, int64_t *ret);
