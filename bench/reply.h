// SPDX-License-Identifier: Apache-2.0
// Reads HTTP/1.1 replies just well enough to count them: status, length (Content-Length, chunked, or
// none by status) and whether the server closes. Pure, one pass, no memory.
#pragma once
#include "base/view.h"

struct reply {
    int status;
    bool closes;
    size_t size;      // of the whole reply, head and body
    struct view body; // of a chunked reply with its chunk lines
};

enum reply_outcome {
    REPLY_WHOLE = 0,
    REPLY_NEEDS_MORE = 1,
    REPLY_BROKEN = 2, // not HTTP/1.1, or of unknown length
};

// Looks at the front of `data`. *ret is set only when the reply is whole; its views point into `data`.
enum reply_outcome reply_read(struct view data, struct reply *ret);
