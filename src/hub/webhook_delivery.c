// SPDX-License-Identifier: Apache-2.0
#include "hub/webhook_delivery.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/audit.h"
#include "hub/row.h"
#include <errno.h>
#include <stdio.h>

// ---- reading

static void read_delivery(struct row *row, struct webhook_delivery *d)
{
    *d = (struct webhook_delivery){.row = row_int(row)};
    d->tenant = row_int(row);
    d->id = row_text(row);
    d->webhook = row_int(row);
    d->event_id = row_text(row);
    d->position = row_int(row);
    d->type = row_text(row);
    d->state = (enum webhook_delivery_state)row_int(row);
    d->attempts = row_int(row);
    d->status = row_int(row);
    d->fault = row_text(row);
    d->duration_us = row_int(row);
    d->due_us = row_int(row);
    d->created_us = row_int(row);
    d->updated_us = row_int(row);
}

static int read_one(struct query *q, struct arena *arena, struct webhook_delivery *ret)
{
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        read_delivery(&row, ret);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? WEBHOOK_OK : WEBHOOK_NONE;
}

int webhook_delivery_find(struct db *db, int64_t tenant, int64_t webhook, struct view id, struct arena *arena,
                          struct webhook_delivery *ret)
{
    struct query q = query_begin(db, SQL_WEBHOOK_DELIVERY_BY_ID, tenant);
    query_bind_text(&q, id);
    query_bind(&q, webhook);
    return read_one(&q, arena, ret);
}

int webhook_delivery_last(struct db *db, int64_t tenant, int64_t webhook, struct arena *arena,
                          struct webhook_delivery *ret)
{
    struct query q = query_begin(db, SQL_WEBHOOK_DELIVERIES, tenant);
    query_bind(&q, webhook);
    query_bind(&q, INT64_MAX);
    query_bind(&q, 1);
    return read_one(&q, arena, ret);
}

static int walk(struct query *q, int64_t *cursor, struct arena *arena,
                int (*each)(void *ctx, const struct webhook_delivery *delivery), void *ctx)
{
    int r = 0, end = 0;
    while (end == 0 && (r = query_step(q)) == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        struct webhook_delivery delivery;
        read_delivery(&row, &delivery);
        end = row.failed ? -ENOMEM : each(ctx, &delivery);
        *cursor = delivery.row;
        arena_reset(arena);
    }
    query_end(q);
    if (end != 0)
        r = end;
    return r < 0 ? error_trace(r) : 0;
}

int webhook_delivery_walk(struct db *db, int64_t tenant, int64_t webhook, int state, int64_t *cursor,
                          int limit, struct arena *arena,
                          int (*each)(void *ctx, const struct webhook_delivery *delivery), void *ctx)
{
    struct query q = query_begin(db, state == 0 ? SQL_WEBHOOK_DELIVERIES : SQL_WEBHOOK_DELIVERIES_IN, tenant);
    query_bind(&q, webhook);
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    if (state != 0)
        query_bind(&q, state);
    return walk(&q, cursor, arena, each, ctx);
}

int webhook_delivery_turn(struct db *db, int64_t tenant, int64_t after, enum webhook_beside which,
                          struct arena *arena, struct webhook_delivery *ret)
{
    struct query q = query_begin(
        db, which == WEBHOOK_BESIDE_TEST ? SQL_WEBHOOK_DELIVERY_TEST_TURN : SQL_WEBHOOK_DELIVERY_TURN,
        tenant);
    query_bind(&q, after);
    return read_one(&q, arena, ret);
}

