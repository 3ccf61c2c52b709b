// SPDX-License-Identifier: Apache-2.0
#include "hub/outbox.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/outbox_change.h"
#include "hub/timer.h"
#include <errno.h>

// One timer of the tenant, for what expires first.
static int arm_expiry(struct tx *tx, const struct outbox_new *fresh)
{
    struct timer timer;
    if (fresh->expires_us == 0 || fresh->kind != OUTBOX_MESSAGE)
        return 0;
    int r = timer_find(tx->db, tx->tenant, TIMER_OUTBOX_EXPIRY, 0, &tx->batch->arena, &timer);
    if (r < 0 || (r == TIMER_OK && timer.parked_us == 0 && timer.due_us <= fresh->expires_us))
        return r < 0 ? r : 0;
    return timer_set(tx, TIMER_OUTBOX_EXPIRY, 0, fresh->expires_us, (struct view){0});
}

static int insert(struct tx *tx, const struct outbox_new *fresh, struct view lane, int64_t *ret)
{
    char id[ID_SIZE + 1];
    bool is_later = fresh->due_us > tx->now_us;
    id_make(id, tx->now_us, tx->random);
    struct query q = query_begin(tx->db, SQL_OUTBOX_INSERT, tx->tenant);
    query_bind_text(&q, view_make(id, ID_SIZE));
    query_bind(&q, fresh->kind);
    query_bind_text(&q, lane);
    query_bind_or_null(&q, fresh->session);
    query_bind(&q, fresh->ref);
    query_bind_or_null(&q, fresh->connector);
    query_bind(&q, fresh->channel);
    query_bind_text(&q, fresh->address);
    query_bind(&q, fresh->purpose == 0 ? CONSENT_SERVICE : fresh->purpose);
    query_bind(&q, fresh->is_bulk);
    query_bind(&q, is_later ? OUTBOX_HELD_SCHEDULED : OUTBOX_NOT_HELD);
    query_bind(&q, fresh->connector != 0 ? OUTBOX_DUE : OUTBOX_WAITING);
    query_bind(&q, is_later ? fresh->due_us : tx->now_us);
    query_bind_or_null(&q, fresh->expires_us);
    query_bind(&q, tx->now_us);
    int r = query_insert(&q, ret);
    if (r == QUERY_ROW)
        return 0;
    return error_trace(r < 0 ? r : -EEXIST); // a random id of the hub's own
}

int outbox_add(struct tx *tx, const struct outbox_new *fresh, int64_t *ret)
{
    // What has a time of its own leaves then, and keeps nobody waiting.
    bool is_later = fresh->due_us > tx->now_us;
    struct view lane = is_later ? (struct view){0} : fresh->lane;
    int r = 0;
    if (fresh->connector != 0 && lane.data != NULL)
        r = outbox_adopt_lane(tx, fresh->connector, fresh->channel, lane);
    if (r == 0)
        r = insert(tx, fresh, lane, ret);
    if (r == 0)
        r = arm_expiry(tx, fresh);
    if (r == 0 && fresh->connector != 0)
        tx_wake(tx, WAKE_OUTBOX, is_later ? fresh->due_us : tx->now_us);
    return r;
}

int outbox_end(struct tx *tx, int64_t row, enum outbox_state state)
{
    struct outbox_row o;
    int r = row == 0 ? OUTBOX_ROW_NONE : outbox_load(tx, row, &o);
    if (r != OUTBOX_ROW_OK || !outbox_is_open(&o))
        return r < 0 ? r : 0;
    return outbox_close(tx, &o, state, o.outcome);
}

static int next_due(struct db *db, int64_t tenant, int64_t connector, bool is_bulk, int64_t *ret_us)
{
    struct query q = query_begin(db, SQL_OUTBOX_NEXT_DUE, tenant);
    query_bind(&q, connector);
    query_bind(&q, is_bulk);
    int r = query_step(&q);
    if (r == QUERY_ROW && (*ret_us == 0 || query_int(&q, 0) < *ret_us))
        *ret_us = query_int(&q, 0);
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

int outbox_next_due(struct db *db, int64_t tenant, int64_t connector, int64_t *ret_us)
{
    int64_t due_us = 0;
    int r = next_due(db, tenant, connector, false, &due_us);
    if (r == 0)
        r = next_due(db, tenant, connector, true, &due_us);
    if (r == 0)
        *ret_us = due_us;
    return r;
}
