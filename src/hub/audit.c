// SPDX-License-Identifier: Apache-2.0
#include "hub/audit.h"
#include "base/error.h"

int audit_write(struct tx *tx, const struct actor *actor, const struct audit_entry *entry)
{
    struct query q = query_begin(tx->db, SQL_AUDIT_INSERT, tx->tenant);
    query_bind(&q, actor->kind);
    query_bind_text(&q, actor->id);
    query_bind_text(&q, entry->action);
    query_bind_text(&q, entry->object);
    query_bind_text(&q, entry->object_id);
    query_bind_or_null(&q, entry->customer);
    query_bind_text(&q, entry->detail);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}
