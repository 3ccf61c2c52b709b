// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"
#include "codec/json.h"
#include "codec/json_scan.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const struct json *json_first(const struct json *parent)
{
    return parent->count == 0 ? NULL : parent + 1;
}

const struct json *json_next(const struct json *parent, const struct json *child)
{
    const struct json *next = child + child->span;
    return next < parent + parent->span ? next : NULL;
}

const struct json *json_next_member(const struct json *object, const struct json *key)
{
    return json_next(object, key + 1);
}

// Decodes the escape at *at, which was checked when the text was parsed, and moves behind it.
static size_t take_escape(const char **at, char out[static 4])
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *escape = *at;
    if (escape[1] != 'u') {
        *at += 2;
        out[0] = to[strchr(from, escape[1]) - from];
        return 1;
    }
    *at += 6;
    uint32_t c = (uint32_t)json_scan_hex4(escape + 2);
    if (c >= 0xD800 && c <= 0xDFFF) {
        *at += 6;
        c = 0x10000 + ((c - 0xD800) << 10) + ((uint32_t)json_scan_hex4(escape + 8) - 0xDC00);
    }
    size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = size; i-- > 1; c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    static const unsigned char lead[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(lead[size] | c);
    return size;
}

static bool escaped_equals(const struct json *string, struct view name)
{
    const char *at = string->text, *end = at + string->size;
    size_t done = 0;
    while (at < end) {
        char decoded[4];
        size_t size = 1;
        if (*at == '\\')
            size = take_escape(&at, decoded);
        else
            decoded[0] = *at++;
        if (size > name.size - done || memcmp(decoded, name.data + done, size) != 0)
            return false;
        done += size;
    }
    return done == name.size;
}

static inline bool key_equals(const struct json *key, struct view name)
{
    if (key->has_escapes)
        return escaped_equals(key, name);
    return key->size == name.size && (name.size == 0 || memcmp(key->text, name.data, name.size) == 0);
}

const struct json *json_member(const struct json *object, struct view name)
{
    if (object->type != JSON_OBJECT)
        return NULL;
    const struct json *found = NULL, *key = object + 1;
    for (uint32_t left = object->count; left > 0; left--, key += 1 + key[1].span)
        if (key_equals(key, name))
            found = json_value_of(key);
    return found;
}

bool json_text(const struct json *value, struct arena *a, struct view *ret)
{
    if (value->type != JSON_STRING)
        return false;
    if (!value->has_escapes) {
        *ret = view_make(value->text, value->size);
        return true;
    }
    char *text = arena_alloc(a, value->size);
    if (text == NULL)
        return false;
    size_t size = 0;
    const char *at = value->text, *end = at + value->size;
    while (at < end) {
        const char *mark = memchr(at, '\\', (size_t)(end - at));
        size_t plain = (size_t)((mark == NULL ? end : mark) - at);
        memcpy(text + size, at, plain);
        size += plain;
        at += plain;
        if (mark != NULL) {
            char decoded[4];
            size_t more = take_escape(&at, decoded);
            memcpy(text + size, decoded, more);
            size += more;
        }
    }
    *ret = view_make(text, size);
    return true;
}

// A double is decided by its first 767 significant digits and whether anything follows them.
enum { DIGITS_MAX = 780, EXPONENT_MAX = 1000000000 };

// ± 0.d1 d2 d3 … as an integer of its significant digits, times ten to the exponent.
struct decimal {
    int64_t exponent;
    size_t count; // 0 is zero; the last digit is never 0
    bool is_negative;
    bool is_cut; // digits that are not 0 were left out
    char digits[DIGITS_MAX + 32];
};

static int64_t read_exponent(const char *at, const char *end)
{
    bool is_negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    int64_t exponent = 0;
    for (; at < end; at++)
        if (exponent < EXPONENT_MAX)
            exponent = exponent * 10 + (*at - '0');
    return is_negative ? -exponent : exponent;
}

static void read_decimal(const struct json *value, struct decimal *d)
{
    const char *at = value->text, *end = at + value->size;
    d->exponent = 0;
    d->count = 0;
    d->is_cut = false;
    d->is_negative = *at == '-';
    at += d->is_negative;
    bool is_fraction = false;
    for (; at < end && (*at | 0x20) != 'e'; at++) {
        if (*at == '.') {
            is_fraction = true;
            continue;
        }
        d->exponent -= is_fraction;
        if (d->count == 0 && *at == '0')
            continue;
        if (d->count < DIGITS_MAX)
            d->digits[d->count++] = *at;
        else {
            d->exponent++;
            d->is_cut |= *at != '0';
        }
    }
    if (at < end)
        d->exponent += read_exponent(at + 1, end);
    for (; !d->is_cut && d->count > 0 && d->digits[d->count - 1] == '0'; d->count--)
        d->exponent++;
}

// At most 19 digits, which always fit.
static uint64_t decimal_digits(const struct decimal *d)
{
    uint64_t value = 0;
    for (size_t i = 0; i < d->count; i++)
        value = value * 10 + (uint64_t)(d->digits[i] - '0');
    return value;
}

// Digits only, and few enough to fit in any case.
static bool plain_int(const struct json *value, int64_t *ret)
{
    const char *at = value->text, *end = at + value->size;
    bool is_negative = *at == '-';
    if (value->size > 18)
        return false;
    int64_t size = 0;
    for (at += is_negative; at < end; at++) {
        if (*at < '0' || *at > '9')
            return false;
        size = size * 10 + (*at - '0');
    }
    *ret = is_negative ? -size : size;
    return true;
}

bool json_int(const struct json *value, int64_t *ret)
{
    if (value->type != JSON_NUMBER)
        return false;
    if (plain_int(value, ret))
        return true;
    struct decimal d;
    read_decimal(value, &d);
    if (d.count == 0) {
        *ret = 0;
        return true;
    }
    if (d.exponent < 0 || (int64_t)d.count + d.exponent > 19)
        return false;
    uint64_t size = decimal_digits(&d);
    for (; d.exponent > 0; d.exponent--)
        size *= 10;
    if (size > (uint64_t)INT64_MAX + d.is_negative)
        return false;
    *ret = d.is_negative ? (int64_t)(0 - size) : (int64_t)size;
    return true;
}

// The digits without a point, so that no locale can mislead strtod.
static double slow_double(struct decimal *d)
{
    if (d->is_cut) {
        d->digits[d->count++] = '1';
        d->exponent--;
    }
    snprintf(d->digits + d->count, sizeof(d->digits) - d->count, "e%lld", (long long)d->exponent);
    return strtod(d->digits, NULL);
}

bool json_double(const struct json *value, double *ret)
{
    static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (value->type != JSON_NUMBER)
        return false;
    struct decimal d;
    read_decimal(value, &d);
    double size;
    if (d.count == 0)
        size = 0;
    else if (d.count <= 15 && d.exponent >= 0 && d.exponent <= 22)
        size = (double)decimal_digits(&d) * tens[d.exponent];
    else if (d.count <= 15 && d.exponent < 0 && d.exponent >= -22)
        size = (double)decimal_digits(&d) / tens[-d.exponent];
    else
        size = slow_double(&d);
    if (!isfinite(size))
        return false;
    *ret = d.is_negative ? -size : size;
    return true;
}

struct view json_source(const struct json *value)
{
    if (value->type == JSON_STRING)
        return view_make(value->text - 1, (size_t)value->size + 2);
    return view_make(value->text, value->size);
}
