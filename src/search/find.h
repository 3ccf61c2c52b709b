// SPDX-License-Identifier: Apache-2.0
// One search on its way: what is asked of the index, and what it answered. Which of it may be shown is
// decided by show.h.
#pragma once
#include "hub/cluster.h"
#include "search/index.h"
#include "search/query.h"
#include "search/search.h"

struct candidate {
    int64_t row;
    double score;
};

// The best first.
struct candidates {
    struct candidate *items;
    int count;
    bool is_capped;
    int64_t last; // no row above it was among them; 0: there were none
};

struct search_find {
    const struct search_query *query;
    int64_t tenant;
    unsigned kinds;
    // Resolved in the hub's store before the index is asked: whose messages; none: everybody's.
    int64_t customers[CLUSTER_MAX];
    int customer_count;
    int64_t session;
    bool is_nowhere; // the customer or session asked for does not exist
    // Answered by the index.
    struct search_words words;
    bool is_message_open, is_customer_open; // the last word was asked for as a beginning
    struct candidates messages, found_customers;
    int64_t position;
    bool is_complete;
};

// -ECANCELED past 300 ms, -EUCLEAN when the index is broken.
int find_in_index(struct index *index, struct search_find *find, struct arena *arena);
