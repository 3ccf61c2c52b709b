// SPDX-License-Identifier: Apache-2.0
// Names of tags as they stand in a row: a JSON array of strings, sorted by bytes, each once. Pure.
#pragma once
#include "codec/json.h"

enum { TAGS_MAX = 50, TAG_NAME_MAX = 64 }; // of one customer or session; bytes

struct tag_list {
    struct view names[TAGS_MAX];
    int count;
};

enum tag_list_outcome {
    TAG_LIST_OK = 0,
    TAG_LIST_INVALID = 1, // no array of strings, or a name that is empty or too long
    TAG_LIST_TOO_MANY,
};

// Names trimmed, sorted, each once. Views into the text or the arena.
int tag_list_read(struct arena *arena, struct view json, struct tag_list *ret);

// As JSON; no data for an empty list.
int tag_list_write(struct arena *arena, const struct tag_list *list, struct view *ret);

bool tag_list_has(const struct tag_list *list, struct view name);

// Adds the names of `more` to *list, both stored texts; as many as there is room for.
int tag_list_unite(struct arena *arena, struct view *list, struct view more);
