// SPDX-License-Identifier: Apache-2.0
// Inflating one message of permessage-deflate (RFC 7692 7.2.2). Internal to this folder.
#pragma once
#include "base/buffer.h"

enum inflate_outcome {
    INFLATE_OK = 0,
    INFLATE_INVALID = 1, // not DEFLATE, or it ends inside a block
    INFLATE_TOO_BIG,     // more than `max` bytes come out
    INFLATE_NO_MEMORY,
};

// Inflates a whole message that refers to nothing before it. *ret_out is made here and is the
// caller's to free.
int websocket_inflate(struct view payload, size_t max, struct buffer *ret_out);
