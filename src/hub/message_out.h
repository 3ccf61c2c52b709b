// SPDX-License-Identifier: Apache-2.0
// Inside hub: how a message to the customer leaves.
#pragma once
#include "hub/message.h"

struct message_way {
    enum delivery_state delivery;
    struct view info;  // delivery_info, in the transaction's memory; no data: nothing to say
    int64_t connector; // row; 0: none
};

// MESSAGE_OK, MESSAGE_NOT_LATER, MESSAGE_NO_WAY or negative.
int message_find_way(struct tx *tx, const struct message_in *in, const struct session *session,
                     struct message_way *ret);

// Clients of the hub's own hear the live event; for the rest it is an intent of the outbox.
int message_intend(struct tx *tx, const struct message_in *in, const struct session *session,
                   const struct message_way *way, const struct interaction *i);
