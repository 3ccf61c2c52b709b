// SPDX-License-Identifier: Apache-2.0
// Ids: UUID version 7 (RFC 9562 5.7) for what the hub names, and the check for what callers name.
#pragma once
#include "base/random.h"
#include "base/view.h"
#include <stdint.h>

enum {
    ID_SIZE = 36,       // characters of a hub id
    ID_CALLER_MAX = 128 // characters of an id that a caller chose
};

// Writes the 36 characters and a NUL.
void id_make(char ret_id[static ID_SIZE + 1], int64_t now_us, const struct random *random);

// 1 to 128 characters of [A-Za-z0-9._:@+-].
bool id_is_valid(struct view id);
