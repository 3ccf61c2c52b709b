// SPDX-License-Identifier: Apache-2.0
#include "codec/glob.h"

static bool ends(struct view text, struct view end)
{
    return text.size >= end.size &&
           (end.size == 0 || memcmp(text.data + text.size - end.size, end.data, end.size) == 0);
}

// The first place of a piece is as good as any: what follows it has the most room then.
bool glob_matches(struct view pattern, struct view text)
{
    struct view rest = pattern;
    struct view piece = view_cut(&rest, '*');
    if (pattern.size > GLOB_MAX || !view_starts(text, piece))
        return false;
    if (rest.data == NULL)
        return text.size == piece.size;
    text = view_make(text.data + piece.size, text.size - piece.size);
    for (;;) {
        piece = view_cut(&rest, '*');
        if (rest.data == NULL)
            return ends(text, piece);
        if (piece.size == 0)
            continue;
        const char *found = text.size == 0 ? NULL : memmem(text.data, text.size, piece.data, piece.size);
        if (found == NULL)
            return false;
        text = view_make(found + piece.size, (size_t)(text.data + text.size - found) - piece.size);
    }
}
