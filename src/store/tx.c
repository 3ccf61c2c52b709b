// SPDX-License-Identifier: Apache-2.0
#include "store/tx.h"
#include "base/error.h"
#include "store/tenant_clock.h"
#include <errno.h>

int64_t tx_next_position(struct tx *tx)
{
    return ++tx->clock->position;
}

void *tx_alloc(struct tx *tx, size_t size)
{
    return arena_alloc(&tx->batch->arena, size);
}

bool tx_copy(struct tx *tx, struct view text, struct view *ret)
{
    if (text.data == NULL) {
        *ret = text;
        return true;
    }
    return arena_copy(&tx->batch->arena, text, ret);
}

static int insert(struct tx *tx, const struct event *e)
{
    struct query q = query_begin(tx->db, SQL_EVENT_INSERT, tx->tenant);
    query_bind(&q, e->position);
    query_bind(&q, e->session);
    query_bind(&q, e->customer);
    query_bind(&q, e->audience);
    query_bind(&q, e->kind);
    query_bind(&q, e->ref);
    query_bind(&q, tx->now_us);
    query_bind(&q, e->agent);
    query_bind(&q, e->queue);
    return query_run(&q, NULL);
}

int tx_announce(struct tx *tx, const struct event *event)
{
    struct event *e = tx_alloc(tx, sizeof(*e));
    if (e == NULL)
        return error_trace(-ENOMEM);
    *e = *event;
    e->next = NULL;
    e->tenant = tx->tenant;
    e->created_us = tx->now_us;
    int r = insert(tx, e);
    if (r < 0)
        return error_trace(r);
    if (tx->batch->last == NULL)
        tx->batch->first = e;
    else
        tx->batch->last->next = e;
    tx->batch->last = e;
    tx->batch->count++;
    return 0;
}

void tx_wake(struct tx *tx, enum wake who, int64_t at_us)
{
    int64_t *first = &tx->batch->wake_us[who];
    if (*first == 0 || at_us < *first)
        *first = at_us;
}
