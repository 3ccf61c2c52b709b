// SPDX-License-Identifier: Apache-2.0
#include "net/chunked.h"

enum { DIGITS_MAX = 15, OVERHEAD_MAX = 16 * 1024 };

enum state {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    LINE_START, // of a trailer, or the end
    TRAILER,
    TRAILER_LF,
    END_LF,
    END,
    BAD
};

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
        return (c | 0x20) - 'a' + 10;
    return -1;
}

static enum state after_size(struct chunked *c, char byte)
{
    if (c->digits == 0)
        return BAD;
    if (byte == '\r')
        return SIZE_LF;
    return byte == ';' ? EXTENSION : BAD;
}

static enum state on_size(struct chunked *c, char byte)
{
    int value = hex_value(byte);
    if (value < 0)
        return after_size(c, byte);
    if (++c->digits > DIGITS_MAX)
        return BAD;
    c->left = c->left << 4 | (uint64_t)value;
    return SIZE;
}

// Inside an extension or a trailer line.
static enum state on_text(struct chunked *c, char byte, enum state same, enum state at_cr)
{
    if (++c->overhead > OVERHEAD_MAX)
        return BAD;
    if (byte == '\r')
        return at_cr;
    return ((unsigned char)byte < 0x20 && byte != '\t') || byte == 0x7f ? BAD : same;
}

static enum state on_byte(struct chunked *c, char byte)
{
    switch ((enum state)c->state) {
    case SIZE:
        return on_size(c, byte);
    case EXTENSION:
        return on_text(c, byte, EXTENSION, SIZE_LF);
    case SIZE_LF:
        c->digits = 0;
        if (byte != '\n')
            return BAD;
        return c->left > 0 ? DATA : LINE_START;
    case DATA_CR:
        return byte == '\r' ? DATA_LF : BAD;
    case DATA_LF:
        return byte == '\n' ? SIZE : BAD;
    case LINE_START:
        if (byte == ' ' || byte == '\t' || byte == ':')
            return BAD;
        return on_text(c, byte, TRAILER, END_LF);
    case TRAILER:
        return on_text(c, byte, TRAILER, TRAILER_LF);
    case TRAILER_LF:
        return byte == '\n' ? LINE_START : BAD;
    case END_LF:
        return byte == '\n' ? END : BAD;
    case DATA:
    case END:
    case BAD:
        break;
    }
    return BAD;
}

static struct view take_data(struct chunked *c, struct view *rest)
{
    struct view data = view_make(rest->data, c->left < rest->size ? (size_t)c->left : rest->size);
    c->left -= data.size;
    if (c->left == 0)
        c->state = DATA_CR;
    *rest = view_make(rest->data + data.size, rest->size - data.size);
    return data;
}

int chunked_read(struct chunked *c, struct view *rest, struct view *ret_data)
{
    while (rest->size > 0) {
        if (c->state == DATA) {
            *ret_data = take_data(c, rest);
            return CHUNKED_DATA;
        }
        c->state = (uint8_t)on_byte(c, rest->data[0]);
        if (c->state == BAD)
            return CHUNKED_BAD;
        *rest = view_make(rest->data + 1, rest->size - 1);
        if (c->state == END)
            return CHUNKED_DONE;
    }
    return CHUNKED_MORE;
}
