// SPDX-License-Identifier: Apache-2.0
// JSON, strictly RFC 8259: text in, a flat array of values out (in an arena); and an append-only
// writer. Pure: no I/O, no globals, any thread.
#pragma once
#include "base/arena.h"
#include "base/buffer.h"
#include <stdint.h>

enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
};

enum {
    JSON_DEPTH_MAX = 64,      // arrays and objects inside one another
    JSON_TEXT_MAX = 64 << 20, // bytes of one document
};

// A value. Values of one document lie in document order in one array: the first child of an array
// or object is the next value, the next sibling is `span` values on. Members of an object are pairs:
// the key (a string) and then its value.
struct json {
    const char *text; // where the value's text begins: for strings behind the quote
    uint32_t size;    // bytes of that text: for strings without the quotes, raw (escapes undecoded)
    uint32_t span;    // values that this one takes in the array, itself included
    uint32_t count;   // items of an array, members of an object, else 0
    uint8_t type;     // enum json_type
    bool has_escapes; // strings only
};

enum json_outcome {
    JSON_OK = 0,
    JSON_INVALID = 1, // not JSON, or not UTF-8
    JSON_TOO_DEEP,
    JSON_TOO_LARGE, // JSON_TEXT_MAX, or the arena's maximum
};

// Parses one whole document (white space may stand round it, no byte order mark). The text must
// outlive the values. *ret_at (may be NULL) is the offset of the fault for JSON_INVALID and
// JSON_TOO_DEEP. An escaped lone surrogate and an escaped or raw NUL (U+0000) are JSON_INVALID:
// neither can be stored or sent on faithfully. Takes 24 bytes of the arena a value, up to four times
// that in a large document, whose array is moved as it grows.
int json_parse(struct arena *a, struct view text, size_t *ret_at, const struct json **ret_root);

// A human sentence for an outcome, for error messages.
const char *json_outcome_text(int outcome);

// First child of an array or object (of an object: its first key), or NULL.
const struct json *json_first(const struct json *parent);

// The child behind `child`, or NULL behind the last. In an object use json_next_member.
const struct json *json_next(const struct json *parent, const struct json *child);

// Walks an object: key is the current key (json_first at the start); its value is key + 1.
const struct json *json_next_member(const struct json *object, const struct json *key);

static inline const struct json *json_value_of(const struct json *key)
{
    return key + 1;
}

// The value of a member by name, the last one if it stands twice, or NULL.
const struct json *json_member(const struct json *object, struct view name);

// Decoded text of a string: without escapes a view into the document, else a copy in the arena.
// False when the value is no string or memory is short.
bool json_text(const struct json *value, struct arena *a, struct view *ret);

// Whole numbers only: 1, -1, 1.0 and 1e2 are, 1.5 is not. False when it is none or does not fit.
bool json_int(const struct json *value, int64_t *ret);

// Any finite number.
bool json_double(const struct json *value, double *ret);

// The value's own text, quotes included for strings: what json_raw takes.
struct view json_source(const struct json *value);

// ---- writing

// Appends to a buffer; commas are its own business. Nesting beyond JSON_DEPTH_MAX, or an end without
// a beginning, marks the buffer as failed.
struct json_writer {
    struct buffer *out;
    const void *ctx; // of whoever made it, for those who write with it; NULL: none
    uint8_t depth;
    bool needs_comma;
};

static inline struct json_writer json_writer(struct buffer *out)
{
    return (struct json_writer){.out = out};
}

void json_begin_object(struct json_writer *w);
void json_end_object(struct json_writer *w);
void json_begin_array(struct json_writer *w);
void json_end_array(struct json_writer *w);

// A member's name: written as it is, so it must need no escape (names are the program's own).
void json_key(struct json_writer *w, struct view name);

// A member's name from outside, escaped.
void json_key_escaped(struct json_writer *w, struct view name);

// Text, escaped as needed. Bytes that are not UTF-8, and NUL, become U+FFFD.
void json_string(struct json_writer *w, struct view text);

// null for a view without data, else the string.
void json_string_or_null(struct json_writer *w, struct view text);
void json_integer(struct json_writer *w, int64_t value);
// The fewest digits that read back as the same number; null when it is not finite.
void json_real(struct json_writer *w, double value);
void json_bool(struct json_writer *w, bool value);
void json_null(struct json_writer *w);
// RFC 3339 time in UTC with milliseconds (base/time_text.h); null for 0.
void json_time(struct json_writer *w, int64_t us);
// JSON text that is known to be valid, as it is.
void json_raw(struct json_writer *w, struct view json);
// The members of an object's valid text without blanks round it, into the object that is open.
void json_members(struct json_writer *w, struct view object);
