// SPDX-License-Identifier: Apache-2.0
#include "hub/participant.h"
#include "base/error.h"
#include "hub/row.h"
#include <errno.h>

int participant_move(struct tx *tx, int64_t session, const struct participant *to)
{
    bool is_read_further = to->read_position > to->delivered_position;
    struct query q = query_begin(tx->db, SQL_PARTICIPANT_MOVE, tx->tenant);
    query_bind(&q, session);
    query_bind(&q, to->kind);
    query_bind(&q, to->ref);
    query_bind(&q, is_read_further ? to->read_position : to->delivered_position);
    query_bind(&q, to->read_position);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

int participant_marks(struct db *db, int64_t tenant, int64_t session, enum author_type kind, int64_t ref,
                      struct participant *ret)
{
    struct query q = query_begin(db, SQL_PARTICIPANT_ONE, tenant);
    query_bind(&q, session);
    query_bind(&q, kind);
    query_bind(&q, ref);
    int r = query_step(&q);
    if (r >= 0)
        *ret = (struct participant){.kind = kind,
                                    .ref = ref,
                                    .delivered_position = r == QUERY_ROW ? query_int(&q, 0) : 0,
                                    .read_position = r == QUERY_ROW ? query_int(&q, 1) : 0};
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

int participants_follow(struct tx *tx, int64_t from, int64_t into)
{
    struct query q = query_begin(tx->db, SQL_PARTICIPANTS_FOLLOW, tx->tenant);
    query_bind(&q, from);
    query_bind(&q, into);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

static struct participant read_one(struct row *row)
{
    struct participant p = {.kind = (enum author_type)row_int(row)};
    p.ref = row_int(row);
    p.delivered_position = row_int(row);
    p.read_position = row_int(row);
    p.id = row_text(row);
    p.name = row_text(row);
    return p;
}

int participants_load(struct db *db, int64_t tenant, int64_t session, struct arena *arena,
                      struct participants *ret)
{
    struct query q = query_begin(db, SQL_PARTICIPANTS_OF_SESSION, tenant);
    query_bind(&q, session);
    query_bind(&q, PARTICIPANTS_MAX);
    int r;
    ret->count = 0;
    while ((r = query_step(&q)) == QUERY_ROW && ret->count < PARTICIPANTS_MAX) {
        struct row row = {.query = &q, .arena = arena};
        ret->items[ret->count++] = read_one(&row);
        if (row.failed) {
            r = -ENOMEM;
            break;
        }
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}
