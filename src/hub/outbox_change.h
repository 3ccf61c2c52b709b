// SPDX-License-Identifier: Apache-2.0
// Inside hub: what becomes of a row of the outbox, together with what it is about: an entry of a timeline,
// and of a leg the transfer.
#pragma once
#include "hub/delivery.h"
#include "hub/outbox_row.h"

// Why: a word for programs and a sentence for people.
struct outbox_why {
    struct view code, text; // no data: nothing
};

// The entry whose delivery it is; 0: it is gone.
int outbox_entry(struct tx *tx, const struct outbox_row *o, int64_t *ret_interaction);

// What delivery_info says of the row as it is in the struct, as a patch, and `more` (JSON object; no data:
// nothing) merged into it. In the transaction's memory.
int outbox_write_patch(struct tx *tx, const struct outbox_row *o, const struct outbox_why *why,
                       struct view more, struct view *ret);

// Ends it: OUTBOX_FAILED, _UNKNOWN or _CANCELLED, the entry's delivery with it, and the leg. What failed may
// go on by another channel.
int outbox_give_up(struct tx *tx, struct outbox_row *o, enum outbox_state state,
                   const struct outbox_why *why);

// A message that failed for good goes on by the next channel of its chain on which the customer can be
// reached: 1 when there was one, else 0, or negative.
int outbox_fall_back(struct tx *tx, struct outbox_row *o, const struct outbox_why *why);

// Where a chain of attempts begins anew: as the struct says, but for what a chain counts.
int outbox_restart(struct tx *tx, struct outbox_row *o, bool has_new_id);

// The row is put off as the struct says, and live clients are told why.
int outbox_tell_delay(struct tx *tx, const struct outbox_row *o, const struct outbox_why *why);

// Those that wait in the lane for a connector of the channel have one now.
int outbox_adopt_lane(struct tx *tx, int64_t connector, enum channel channel, struct view lane);

// What a provider said of the entry; the row is its.
int outbox_apply_receipt(struct tx *tx, struct outbox_row *o, const struct outbox_receipt *receipt);
// What it said before it had told its name for it.
int outbox_apply_early(struct tx *tx, struct outbox_row *o, int64_t connector, struct view provider_id);
