// SPDX-License-Identifier: Apache-2.0
// Agents: the people of the company who work with the hub.
#pragma once
#include "hub/access.h"
#include "hub/actor.h"

// Stored as numbers: append only.
enum agent_status { AGENT_OFFLINE = 0, AGENT_ONLINE = 1, AGENT_AWAY = 2, AGENT_BUSY = 3 };

// The scopes that an agent may have.
enum agent_role {
    AGENT_ROLE_AGENT = ACCESS_AGENT,
    AGENT_ROLE_SUPERVISOR = ACCESS_SUPERVISOR,
    AGENT_ROLE_ADMIN = ACCESS_ADMIN,
};

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
    AGENT_NO_QUEUE, // one of the queues does not exist
    AGENT_NO_SKILL, // one of the skills does not exist
    AGENT_IS_SELF,  // nobody takes their own role, or themselves, away
    AGENT_CROWDED,  // too many jobs are open to give their sessions back
};

// One that was not deleted, by id; texts in the arena. AGENT_NONE.
int agent_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct agent *ret);
// By row, also of one that was deleted.
int agent_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct agent *ret);

// Calls `each` for at most `limit` agents in order of their rows, behind the row *cursor (0 at the start),
// which it moves. As key_walk.
int agent_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
               int (*each)(void *ctx, const struct agent *agent), void *ctx);

// The ids of the agent's queues as a JSON array in the arena.
int agent_queues_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct view *ret);

// As the API's Agent; `queues` is what agent_queues_load gave. The object is left open for more members.
void agent_write_open(struct json_writer *w, const struct agent *agent, struct view queues);

struct view agent_status_name(enum agent_status status); // "online"
