// SPDX-License-Identifier: Apache-2.0
// Percent encoding (RFC 3986 2.1) and application/x-www-form-urlencoded (WHATWG URL 5.1). Pure.
#pragma once
#include "base/arena.h"
#include "base/buffer.h"

struct form_pair {
    struct view name;
    struct view value;
};

enum form_outcome {
    FORM_OK = 0,
    FORM_INVALID = 1, // a % without two hex digits, a NUL, or bytes that are not UTF-8
    FORM_TOO_MANY,    // more pairs than the cap
    FORM_NO_MEMORY,
};

// Decodes one path segment or the like: %XX only, '+' stays. A view into the input when nothing is
// encoded, else a copy in the arena.
int percent_decode(struct arena *a, struct view text, struct view *ret);

// Appends with everything but the unreserved characters of RFC 3986 2.3 as %XX.
void percent_encode(struct buffer *out, struct view text);

// Splits "a=1&b=2" into decoded pairs in the arena ('+' is a space). Empty pairs are left out.
int form_parse(struct arena *a, struct view text, size_t max_pairs, struct form_pair **ret_pairs,
               size_t *ret_count);

// Appends "name=value", with '&' before it when the buffer is not empty; space becomes '+'.
void form_append(struct buffer *out, struct view name, struct view value);

// The value of the first pair of that name, or a view without data.
struct view form_value(const struct form_pair *pairs, size_t count, struct view name);
