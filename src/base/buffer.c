// SPDX-License-Identifier: Apache-2.0
#include "base/buffer.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buffer_init(struct buffer *b, size_t max)
{
    *b = (struct buffer){.max = max};
}

void buffer_free(struct buffer *b)
{
    if (!b->is_fixed)
        free(b->data);
    buffer_init(b, b->max);
}

void buffer_clear(struct buffer *b)
{
    b->size = 0;
    b->failed = false;
}

static bool grow(struct buffer *b, size_t need)
{
    size_t capacity = b->capacity < 128 ? 256 : b->capacity * 2;
    while (capacity < need)
        capacity *= 2;
    if (capacity > b->max)
        capacity = b->max;
    char *data = realloc(b->data, capacity);
    if (data == NULL)
        return false;
    b->data = data;
    b->capacity = capacity;
    return true;
}

bool buffer_reserve(struct buffer *b, size_t more)
{
    if (b->failed)
        return false;
    if (more <= b->capacity - b->size)
        return true;
    if (b->is_fixed || more > b->max || b->size > b->max - more || !grow(b, b->size + more)) {
        b->failed = true;
        return false;
    }
    return true;
}

void buffer_append(struct buffer *b, const void *data, size_t size)
{
    if (size == 0 || !buffer_reserve(b, size))
        return;
    memcpy(b->data + b->size, data, size);
    b->size += size;
}

void buffer_append_view(struct buffer *b, struct view v)
{
    buffer_append(b, v.data, v.size);
}

void buffer_append_char(struct buffer *b, char c)
{
    buffer_append(b, &c, 1);
}

void buffer_append_int(struct buffer *b, int64_t value)
{
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        digits[--at] = '-';
    buffer_append(b, digits + at, sizeof(digits) - at);
}

void buffer_printf(struct buffer *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0)
        b->failed = true;
    else if (buffer_reserve(b, (size_t)size + 1)) {
        vsnprintf(b->data + b->size, (size_t)size + 1, format, again);
        b->size += (size_t)size;
    }
    va_end(again);
}

void buffer_consume(struct buffer *b, size_t size)
{
    if (size >= b->size) {
        b->size = 0;
        return;
    }
    memmove(b->data, b->data + size, b->size - size);
    b->size -= size;
}
