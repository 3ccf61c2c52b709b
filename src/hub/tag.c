// SPDX-License-Identifier: Apache-2.0
#include "hub/tag.h"
#include "base/error.h"
#include "hub/row.h"
#include <errno.h>

int tag_find(struct db *db, int64_t tenant, struct view name, int64_t *ret_tag)
{
    struct query q = query_begin(db, SQL_TAG_BY_NAME, tenant);
    query_bind_text(&q, name);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        *ret_tag = query_int(&q, 0);
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? TAG_OK : TAG_NONE;
}

int tag_need(struct tx *tx, struct view name, int64_t *ret_tag)
{
    int r = tag_find(tx->db, tx->tenant, name, ret_tag);
    if (r != TAG_NONE)
        return r;
    struct query q = query_begin(tx->db, SQL_TAG_INSERT, tx->tenant);
    query_bind_text(&q, name);
    query_bind(&q, tx->now_us);
    r = query_insert(&q, ret_tag);
    if (r == QUERY_ROW)
        return 0;
    return error_trace(r < 0 ? r : -EAGAIN); // somebody else made it meanwhile: run again
}

int tag_put(struct tx *tx, struct view name, struct view color)
{
    struct query q = query_begin(tx->db, SQL_TAG_PUT, tx->tenant);
    query_bind_text(&q, name);
    query_bind_text(&q, color);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

int tag_walk(const struct snapshot *snapshot, int64_t behind, int limit, struct arena *arena,
             int (*each)(void *ctx, const struct tag *tag), void *ctx)
{
    struct query q = query_begin(snapshot->db, SQL_TAGS_LISTED, snapshot->tenant);
    query_bind(&q, behind);
    query_bind(&q, limit);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct tag tag = {.row = row_int(&row)};
        tag.name = row_text(&row);
        tag.color = row_text(&row);
        tag.created_us = row_int(&row);
        r = row.failed ? -ENOMEM : each(ctx, &tag);
        if (r < 0)
            break;
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}
