// SPDX-License-Identifier: Apache-2.0
// Tags of a tenant, by name. They come into being with their first use.
#pragma once
#include "hub/tag_list.h"
#include "store/snapshot.h"
#include "store/tx.h"

// The tag of that name, made if there is none.
int tag_need(struct tx *tx, struct view name, int64_t *ret_tag);

enum tag_outcome {
    TAG_OK = 0,
    TAG_NONE = 1,
};
int tag_find(struct db *db, int64_t tenant, struct view name, int64_t *ret_tag);

// The tag, made if there is none, and its colour (no data: none).
int tag_put(struct tx *tx, struct view name, struct view color);

struct tag {
    int64_t row;
    struct view name, color; // no data: none
    int64_t created_us;
};

// Calls `each` for at most `limit` tags behind a row, the oldest first. Texts live as long as the arena.
int tag_walk(const struct snapshot *snapshot, int64_t behind, int limit, struct arena *arena,
             int (*each)(void *ctx, const struct tag *tag), void *ctx);
