// SPDX-License-Identifier: Apache-2.0
// A session as those who chat in it see it: who takes part, who is there, how far they read.
#pragma once
#include "api/presence.h"
#include "hub/participant.h"
#include "hub/session.h"

struct room_participant {
    struct participant is;
    bool is_online;
};

struct room {
    struct session session;
    int64_t tenant;
    struct room_participant items[2 * PARTICIPANTS_MAX + 2]; // the customer first
    int count;
};

// The customer and the agents who took part, or have the session; nobody of them is there. SESSION_NONE.
int room_load(struct db *db, int64_t tenant, int64_t session, struct arena *arena, struct room *ret);
// The same of a session that was read.
int room_load_of(struct db *db, int64_t tenant, const struct session *session, struct arena *arena,
                 struct room *ret);

// And who is there.
int room_add_present(struct db *db, struct presence *presence, struct arena *arena, struct room *room);

// The member `participants`. Customers are told the names of agents, not their ids.
void room_write_participants(struct json_writer *w, const struct room *room, enum audience audience,
                             struct view epoch);
