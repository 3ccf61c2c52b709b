// SPDX-License-Identifier: Apache-2.0
// JSON with places that are filled in: {"to": "{{to}}", "body": "Dear {{name}}, …"}. A text that is nothing
// but a place becomes the value itself, whatever its type; within a longer text stands the value's text. A
// member or item that is nothing but a place without a value is left out; within a text it is empty.
// "{{open}}" writes two opening braces. Names of members are as they stand. Pure.
#pragma once
#include "codec/json.h"

enum { JSON_TEMPLATE_NAME_MAX = 64 };

// What a place is filled with: text or JSON; neither has data: there is no value.
struct json_template_value {
    struct view name;
    struct view text;
    struct view json; // valid; what is written where a text stands alone, and within a text as it is
};

enum json_template_outcome {
    JSON_TEMPLATE_OK = 0,
    JSON_TEMPLATE_UNKNOWN = 1, // a place of a name that is not among the values
    JSON_TEMPLATE_OPEN,        // "{{" without "}}"
    JSON_TEMPLATE_NO_MEMORY,
};

// Whether it can be written with values of these names. *ret_at is the pointer (RFC 6901) of the text that is
// wrong, appended to.
int json_template_check(const struct json *root, const struct json_template_value *names, size_t count,
                        struct arena *arena, struct buffer *ret_at);

// Writes it; it has been checked, or what is wrong is left as it stands. Without memory the writer's buffer
// is marked as failed.
void json_template_write(struct json_writer *w, const struct json *root,
                         const struct json_template_value *values, size_t count, struct arena *arena);

// ---- a text alone: an address, a header

enum json_template_style {
    JSON_TEMPLATE_PLAIN,
    JSON_TEMPLATE_PERCENT, // values are percent-encoded, as in a URL
    JSON_TEMPLATE_LINE,    // control characters of values become blanks, as in a header
};

int json_template_check_text(struct view text, const struct json_template_value *names, size_t count);
void json_template_text(struct buffer *out, struct view text, enum json_template_style style,
                        const struct json_template_value *values, size_t count);
