// SPDX-License-Identifier: Apache-2.0
// Events are kept for 72 hours or 5 million of each tenant; what an endpoint has not been told yet
// (hub/webhook.h), longer, but never more of them.
#pragma once
#include "hub/trim.h"

#define EVENT_KEEP_UNTOLD_US ((int64_t)7 * 24 * 3600 * 1000000)

// A trim_rule's slice: the oldest thousand while they are older than keep_us or beyond keep_count.
int event_trim_slice(struct tx *tx, const struct trim_rule *rule, int *ret_gone, bool *ret_more);
