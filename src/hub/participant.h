// SPDX-License-Identifier: Apache-2.0
// Who takes part in a session, and how far each has come: up to which position they were delivered and have
// read what is in it. Marks that only move forward, so that one told late, twice or out of order does no
// harm.
#pragma once
#include "hub/interaction.h"

enum { PARTICIPANTS_MAX = 50 }; // that are read of one session

struct participant {
    enum author_type kind;                     // AUTHOR_CUSTOMER or AUTHOR_AGENT
    int64_t ref;                               // row of the agent; 0: the customer
    struct view id, name;                      // of agents
    int64_t delivered_position, read_position; // 0: not known
};

// Moves the marks of one on, made if they are not there. What was read was delivered.
int participant_move(struct tx *tx, int64_t session, const struct participant *to);

// The marks of one; 0 for those who have none.
int participant_marks(struct db *db, int64_t tenant, int64_t session, enum author_type kind, int64_t ref,
                      struct participant *ret);

// The agents of one that is merged into another take part in that one too, without marks.
int participants_follow(struct tx *tx, int64_t from, int64_t into);

struct participants {
    struct participant items[PARTICIPANTS_MAX];
    int count;
};

// The customer first, if they have marks, then agents; texts in the arena.
int participants_load(struct db *db, int64_t tenant, int64_t session, struct arena *arena,
                      struct participants *ret);
