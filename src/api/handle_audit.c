// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/handlers.h"
#include "api/row_page.h"
#include "hub/audit.h"

static bool is_full(void *ctx)
{
    return row_page_count(ctx) != 0;
}

// With a filter that no index serves alone it looks at more than it gives.
int audit_list_rows(const struct call *call)
{
    const struct audit_list_args *args = call->args;
    bool is_plain = args->object.data == NULL && args->object_id.data == NULL && args->actor.data == NULL &&
                    args->action.data == NULL;
    return is_plain ? (int)args->limit : AUDIT_LOOKED_MAX;
}

int audit_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct audit_list_args *args = call->args;
    struct audit_filter filter = {args->object, args->object_id, args->actor, args->action};
    struct row_page page;
    int64_t cursor;
    bool is_over = true;
    if (!cursor_row(args->cursor, INT64_MAX, &cursor))
        return cursor_refuse(call);
    row_page_begin(&page, w, VIEW("entries"), args->limit);
    int r = audit_walk(snapshot->db, snapshot->tenant, &filter, &cursor, w, is_full, &page, &is_over);
    page.is_full = !is_over;
    row_page_end(&page, call, cursor, snapshot->position);
    return r;
}
