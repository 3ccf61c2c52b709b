// SPDX-License-Identifier: Apache-2.0
// One page of a list in order of rows, as routes answer it: {NAME: […], next_cursor, position}.
#pragma once
#include "api/call.h"

struct row_page {
    struct json_writer *w;
    int limit, count;
    bool is_full;
};

void row_page_begin(struct row_page *page, struct json_writer *w, struct view name, int64_t limit);

// After each item. Positive when the page takes no more.
int row_page_count(struct row_page *page);

// `cursor`: the row of the last item.
void row_page_end(struct row_page *page, const struct call *call, int64_t cursor, int64_t position);
