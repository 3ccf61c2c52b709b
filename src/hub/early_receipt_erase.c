// SPDX-License-Identifier: Apache-2.0
#include "hub/early_receipt_erase.h"
#include "base/error.h"
#include "hub/consent_provider.h"
#include "hub/row.h"
#include <errno.h>

enum { LIMIT = 100 };

#define OPTED_OUT VIEW("{\"opted_out\":true}")

struct early {
    int64_t connector, state;
    struct view provider_id, info;
};

static int read_some(struct tx *tx, struct early *ret, int *ret_count)
{
    struct query q = query_begin(tx->db, SQL_ERASE_RECEIPTS_READ, tx->tenant);
    query_bind_text(&q, OPTED_OUT);
    query_bind(&q, LIMIT);
    int r = 0, count = 0;
    while (count < LIMIT && (r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = &tx->batch->arena};
        struct early *e = &ret[count++];
        e->connector = row_int(&row);
        e->provider_id = row_text(&row);
        e->state = row_int(&row);
        e->info = row_text(&row);
        if (row.failed) {
            r = -ENOMEM;
            break;
        }
    }
    query_end(&q);
    *ret_count = count;
    return r < 0 ? error_trace(r) : 0;
}

static int blank(struct tx *tx, const struct early *e)
{
    struct query q = query_begin(tx->db, SQL_ERASE_RECEIPT, tx->tenant);
    query_bind(&q, e->connector);
    query_bind_text(&q, e->provider_id);
    query_bind(&q, e->state);
    query_bind_text(&q,
                    consent_provider_opted_out(e->info, &tx->batch->arena) ? OPTED_OUT : (struct view){0});
    return error_trace(query_run(&q, NULL));
}

int early_receipts_erase(struct tx *tx, bool *ret_done)
{
    struct early *some = tx_alloc(tx, LIMIT * sizeof(*some));
    int count = 0;
    if (some == NULL)
        return error_trace(-ENOMEM);
    int r = read_some(tx, some, &count);
    for (int i = 0; r == 0 && i < count; i++)
        r = blank(tx, &some[i]);
    *ret_done = count < LIMIT;
    return r;
}
