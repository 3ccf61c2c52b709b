// SPDX-License-Identifier: Apache-2.0
#include "hub/receipt.h"
#include "base/error.h"
#include "hub/delivery.h"

// Entries that a mark passes over: which of them move, and up to where they were looked at.
struct passage {
    int64_t rows[RECEIPT_MOVES];
    int count;
    int64_t until;
    bool is_whole;
};

// What was not sent yet is sent by a connector, whatever the customer sees of it here.
static bool moves(enum direction direction, enum delivery_state from, enum delivery_state to)
{
    bool is_sent = from == DELIVERY_SENT || from == DELIVERY_DELIVERED;
    return direction == DIRECTION_OUTBOUND && is_sent && delivery_is_forward(from, to);
}

static int find(struct tx *tx, int64_t session, int64_t after, int64_t until, enum delivery_state to,
                struct passage *ret)
{
    struct query q = query_begin(tx->db, SQL_RECEIPT_ENTRIES, tx->tenant);
    query_bind(&q, session);
    query_bind(&q, after);
    query_bind(&q, until);
    query_bind(&q, RECEIPT_PASSES);
    int r, seen = 0;
    *ret = (struct passage){.until = after};
    while ((r = query_step(&q)) == QUERY_ROW && ret->count < RECEIPT_MOVES) {
        seen++;
        ret->until = query_int(&q, 1);
        if (moves((enum direction)query_int(&q, 2), (enum delivery_state)query_int(&q, 3), to))
            ret->rows[ret->count++] = query_int(&q, 0);
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    ret->is_whole = r == QUERY_DONE && seen < RECEIPT_PASSES;
    if (ret->is_whole)
        ret->until = until;
    return 0;
}

static int move_entries(struct tx *tx, struct session_change *change, int64_t after, int64_t until,
                        enum delivery_state to, struct passage *ret)
{
    int r = find(tx, change->before.row, after, until, to, ret);
    for (int i = 0; r == 0 && i < ret->count; i++)
        r = delivery_move(tx, change, ret->rows[i], to);
    return r;
}

int receipt_take(struct tx *tx, struct session_change *change, const struct receipt *receipt,
                 struct receipt_result *ret)
{
    const struct session *s = &change->before;
    struct participant mark;
    int64_t until = receipt->position < s->last_position ? receipt->position : s->last_position;
    *ret = (struct receipt_result){0};
    int r = participant_marks(tx->db, tx->tenant, s->row, receipt->reader, receipt->agent, &mark);
    if (r < 0)
        return error_trace(r);
    int64_t after = receipt->is_read ? mark.read_position : mark.delivered_position;
    if (until <= after)
        return 0;
    if (receipt->reader == AUTHOR_CUSTOMER) {
        struct passage passage;
        r = move_entries(tx, change, after, until, receipt->is_read ? DELIVERY_READ : DELIVERY_DELIVERED,
                         &passage);
        until = passage.until;
        ret->is_partial = r == 0 && !passage.is_whole;
    }
    if (r < 0)
        return error_trace(r);
    ret->is_news = true;
    if (receipt->is_read)
        mark.read_position = until;
    else
        mark.delivered_position = until;
    return participant_move(tx, s->row, &mark);
}
