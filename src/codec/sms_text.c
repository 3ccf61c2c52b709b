// SPDX-License-Identifier: Apache-2.0
#include "codec/sms_text.h"
#include "codec/utf8.h"
#include <stdint.h>

// Beyond ASCII, in order: what the default alphabet has in one place.
static const uint16_t wide[] = {
    0x00A1, 0x00A3, 0x00A4, 0x00A5, 0x00A7, 0x00BF, 0x00C4, 0x00C5, 0x00C6, 0x00C7, 0x00C9, 0x00D1, 0x00D6,
    0x00D8, 0x00DC, 0x00DF, 0x00E0, 0x00E4, 0x00E5, 0x00E6, 0x00E8, 0x00E9, 0x00EC, 0x00F1, 0x00F2, 0x00F6,
    0x00F8, 0x00F9, 0x00FC, 0x0393, 0x0394, 0x0398, 0x039B, 0x039E, 0x03A0, 0x03A3, 0x03A6, 0x03A8, 0x03A9};

static int ascii_width(unsigned long c)
{
    switch (c) {
    case '\f':
    case '[':
    case '\\':
    case ']':
    case '^':
    case '{':
    case '|':
    case '}':
    case '~':
        return 2;
    case '\n':
    case '\r':
        return 1;
    case '`':
        return 0;
    default:
        return c >= ' ' && c < 0x7F;
    }
}

int sms_gsm7_width(unsigned long character)
{
    if (character < 0x80)
        return ascii_width(character);
    if (character == 0x20AC) // the euro sign
        return 2;
    for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
        if (wide[i] == character)
            return 1;
    return 0;
}

// ---- the text, character by character

static unsigned long next(struct view *rest)
{
    const unsigned char *s = (const unsigned char *)rest->data;
    size_t size = utf8_character(*rest);
    unsigned long c = size == 0 ? 0xFFFD : size == 1 ? s[0] : s[0] & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++)
        c = c << 6 | (s[i] & 0x3F);
    size += size == 0;
    *rest = view_make(rest->data + size, rest->size - size);
    return c;
}

static int width(enum sms_encoding encoding, unsigned long c)
{
    return encoding == SMS_GSM7 ? sms_gsm7_width(c) : c > 0xFFFF ? 2 : 1;
}

static enum sms_encoding encoding_of(struct view text)
{
    while (text.size > 0)
        if (sms_gsm7_width(next(&text)) == 0)
            return SMS_UCS2;
    return SMS_GSM7;
}

// Fills segments of `room` places each; *ret_used is what the last one holds.
static int fill(struct view text, enum sms_encoding encoding, int room, int *ret_used)
{
    int segments = 0, used = room;
    while (text.size > 0) {
        int needs = width(encoding, next(&text));
        if (used + needs > room) {
            segments++;
            used = 0;
        }
        used += needs;
    }
    *ret_used = used;
    return segments;
}

struct sms_size sms_measure(struct view text)
{
    struct sms_size size = {.encoding = encoding_of(text)};
    bool is_gsm7 = size.encoding == SMS_GSM7;
    int one = is_gsm7 ? SMS_GSM7_ONE : SMS_UCS2_ONE, many = is_gsm7 ? SMS_GSM7_MANY : SMS_UCS2_MANY;
    for (struct view rest = text; rest.size > 0; size.characters++)
        size.units += width(size.encoding, next(&rest));
    if (size.units <= one) {
        size.segments = size.units > 0;
        size.left = size.segments * (one - size.units);
        return size;
    }
    int used;
    size.segments = fill(text, size.encoding, many, &used);
    size.left = many - used;
    return size;
}

struct view sms_encoding_name(enum sms_encoding encoding)
{
    return encoding == SMS_GSM7 ? VIEW("GSM-7") : VIEW("UCS-2");
}
