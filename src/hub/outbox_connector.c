// SPDX-License-Identifier: Apache-2.0
// Connectors come and go, and what waits goes with them.
#include "base/error.h"
#include "hub/outbox_change.h"
#include "hub/outbox_timer.h"
#include "hub/outbox_way.h"
#include "hub/transfer.h"
#include <errno.h>

enum {
    ROWS_MAX = 30, // of one decision: each is a row, its entry, its session and an event
    LANE_MAX = 10,
    LOOK_AGAIN_US = 60000000, // what is under way when a connector goes ends within its lease
};

// The entry says by which connector it leaves; no data: by none.
static int tell_connector(struct tx *tx, const struct outbox_row *o, struct view connector_id)
{
    char text[160];
    struct buffer out = buffer_fixed(text, sizeof(text));
    struct json_writer w = json_writer(&out);
    int64_t entry;
    json_begin_object(&w);
    json_key(&w, VIEW("connector"));
    json_string_or_null(&w, connector_id);
    json_end_object(&w);
    int r = outbox_entry(tx, o, &entry);
    if (r < 0 || entry == 0 || out.failed)
        return r < 0 ? r : out.failed ? error_trace(-ENOMEM) : 0;
    return delivery_record(
        tx, entry,
        &(struct delivery_step){.to = connector_id.data != NULL ? DELIVERY_QUEUED : DELIVERY_WAITING,
                                .is_forced = true,
                                .patch = buffer_view(&out)},
        NULL);
}

