// SPDX-License-Identifier: Apache-2.0
// A growing run of bytes with a stated maximum. Appending never reports: it marks the buffer as
// failed when the maximum or memory is reached, and whoever uses the bytes asks once.
#pragma once
#include "base/view.h"
#include <stdint.h>

struct buffer {
    char *data;
    size_t size;
    size_t capacity;
    size_t max;
    bool failed;   // something did not fit; the content is not to be used
    bool is_fixed; // the memory is somebody else's: never grown, never freed
};

// No memory is taken before the first append.
void buffer_init(struct buffer *b, size_t max);

// A buffer over memory of the caller's, that holds as much and no more.
static inline struct buffer buffer_fixed(char *data, size_t size)
{
    return (struct buffer){.data = data, .capacity = size, .max = size, .is_fixed = true};
}

// Leaves an empty buffer with the same maximum. Harmless on a zeroed buffer.
void buffer_free(struct buffer *b);

// Empties it, keeps its memory, clears the failure.
void buffer_clear(struct buffer *b);

// Room for `more` bytes behind the content; false marks the buffer as failed.
bool buffer_reserve(struct buffer *b, size_t more);

void buffer_append(struct buffer *b, const void *data, size_t size);
void buffer_append_view(struct buffer *b, struct view v);
void buffer_append_char(struct buffer *b, char c);
void buffer_append_int(struct buffer *b, int64_t value);
__attribute__((format(printf, 2, 3))) void buffer_printf(struct buffer *b, const char *format, ...);

// Drops the first `size` bytes and moves the rest to the front.
void buffer_consume(struct buffer *b, size_t size);

static inline struct view buffer_view(const struct buffer *b)
{
    return view_make(b->data, b->size);
}
