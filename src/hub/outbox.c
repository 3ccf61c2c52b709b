// SPDX-License-Identifier: Apache-2.0
#include "hub/outbox.h"
#include "base/error.h"
#include "base/id.h"
#include <errno.h>

int outbox_add(struct tx *tx, const struct outbox_new *fresh, int64_t *ret)
{
    char id[ID_SIZE + 1];
    id_make(id, tx->now_us, tx->random);
    struct query q = query_begin(tx->db, SQL_OUTBOX_INSERT, tx->tenant);
    query_bind_text(&q, view_make(id, ID_SIZE));
    query_bind(&q, fresh->kind);
    query_bind_text(&q, fresh->lane);
    query_bind_or_null(&q, fresh->session);
    query_bind(&q, fresh->ref);
    query_bind_null(&q);
    query_bind(&q, OUTBOX_WAITING);
    query_bind(&q, tx->now_us);
    query_bind_or_null(&q, fresh->expires_us);
    int r = query_insert(&q, ret);
    if (r == QUERY_ROW)
        return 0;
    return error_trace(r < 0 ? r : -EEXIST); // a random id of the hub's own
}

int outbox_end(struct tx *tx, int64_t row, enum outbox_state state)
{
    if (row == 0)
        return 0;
    struct query q = query_begin(tx->db, SQL_OUTBOX_END, tx->tenant);
    query_bind(&q, row);
    query_bind(&q, state);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}
