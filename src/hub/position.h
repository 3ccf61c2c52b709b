// SPDX-License-Identifier: Apache-2.0
// Positions as clients see them: "EPOCH-N". Opaque to them but for N's order within one epoch.
#pragma once
#include "codec/json.h"

enum { POSITION_TEXT_MAX = 8 + 1 + 20 };

void position_write(struct json_writer *w, struct view epoch, int64_t position);

// Bytes written to `ret_text` (no NUL).
size_t position_text(char ret_text[static POSITION_TEXT_MAX], struct view epoch, int64_t position);

// False when the text is no position, or one of another epoch.
bool position_from(struct view text, struct view epoch, int64_t *ret);
