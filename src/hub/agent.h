// SPDX-License-Identifier: Apache-2.0
// Agents: the people of the company who work with the hub.
#pragma once
#include "hub/access.h"
#include "hub/actor.h"

// Stored as numbers: append only.
enum agent_status { AGENT_OFFLINE = 0, AGENT_ONLINE = 1, AGENT_AWAY = 2, AGENT_BUSY = 3 };

enum {
    AGENT_CAPACITY_MAX = 1000,
    AGENT_SKILLS_MAX = 64,
};

struct agent {
    int64_t row;
    struct view id, name;
    struct view email; // normalised; no data: none
    enum access_scope role;
    enum agent_status status;
    bool has_password;
    int capacity;                    // sessions at once
    struct view skills;              // JSON array of ids; no data: none
    struct view preferences;         // JSON object; no data: none
    int64_t version;                 // for ETag
    int64_t status_us;               // when the status was set
    int64_t disabled_us, deleted_us; // 0: not
    int64_t created_us, updated_us;
};

enum agent_outcome {
    AGENT_OK = 0,
    AGENT_NONE = 1,
    AGENT_ID_TAKEN, // perhaps by one that was deleted: history keeps the id
    AGENT_EMAIL_TAKEN,
    AGENT_BAD_EMAIL,
    AGENT_NO_QUEUE,   // one of the queues does not exist
    AGENT_NO_SKILL,   // one of the skills does not exist
    AGENT_LAST_ADMIN, // nobody could administer the tenant any more
};

// One that was not deleted, by id; texts in the arena. AGENT_NONE.
int agent_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct agent *ret);
// By row, also of one that was deleted.
int agent_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct agent *ret);

struct view agent_status_name(enum agent_status status); // "online"
