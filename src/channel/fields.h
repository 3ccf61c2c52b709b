// SPDX-License-Identifier: Apache-2.0
// A connector's configuration held against the fields that its adapter declares. Pure, any thread.
#pragma once
#include "base/arena.h"
#include "channel/channel.h"

struct channel_secret {
    struct view name, value;
};

struct fields_in {
    struct view config; // a JSON object; no data: an empty one
    const struct channel_secret *secrets;
    size_t secret_count;
};

// CHANNEL_OK: *ret_values are the values in the fields' order, in the arena (their texts lie there or in the
// configuration). CHANNEL_REFUSED with the name of the field; "" when it is no object at all. -ENOMEM.
int fields_read(const struct channel_ops *ops, const struct fields_in *in, struct arena *arena,
                struct channel_fault *ret_fault, const struct channel_value **ret_values);

// The fields' own checks and then what they cannot see (channel_ops.check), as opening it would find.
// CHANNEL_OK; CHANNEL_REFUSED with the place; -ENOMEM.
int fields_check(const struct channel_ops *ops, const struct fields_in *in, struct arena *arena,
                 struct channel_fault *ret_fault);
