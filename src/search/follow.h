// SPDX-License-Identifier: Apache-2.0
// Shared inside search: what the follower's thread holds.
#pragma once
#include "search/batch.h"
#include "search/purge.h"
#include "search/state.h"

struct follower {
    struct search *search;
    struct db *hub;      // reader of the store
    struct index *index; // NULL: to be opened
    struct batch batch;
    struct purge purge;
    int64_t messages_left,
        customers_left; // a reindex has still to read the rows below these; 0: none is under way
    int64_t followed;   // positions of all tenants together, of the pass at hand
    int told_percent;
};

// Opens the index. Where there is none that can be gone on with, makes one that knows nothing: what is in the
// store's tables is to be read (…_left), what comes to be followed. 0 or negative.
int follow_open(struct follower *f);
// Closes it; with `removes` the file goes too.
void follow_close(struct follower *f, bool removes);

enum follow_outcome {
    FOLLOW_OK = 0,
    FOLLOW_TOO_FAR = 1, // events that were not read yet have been trimmed
};

// Takes the next events of every tenant. *ret_more: some remain.
int follow_events(struct follower *f, bool *ret_more);

// Reads the next rows of a reindex. *ret_more: some remain.
int follow_tables(struct follower *f, bool *ret_more);
