// SPDX-License-Identifier: Apache-2.0
#include "hub/position.h"

size_t position_text(char ret_text[static POSITION_TEXT_MAX], struct view epoch, int64_t position)
{
    struct buffer out = buffer_fixed(ret_text, POSITION_TEXT_MAX);
    buffer_append_view(&out, epoch);
    buffer_append_char(&out, '-');
    buffer_append_int(&out, position);
    return out.size;
}

void position_write(struct json_writer *w, struct view epoch, int64_t position)
{
    char text[POSITION_TEXT_MAX];
    json_string(w, view_make(text, position_text(text, epoch, position)));
}

bool position_from(struct view text, struct view epoch, int64_t *ret)
{
    long long position;
    struct view rest = text;
    if (!view_equal(view_cut(&rest, '-'), epoch) || !view_to_uint(rest, &position))
        return false;
    *ret = position;
    return true;
}
