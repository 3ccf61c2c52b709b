// SPDX-License-Identifier: Apache-2.0
// Queues: where sessions wait for an agent, and which agents see them.
#pragma once
#include "base/arena.h"
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
    QUEUE_ID_TAKEN, // perhaps by one that was deleted: history keeps the id
    QUEUE_IN_USE,   // open sessions wait in it
};

// One that was not deleted, by id; texts in the arena. QUEUE_NONE.
int queue_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct queue *ret);
// By row, also of one that was deleted.
int queue_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct queue *ret);
