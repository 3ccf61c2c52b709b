// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "hub/consent_provider.h"
#include "hub/outbox_change.h"
#include "hub/row.h"
#include "hub/transfer_act.h"
#include <errno.h>

// ---- which one it is of

// By the hub's id, which only the connector knows that was given it.
static int find_by_id(struct tx *tx, const struct outbox_receipt *receipt, struct outbox_row *ret)
{
    if (receipt->id.data == NULL)
        return OUTBOX_ROW_NONE;
    int r = outbox_find(tx->db, tx->tenant, receipt->id, &tx->batch->arena, ret);
    return r == OUTBOX_ROW_OK && ret->connector != receipt->connector ? OUTBOX_ROW_NONE : r;
}

static int find_leg(struct tx *tx, const struct interaction *entry, struct outbox_row *ret)
{
    struct transfer t;
    int r = transfer_find_by_entry(tx, entry->session, entry->row, &t);
    if (r != TRANSFER_OK || t.outbox == 0)
        return r < 0 ? r : OUTBOX_ROW_NONE;
    return outbox_load(tx, t.outbox, ret);
}

static int find_by_provider(struct tx *tx, const struct outbox_receipt *receipt, struct outbox_row *ret)
{
    struct interaction_key key;
    struct interaction entry;
    if (receipt->provider_id.data == NULL)
        return OUTBOX_ROW_NONE;
    int r = interaction_by_provider(tx, receipt->connector, receipt->provider_id, &tx->batch->arena, &key);
    if (r == INTERACTION_OK)
        r = interaction_load(tx->db, tx->tenant, key.row, &tx->batch->arena, &entry);
    if (r != INTERACTION_OK || entry.direction != DIRECTION_OUTBOUND)
        return r < 0 ? r : OUTBOX_ROW_NONE;
    if (entry.type == INTERACTION_TRANSFER)
        return find_leg(tx, &entry, ret);
    r = outbox_of(tx, OUTBOX_MESSAGE, entry.session, entry.row, ret);
    if (r == OUTBOX_ROW_NONE) { // trimmed: it was sent long ago
        *ret = (struct outbox_row){.kind = OUTBOX_MESSAGE,
                                   .connector = receipt->connector,
                                   .session = entry.session,
                                   .ref = entry.row,
                                   .channel = entry.channel,
                                   .state = OUTBOX_DONE};
        return OUTBOX_ROW_OK;
    }
    return r == OUTBOX_ROW_OK && ret->connector != receipt->connector ? OUTBOX_ROW_NONE : r;
}

// ---- what it says

// Told before the end of its own attempt: the provider has it.
static int close_sent(struct tx *tx, struct outbox_row *o)
{
    bool is_over = o->row == 0 || o->state == OUTBOX_DONE || o->state == OUTBOX_FAILED;
    int r = is_over ? 0 : outbox_count(tx, o);
    return is_over || r < 0 ? r : outbox_close(tx, o, OUTBOX_DONE, (struct view){0});
}

static int step_entry(struct tx *tx, const struct outbox_row *o, const struct outbox_receipt *receipt,
                      bool *ret_moved)
{
    int64_t entry;
    *ret_moved = false;
    int r = outbox_entry(tx, o, &entry);
    if (r < 0 || entry == 0)
        return r;
    return delivery_record(tx, entry,
                           &(struct delivery_step){.to = receipt->state,
                                                   .is_word = true,
                                                   .patch = receipt->info,
                                                   .connector = o->connector,
                                                   .provider_id = receipt->provider_id},
                           ret_moved);
}

static int tell_leg(struct tx *tx, const struct outbox_row *o, const struct outbox_receipt *receipt)
{
    if (o->kind != OUTBOX_TRANSFER_LEG || receipt->state == DELIVERY_SENT)
        return 0;
    return transfer_leg_delivered(tx, o->row);
}

static int apply_arrival(struct tx *tx, struct outbox_row *o, const struct outbox_receipt *receipt)
{
    bool is_moved;
    int r = close_sent(tx, o);
    if (r == 0)
        r = step_entry(tx, o, receipt, &is_moved);
    return r == 0 ? tell_leg(tx, o, receipt) : error_trace(r);
}

static int is_delivered(struct tx *tx, int64_t entry)
{
    struct interaction in;
    int r = interaction_load(tx->db, tx->tenant, entry, &tx->batch->arena, &in);
    if (r != INTERACTION_OK)
        return r < 0 ? r : 1;
    return !delivery_is_forward(in.delivery, DELIVERY_FAILED);
}

