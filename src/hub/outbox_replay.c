// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "base/id.h"
#include "hub/outbox_change.h"
#include "hub/outbox_earlier.h"
#include "hub/outbox_way.h"
#include <errno.h>

int outbox_restart(struct tx *tx, struct outbox_row *o, bool has_new_id)
{
    char id[ID_SIZE + 1];
    bool was_active = o->state == OUTBOX_TAKEN || (o->state == OUTBOX_DUE && o->is_due);
    id_make(id, tx->now_us, tx->random);
    if (has_new_id && !tx_copy(tx, view_make(id, ID_SIZE), &o->id))
        return error_trace(-ENOMEM);
    o->state = o->connector != 0 ? OUTBOX_DUE : OUTBOX_WAITING;
    o->is_due = o->connector != 0 && (was_active || o->lane.data == NULL);
    // With the same id it is the same message still, which may be there.
    o->is_doubtful = o->is_risked = !has_new_id;
    o->doubtful_us = has_new_id ? 0 : outbox_doubtful_since(o);
    o->counted_day = has_new_id ? 0 : o->counted_day; // it has room
    o->attempts = o->begun_us = 0;
    o->held = OUTBOX_NOT_HELD;
    int r = outbox_restore(tx, o);
    if (r < 0)
        return r;
    tx_wake(tx, WAKE_OUTBOX, o->due_us > tx->now_us ? o->due_us : tx->now_us);
    return was_active ? 0 : outbox_lane_order(tx, o->lane);
}

// OUTBOX_ACT_OK, OUTBOX_ACT_NONE or negative.
static int find(struct tx *tx, int64_t message, struct interaction *in, struct outbox_row *o)
{
    int r = interaction_load(tx->db, tx->tenant, message, &tx->batch->arena, in);
    if (r == INTERACTION_OK)
        r = outbox_of(tx, OUTBOX_MESSAGE, in->session, in->row, o);
    return r < 0 ? error_trace(r) : r == 0 ? OUTBOX_ACT_OK : OUTBOX_ACT_NONE;
}

static int judge(const struct outbox_row *o, const struct interaction *in, bool may_double)
{
    switch (o->state) {
    case OUTBOX_WAITING:
    case OUTBOX_DUE:
    case OUTBOX_TAKEN:
        return OUTBOX_ACT_OPEN;
    case OUTBOX_DONE:
        return OUTBOX_ACT_DONE;
    case OUTBOX_UNKNOWN:
        return may_double ? OUTBOX_ACT_OK : OUTBOX_ACT_DOUBTFUL;
    case OUTBOX_FAILED:
    case OUTBOX_CANCELLED:
        break;
    }
    // Its receipt came after it was given up.
    bool has_arrived = in->delivery == DELIVERY_DELIVERED || in->delivery == DELIVERY_READ;
    return in->redacted_us != 0 ? OUTBOX_ACT_NONE : has_arrived ? OUTBOX_ACT_DONE : OUTBOX_ACT_OK;
}

// The provider's name for it was the earlier chain's.
static int forget_name(struct tx *tx, const struct interaction *in)
{
    struct query q = query_begin(tx->db, SQL_INTERACTION_SET_CHANNEL, tx->tenant);
    query_bind(&q, in->row);
    query_bind(&q, in->channel);
    query_bind(&q, interaction_no_connector(in->channel));
    return error_trace(query_run(&q, NULL));
}

static int tell(struct tx *tx, const struct outbox_row *o, const struct interaction *in, bool has_new_id,
                const struct outbox_way *way)
{
    char *text = tx_alloc(tx, DELIVERY_INFO_MAX);
    if (text == NULL)
        return error_trace(-ENOMEM);
    struct buffer out = buffer_fixed(text, DELIVERY_INFO_MAX);
    struct json_writer w = json_writer(&out);
    const struct outbox_why none = {0};
    struct delivery_step step = {.to = way->connector != 0 ? DELIVERY_QUEUED : DELIVERY_WAITING,
                                 .is_forced = true};
    json_begin_object(&w);
    json_key(&w, VIEW("connector"));
    json_string_or_null(&w, way->id);
    if (has_new_id)
        outbox_write_earlier(&w, in, &tx->batch->arena);
    json_end_object(&w);
    if (out.failed)
        return error_trace(-ENOMEM);
    int r = outbox_write_patch(tx, o, &none, buffer_view(&out), &step.patch);
    return r == 0 ? delivery_record(tx, o->ref, &step, NULL) : r;
}

int outbox_replay(struct tx *tx, int64_t message, bool may_double)
{
    struct interaction in;
    struct outbox_row o;
    struct outbox_way way;
    int r = find(tx, message, &in, &o);
    if (r == OUTBOX_ACT_OK)
        r = judge(&o, &in, may_double);
    if (r != OUTBOX_ACT_OK)
        return r;
    r = outbox_find_way(tx, o.session, o.channel, &way);
    bool has_new_id = o.state != OUTBOX_UNKNOWN;
    o.connector = way.connector;
    o.due_us = tx->now_us;
    o.expires_us = 0;
    if (r == 0)
        r = outbox_restart(tx, &o, has_new_id);
    if (r == 0)
        r = forget_name(tx, &in);
    return r == 0 ? tell(tx, &o, &in, has_new_id, &way) : error_trace(r);
}

int outbox_cancel(struct tx *tx, int64_t message)
{
    static const struct outbox_why why = {{"cancelled", 9}, {"it was cancelled", 16}};
    struct interaction in;
    struct outbox_row o;
    int r = find(tx, message, &in, &o);
    if (r != OUTBOX_ACT_OK)
        return r;
    if (!outbox_is_open(&o))
        return OUTBOX_ACT_DONE;
    if (o.state == OUTBOX_TAKEN)
        return OUTBOX_ACT_UNDER_WAY;
    return outbox_give_up(tx, &o, o.is_doubtful ? OUTBOX_UNKNOWN : OUTBOX_CANCELLED, &why);
}
