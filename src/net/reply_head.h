// SPDX-License-Identifier: Apache-2.0
// The head of a reply.
#pragma once
#include "net/http_inside.h"

enum reply_framing {
    REPLY_COUNTED, // Content-Length
    REPLY_CHUNKED,
    REPLY_UNTIL_CLOSE,
    REPLY_NO_BODY, // 204, 304
    REPLY_SWITCH,  // 101
};

struct reply {
    int status;
    const struct http_header *headers;
    size_t header_count;
    enum reply_framing framing;
    size_t content_length;
    bool is_http10, ends;
};

// Whether status and headers can be sent at all.
bool reply_is_sendable(int status, const struct http_header *headers, size_t header_count);

// Appends the head. Content-Length, Transfer-Encoding, Connection (but for REPLY_SWITCH) and Date among
// the headers are left out: they are made here.
void reply_head(struct loop *loop, const struct reply *reply, struct buffer *out);

// 204 and 304 never have a body.
static inline bool status_has_body(int status)
{
    return status >= 200 && status != 204 && status != 304;
}
