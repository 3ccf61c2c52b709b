// SPDX-License-Identifier: Apache-2.0
// llhttp, the second judge of a head that head_scan found good. Apart from http_parse because llhttp's
// names and ours are the same.
#pragma once
#include "net/http_header.h"

struct head_parts {
    struct view target;
    struct http_header *headers; // the caller's room
    size_t room, header_count;
    bool keep_alive;
};

// Fills the views into `head`. 0, or the status to refuse with (400, 501) and *ret_detail.
int head_parse(struct view head, struct head_parts *parts, const char **ret_detail);