static int read_number(enum statement statement, struct db *db, int64_t after, int64_t otherwise,
                       int64_t *ret)
{
    struct query q = query_begin(db, statement, 0);
    query_bind(&q, after);
    int r = query_step(&q);
    if (r >= 0)
        *ret = r == QUERY_ROW ? query_int(&q, 0) : otherwise;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

int webhook_deliveries_tenant(struct db *db, int64_t after, int64_t *ret)
{
    return read_number(SQL_WEBHOOK_DELIVERIES_TENANT, db, after, 0, ret);
}

int webhook_delivery_next_due(struct db *db, int64_t after_us, int64_t *ret_us)
{
    return read_number(SQL_WEBHOOK_DELIVERY_NEXT_DUE, db, after_us, INT64_MAX, ret_us);
}

// ---- changing

static int conclude(struct tx *tx, const struct actor *actor, struct view action,
                    const struct webhook *webhook)
{
    tx_wake(tx, WAKE_WEBHOOKS, tx->now_us);
    return audit_write(
        tx, actor,
        &(struct audit_entry){.action = action, .object = VIEW("webhook"), .object_id = webhook->id});
}

int webhook_test(struct tx *tx, const struct actor *actor, const struct webhook *webhook, struct view *ret_id)
{
    char id[ID_SIZE + 1], event_id[WEBHOOK_EVENT_ID_MAX];
    int64_t row;
    id_make(id, tx->now_us, tx->random);
    snprintf(event_id, sizeof(event_id), "evt_test_%s", id);
    struct query q = query_begin(tx->db, SQL_WEBHOOK_DELIVERY_INSERT, tx->tenant);
    query_bind_text(&q, view_make(id, ID_SIZE));
    query_bind(&q, webhook->row);
    query_bind_text(&q, view_from(event_id));
    query_bind(&q, 0);
    query_bind_text(&q, webhook_type_name(WEBHOOK_TEST));
    query_bind(&q, WEBHOOK_DELIVERY_PENDING);
    query_bind(&q, 0);
    query_bind_null(&q);
    query_bind_null(&q);
    query_bind_null(&q);
    query_bind(&q, tx->now_us);
    query_bind(&q, tx->now_us);
    int r = query_insert(&q, &row);
    if (r != QUERY_ROW)
        return error_trace(r < 0 ? r : -EAGAIN);
    if (!tx_copy(tx, view_make(id, ID_SIZE), ret_id))
        return error_trace(-ENOMEM);
    return conclude(tx, actor, VIEW("webhook.test"), webhook);
}

int webhook_replay(struct tx *tx, const struct actor *actor, const struct webhook *webhook,
                   const struct webhook_delivery *d)
{
    if (d->state == WEBHOOK_DELIVERY_RETRYING || d->state == WEBHOOK_DELIVERY_PENDING)
        return WEBHOOK_REPLAY_BUSY;
    if (d->state == WEBHOOK_DELIVERY_EXPIRED || view_equal(d->type, webhook_type_name(WEBHOOK_GAP)))
        return WEBHOOK_REPLAY_GONE;
    struct query q = query_begin(tx->db, SQL_WEBHOOK_DELIVERY_REPLAY, tx->tenant);
    query_bind(&q, d->row);
    query_bind(&q, tx->now_us);
    int r = query_run(&q, NULL);
    return r < 0 ? error_trace(r) : conclude(tx, actor, VIEW("webhook.replay"), webhook);
}

// ---- as JSON

static struct view state_name(enum webhook_delivery_state state)
{
    switch (state) {
    case WEBHOOK_DELIVERY_DELIVERED:
        return VIEW("delivered");
    case WEBHOOK_DELIVERY_RETRYING:
        return VIEW("retrying");
    case WEBHOOK_DELIVERY_DEAD:
        return VIEW("dead");
    case WEBHOOK_DELIVERY_PENDING:
        return VIEW("pending");
    case WEBHOOK_DELIVERY_EXPIRED:
        return VIEW("expired");
    }
    return VIEW("unknown");
}

void webhook_delivery_write(struct json_writer *w, const struct webhook_delivery *d)
{
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, d->id);
    json_key(w, VIEW("event_id"));
    json_string(w, d->event_id);
    json_key(w, VIEW("type"));
    json_string(w, d->type);
    json_key(w, VIEW("state"));
    json_string(w, state_name(d->state));
    json_key(w, VIEW("attempts"));
    json_integer(w, d->attempts);
    json_key(w, VIEW("status"));
    if (d->status == 0)
        json_null(w);
    else
        json_integer(w, d->status);
    json_key(w, VIEW("fault"));
    json_string_or_null(w, d->fault);
    json_key(w, VIEW("duration_ms"));
    if (d->attempts == 0)
        json_null(w);
    else
        json_real(w, (double)(d->duration_us / 100) / 10);
    json_key(w, VIEW("next_attempt_at"));
    json_time(w, d->due_us);
    json_key(w, VIEW("created_at"));
    json_time(w, d->created_us);
    json_key(w, VIEW("updated_at"));
    json_time(w, d->updated_us);
    json_end_object(w);
}
