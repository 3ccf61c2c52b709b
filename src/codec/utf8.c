// SPDX-License-Identifier: Apache-2.0
#include "codec/utf8.h"
#include <stdint.h>

static inline bool is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

size_t utf8_character(struct view text)
{
    const unsigned char *s = (const unsigned char *)text.data;
    if (text.size == 0)
        return 0;
    if (s[0] < 0x80)
        return 1;
    if (s[0] < 0xC2 || s[0] > 0xF4 || text.size < 2 || !is_tail(s[1]))
        return 0;
    if (s[0] < 0xE0)
        return 2;
    if (text.size < 3 || !is_tail(s[2]))
        return 0;
    if (s[0] < 0xF0) {
        bool is_overlong = s[0] == 0xE0 && s[1] < 0xA0;
        bool is_surrogate = s[0] == 0xED && s[1] >= 0xA0;
        return is_overlong || is_surrogate ? 0 : 3;
    }
    if (text.size < 4 || !is_tail(s[3]))
        return 0;
    bool is_overlong = s[0] == 0xF0 && s[1] < 0x90;
    bool is_beyond = s[0] == 0xF4 && s[1] >= 0x90;
    return is_overlong || is_beyond ? 0 : 4;
}

static const char *skip_ascii(const char *at, const char *end)
{
    while (end - at >= 8) {
        uint64_t x;
        memcpy(&x, at, sizeof(x));
        if ((x & 0x8080808080808080) != 0)
            break;
        at += 8;
    }
    while (at < end && (unsigned char)*at < 0x80)
        at++;
    return at;
}

bool utf8_is_valid(struct view text)
{
    if (text.size == 0)
        return true;
    const char *at = text.data, *end = at + text.size;
    for (;;) {
        at = skip_ascii(at, end);
        if (at == end)
            return true;
        size_t size = utf8_character(view_make(at, (size_t)(end - at)));
        if (size == 0)
            return false;
        at += size;
    }
}

struct view utf8_cut(struct view text, size_t max)
{
    if (text.size <= max)
        return text;
    size_t size = max;
    for (int back = 0; back < 3 && size > 0 && is_tail((unsigned char)text.data[size]); back++)
        size--;
    // What is no character anyway may be cut anywhere.
    if (size + utf8_character(view_make(text.data + size, text.size - size)) <= max)
        size = max;
    return view_make(text.data, size);
}
