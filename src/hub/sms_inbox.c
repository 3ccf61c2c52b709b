// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "hub/access.h"
#include "hub/interaction_row.h"
#include "hub/sms.h"
#include <errno.h>

// What stands behind the columns of an interaction.
static void read_names(struct row *row, struct sms_heard *heard, struct view *ret_name)
{
    heard->session_id = row_text(row);
    heard->customer_id = row_text(row);
    *ret_name = row_text(row);
}

static int take(struct db *db, int64_t tenant, const struct access_view *viewer, struct query *q,
                struct arena *arena, struct sms_heard *ret)
{
    struct row row = {.query = q, .arena = arena};
    struct view name;
    interaction_read(&row, &ret->in);
    read_names(&row, ret, &name);
    if (row.failed)
        return error_trace(-ENOMEM);
    interaction_fill_author(&ret->in, ret->customer_id, name);
    return access_sees_session_row(db, tenant, viewer, ret->in.session);
}

int sms_inbox_walk(struct db *db, int64_t tenant, const struct access_view *viewer, int64_t *cursor,
                   int limit, struct arena *arena, int (*each)(void *ctx, const struct sms_heard *heard),
                   void *ctx)
{
    struct query q = query_begin(db, SQL_SMS_INBOX, tenant);
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    int r = 0, step;
    while (r == 0 && (step = query_step(&q)) != QUERY_DONE) {
        struct sms_heard heard;
        r = step < 0 ? step : take(db, tenant, viewer, &q, arena, &heard);
        if (r < 0)
            break;
        *cursor = heard.in.position;
        r = r == 0 ? 0 : each(ctx, &heard);
        arena_reset(arena);
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}
