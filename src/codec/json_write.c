// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.h"
#include "codec/json.h"
#include "codec/json_scan.h"
#include "codec/utf8.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// Room for `size` bytes and a comma, and the comma where one is due. NULL when there is none.
static inline char *begin_token(struct json_writer *w, size_t size)
{
    struct buffer *b = w->out;
    if (!buffer_reserve(b, size + 1))
        return NULL;
    if (w->needs_comma)
        b->data[b->size++] = ',';
    return b->data + b->size;
}

static inline void write_value(struct json_writer *w, const char *text, size_t size)
{
    char *at = begin_token(w, size);
    if (at == NULL)
        return;
    memcpy(at, text, size);
    w->out->size += size;
    w->needs_comma = true;
}

static void begin_container(struct json_writer *w, char bracket)
{
    if (w->depth == JSON_DEPTH_MAX)
        w->out->failed = true;
    char *at = begin_token(w, 1);
    if (at == NULL)
        return;
    *at = bracket;
    w->out->size++;
    w->depth++;
    w->needs_comma = false;
}

static void end_container(struct json_writer *w, char bracket)
{
    if (w->depth == 0)
        w->out->failed = true;
    if (!buffer_reserve(w->out, 1))
        return;
    w->out->data[w->out->size++] = bracket;
    w->depth--;
    w->needs_comma = true;
}

void json_begin_object(struct json_writer *w)
{
    begin_container(w, '{');
}

void json_end_object(struct json_writer *w)
{
    end_container(w, '}');
}

void json_begin_array(struct json_writer *w)
{
    begin_container(w, '[');
}

void json_end_array(struct json_writer *w)
{
    end_container(w, ']');
}

void json_key(struct json_writer *w, struct view name)
{
    char *at = begin_token(w, name.size + 3);
    if (at == NULL)
        return;
    *at++ = '"';
    if (name.size > 0)
        memcpy(at, name.data, name.size);
    at += name.size;
    at[0] = '"';
    at[1] = ':';
    w->out->size += name.size + 3;
    w->needs_comma = false;
}

// Writes in place of a byte that cannot stand as it is.
static void append_escape(struct buffer *b, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    if (c == 0 || c >= 0x80) {
        buffer_append_view(b, VIEW("\xEF\xBF\xBD"));
        return;
    }
    const char *known = strchr(from, c);
    if (known != NULL)
        buffer_append(b, (char[2]){'\\', to[known - from]}, 2);
    else
        buffer_append(b, (char[6]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
}

// The first byte in [at, end) that must be escaped or replaced, or end.
static const char *skip_clean(const char *at, const char *end)
{
    for (;;) {
        at = json_scan_plain(at, end);
        if (at == end || (unsigned char)*at < 0x80)
            return at;
        size_t size = utf8_character(view_make(at, (size_t)(end - at)));
        if (size == 0)
            return at;
        at += size;
    }
}

// The text in quotes. Room for it is there unless something is escaped.
static void append_quoted(struct json_writer *w, struct view text)
{
    struct buffer *b = w->out;
    if (begin_token(w, text.size + 2) == NULL)
        return;
    b->data[b->size++] = '"';
    const char *at = text.size == 0 ? "" : text.data, *end = at + text.size;
    for (;;) {
        const char *stop = skip_clean(at, end);
        buffer_append(b, at, (size_t)(stop - at));
        if (stop == end)
            break;
        append_escape(b, (unsigned char)*stop);
        at = stop + 1;
    }
    buffer_append_char(b, '"');
}

void json_key_escaped(struct json_writer *w, struct view name)
{
    append_quoted(w, name);
    buffer_append_char(w->out, ':');
    w->needs_comma = false;
}

void json_string(struct json_writer *w, struct view text)
{
    append_quoted(w, text);
    w->needs_comma = true;
}

void json_string_or_null(struct json_writer *w, struct view text)
{
    if (text.data == NULL)
        json_null(w);
    else
        json_string(w, text);
}

void json_integer(struct json_writer *w, int64_t value)
{
    if (begin_token(w, 24) == NULL)
        return;
    buffer_append_int(w->out, value);
    w->needs_comma = true;
}

// The number as digits with at most six places behind the point, when 15 digits say it exactly.
// Answers the size of the text, 0 when that does not do.
static int fixed_text(double value, char text[static 32])
{
    double scale = 1;
    for (int places = 0; places <= 6; places++, scale *= 10) {
        double digits = nearbyint(value * scale);
        if (fabs(digits) >= 1e15)
            return 0;
        if (digits / scale != value)
            continue;
        long long whole = llabs((long long)digits), unit = (long long)scale;
        const char *sign = signbit(value) ? "-" : "";
        if (places == 0)
            return snprintf(text, 32, "%s%lld", sign, whole);
        return snprintf(text, 32, "%s%lld.%0*lld", sign, whole / unit, places, whole % unit);
    }
    return 0;
}

// As d.ddde±dd with the fewest digits that read back as the same number.
static int exponent_text(double value, char text[static 32])
{
    int size = 0;
    for (int places = 14; places <= 16; places++) {
        size = snprintf(text, 32, "%.*e", places, value);
        if (strtod(text, NULL) == value)
            break;
    }
    text[signbit(value) ? 2 : 1] = '.'; // whatever the locale put there
    char *e = strchr(text, 'e'), *last = e - 1;
    while (*last == '0')
        last--;
    if (*last == '.')
        last--;
    memmove(last + 1, e, (size_t)(text + size + 1 - e));
    return size - (int)(e - last - 1);
}

void json_real(struct json_writer *w, double value)
{
    char text[32];
    if (!isfinite(value)) {
        json_null(w);
        return;
    }
    int size = fixed_text(value, text);
    if (size == 0)
        size = exponent_text(value, text);
    write_value(w, text, (size_t)size);
}

void json_bool(struct json_writer *w, bool value)
{
    if (value)
        write_value(w, "true", 4);
    else
        write_value(w, "false", 5);
}

void json_null(struct json_writer *w)
{
    write_value(w, "null", 4);
}

void json_time(struct json_writer *w, int64_t us)
{
    if (us == 0) {
        json_null(w);
        return;
    }
    char text[TIME_TEXT_SIZE + 3];
    time_text(text + 1, us);
    text[0] = '"';
    text[TIME_TEXT_SIZE + 1] = '"';
    write_value(w, text, TIME_TEXT_SIZE + 2);
}

void json_raw(struct json_writer *w, struct view json)
{
    if (json.size > 0)
        write_value(w, json.data, json.size);
    else
        json_null(w);
}