// What bounced is a dead letter, though the provider once took it.
static int apply_bounce(struct tx *tx, struct outbox_row *o, const struct outbox_receipt *receipt)
{
    struct outbox_why why = {receipt->code.data != NULL ? receipt->code : VIEW("bounced"),
                             receipt->text.data != NULL ? receipt->text : VIEW("it did not arrive")};
    int64_t entry;
    bool is_moved;
    int r = outbox_entry(tx, o, &entry);
    if (r < 0 || entry == 0)
        return r;
    r = is_delivered(tx, entry);
    if (r != 0) // it did after all, or that is known
        return r < 0 ? r : 0;
    if (o->row != 0)
        return outbox_give_up(tx, o, OUTBOX_FAILED, &why);
    return step_entry(tx, o, receipt, &is_moved);
}

int outbox_apply_receipt(struct tx *tx, struct outbox_row *o, const struct outbox_receipt *receipt)
{
    const struct outbox_row sent = *o; // what bounced may go on by another channel
    int r = receipt->state == DELIVERY_FAILED ? apply_bounce(tx, o, receipt) : apply_arrival(tx, o, receipt);
    return r != 0 ? r : consent_hear_provider(tx, &sent, receipt->info);
}

// ---- too early

// Only while something of the connector is under way can it be of that; else nobody will ever ask for it.
static int may_come(struct tx *tx, int64_t connector)
{
    struct query q = query_begin(tx->db, SQL_OUTBOX_TAKEN_OF_CONNECTOR, tx->tenant);
    query_bind(&q, connector);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW;
}

static int keep_early(struct tx *tx, const struct outbox_receipt *receipt)
{
    int r = receipt->provider_id.data == NULL ? 0 : may_come(tx, receipt->connector);
    if (r != 1)
        return r < 0 ? r : RECEIPT_NO_MESSAGE;
    struct query q = query_begin(tx->db, SQL_EARLY_RECEIPT_ADD, tx->tenant);
    query_bind(&q, receipt->connector);
    query_bind_text(&q, receipt->provider_id);
    query_bind(&q, receipt->state);
    query_bind_text(&q, receipt->code);
    query_bind_text(&q, receipt->text);
    query_bind_text(&q, receipt->info);
    query_bind(&q, tx->now_us);
    r = query_run(&q, NULL);
    return r < 0 ? error_trace(r) : RECEIPT_NO_MESSAGE;
}

enum { EARLY_MAX = 8 };

static int read_early(struct tx *tx, int64_t connector, struct view provider_id, struct outbox_receipt *ret,
                      int *ret_count)
{
    struct query q = query_begin(tx->db, SQL_EARLY_RECEIPTS_OF, tx->tenant);
    query_bind(&q, connector);
    query_bind_text(&q, provider_id);
    int r = 0, count = 0;
    while (count < EARLY_MAX && (r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = &tx->batch->arena};
        struct outbox_receipt *one = &ret[count++];
        *one = (struct outbox_receipt){.connector = connector, .provider_id = provider_id};
        one->state = (enum delivery_state)row_int(&row);
        one->code = row_text(&row);
        one->text = row_text(&row);
        one->info = row_text(&row);
        if (row.failed) {
            r = -ENOMEM;
            break;
        }
    }
    query_end(&q);
    *ret_count = count;
    return r < 0 ? error_trace(r) : 0;
}

int outbox_apply_early(struct tx *tx, struct outbox_row *o, int64_t connector, struct view provider_id)
{
    struct outbox_receipt early[EARLY_MAX];
    int count = 0;
    int r = provider_id.data == NULL ? 0 : read_early(tx, connector, provider_id, early, &count);
    for (int i = 0; r == 0 && i < count; i++)
        r = outbox_apply_receipt(tx, o, &early[i]);
    if (r < 0 || count == 0)
        return r;
    struct query q = query_begin(tx->db, SQL_EARLY_RECEIPTS_DROP, tx->tenant);
    query_bind(&q, connector);
    query_bind_text(&q, provider_id);
    return error_trace(query_run(&q, NULL));
}

int outbox_receive(struct tx *tx, const struct outbox_receipt *receipt)
{
    struct outbox_row o;
    int r = find_by_id(tx, receipt, &o);
    if (r == OUTBOX_ROW_NONE)
        r = find_by_provider(tx, receipt, &o);
    if (r < 0)
        return error_trace(r);
    return r == OUTBOX_ROW_OK ? outbox_apply_receipt(tx, &o, receipt) : keep_early(tx, receipt);
}
