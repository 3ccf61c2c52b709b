// SPDX-License-Identifier: Apache-2.0
// The pages that the binary carries (web/live now): small, same origin only, nothing from elsewhere.
#pragma once
#include "api/call.h"

// Answers a GET or HEAD of a page's path and returns true (the call is given away), else false.
bool static_file_answer(struct call *call);

struct static_file {
    struct view path, type, content;
    struct view etag; // quoted
};
// Made by tools/embed.py from web/.
extern const struct static_file static_files[];
extern const int static_file_count;
