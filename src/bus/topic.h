// SPDX-License-Identifier: Apache-2.0
// Topics of one loop and who listens to them. A topic exists while somebody does. One thread.
#pragma once
#include "base/list.h"
#include "base/map.h"
#include "bus/event.h"

// Public name: "session/ID", "customer/ID", "agent/ID", "queue/ID", "dashboard"; "unqueued" is what happens
// to sessions of no queue.
enum topic_kind { TOPIC_SESSION, TOPIC_CUSTOMER, TOPIC_AGENT, TOPIC_QUEUE, TOPIC_DASHBOARD };

struct topic_key {
    int64_t tenant;
    enum topic_kind kind;
    int64_t ref; // row of the session, customer …; 0 for the dashboard and for no queue
};

enum { AUDIENCES = 2 };

struct topic {
    struct topic_key key;
    char *name;
    int64_t last[AUDIENCES]; // position of the last event that each audience may see
    int64_t floor;           // events up to here were counted when the topic was made
    struct list subscriptions[AUDIENCES];
};

struct subscription {
    struct list node;  // in topic.subscriptions[audience]
    struct list owned; // for the owner's own list
    struct topic *topic;
    enum audience audience;
    int64_t from;    // nothing up to here is delivered
    int64_t gap;     // what the first event that was kept from the owner followed; -1: all were given
    int64_t present; // as whom the owner is there (api/presence.h)
    uint64_t ticket; // of what the owner waits for before it is delivered anything; 0: nothing
    void *owner;
};

struct topics {
    struct map by_key;
};

void topics_free(struct topics *topics); // every subscription must be gone

// NULL when nobody listens.
struct topic *topic_get(const struct topics *topics, struct topic_key key);

// Makes a topic that nobody listens to yet; `last` and `floor` are the caller's to set. NULL without memory.
struct topic *topic_add(struct topics *topics, struct topic_key key, struct view name);

void topic_join(struct topic *topic, struct subscription *subscription);
// Removes the topic with its last subscription.
void topic_leave(struct topics *topics, struct subscription *subscription);

// The last position of an event of the topic for the audience, moved on by an event that came now. Returns
// false when the event was counted already.
bool topic_move(struct topic *topic, const struct event *event, int64_t ret_previous[static AUDIENCES]);

// The topics that an event belongs to; returns how many were written.
enum { TOPICS_OF_EVENT = 5 };
int topics_of(const struct event *event, struct topic_key ret[static TOPICS_OF_EVENT]);

// Whether the audience may see the event.
static inline bool event_is_for(const struct event *event, enum audience audience)
{
    return audience == AUDIENCE_INTERNAL || event->audience == AUDIENCE_PUBLIC;
}
