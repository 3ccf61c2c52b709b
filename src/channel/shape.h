// SPDX-License-Identifier: Apache-2.0
// Whether a message fits what an adapter can send. Pure, any thread: whoever writes a message asks before it
// is stored, the connector asks again before it is sent.
#pragma once
#include "channel/channel.h"

// CHANNEL_OK, or CHANNEL_REFUSED with the part that does not fit ("/text", "/choices/3/title").
int shape_check(const struct channel_ops *ops, const struct channel_message *message,
                struct channel_fault *ret_fault);
