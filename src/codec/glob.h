// SPDX-License-Identifier: Apache-2.0
// Patterns that cannot be made slow: a '*' stands for any run of bytes, all else for itself. Time is linear
// in pattern and text, whatever they are: the pieces between the stars are looked for from left to right, and
// none is looked for again. Pure.
#pragma once
#include "base/view.h"

enum { GLOB_MAX = 256 }; // bytes of a pattern; a longer one matches nothing

// The whole text, byte by byte.
bool glob_matches(struct view pattern, struct view text);
