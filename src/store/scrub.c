// SPDX-License-Identifier: Apache-2.0
#include "store/scrub.h"
#include <string.h>

enum { FILE_HEADER = 100, FREEBLOCK_HEADER = 4 };

static size_t number_at(const uint8_t *at)
{
    return (size_t)at[0] << 8 | at[1];
}

static bool zero(uint8_t *from, const uint8_t *to)
{
    bool was_there = false;
    for (uint8_t *at = from; at < to; at++)
        was_there |= *at != 0;
    if (was_there)
        memset(from, 0, (size_t)(to - from));
    return was_there;
}

static bool is_tree(uint8_t type)
{
    return type == 2 || type == 5 || type == 10 || type == 13;
}

// Freed cells: chained, in order of their places.
static bool scrub_freeblocks(uint8_t *page, size_t size, size_t at)
{
    bool was_there = false;
    while (at != 0 && at + FREEBLOCK_HEADER <= size) {
        size_t next = number_at(page + at), length = number_at(page + at + 2);
        if (length < FREEBLOCK_HEADER || at + length > size)
            break;
        was_there |= zero(page + at + FREEBLOCK_HEADER, page + at + length);
        if (next != 0 && next <= at)
            break;
        at = next;
    }
    return was_there;
}

bool scrub_page(uint8_t *page, size_t size, int64_t number)
{
    const uint8_t *header = page + (number == 1 ? FILE_HEADER : 0);
    if (!is_tree(header[0]))
        return false;
    size_t pointers = (size_t)(header - page) + (header[0] <= 5 ? 12 : 8);
    size_t gap = pointers + 2 * number_at(header + 3);
    size_t cells = number_at(header + 5) == 0 ? 65536 : number_at(header + 5);
    if (gap > cells || cells > size)
        return false;
    bool was_there = zero(page + gap, page + cells);
    return scrub_freeblocks(page, size, number_at(header + 1)) || was_there;
}
