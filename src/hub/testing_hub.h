// SPDX-License-Identifier: Apache-2.0
// For tests of this folder: the domain's operations on a store of their own, as if they were functions.
#pragma once
#include "hub/cluster.h"
#include "hub/conversation.h"
#include "store/testing_store.h"

struct said {
    char id[64], session_id[160];
    int64_t position, created_us;
    bool is_duplicate;
};

// message_store in a transaction of its own. `said` may be NULL.
int hub_say(struct testing_store *t, const struct message_in *in, struct said *said);
// Short for an inbound message of a customer on a channel to the default session.
void hub_says(struct testing_store *t, const char *customer, enum channel channel, const char *content);

// conversation_open. `session_id` may be NULL.
int hub_open(struct testing_store *t, const struct conversation_in *in, char session_id[160], bool *is_new);

// customer_merge and customer_unmerge, by nobody in particular.
int hub_merge(struct testing_store *t, const char *survivor, const char *other);
int hub_unmerge(struct testing_store *t, const char *survivor, const char *other);

// Reads outside a transaction of the writer; the arena is the caller's.
struct session hub_session(struct testing_store *t, const char *id, struct arena *arena);
struct customer hub_customer(struct testing_store *t, const char *id, struct arena *arena);

struct cluster hub_cluster(struct testing_store *t, const char *id, struct arena *arena);

// Events published since the store was opened.
int hub_events(const struct testing_store *t);
const struct event *hub_event(const struct testing_store *t, int number); // from 0

struct view hub_text(const char *text);
