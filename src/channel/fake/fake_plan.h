// SPDX-License-Identifier: Apache-2.0
// What the fake provider does with one message, and scripts that say it. Pure.
#pragma once
#include "base/arena.h"
#include "channel/channel.h"

enum { FAKE_RECEIPTS_MAX = 4, FAKE_SCRIPT_MAX = 1000 };

struct fake_plan {
    enum channel_end end;
    bool is_silent; // no answer at all
    bool is_kept;   // the provider has the message
    int64_t delay_us, retry_us, receipt_us;
    enum channel_state receipts[FAKE_RECEIPTS_MAX];
    int receipt_count;
};

// Reads a script; what an item does not say is as in `usual`. CHANNEL_REFUSED with the fault's text; -ENOMEM.
// The plans lie in the arena.
int fake_script_read(struct arena *arena, struct view json, const struct fake_plan *usual,
                     struct channel_fault *ret_fault, struct fake_plan **ret_plans, int *ret_count);
