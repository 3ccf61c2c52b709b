// SPDX-License-Identifier: Apache-2.0
// Skills: names of what agents can do, such as languages, by which routing may choose.
#pragma once
#include "codec/json.h"
#include "hub/actor.h"
#include "store/snapshot.h"
#include "store/tx.h"

struct skill {
    int64_t row;
    struct view id, name;
    struct view description; // no data: none
    int64_t version;         // for ETag
    int64_t created_us, updated_us;
};

enum skill_outcome {
    SKILL_OK = 0,
    SKILL_NONE = 1,
    SKILL_ID_TAKEN,
};

int skill_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct skill *ret);

// In order of rows, behind *cursor (0 at the start), which it moves. As key_walk.
int skill_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
               int (*each)(void *ctx, const struct skill *skill), void *ctx);

// What a change says; without data: nothing.
struct skill_change {
    struct view name, description;
};

// `id` without data: one of the hub's.
int skill_create(struct tx *tx, const struct actor *actor, struct view id, const struct skill_change *first,
                 struct skill *ret);
int skill_change(struct tx *tx, const struct actor *actor, const struct skill *skill,
                 const struct skill_change *change);
// Agents who have it keep its id among their skills, where it means nothing any more.
int skill_delete(struct tx *tx, const struct actor *actor, const struct skill *skill);

// As the API's Skill.
void skill_write(struct json_writer *w, const struct skill *skill);
