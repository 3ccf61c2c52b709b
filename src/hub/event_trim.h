// SPDX-License-Identifier: Apache-2.0
// Events are kept for 72 hours or 5 million of each tenant.
#pragma once
#include "hub/trim.h"

// A trim_rule's slice: the oldest thousand while they are older than keep_us or beyond keep_count.
int event_trim_slice(struct tx *tx, const struct trim_rule *rule, int *ret_gone, bool *ret_more);
