// SPDX-License-Identifier: Apache-2.0
// Tags of a tenant, by name. They come into being with their first use.
#pragma once
#include "hub/tag_list.h"
#include "store/tx.h"

// The tag of that name, made if there is none.
int tag_need(struct tx *tx, struct view name, int64_t *ret_tag);

enum tag_outcome {
    TAG_OK = 0,
    TAG_NONE = 1,
};
int tag_find(struct db *db, int64_t tenant, struct view name, int64_t *ret_tag);
