// SPDX-License-Identifier: Apache-2.0
// The chunked coding of a request body (RFC 9112 7.1), strictly: CRLF everywhere, no blanks round the
// size; extensions and trailers are read over, bounded. Pure; the outcome does not depend on the cuts.
#pragma once
#include "base/view.h"
#include <stdint.h>

enum chunked_outcome {
    CHUNKED_DONE = 0,
    CHUNKED_MORE = 1, // all bytes are used, the body is not whole
    CHUNKED_DATA,     // *ret_data is the next piece
    CHUNKED_BAD,
};

// Zeroed at the start of a body.
struct chunked {
    uint64_t left;     // of this chunk's data
    uint32_t overhead; // bytes of extensions and trailers so far
    uint8_t state, digits;
};

// Takes bytes from *rest and leaves there what follows. Call again after CHUNKED_DATA.
int chunked_read(struct chunked *c, struct view *rest, struct view *ret_data);
