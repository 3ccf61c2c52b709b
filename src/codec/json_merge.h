// SPDX-License-Identifier: Apache-2.0
// JSON Merge Patch (RFC 7396). Pure.
#pragma once
#include "codec/json.h"

enum json_merge_outcome {
    JSON_MERGE_OK = 0,
    JSON_MERGE_INVALID = 1, // one of the texts is not JSON
    JSON_MERGE_TOO_LARGE,   // patch or result are above the maximum, or memory is short
};

// Applies `patch` to `target` (no data: an empty object); the result lies in the arena, members in the
// order of the target and then of the patch. Members whose patch is null are dropped.
int json_merge(struct arena *a, struct view target, struct view patch, size_t max, struct view *ret);