static int set_connector(struct tx *tx, struct outbox_row *o, int64_t connector)
{
    o->connector = connector;
    o->state = connector != 0 ? OUTBOX_DUE : OUTBOX_WAITING;
    o->is_due = connector != 0 && o->lane.data == NULL;
    struct query q = query_begin(tx->db, SQL_OUTBOX_ADOPT, tx->tenant);
    query_bind(&q, o->row);
    query_bind_or_null(&q, connector);
    query_bind(&q, o->state);
    query_bind(&q, o->is_due);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

static int adopt(struct tx *tx, struct outbox_row *o, int64_t connector, struct view connector_id)
{
    int r = set_connector(tx, o, connector);
    if (r == 0)
        r = outbox_lane_order(tx, o->lane);
    if (r == 0)
        r = tell_connector(tx, o, connector_id);
    if (r == 0 && o->kind == OUTBOX_TRANSFER_LEG)
        r = transfer_leg_taken(tx, o->row);
    tx_wake(tx, WAKE_OUTBOX, o->due_us > tx->now_us ? o->due_us : tx->now_us);
    return r;
}

static int adopt_all(struct tx *tx, struct query *q, int max, int64_t connector, struct view connector_id,
                     int *ret_count)
{
    struct outbox_row *rows;
    int r = outbox_collect(tx, q, max, &rows, ret_count);
    for (int i = 0; r == 0 && i < *ret_count; i++)
        r = adopt(tx, &rows[i], connector, connector_id);
    return r;
}

int outbox_adopt(struct tx *tx, int64_t connector, enum channel channel, int limit, bool *ret_more)
{
    enum channel its;
    struct view id;
    int count = 0, max = limit < ROWS_MAX ? limit : ROWS_MAX;
    *ret_more = false;
    int r = outbox_way_is_open(tx, connector, &id, &its);
    if (r != 1 || its != channel)
        return r < 0 ? r : 0;
    struct query q = query_begin(tx->db, SQL_OUTBOX_WAITING_OF_CHANNEL, tx->tenant);
    query_bind(&q, channel);
    query_bind(&q, max);
    r = adopt_all(tx, &q, max, connector, id, &count);
    *ret_more = count == max;
    return error_trace(r);
}

int outbox_adopt_lane(struct tx *tx, int64_t connector, enum channel channel, struct view lane)
{
    enum channel its;
    struct view id;
    int count;
    struct query q = query_begin(tx->db, SQL_OUTBOX_WAITS_IN_LANE, tx->tenant);
    query_bind(&q, channel);
    query_bind_text(&q, lane);
    int r = query_step(&q);
    query_end(&q);
    if (r == QUERY_ROW)
        r = outbox_way_is_open(tx, connector, &id, &its);
    if (r != 1)
        return r < 0 ? error_trace(r) : 0;
    q = query_begin(tx->db, SQL_OUTBOX_WAITING_OF_LANE, tx->tenant);
    query_bind(&q, channel);
    query_bind_text(&q, lane);
    query_bind(&q, LANE_MAX);
    return adopt_all(tx, &q, LANE_MAX, connector, id, &count);
}

// ---- away

// The timer passed by what was under way when its time came.
static int look_for_expiry(struct tx *tx, const struct outbox_row *o)
{
    if (o->expires_us == 0)
        return 0;
    return timer_set(tx, TIMER_OUTBOX_EXPIRY, 0, tx->now_us, (struct view){0});
}

// What may be at the provider only that connector could have told.
static int abandon(struct tx *tx, struct outbox_row *o, const struct outbox_way *other)
{
    static const struct outbox_why why = {{"connector_gone", 14},
                                          {"its connector was taken away before anybody knew", 48}};
    if (o->is_doubtful && !o->is_risked)
        return outbox_give_up(tx, o, OUTBOX_UNKNOWN, &why);
    bool was_active = o->is_due;
    o->held = OUTBOX_NOT_HELD;
    int r = set_connector(tx, o, 0);
    if (r == 0 && was_active)
        r = outbox_lane_pass(tx, o->lane);
    if (r == 0)
        r = look_for_expiry(tx, o);
    if (r == 0)
        r = other->connector != 0 ? adopt(tx, o, other->connector, other->id)
                                  : tell_connector(tx, o, (struct view){0});
    return r;
}

int outbox_abandon(struct tx *tx, int64_t connector, int limit, bool *ret_more)
{
    struct outbox_row *rows;
    int count, max = limit < ROWS_MAX ? limit : ROWS_MAX;
    struct query q = query_begin(tx->db, SQL_OUTBOX_DUE_OF_CONNECTOR, tx->tenant);
    query_bind(&q, connector);
    query_bind(&q, max);
    int r = outbox_collect(tx, &q, max, &rows, &count);
    for (int i = 0; r == 0 && i < count; i++) {
        struct outbox_way other;
        r = outbox_find_way(tx, rows[i].session, rows[i].channel, &other);
        if (r == 0 && other.connector == connector) // it came back meanwhile
            continue;
        if (r == 0)
            r = abandon(tx, &rows[i], &other);
    }
    *ret_more = r == 0 && count == max;
    return error_trace(r);
}

// ---- in slices

int outbox_connector_changed(struct tx *tx, int64_t connector)
{
    return timer_set(tx, TIMER_OUTBOX_CONNECTOR, connector, tx->now_us, (struct view){0});
}

// 1 when something of it is under way.
static int is_under_way(struct tx *tx, int64_t connector)
{
    struct query q = query_begin(tx->db, SQL_OUTBOX_TAKEN_OF_CONNECTOR, tx->tenant);
    query_bind(&q, connector);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW;
}

int outbox_connector_fire(struct tx *tx, const struct timer *timer)
{
    enum channel channel;
    struct view id;
    bool has_more = false;
    int64_t wait_us = 0;
    int r = outbox_way_is_open(tx, timer->ref, &id, &channel);
    if (r == 1) {
        r = outbox_adopt(tx, timer->ref, channel, ROWS_MAX, &has_more);
    } else if (r == 0) {
        r = outbox_abandon(tx, timer->ref, ROWS_MAX, &has_more);
        if (r == 0 && !has_more) {
            r = is_under_way(tx, timer->ref);
            has_more = r == 1;
            wait_us = LOOK_AGAIN_US;
        }
    }
    if (r < 0 || !has_more)
        return r < 0 ? error_trace(r) : 0;
    return timer_set(tx, TIMER_OUTBOX_CONNECTOR, timer->ref, tx->now_us + wait_us, (struct view){0});
}
