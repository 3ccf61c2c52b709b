// SPDX-License-Identifier: Apache-2.0
// Receipts that came before their message was known, when a customer is erased: of whom they speak nobody can
// say, so what they say in words goes from all of the tenant's. That somebody opted out stays.
#pragma once
#include "store/tx.h"

// Some of them; *ret_done when none is left.
int early_receipts_erase(struct tx *tx, bool *ret_done);
