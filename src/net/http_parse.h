// SPDX-License-Identifier: Apache-2.0
// A whole head that head_scan found good becomes a request; llhttp is the second judge.
#pragma once
#include "net/head_scan.h"
#include "net/http.h"

// `head` lies in the arena and outlives the request; its fields become views into it. Fills method,
// target, path, query and headers. *ret_keep_alive: the client lets the connection live.
// 0, or the status to refuse with (400, 500, 501) and *ret_detail.
int http_parse(struct arena *arena, struct view head, const struct head_scan *scan,
               struct http_request *request, bool *ret_keep_alive, const char **ret_detail);
