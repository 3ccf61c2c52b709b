// SPDX-License-Identifier: Apache-2.0
#include "store/snapshot.h"
#include "base/error.h"

enum { SNAPSHOT_MS = 500 };

int snapshot_begin(struct db *db, int64_t tenant, struct snapshot *ret)
{
    int r = db_step(db, DB_BEGIN_READ);
    if (r < 0)
        return error_trace(r);
    db_limit_time(db, SNAPSHOT_MS);
    struct query q = query_begin(db, SQL_TENANT_POSITION, tenant);
    r = query_step(&q);
    if (r == QUERY_ROW)
        *ret = (struct snapshot){.db = db, .tenant = tenant, .position = query_int(&q, 0)};
    query_end(&q);
    if (r == QUERY_ROW)
        return 0;
    db_limit_time(db, 0);
    db_step(db, DB_ROLLBACK);
    return error_fold(r == QUERY_DONE ? 1 : r);
}

void snapshot_end(struct snapshot *s)
{
    db_limit_time(s->db, 0);
    if (db_is_in_transaction(s->db))
        db_step(s->db, DB_COMMIT);
}
