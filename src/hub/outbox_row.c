// SPDX-License-Identifier: Apache-2.0
#include "hub/outbox_row.h"
#include "base/error.h"
#include "base/id.h"
#include <errno.h>
#include <stdio.h>

// Of outbox.is_doubtful.
enum { CERTAIN = 0, DOUBTFUL = 1, RISKED = 2 };

void outbox_read(struct row *row, struct outbox_row *o)
{
    *o = (struct outbox_row){.row = row_int(row)};
    o->id = row_text(row);
    o->kind = (enum outbox_kind)row_int(row);
    o->connector = row_int(row);
    o->lane = row_text(row);
    o->session = row_int(row);
    o->ref = row_int(row);
    o->state = (enum outbox_state)row_int(row);
    o->is_due = row_int(row) != 0;
    o->due_us = row_int(row);
    o->expires_us = row_int(row);
    o->lease = row_text(row);
    o->attempts = row_int(row);
    o->channel = (enum channel)row_int(row);
    o->address = row_text(row);
    o->purpose = (enum consent_purpose)row_int(row);
    o->is_bulk = row_int(row) != 0;
    o->held = (enum outbox_hold)row_int(row);
    int64_t doubt = row_int(row);
    o->is_doubtful = doubt != CERTAIN;
    o->is_risked = doubt == RISKED;
    o->begun_us = row_int(row);
    o->outcome = row_text(row);
    o->created_us = row_int(row);
    o->updated_us = row_int(row);
    o->doubtful_us = row_int(row);
    o->counted_day = row_int(row);
}

int outbox_read_one(struct query *q, struct arena *arena, struct outbox_row *ret)
{
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        outbox_read(&row, ret);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? OUTBOX_ROW_OK : OUTBOX_ROW_NONE;
}

int outbox_collect(struct tx *tx, struct query *q, int max, struct outbox_row **ret, int *ret_count)
{
    int count = 0, r = 0;
    struct outbox_row *rows = tx_alloc(tx, (size_t)(max > 0 ? max : 1) * sizeof(*rows));
    if (rows == NULL)
        r = -ENOMEM;
    while (r >= 0 && count < max && (r = query_step(q)) == QUERY_ROW) {
        struct row row = {.query = q, .arena = &tx->batch->arena};
        outbox_read(&row, &rows[count++]);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    *ret = rows;
    *ret_count = count;
    return 0;
}

int outbox_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct outbox_row *ret)
{
    struct query q = query_begin(db, SQL_OUTBOX_BY_ID, tenant);
    query_bind_text(&q, id);
    return outbox_read_one(&q, arena, ret);
}

int outbox_load(struct tx *tx, int64_t row, struct outbox_row *ret)
{
    struct query q = query_begin(tx->db, SQL_OUTBOX_BY_ROW, tx->tenant);
    query_bind(&q, row);
    return outbox_read_one(&q, &tx->batch->arena, ret);
}

int outbox_of(struct tx *tx, enum outbox_kind kind, int64_t session, int64_t ref, struct outbox_row *ret)
{
    struct query q = query_begin(tx->db, SQL_OUTBOX_BY_REF, tx->tenant);
    query_bind(&q, session);
    query_bind(&q, ref);
    query_bind(&q, kind);
    return outbox_read_one(&q, &tx->batch->arena, ret);
}

// ---- lanes

int outbox_lane_pass(struct tx *tx, struct view lane)
{
    int64_t due_us;
    if (lane.data == NULL)
        return 0;
    struct query q = query_begin(tx->db, SQL_OUTBOX_LANE_NEXT, tx->tenant);
    query_bind_text(&q, lane);
    int r = query_insert(&q, &due_us);
    if (r < 0)
        return error_trace(r);
    if (r == QUERY_ROW)
        tx_wake(tx, WAKE_OUTBOX, due_us > tx->now_us ? due_us : tx->now_us);
    return 0;
}

struct lane_place {
    int64_t row;
    enum outbox_state state;
};

// QUERY_ROW, QUERY_DONE or negative.
static int find_place(struct tx *tx, enum statement statement, struct view lane, struct lane_place *ret)
{
    struct query q = query_begin(tx->db, statement, tx->tenant);
    query_bind_text(&q, lane);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        *ret = (struct lane_place){query_int(&q, 0), (enum outbox_state)query_int(&q, 1)};
    query_end(&q);
    return r < 0 ? error_trace(r) : r;
}

static int set_due(struct tx *tx, int64_t row, bool is_due)
{
    struct query q = query_begin(tx->db, SQL_OUTBOX_SET_DUE, tx->tenant);
    query_bind(&q, row);
    query_bind(&q, is_due);
    return error_trace(query_run(&q, NULL));
}

