// SPDX-License-Identifier: Apache-2.0
// Who listens to which session now, on all loops together: customers and agents, not programs. Whoever leaves
// counts as there for a while, so that a reload or a short cut is no news. Any thread.
#pragma once
#include "base/list.h"
#include "base/map.h"
#include <pthread.h>

enum {
    PRESENCE_GRACE_US = 5000000,
    PRESENT_MAX = 50, // of one session that are told
};

// As whom somebody listens: the row of an agent, PRESENT_CUSTOMER, or PRESENT_NOBODY who does not count.
enum { PRESENT_NOBODY = 0, PRESENT_CUSTOMER = -1 };

struct presence {
    pthread_mutex_t lock;
    struct map rooms;    // by tenant and session
    struct list leaving; // members with nobody left, the first to go first
    int members;
};

struct presence_room {
    int64_t tenant, session; // rows
};

void presence_init(struct presence *p);
void presence_free(struct presence *p);

// True when this is news: they were not there a moment ago. Each enter has its leave.
bool presence_enter(struct presence *p, struct presence_room room, int64_t who);
void presence_leave(struct presence *p, struct presence_room room, int64_t who, int64_t now_us);

// Who is there, in the order in which they came; returns how many were written.
int presence_list(struct presence *p, struct presence_room room, int64_t ret[static PRESENT_MAX]);

// Forgets one who left PRESENCE_GRACE_US ago and says from where. False when there is none.
bool presence_take_gone(struct presence *p, int64_t now_us, struct presence_room *ret);

int presence_count(struct presence *p); // of sessions times those who are there
