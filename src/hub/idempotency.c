// SPDX-License-Identifier: Apache-2.0
#include "hub/idempotency.h"
#include "base/error.h"
#include <errno.h>

enum { SLICE = 100 }; // a reply may fill 32 pages

static const int64_t KEEP_US = (int64_t)24 * 3600 * 1000000;

static void bind_key(struct query *q, const struct idempotency_key *key)
{
    query_bind_text(q, key->owner);
    query_bind_text(q, key->route);
    query_bind_text(q, key->key);
}

static int read_answer(const struct query *q, const struct idempotency_key *key, int64_t now_us,
                       struct buffer *reply, struct idempotency_answer *ret)
{
    if (query_int(q, 6) <= now_us - KEEP_US)
        return IDEMPOTENCY_NEW;
    if (!view_equal(query_text(q, 0), key->body_hash))
        return IDEMPOTENCY_MISMATCH;
    buffer_clear(reply);
    buffer_append_view(reply, query_text(q, 2));
    if (reply->failed)
        return error_trace(-ENOMEM);
    *ret = (struct idempotency_answer){.status = (int)query_int(q, 1),
                                       .is_kept = query_int(q, 5) != 0,
                                       .reply = buffer_view(reply),
                                       .position = query_int(q, 3),
                                       .version = query_int(q, 4)};
    return IDEMPOTENCY_KNOWN;
}

int idempotency_find(struct tx *tx, const struct idempotency_key *key, struct buffer *reply,
                     struct idempotency_answer *ret)
{
    struct query q = query_begin(tx->db, SQL_IDEMPOTENCY_FIND, tx->tenant);
    bind_key(&q, key);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        r = read_answer(&q, key, tx->now_us, reply, ret);
    query_end(&q);
    return r < 0 ? error_trace(r) : r;
}

int idempotency_keep(struct tx *tx, const struct idempotency_key *key,
                     const struct idempotency_answer *answer)
{
    struct query q = query_begin(tx->db, SQL_IDEMPOTENCY_PUT, tx->tenant);
    bind_key(&q, key);
    query_bind_text(&q, key->body_hash);
    query_bind(&q, answer->status);
    query_bind_text(&q, answer->is_kept && answer->reply.data != NULL ? answer->reply : VIEW(""));
    query_bind(&q, answer->position);
    query_bind(&q, answer->version);
    query_bind(&q, answer->is_kept);
    query_bind_or_null(&q, answer->customer);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

int idempotency_forget(struct tx *tx, int64_t customer, int *ret_gone)
{
    struct query q = query_begin(tx->db, SQL_IDEMPOTENCY_FORGET, tx->tenant);
    query_bind(&q, customer);
    query_bind(&q, SLICE);
    return error_trace(query_run(&q, ret_gone));
}
