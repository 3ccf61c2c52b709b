// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/handlers.h"
#include "api/refuse_message.h"
#include "api/row_page.h"
#include "hub/audit.h"
#include "hub/outbox.h"
#include <errno.h>

// ---- GET /deliveries

static bool is_full(void *ctx)
{
    return row_page_count(ctx) != 0;
}

// It looks at more than it gives.
int delivery_list_rows(const struct call *call)
{
    const struct delivery_list_args *args = call->args;
    bool is_plain = !args->has_channel && (!args->has_state || args->state == DELIVERIES_OPEN);
    return is_plain ? (int)args->limit : DELIVERIES_LOOKED_MAX;
}

int delivery_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct delivery_list_args *args = call->args;
    struct row_page page;
    int64_t cursor;
    bool is_over = true;
    if (!cursor_row(args->cursor, INT64_MAX, &cursor))
        return cursor_refuse(call);
    row_page_begin(&page, w, VIEW("deliveries"), args->limit);
    int r = delivery_walk(snapshot->db, snapshot->tenant, args->has_state ? args->state : DELIVERIES_DEAD,
                          args->has_channel ? (int)args->channel : -1, &cursor, call_arena(call), w, is_full,
                          &page, &is_over);
    page.is_full = !is_over;
    row_page_end(&page, call, cursor, snapshot->position);
    return r;
}

// ---- one

static int refuse_none(struct call *call)
{
    return call_refuse(call, 404, VIEW("delivery.not_found"), VIEW("there is no delivery of this message"));
}

// 0, or positive after call_refuse.
static int find(struct db *db, struct call *call, struct view id, struct arena *arena,
                struct message_whole *ret)
{
    int r = message_find(db, call->principal.tenant, id, call->principal.view, arena, ret);
    if (r == MESSAGE_EDIT_NONE)
        return refuse_none(call);
    if (r != MESSAGE_EDIT_OK)
        return r < 0 ? r : refuse_message_edit(call, r);
    return message_need_sight(db, call, ret);
}

int delivery_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct delivery_get_args *args = call->args;
    struct message_whole m;
    int r = find(snapshot->db, call, args->id, call_arena(call), &m);
    if (r != 0)
        return r;
    r = delivery_write_one(snapshot->db, snapshot->tenant, m.in.session, m.in.row, call_arena(call), w);
    return r < 0 ? r : r == 0 ? refuse_none(call) : 0;
}

// ---- what is done to one

static int refuse_act(struct call *call, int outcome, bool is_replay)
{
    switch ((enum outbox_act_outcome)outcome) {
    case OUTBOX_ACT_OK:
        return 0;
    case OUTBOX_ACT_NONE:
        return refuse_none(call);
    case OUTBOX_ACT_OPEN:
        return call_refuse(call, 409, VIEW("delivery.open"), VIEW("it is on its way still"));
    case OUTBOX_ACT_DONE:
        if (is_replay)
            return call_refuse(call, 409, VIEW("delivery.sent"),
                               VIEW("it was sent: the customer would get it twice"));
        return call_refuse(call, 409, VIEW("delivery.over"), VIEW("it is over already"));
    case OUTBOX_ACT_DOUBTFUL:
        return call_refuse(
            call, 409, VIEW("delivery.may_be_there"),
            VIEW("nobody can say whether the customer has it: accept_duplicate takes the risk"));
    case OUTBOX_ACT_UNDER_WAY:
        return call_refuse(call, 409, VIEW("delivery.under_way"), VIEW("it is being sent at this moment"));
    }
    return -ENOTRECOVERABLE;
}

static int audit(struct tx *tx, const struct call *call, const struct message_whole *m, struct view action)
{
    return audit_write(
        tx, &call->principal.actor,
        &(struct audit_entry){
            .action = action, .object = VIEW("message"), .object_id = m->in.id, .customer = m->in.customer});
}

// The delivery's texts die with the batch: the answer is written at once.
static int keep_answer(struct tx *tx, struct call *call, const struct message_whole *m)
{
    struct buffer text;
    struct view *kept = arena_zalloc(call_arena(call), sizeof(*kept));
    buffer_init(&text, 64 << 10);
    struct json_writer w = json_writer(&text);
    int r = delivery_write_one(tx->db, tx->tenant, m->in.session, m->in.row, &tx->batch->arena, &w);
    if (r >= 0 && (kept == NULL || text.failed || !call_copy(call, buffer_view(&text), kept)))
        r = -ENOMEM;
    buffer_free(&text);
    call->result = kept;
    call->customer = m->in.customer;
    return r < 0 ? r : 0;
}

int delivery_replay_decide(struct tx *tx, struct call *call)
{
    const struct delivery_replay_args *args = call->args;
    struct message_whole m;
    int r = find(tx->db, call, args->id, &tx->batch->arena, &m);
    if (r != 0)
        return r;
    r = outbox_replay(tx, m.in.row, args->accept_duplicate);
    if (r != OUTBOX_ACT_OK)
        return r < 0 ? r : refuse_act(call, r, true);
    r = audit(tx, call, &m, VIEW("delivery.replay"));
    return r == 0 ? keep_answer(tx, call, &m) : r;
}

int delivery_cancel_decide(struct tx *tx, struct call *call)
{
    const struct delivery_cancel_args *args = call->args;
    struct message_whole m;
    int r = find(tx->db, call, args->id, &tx->batch->arena, &m);
    if (r != 0)
        return r;
    r = outbox_cancel(tx, m.in.row);
    if (r != OUTBOX_ACT_OK)
        return r < 0 ? r : refuse_act(call, r, false);
    r = audit(tx, call, &m, VIEW("delivery.cancel"));
    return r == 0 ? keep_answer(tx, call, &m) : r;
}

void delivery_act_render(struct call *call, struct json_writer *w)
{
    json_raw(w, *(const struct view *)call->result);
}
