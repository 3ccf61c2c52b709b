// SPDX-License-Identifier: Apache-2.0
#include "codec/form.h"
#include "codec/utf8.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static bool is_encoded(struct view text, bool plus_is_space)
{
    return memchr(text.data, '%', text.size) != NULL ||
           (plus_is_space && memchr(text.data, '+', text.size) != NULL);
}

// Writes at most text.size bytes. False for a % without two hex digits.
static bool decode_into(char *out, struct view text, bool plus_is_space, size_t *ret_size)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '%') {
            int high = text.size - i < 3 ? -1 : hex_value(text.data[i + 1]);
            int low = high < 0 ? -1 : hex_value(text.data[i + 2]);
            if (low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus_is_space)
            c = ' ';
        out[size++] = c;
    }
    *ret_size = size;
    return true;
}

static int decode(struct arena *a, struct view text, bool plus_is_space, struct view *ret)
{
    struct view decoded = text.size == 0 ? VIEW("") : text;
    if (text.size > 0 && is_encoded(text, plus_is_space)) {
        char *out = arena_alloc(a, text.size);
        if (out == NULL)
            return FORM_NO_MEMORY;
        decoded.data = out;
        if (!decode_into(out, text, plus_is_space, &decoded.size))
            return FORM_INVALID;
    }
    if (memchr(decoded.data, '\0', decoded.size) != NULL || !utf8_is_valid(decoded))
        return FORM_INVALID;
    *ret = decoded;
    return FORM_OK;
}

int percent_decode(struct arena *a, struct view text, struct view *ret)
{
    return decode(a, text, false, ret);
}

static bool is_alphanumeric(char c)
{
    char lower = (char)(c | 0x20);
    return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z');
}

static void append_encoded(struct buffer *out, char c)
{
    static const char hex[] = "0123456789ABCDEF";
    unsigned char byte = (unsigned char)c;
    buffer_append(out, (char[3]){'%', hex[byte >> 4], hex[byte & 15]}, 3);
}

void percent_encode(struct buffer *out, struct view text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~')
            buffer_append_char(out, c);
        else
            append_encoded(out, c);
    }
}

static size_t count_pairs(struct view text)
{
    size_t count = 0;
    while (text.size > 0)
        count += view_cut(&text, '&').size > 0;
    return count;
}

int form_parse(struct arena *a, struct view text, size_t max_pairs, struct form_pair **ret_pairs,
               size_t *ret_count)
{
    size_t count = count_pairs(text), done = 0;
    if (count > max_pairs)
        return FORM_TOO_MANY;
    struct form_pair *pairs = arena_alloc(a, count * sizeof(*pairs));
    if (pairs == NULL)
        return FORM_NO_MEMORY;
    while (done < count) {
        struct view value = view_cut(&text, '&');
        if (value.size == 0)
            continue;
        struct view name = view_cut(&value, '=');
        int r = decode(a, name, true, &pairs[done].name);
        if (r == 0)
            r = decode(a, value, true, &pairs[done].value);
        if (r != 0)
            return r;
        done++;
    }
    *ret_pairs = pairs;
    *ret_count = count;
    return FORM_OK;
}

static void append_component(struct buffer *out, struct view text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '*')
            buffer_append_char(out, c);
        else if (c == ' ')
            buffer_append_char(out, '+');
        else
            append_encoded(out, c);
    }
}

void form_append(struct buffer *out, struct view name, struct view value)
{
    if (out->size > 0)
        buffer_append_char(out, '&');
    append_component(out, name);
    buffer_append_char(out, '=');
    append_component(out, value);
}

struct view form_value(const struct form_pair *pairs, size_t count, struct view name)
{
    for (size_t i = 0; i < count; i++)
        if (view_equal(pairs[i].name, name))
            return pairs[i].value;
    return (struct view){0};
}
