// SPDX-License-Identifier: Apache-2.0
// JSON Pointer (RFC 6901): "/messages/0/from". Pure; takes no memory.
#pragma once
#include "codec/json.h"

enum { JSON_POINTER_MAX = 256 }; // bytes of a pointer

// Whether it is one: empty, or '/' before each token, "~0" for '~' and "~1" for '/', UTF-8 without NUL, and
// not longer than the maximum.
bool json_pointer_is(struct view text);

// What it points at, or NULL: nothing, or it is no pointer. An index is "0" or begins with another digit;
// "-", the place behind the end, holds nothing. Of a member that stands twice the last counts.
const struct json *json_pointer_find(const struct json *root, struct view pointer);

// Appends one token to a pointer, escaped.
void json_pointer_append(struct buffer *out, struct view token);
