// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.h"
#include "codec/json.h"
#include "codec/json_scan.h"
#include "codec/utf8.h"
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_SIZE = 40 }; // more than any number takes
#define ZEROS "00000000000000000000"

// Room for `size` bytes and a comma, and the comma where one is due. NULL when there is none.
static inline char *begin_token(struct json_writer *w, size_t size)
{
    struct buffer *b = w->out;
    if ((b->failed || b->capacity - b->size <= size) && !buffer_reserve(b, size + 1))
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

// `digits` with a point before the last `places` of them. Answers the size.
static int put_fixed(char text[static NUMBER_SIZE], bool is_negative, uint64_t digits, int places)
{
    char reversed[NUMBER_SIZE];
    int size = 0;
    for (int at = 0; digits > 0 || at <= places; at++, digits /= 10) {
        if (at == places && places > 0)
            reversed[size++] = '.';
        reversed[size++] = (char)('0' + digits % 10);
    }
    if (is_negative)
        reversed[size++] = '-';
    for (int i = 0; i < size; i++)
        text[i] = reversed[size - 1 - i];
    return size;
}

// For the many numbers that a few places behind the point say exactly; 0 for others.
static int fixed_text(double value, char text[static NUMBER_SIZE])
{
    double scale = 1;
    for (int places = 0; places <= 6; places++, scale *= 10) {
        double digits = nearbyint(value * scale);
        if (fabs(digits) >= 1e15)
            return 0;
        if (digits / scale == value)
            return put_fixed(text, signbit(value), (uint64_t)fabs(digits), places);
    }
    return 0;
}

// The fewest digits that read back as this positive number, and the power of ten of the first.
static int shortest_digits(double value, char digits[static NUMBER_SIZE], int *ret_power)
{
    char text[NUMBER_SIZE];
    // Fifteen digits survive in every number but the smallest; zeros at their end are cut off.
    int places = value < DBL_MIN ? 0 : 14;
    for (;; places++) {
        snprintf(text, sizeof(text), "%.*e", places, value);
        if (places == 16 || strtod(text, NULL) == value)
            break;
    }
    int size = places + 1;
    digits[0] = text[0];
    memcpy(digits + 1, text + 2, (size_t)places); // behind the point, whatever the locale writes
    while (size > 1 && digits[size - 1] == '0')
        size--;
    *ret_power = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    return size;
}

// Lays digits out as JavaScript does: plain from 1e-6 up to 1e21, else with an exponent.
static int put_digits(char text[static NUMBER_SIZE], const char *digits, int size, int power)
{
    if (power >= 0 && power <= 20 && power < size - 1)
        return snprintf(text, NUMBER_SIZE, "%.*s.%.*s", power + 1, digits, size - power - 1,
                        digits + power + 1);
    if (power >= 0 && power <= 20)
        return snprintf(text, NUMBER_SIZE, "%.*s%.*s", size, digits, power + 1 - size, ZEROS);
    if (power < 0 && power >= -6)
        return snprintf(text, NUMBER_SIZE, "0.%.*s%.*s", -power - 1, ZEROS, size, digits);
    if (size == 1)
        return snprintf(text, NUMBER_SIZE, "%ce%d", digits[0], power);
    return snprintf(text, NUMBER_SIZE, "%c.%.*se%d", digits[0], size - 1, digits + 1, power);
}

static int any_text(double value, char text[static NUMBER_SIZE + 1])
{
    char digits[NUMBER_SIZE];
    int power, sign = signbit(value) ? 1 : 0;
    int size = shortest_digits(fabs(value), digits, &power);
    text[0] = '-';
    return sign + put_digits(text + sign, digits, size, power);
}

void json_real(struct json_writer *w, double value)
{
    char text[NUMBER_SIZE + 1];
    if (!isfinite(value)) {
        json_null(w);
        return;
    }
    int size = fixed_text(value, text);
    if (size == 0)
        size = any_text(value, text);
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

void json_members(struct json_writer *w, struct view object)
{
    if (object.size > 2)
        write_value(w, object.data + 1, object.size - 2);
}
