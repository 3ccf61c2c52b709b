// SPDX-License-Identifier: Apache-2.0
// RFC 3339 times in UTC with milliseconds: "2026-11-22T14:05:09.123Z".
#pragma once
#include "base/view.h"
#include <stdint.h>

enum { TIME_TEXT_SIZE = 24 };

// Writes the 24 characters and a NUL. `us` must be in the years 1970 to 9999.
void time_text(char ret_text[static TIME_TEXT_SIZE + 1], int64_t us);

// Any RFC 3339 time of the years 1970 to 9999, with any offset; below a microsecond is cut off. False
// (and *ret_us untouched) for anything else.
bool time_text_parse(struct view text, int64_t *ret_us);
