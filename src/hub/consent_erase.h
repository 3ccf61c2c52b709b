// SPDX-License-Identifier: Apache-2.0
// Erasing what the ledger says of a person, in slices, so that nobody writes to them again: opt-outs that
// stand leave the hashed addresses behind (consent_keep.h) and nothing else.
#pragma once
#include "store/tx.h"

// Of the customer's addresses: keeps what stands against them and deletes them. *ret_done: none is left.
int consent_erase_identities(struct tx *tx, int64_t customer, bool *ret_done);

// Afterwards: what was said by addresses, then the customer's own decisions; those against are the parent's
// (into whom the customer was merged, and who is erased later) until its addresses are gone.
int consent_erase_ledger(struct tx *tx, int64_t customer, bool *ret_done);
