// SPDX-License-Identifier: Apache-2.0
// Reading rows into structs whose texts live in an arena.
#pragma once
#include "base/arena.h"
#include "store/db.h"

struct row {
    const struct query *query;
    struct arena *arena;
    int column;  // the next one
    bool failed; // memory was short
};

static inline int64_t row_int(struct row *row)
{
    return query_int(row->query, row->column++);
}

// A copy; NULL stays a view without data.
static inline struct view row_text(struct row *row)
{
    struct view text = query_text(row->query, row->column++);
    if (text.data != NULL && !arena_copy(row->arena, text, &text))
        row->failed = true;
    return text;
}
