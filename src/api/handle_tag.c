// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/handlers.h"
#include "hub/position.h"
#include "hub/tag.h"
#include <errno.h>

// ---- GET /tags

int tag_list_rows(const struct call *call)
{
    return (int)((const struct tag_list_args *)call->args)->limit;
}

struct page {
    struct json_writer *w;
    int count;
    int64_t last;
};

static int write_tag(void *ctx, const struct tag *tag)
{
    struct page *page = ctx;
    struct json_writer *w = page->w;
    json_begin_object(w);
    json_key(w, VIEW("name"));
    json_string(w, tag->name);
    json_key(w, VIEW("color"));
    json_string_or_null(w, tag->color);
    json_key(w, VIEW("created_at"));
    json_time(w, tag->created_us);
    json_end_object(w);
    page->count++;
    page->last = tag->row;
    return 0;
}

int tag_list_read_page(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct tag_list_args *args = call->args;
    struct page page = {.w = w};
    int64_t behind;
    if (!cursor_row(args->cursor, 0, &behind))
        return cursor_refuse(call);
    json_begin_object(w);
    json_key(w, VIEW("tags"));
    json_begin_array(w);
    int r = tag_walk(snapshot, behind, (int)args->limit, call_arena(call), write_tag, &page);
    json_end_array(w);
    cursor_write_row(w, page.count == args->limit ? page.last : 0);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, snapshot->position);
    json_end_object(w);
    return r;
}

// ---- POST /tags

int tag_put_decide(struct tx *tx, struct call *call)
{
    const struct tag_put_args *args = call->args;
    struct view name = view_trim(args->name);
    if (name.size == 0)
        return call_refuse(call, 422, VIEW("tag.invalid"), VIEW("a tag is a text of 1 to 64 bytes"));
    return tag_put(tx, name, args->color);
}

void tag_put_render(struct call *call, struct json_writer *w)
{
    const struct tag_put_args *args = call->args;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("name"));
    json_string(w, view_trim(args->name));
    json_key(w, VIEW("color"));
    json_string_or_null(w, args->color);
    json_end_object(w);
}
