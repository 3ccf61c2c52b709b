// SPDX-License-Identifier: Apache-2.0
// Inside hub: what the transitions of transfer.c do, and the rows they find.
#pragma once
#include "hub/outbox_way.h"
#include "hub/transfer.h"

// One transition under way: begun and ended with the change of the session.
struct transfer_step {
    struct transfer *transfer; // in its new state
    struct session_change *change;
    const struct actor *actor;
    struct outbox_way way; // by which the customer can be told
};

// Whether it may be: begins *change and fills in *t, or says why not. Writes nothing.
int transfer_judge(struct tx *tx, const struct transfer_in *in, struct session_change *change,
                   struct transfer *t);

// The row, as requested, with its line of the audit log.
int transfer_insert(struct tx *tx, const struct transfer_in *in, struct transfer_step *s);
// What a step changed of the row, with its line of the audit log.
int transfer_store(struct tx *tx, const struct transfer_step *s);

// "waiting": what a state is called in the history.
struct view transfer_step_name(enum transfer_state state);

// Actions.
int transfer_move(struct tx *tx, struct transfer_step *s);
int transfer_begin_leg(struct tx *tx, struct transfer_step *s);
int transfer_end_leg(struct tx *tx, struct transfer_step *s);  // told
int transfer_drop_leg(struct tx *tx, struct transfer_step *s); // nobody needs it any more
int transfer_move_back(struct tx *tx, struct transfer_step *s);

// 1 when the customer spoke on the new channel soon after (within 200 entries), else 0 or negative.
int transfer_customer_came(struct tx *tx, const struct transfer *t);

int transfer_find_by_row(struct tx *tx, int64_t row, struct transfer *ret);
int transfer_find_by_outbox(struct tx *tx, int64_t outbox, struct transfer *ret);
int transfer_find_by_entry(struct tx *tx, int64_t session, int64_t interaction, struct transfer *ret);
// 1 when what tells the customer has left, else 0 or negative.
int transfer_is_sent(struct tx *tx, const struct transfer *t);
// The session's one whose leg is open.
int transfer_find_untold(struct tx *tx, int64_t session, struct transfer *ret);
