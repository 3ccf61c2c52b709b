// SPDX-License-Identifier: Apache-2.0
// A file as the answer to a read: sent piece by piece as the client takes it, so that its size matters to
// nobody.
#pragma once
#include "api/call.h"

// From a handler's `read`: the answer is this file, which the client shall keep under this name (plain ASCII
// without quotes). The descriptor is given away. The texts live as long as the call. 0, or negative.
int reply_file_give(struct call *call, int fd, struct view name, struct view type);

// For reply.c: sends it behind these headers. Loop thread; gives the call and its exchange away.
void reply_file_send(struct call *call, const struct http_header *headers, size_t header_count);
