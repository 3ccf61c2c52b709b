// SPDX-License-Identifier: Apache-2.0
#include "shape.h"
#include <errno.h>

static const struct {
    struct view text;
    size_t width;
} kinds[] = {
    [SHAPE_NUMBER] = {{"{{number}}", 10}, 12}, [SHAPE_CUSTOMER] = {{"{{customer}}", 12}, 7},
    [SHAPE_EACH] = {{"{{each}}", 8}, 7},       [SHAPE_RANDOM] = {{"{{random}}", 10}, 16},
    [SHAPE_RUN] = {{"{{run}}", 7}, 8},
};

enum { KIND_COUNT = sizeof(kinds) / sizeof(kinds[0]) };

// -1 when no known hole begins here.
static int kind_at(struct view text)
{
    for (int kind = 0; kind < KIND_COUNT; kind++)
        if (view_starts(text, kinds[kind].text))
            return kind;
    return -1;
}

static int add_hole(struct shape *s, enum shape_kind kind)
{
    if (s->hole_count == SHAPE_HOLES_MAX)
        return SHAPE_TOO_MANY_HOLES;
    s->holes[s->hole_count++] = (struct shape_hole){.at = s->bytes.size, .kind = kind};
    buffer_append(&s->bytes, "0000000000000000", kinds[kind].width);
    return SHAPE_DONE;
}

int shape_append(struct shape *s, struct view text)
{
    if (s->bytes.max == 0)
        buffer_init(&s->bytes, 1 << 20);
    while (text.size > 0) {
        const char *brace = memmem(text.data, text.size, "{{", 2);
        size_t plain = brace == NULL ? text.size : (size_t)(brace - text.data);
        buffer_append(&s->bytes, text.data, plain);
        text = view_make(text.data + plain, text.size - plain);
        if (brace == NULL)
            break;
        int kind = kind_at(text);
        if (kind < 0)
            return SHAPE_UNKNOWN_HOLE;
        int outcome = add_hole(s, (enum shape_kind)kind);
        if (outcome != SHAPE_DONE)
            return outcome;
        text = view_make(text.data + kinds[kind].text.size, text.size - kinds[kind].text.size);
    }
    return s->bytes.failed ? -ENOMEM : SHAPE_DONE;
}

size_t shape_text_size(struct view text)
{
    struct shape s = {.hole_count = 0};
    size_t size = shape_append(&s, text) == SHAPE_DONE ? s.bytes.size : 0;
    shape_free(&s);
    return size;
}

static void put_decimal(char *out, size_t width, uint64_t value)
{
    for (size_t i = width; i > 0; i--, value /= 10)
        out[i - 1] = (char)('0' + value % 10);
}

static void put_hex(char *out, size_t width, uint64_t value)
{
    for (size_t i = width; i > 0; i--, value >>= 4)
        out[i - 1] = "0123456789abcdef"[value & 15];
}

static void fill(char *out, enum shape_kind kind, struct shape_source *source)
{
    size_t width = kinds[kind].width;
    uint64_t customers = source->customers > 0 ? source->customers : 1;
    switch (kind) {
    case SHAPE_NUMBER:
        put_decimal(out, width, source->number);
        break;
    case SHAPE_CUSTOMER:
        put_decimal(out, width, shape_draw(&source->random) % customers);
        break;
    case SHAPE_EACH:
        put_decimal(out, width, source->number % customers);
        break;
    case SHAPE_RANDOM:
        put_hex(out, width, shape_draw(&source->random));
        break;
    case SHAPE_RUN:
        put_hex(out, width, source->run);
        break;
    }
}

struct view shape_next(struct shape *s, struct shape_source *source)
{
    for (int i = 0; i < s->hole_count; i++)
        fill(s->bytes.data + s->holes[i].at, s->holes[i].kind, source);
    source->number++;
    return buffer_view(&s->bytes);
}

void shape_free(struct shape *s)
{
    buffer_free(&s->bytes);
    s->hole_count = 0;
}