int outbox_lane_order(struct tx *tx, struct view lane)
{
    struct lane_place first, active = {0};
    if (lane.data == NULL)
        return 0;
    int r = find_place(tx, SQL_OUTBOX_LANE_FIRST, lane, &first);
    if (r != QUERY_ROW)
        return r;
    r = find_place(tx, SQL_OUTBOX_LANE_ACTIVE, lane, &active);
    if (r < 0 || active.state == OUTBOX_TAKEN || active.row == first.row)
        return r < 0 ? r : 0;
    if (active.row != 0)
        r = set_due(tx, active.row, false);
    return r < 0 ? r : set_due(tx, first.row, true);
}

// "SESSION/4/3": no id of a session has a slash.
static bool name_side_lane(struct tx *tx, const struct outbox_row *o, struct view *ret)
{
    char text[ID_CALLER_MAX + 32];
    struct view own = o->lane;
    struct view session = view_cut(&own, '/');
    int size =
        snprintf(text, sizeof(text), "%.*s/%d/%d", VIEW_ARG(session), (int)o->channel, (int)o->purpose);
    return size < (int)sizeof(text) && tx_copy(tx, view_make(text, (size_t)size), ret);
}

int outbox_step_aside(struct tx *tx, struct outbox_row *o)
{
    struct view side, before = o->lane;
    if (o->lane.data == NULL)
        return 0;
    if (!name_side_lane(tx, o, &side))
        return error_trace(-ENOMEM);
    if (view_equal(side, o->lane))
        return 0;
    struct query q = query_begin(tx->db, SQL_OUTBOX_SHIFT, tx->tenant);
    query_bind(&q, o->row);
    query_bind_text(&q, side);
    query_bind(&q, 0);
    int r = query_run(&q, NULL);
    o->lane = side;
    if (r == 0)
        r = outbox_lane_order(tx, side);
    return r == 0 ? outbox_lane_pass(tx, before) : error_trace(r);
}

// ---- changes

static void bind_doubt(struct query *q, const struct outbox_row *o)
{
    query_bind(q, o->is_risked ? RISKED : o->is_doubtful ? DOUBTFUL : CERTAIN);
    query_bind_or_null(q, o->doubtful_us);
}

int outbox_close(struct tx *tx, struct outbox_row *o, enum outbox_state state, struct view outcome)
{
    bool was_active = o->state == OUTBOX_TAKEN || (o->state == OUTBOX_DUE && o->is_due);
    struct query q = query_begin(tx->db, SQL_OUTBOX_CLOSE, tx->tenant);
    query_bind(&q, o->row);
    query_bind(&q, state);
    query_bind_text(&q, outcome);
    query_bind(&q, tx->now_us);
    bind_doubt(&q, o);
    query_bind_or_null(&q, o->counted_day);
    int r = query_run(&q, NULL);
    o->state = state;
    o->is_due = false;
    return r == 0 && was_active ? outbox_lane_pass(tx, o->lane) : error_trace(r);
}

int outbox_delay(struct tx *tx, struct outbox_row *o)
{
    struct query q = query_begin(tx->db, SQL_OUTBOX_DELAY, tx->tenant);
    query_bind(&q, o->row);
    query_bind(&q, o->due_us);
    query_bind(&q, o->held);
    query_bind(&q, o->attempts);
    bind_doubt(&q, o);
    query_bind_or_null(&q, o->begun_us);
    query_bind_text(&q, o->outcome);
    query_bind_or_null(&q, o->counted_day);
    query_bind(&q, tx->now_us);
    int r = query_run(&q, NULL);
    if (r < 0)
        return error_trace(r);
    o->state = OUTBOX_DUE;
    o->is_due = true;
    tx_wake(tx, WAKE_OUTBOX, o->due_us > tx->now_us ? o->due_us : tx->now_us);
    return 0;
}

int outbox_restore(struct tx *tx, const struct outbox_row *o)
{
    struct query q = query_begin(tx->db, SQL_OUTBOX_RESTART, tx->tenant);
    query_bind(&q, o->row);
    query_bind_text(&q, o->id);
    query_bind_or_null(&q, o->connector);
    query_bind(&q, o->channel);
    query_bind_text(&q, o->address);
    query_bind(&q, o->state);
    query_bind(&q, o->is_due);
    query_bind(&q, o->due_us);
    query_bind_or_null(&q, o->expires_us);
    bind_doubt(&q, o);
    query_bind_or_null(&q, o->counted_day);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}
