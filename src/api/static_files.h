// SPDX-License-Identifier: Apache-2.0
// The pages that the binary carries: the live page, the agents' page, the widget, the shop that shows it.
// Same origin only, nothing from elsewhere.
#pragma once
#include "api/call.h"

// Answers a GET or HEAD of a page's path and returns true (the call is given away), else false.
bool static_file_answer(struct call *call);

// What a page may load, its Content-Security-Policy.
enum static_policy {
    STATIC_LIVE,    // the first page: itself and the API
    STATIC_CONSOLE, // the agents' page: pictures from memory and the live socket too
    STATIC_SHOP,    // as strict as a shop that has the widget can be
    STATIC_WIDGET,  // a script that other sites load
};

struct static_file {
    struct view path, type, content;
    struct view packed;            // gzip; no data: not worth it
    struct view etag, packed_etag; // quoted
    enum static_policy policy;
    bool is_immutable; // its name changes with its content
};
// Made by tools/embed.py from web/, ordered by path.
extern const struct static_file static_files[];
extern const int static_file_count;
