// SPDX-License-Identifier: Apache-2.0
#include "api/row_page.h"
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/page.h"
#include "hub/position.h"

void row_page_begin(struct row_page *page, struct json_writer *w, struct view name, int64_t limit)
{
    *page = (struct row_page){.w = w, .limit = (int)limit};
    json_begin_object(w);
    json_key(w, name);
    json_begin_array(w);
}

int row_page_count(struct row_page *page)
{
    page->count++;
    page->is_full = page->count >= page->limit || page_is_full(page->w);
    return page->is_full;
}

void row_page_end(struct row_page *page, const struct call *call, int64_t cursor, int64_t position)
{
    json_end_array(page->w);
    cursor_write_row(page->w, page->is_full ? cursor : 0);
    json_key(page->w, VIEW("position"));
    position_write(page->w, call->api->epoch, position);
    json_end_object(page->w);
}
