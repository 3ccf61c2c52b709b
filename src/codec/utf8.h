// SPDX-License-Identifier: Apache-2.0
// UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once
#include "base/view.h"

bool utf8_is_valid(struct view text);

// Bytes of the well-formed character at the front of `text`, 0 if there is none (or text is empty).
size_t utf8_character(struct view text);

// The longest front part of at most `max` bytes that does not cut a character.
struct view utf8_cut(struct view text, size_t max);
