// SPDX-License-Identifier: Apache-2.0
// A view is a borrowed run of bytes: not terminated, never owned.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct view {
    const char *data; // may be NULL when size is 0
    size_t size;
};

// A view of a string literal.
#define VIEW(literal) ((struct view){.data = "" literal, .size = sizeof(literal) - 1})

// For printf's "%.*s".
#define VIEW_ARG(v) (int)(v).size, (v).data == NULL ? "" : (v).data

static inline struct view view_make(const char *data, size_t size)
{
    return (struct view){.data = data, .size = size};
}

// The empty view for NULL.
static inline struct view view_from(const char *text)
{
    return view_make(text, text == NULL ? 0 : strlen(text));
}

static inline bool view_equal(struct view a, struct view b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

// ASCII only, as HTTP compares field names (RFC 9110 5.1).
bool view_equal_nocase(struct view a, struct view b);

bool view_starts(struct view v, struct view prefix);

// Without leading and trailing spaces and tabs.
struct view view_trim(struct view v);

// Cuts *rest at the first `mark`: returns what stands before it and leaves in *rest what follows.
// Without a mark returns all of it and leaves *rest empty with data NULL.
struct view view_cut(struct view *rest, char mark);

// A decimal without sign, at most 18 digits. False (and *ret untouched) for anything else.
bool view_to_uint(struct view v, long long *ret);
