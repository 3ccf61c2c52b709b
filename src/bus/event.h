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

// The body of each is read from event.ref. Stored as numbers: append only.
enum event_kind {
    EVENT_NEW_MESSAGE = 1,      // ref: interaction, of any type but a transfer
    EVENT_SESSION_UPDATE = 2,   // ref: session
    EVENT_CHANNEL_TRANSFER = 3, // ref: interaction
    EVENT_MESSAGE_UPDATED = 4,  // ref: interaction, edited
    EVENT_DELIVERY_UPDATE = 5,  // ref: interaction, whose delivery moved
    EVENT_CUSTOMER_UPDATE = 6,  // ref: customer
    EVENT_CUSTOMER_MERGED = 7,  // ref: customer; told once to each of the two, and again when it is undone
    EVENT_CUSTOMER_ERASED = 8,  // ref: customer, which is gone
    EVENT_NOTIFICATION = 9,     // ref: notification; for its agent only
    EVENT_ACCESS_CHANGE = 10,   // ref: widget site that changed, or 0: keys, logins, agents, connectors did.
                                // For the hub itself only
    EVENT_RULE_CHANGE = 11,     // ref: none; rules on words changed: likewise
};

struct event {
    struct event *next; // of the same batch, in order
    int64_t tenant;
    int64_t position;
    int64_t session;  // rows; 0 for none
    int64_t customer; // whose topic it is for: the survivor of those that were merged
    int64_t agent;    // likewise: the session's, or whom a notification is for
    int64_t queue;    // the session's
    int64_t ref;
    int64_t created_us;
    enum audience audience;
    enum event_kind kind;
    const void *body; // what a renderer of the kind takes (hub/event_text.h), in the batch's arena;
                      // NULL: to be read from the store by ref
};

// Who waits for rows to be written, and is told after the commit.
enum wake {
    WAKE_TIMERS,
    WAKE_JOBS,
    WAKE_FILES,
    WAKE_BLOBS,
    WAKE_OUTBOX,
    WAKE_CONNECTORS,
    WAKE_WEBHOOKS,
    WAKES
};

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
