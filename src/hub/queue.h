// SPDX-License-Identifier: Apache-2.0
// Queues: where sessions wait for an agent, and which agents see them.
#pragma once
#include "codec/json.h"
#include "hub/actor.h"
#include "store/snapshot.h"
#include "store/tx.h"

struct queue {
    int64_t row;
    struct view id, name;
    struct view settings; // JSON object; no data: none
    int64_t version;      // for ETag
    int64_t deleted_us;   // 0: not
    int64_t created_us, updated_us;
};

enum queue_outcome {
    QUEUE_OK = 0,
    QUEUE_NONE = 1,
    QUEUE_ID_TAKEN,  // perhaps by one that was deleted: history keeps the id
    QUEUE_IN_USE,    // open sessions are in it
    QUEUE_TOO_LARGE, // settings would pass QUEUE_SETTINGS_MAX
};

// One that was not deleted, by id; texts in the arena. QUEUE_NONE.
int queue_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct queue *ret);
// By row, also of one that was deleted.
int queue_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct queue *ret);

// In order of rows, behind *cursor (0 at the start), which it moves. As key_walk.
int queue_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
               int (*each)(void *ctx, const struct queue *queue), void *ctx);

// What a change says; without data: nothing.
struct queue_change {
    struct view name;
    struct view settings; // JSON object, merged member by member (RFC 7396)
};

enum { QUEUE_SETTINGS_MAX = 16 << 10 };

// `id` without data: one of the hub's. QUEUE_ID_TAKEN, QUEUE_TOO_LARGE. *ret is read anew.
int queue_create(struct tx *tx, const struct actor *actor, struct view id, const struct queue_change *first,
                 struct queue *ret);
int queue_change(struct tx *tx, const struct actor *actor, const struct queue *queue,
                 const struct queue_change *change);
// QUEUE_IN_USE while open sessions are in it. Who had it has it no more.
int queue_delete(struct tx *tx, const struct actor *actor, const struct queue *queue);

// As the API's Queue.
void queue_write(struct json_writer *w, const struct queue *queue);
