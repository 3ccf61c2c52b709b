// SPDX-License-Identifier: Apache-2.0
// For tests of search: a store with a follower, used as if it were a function.
#pragma once
#include "hub/testing_hub.h"
#include "search/search.h"

struct testing_search {
    struct testing_store store;
    struct search *search;
    struct arena arena; // of the last result
    struct search_result result;
};

void testing_search_begin(struct testing_search *t);
void testing_search_end(struct testing_search *t);
void testing_search_open(struct testing_search *t); // the follower alone
void testing_search_close(struct testing_search *t);

// Waits until the index knows all that is committed and no reindex is under way.
void testing_search_settle(struct testing_search *t, int64_t tenant);

// A message of a customer of a tenant, on a channel; returns its row.
int64_t testing_search_say(struct testing_search *t, int64_t tenant, const char *customer,
                           enum channel channel, const char *content);

// SQL of the test's own, then an event of that kind.
void testing_search_change(struct testing_search *t, const char *sql, enum event_kind kind, int64_t ref);

// Asks; the result is in t->result.
void testing_search_find(struct testing_search *t, int64_t tenant, const struct search_query *query);
// Contents of the messages found for a text of tenant 1, or ids of customers, separated by '|'.
const char *testing_search_messages(struct testing_search *t, const char *text);
const char *testing_search_customers(struct testing_search *t, const char *text);

// Every term of the index with its row and place, of messages and customers: a number that stands for all.
uint64_t testing_search_sum(const struct testing_search *t);
// The same of the rows that the hours have.
uint64_t testing_search_hours(const struct testing_search *t);

// Whether any file of the data directory whose name begins with `name` holds the bytes.
bool testing_search_has_bytes(const struct testing_search *t, const char *name, const char *bytes);
