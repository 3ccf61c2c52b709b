// SPDX-License-Identifier: Apache-2.0
// Inside hub: what a customer is told of a transfer, on the channel to which the conversation goes.
#pragma once
#include "store/tx.h"

// The tenant's setting `transfer_text`: a text, or an object of texts by language; else a sentence in
// English. In the transaction's memory.
int outbox_leg_text(struct tx *tx, int64_t customer, struct view *ret);
