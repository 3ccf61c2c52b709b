// SPDX-License-Identifier: Apache-2.0
// Tags: a tenant's own words for sessions and customers.
#pragma once
#include "hub/row.h"
#include "store/tx.h"

enum {
    TAG_NAME_MAX = 64, // bytes
    TAG_OF_ONE_MAX = 32,
    TAG_OF_TENANT_MAX = 1000,
};

enum tag_outcome {
    TAG_OK = 0,
    TAG_NONE = 1,
    TAG_BAD_NAME,     // empty, too long, or with control characters
    TAG_TOO_MANY,     // TAG_OF_ONE_MAX
    TAG_TENANT_FULL,  // TAG_OF_TENANT_MAX
    TAG_NOT_AN_ARRAY, // of strings
};

// The row of the tag of that name.
int tag_find(struct db *db, int64_t tenant, struct view name, int64_t *ret);
