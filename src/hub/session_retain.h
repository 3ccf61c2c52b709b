// SPDX-License-Identifier: Apache-2.0
// Retention: sessions that were closed or resolved longer ago than their tenant keeps them go, with all that
// belongs to them; what was merged into one goes before it, and not sooner. Its customer stays. What hangs on
// the session goes first; then, in one transaction, it leaves the customer's sums and everybody's sight; then
// its entries go. Each slice finds by itself where the last one ended, so a round may end anywhere.
#pragma once
#include "hub/trim.h"

// A trim_rule's slice.
int session_retain_slice(struct tx *tx, const struct trim_rule *rule, int *ret_gone, bool *ret_more);
