// SPDX-License-Identifier: Apache-2.0
// What live clients are told about: events, committed with the rows that they speak of.
#pragma once
#include "base/arena.h"
#include <stdatomic.h>

// Who may see a thing.
enum audience {
    AUDIENCE_INTERNAL = 0, // the company only
    AUDIENCE_PUBLIC = 1,   // the customer too
};

// The body of each is read from event.ref.
enum event_kind {
    EVENT_NEW_MESSAGE = 1,    // ref: interaction
    EVENT_SESSION_UPDATE = 2, // ref: session
};

struct event {
    struct event *next; // of the same batch, in order
    int64_t tenant;
    int64_t position;
    int64_t session; // rows; 0 for none
    int64_t customer;
    int64_t ref;
    int64_t created_us;
    enum audience audience;
    enum event_kind kind;
    const void *body; // what a renderer of the kind takes (hub/event_text.h), in the batch's arena;
                      // NULL: to be read from the store by ref
};

// Who waits for rows to be written, and is told after the commit.
enum wake { WAKE_TIMERS, WAKE_JOBS, WAKE_FILES, WAKES };

// The events of one commit. Immutable once published; freed with its last reference.
struct event_batch {
    atomic_int refs;
    int count;
    struct event *first;
    struct event *last;
    struct arena arena;
    int64_t wake_us[WAKES]; // from when on there is something for each; 0: nothing
};

// One reference, the caller's. NULL when memory is short.
struct event_batch *event_batch_new(void);
struct event_batch *event_batch_ref(struct event_batch *batch);
void event_batch_unref(struct event_batch *batch); // NULL is harmless
