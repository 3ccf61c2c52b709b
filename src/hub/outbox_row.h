// SPDX-License-Identifier: Apache-2.0
// Inside hub: rows of the outbox, and their lanes. Of a lane one row is active: it is taken, or may be. The
// others wait for it, in their order; rows without a connector are not in the way.
#pragma once
#include "hub/outbox.h"
#include "hub/row.h"

struct outbox_row {
    int64_t row;
    struct view id;
    enum outbox_kind kind;
    int64_t connector; // 0: none
    struct view lane;  // no data: it stands alone
    int64_t session, ref;
    enum outbox_state state;
    bool is_due;
    int64_t due_us, expires_us;
    struct view lease;
    int64_t attempts;
    enum channel channel;
    struct view address; // no data: looked up
    enum consent_purpose purpose;
    bool is_bulk;
    enum outbox_hold held;
    bool is_doubtful; // it may be with the provider
    bool is_risked;   // and somebody takes the risk that it is sent twice
    int64_t begun_us;
    struct view outcome; // JSON object {code, reason}; no data: none
    int64_t created_us, updated_us;
    int64_t doubtful_us; // since when, by the wall clock; else when it was last taken; 0: not known
    int64_t counted_day; // as which it counts for frequency caps; 0: it does not
};

enum { OUTBOX_ROW_OK = 0, OUTBOX_ROW_NONE = 1 };

// Texts lie in the arena, or the transaction's memory.
int outbox_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct outbox_row *ret);
int outbox_load(struct tx *tx, int64_t row, struct outbox_row *ret);
// The last one about a thing of a session's.
int outbox_of(struct tx *tx, enum outbox_kind kind, int64_t session, int64_t ref, struct outbox_row *ret);
// The rows of a bound statement, at most `max` of them, in the transaction's memory.
int outbox_collect(struct tx *tx, struct query *q, int max, struct outbox_row **ret, int *ret_count);
// The columns {outbox_columns} of store/sql/outbox.sql, from the row's next one on.
void outbox_read(struct row *row, struct outbox_row *ret);
// The one row of a bound statement.
int outbox_read_one(struct query *q, struct arena *arena, struct outbox_row *ret);

static inline bool outbox_is_open(const struct outbox_row *o)
{
    return o->state == OUTBOX_WAITING || o->state == OUTBOX_DUE || o->state == OUTBOX_TAKEN;
}

// Since when it may be with the provider: rows of earlier versions do not say.
static inline int64_t outbox_doubtful_since(const struct outbox_row *o)
{
    return o->doubtful_us != 0 ? o->doubtful_us : o->begun_us != 0 ? o->begun_us : o->created_us;
}

// ---- frequency caps

// It leaves: it counts, once. And it did not after all. The row itself is written by whoever changes it.
int outbox_count(struct tx *tx, struct outbox_row *o);
int outbox_uncount(struct tx *tx, struct outbox_row *o);

// ---- lanes

// An active row has left: the next one may be taken.
int outbox_lane_pass(struct tx *tx, struct view lane);
// Rows have come in front of others.
int outbox_lane_order(struct tx *tx, struct view lane);
// Puts an active row off until due_us, out of the way of its lane: rows that are held alike keep their order.
int outbox_step_aside(struct tx *tx, struct outbox_row *o);

// Ends the row and hands its lane on. `outcome` as in the struct.
int outbox_close(struct tx *tx, struct outbox_row *o, enum outbox_state state, struct view outcome);

// Writes it as it stands in the struct, at the beginning of a chain of attempts.
int outbox_restore(struct tx *tx, const struct outbox_row *o);

// Back to be taken at due_us (the active one of its lane), with what else stands in the struct.
int outbox_delay(struct tx *tx, struct outbox_row *o);
