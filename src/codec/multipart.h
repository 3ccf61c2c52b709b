// SPDX-License-Identifier: Apache-2.0
// multipart/form-data (RFC 7578, RFC 2046 5.1), read as it comes: bytes in, parts out, nothing kept but one
// part's head. Pure; the outcome does not depend on the cuts.
#pragma once
#include "base/view.h"
#include <stdint.h>

enum {
    MULTIPART_BOUNDARY_MAX = 70, // RFC 2046 5.1.1
    MULTIPART_HEAD_MAX = 4096,   // bytes of one part's head
    MULTIPART_PARTS_MAX = 32,
};

enum multipart_outcome {
    MULTIPART_DONE = 0, // the closing boundary was read; what follows is read over
    MULTIPART_MORE = 1, // all bytes are used
    MULTIPART_PART,     // a part begins: name, filename and type tell which
    MULTIPART_DATA,     // *ret_data is the next piece of it
    MULTIPART_END,      // the part is whole
    MULTIPART_BAD,      // not what the RFCs say; for good
    MULTIPART_TOO_MANY, // parts, or bytes of a head; for good
};

struct multipart {
    // Of the part at hand, until the next call. UTF-8 is not checked.
    struct view name, filename; // no data: none
    struct view type;           // of its Content-Type, as it is written; no data: none
    // Inside:
    char mark[4 + MULTIPART_BOUNDARY_MAX]; // CRLF, two hyphens, the boundary
    uint8_t mark_size;
    uint8_t matched; // bytes of the mark at the end of what was read
    bool is_front;   // … the first two of which stand before it
    uint8_t state;
    uint8_t parts;
    uint16_t head_size;
    char head[MULTIPART_HEAD_MAX];
};

// `content_type` is the request's header. False when it is not multipart/form-data with a boundary.
bool multipart_begin(struct multipart *m, struct view content_type);

// Takes bytes from *rest and leaves there what follows. Call again until MULTIPART_MORE, DONE or a fault.
// Of MULTIPART_DATA the bytes lie in what was given, or in `m` itself.
int multipart_read(struct multipart *m, struct view *rest, struct view *ret_data);

// Whether the closing boundary was read.
bool multipart_is_whole(const struct multipart *m);
