// SPDX-License-Identifier: Apache-2.0
// The strict look at a request head before any parser sees it: what two HTTP parsers could read
// differently is refused here (RFC 9112 2.2, 3.2, 5.1, 5.2, 6.1, 6.3, 11.2). Pure; the outcome does not
// depend on how the bytes were cut.
#pragma once
#include "base/view.h"
#include <stdint.h>

enum head_outcome {
    HEAD_DONE = 0,
    HEAD_MORE = 1, // the head is not whole
    HEAD_REFUSED,  // status and detail say why; the connection must end
};

// Zeroed at the start of a head.
struct head_scan {
    uint32_t at;           // bytes judged; of a whole head its size
    uint32_t header_count; // lines behind the request line
    uint8_t host_count;
    bool has_length, is_chunked, is_http10, expects_continue;
    bool has_line;           // the request line was judged
    uint16_t status;         // HEAD_REFUSED
    uint64_t content_length; // 0 without one; UINT64_MAX when the number is beyond 18 digits
    const char *detail;
};

struct head_limits {
    uint32_t size_max, headers_max;
};

// `data` are all bytes from the head's first on, also those judged before.
int head_scan(struct head_scan *s, const struct head_limits *limits, const char *data, size_t size);
