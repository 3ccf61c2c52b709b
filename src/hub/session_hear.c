// SPDX-License-Identifier: Apache-2.0
#include "hub/session_hear.h"
#include "base/error.h"
#include "hub/cluster.h"
#include "hub/tenant.h"
#include <errno.h>

enum { HOPS_MAX = 32 };

int session_follow(struct tx *tx, struct session *head)
{
    struct session next;
    for (int i = 0; head->merged_into != 0; i++) {
        int r = i < HOPS_MAX ? session_load(tx->db, tx->tenant, head->merged_into, &tx->batch->arena, &next)
                             : -ELOOP;
        if (r != SESSION_OK) // of somebody who was erased
            return r < 0 ? r : 0;
        r = cluster_is_same(tx->db, tx->tenant, head->customer, next.customer);
        if (r != 1)
            return r;
        *head = next;
    }
    return 0;
}

// 1, 0 or negative.
static int is_in_window(struct tx *tx, int64_t resolved_us)
{
    struct tenant_settings settings;
    int r = tenant_settings_load(tx->db, tx->tenant, &settings);
    return r < 0 ? error_trace(r) : tx->now_us - resolved_us <= settings.reopen_window_us;
}

static int speak(struct tx *tx, struct session_change *change)
{
    static const struct actor customer = {.kind = ACTOR_CUSTOMER};
    int r = session_apply(tx, change, SESSION_SPEAK, &customer, VIEW("message"), (struct view){0});
    if (r == SESSION_ACT_OK)
        r = session_change_end(tx, change);
    return r;
}

int session_hear(struct tx *tx, struct session *head)
{
    struct session_change change;
    if (head->status == SESSION_ACTIVE)
        return SESSION_ACT_OK;
    int r = session_change_load(tx, head->row, &change);
    if (r != SESSION_OK)
        return error_fold(r);
    if (change.now.merged_into != 0)
        return SESSION_ACT_CLOSED;
    if (change.now.status == SESSION_RESOLVED) {
        r = is_in_window(tx, change.now.resolved_us);
        if (r != 1)
            return r < 0 ? r : SESSION_ACT_CLOSED;
    }
    r = speak(tx, &change);
    if (r == SESSION_ACT_CROWDED)
        return SESSION_ACT_CLOSED;
    if (r == SESSION_ACT_OK)
        *head = change.now;
    return r < 0 ? error_trace(r) : r;
}

// Of one customer row, if it is later than what was found so far.
static int find_resolved(struct tx *tx, int64_t customer, int64_t *row, int64_t *resolved_us)
{
    struct query q = query_begin(tx->db, SQL_SESSION_REOPENABLE, tx->tenant);
    query_bind(&q, customer);
    int r = query_step(&q);
    if (r == QUERY_ROW && query_int(&q, 1) > *resolved_us) {
        *row = query_int(&q, 0);
        *resolved_us = query_int(&q, 1);
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

int session_find_resumable(struct tx *tx, int64_t customer, struct session *ret)
{
    int64_t members[CLUSTER_MAX], row = 0, resolved_us = 0;
    int count = 0;
    int r = cluster_members(tx->db, tx->tenant, customer, members, &count);
    for (int i = 0; r == 0 && i < count; i++)
        r = find_resolved(tx, members[i], &row, &resolved_us);
    if (r < 0)
        return error_trace(r);
    if (row == 0)
        return SESSION_NONE;
    r = is_in_window(tx, resolved_us);
    return r == 1 ? session_load(tx->db, tx->tenant, row, &tx->batch->arena, ret) : r < 0 ? r : SESSION_NONE;
}
