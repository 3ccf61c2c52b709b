// SPDX-License-Identifier: Apache-2.0
#include "api/quick_replies.h"
#include "codec/json.h"

enum { TEXT_MAX = 32 << 10 };

bool quick_replies_text(const struct quick_reply_args *items, size_t count, struct arena *arena,
                        struct view *ret)
{
    struct buffer text;
    *ret = (struct view){0};
    if (count == 0)
        return true;
    buffer_init(&text, TEXT_MAX);
    struct json_writer w = json_writer(&text);
    json_begin_array(&w);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&w);
        json_key(&w, VIEW("title"));
        json_string(&w, items[i].title);
        json_key(&w, VIEW("payload"));
        json_string(&w, items[i].payload.data == NULL ? items[i].title : items[i].payload);
        json_end_object(&w);
    }
    json_end_array(&w);
    bool fits = !text.failed && arena_copy(arena, buffer_view(&text), ret);
    buffer_free(&text);
    return fits;
}
