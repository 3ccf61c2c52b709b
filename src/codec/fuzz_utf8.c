// SPDX-License-Identifier: Apache-2.0
// Against a decoder that is too plain to be wrong: it takes the bits and judges the number.
#include "codec/utf8.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static size_t naive_character(const uint8_t *s, size_t size)
{
    if (size == 0)
        return 0;
    size_t length = s[0] < 0x80             ? 1
                    : (s[0] & 0xE0) == 0xC0 ? 2
                    : (s[0] & 0xF0) == 0xE0 ? 3
                    : (s[0] & 0xF8) == 0xF0 ? 4
                                            : 0;
    if (length == 0 || length > size)
        return 0;
    uint32_t c = length == 1 ? s[0] : s[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3F);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    return c < least[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ? 0 : length;
}

static bool naive_valid(const uint8_t *s, size_t size)
{
    while (size > 0) {
        size_t length = naive_character(s, size);
        if (length == 0)
            return false;
        s += length;
        size -= length;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view text = view_make((const char *)data, size);
    bool valid = naive_valid(data, size);
    check(utf8_is_valid(text) == valid);
    for (size_t i = 0; i <= size; i++) {
        check(utf8_character(view_make(text.data + i, size - i)) == naive_character(data + i, size - i));
        struct view cut = utf8_cut(text, i);
        check(cut.size <= i && cut.size + 3 >= (i < size ? i : size));
        if (valid)
            check(naive_valid(data, cut.size));
    }
    return 0;
}
