// SPDX-License-Identifier: Apache-2.0
#include "hub/device.h"
#include "base/error.h"
#include "base/id.h"
#include <errno.h>

static int find(struct tx *tx, struct view address, struct view *ret_id, int64_t *ret_agent)
{
    struct query q = query_begin(tx->db, SQL_DEVICE_BY_ADDRESS, tx->tenant);
    query_bind_text(&q, address);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        *ret_agent = query_int(&q, 1);
        r = tx_copy(tx, query_text(&q, 0), ret_id) ? QUERY_ROW : -ENOMEM;
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? DEVICE_OK : DEVICE_NONE;
}

int device_put(struct tx *tx, const struct device_new *fresh, struct view *ret_id)
{
    char id[ID_SIZE + 1];
    int64_t agent;
    id_make(id, tx->now_us, tx->random);
    struct query q = query_begin(tx->db, SQL_DEVICE_PUT, tx->tenant);
    query_bind_text(&q, view_make(id, ID_SIZE));
    query_bind_or_null(&q, fresh->agent);
    query_bind_text(&q, fresh->platform);
    query_bind_text(&q, fresh->address);
    query_bind_text(&q, fresh->body);
    query_bind(&q, tx->now_us);
    int r = query_run(&q, NULL);
    return r < 0 ? error_trace(r) : error_fold(find(tx, fresh->address, ret_id, &agent));
}

int device_remove(struct tx *tx, int64_t agent, struct view address)
{
    struct view id;
    int64_t owner = 0;
    int r = find(tx, address, &id, &owner);
    if (r != DEVICE_OK || (agent != 0 && owner != agent))
        return r < 0 ? r : DEVICE_NONE;
    struct query q = query_begin(tx->db, SQL_DEVICE_DELETE, tx->tenant);
    query_bind_text(&q, address);
    return error_trace(query_run(&q, NULL));
}
