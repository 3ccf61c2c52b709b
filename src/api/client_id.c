// SPDX-License-Identifier: Apache-2.0
#include "api/client_id.h"
#include "api/visitor.h"

bool client_id_text(const struct principal *principal, bool is_customer, struct view session_id,
                    struct view client_id, struct arena *arena, struct view *ret)
{
    const struct visitor *visitor = principal->visitor;
    struct view within = visitor != NULL ? visitor->device_id : session_id;
    struct buffer text;
    *ret = (struct view){0};
    if (client_id.data == NULL)
        return true;
    buffer_init(&text, 1024);
    buffer_append_view(&text, visitor != NULL ? VIEW("v:") : is_customer ? VIEW("c:") : VIEW("a:"));
    buffer_append_int(&text, (int64_t)within.size); // ids may hold colons: where this one ends
    buffer_append_char(&text, ':');
    buffer_append_view(&text, within);
    buffer_append_char(&text, ':');
    buffer_append_view(&text, client_id);
    bool fits = !text.failed && arena_copy(arena, buffer_view(&text), ret);
    buffer_free(&text);
    return fits;
}
