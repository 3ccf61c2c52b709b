// SPDX-License-Identifier: Apache-2.0
#include "hub/tag.h"
#include "base/error.h"

int tag_find(struct db *db, int64_t tenant, struct view name, int64_t *ret)
{
    struct query q = query_begin(db, SQL_TAG_BY_NAME, tenant);
    query_bind_text(&q, name);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        *ret = query_int(&q, 0);
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? TAG_OK : TAG_NONE;
}
