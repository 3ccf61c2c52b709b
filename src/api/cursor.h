// SPDX-License-Identifier: Apache-2.0
// Cursors of lists: opaque to callers, checked when they come back.
#pragma once
#include "api/call.h"
#include "hub/session_list.h"
#include "hub/timeline.h"
#include "search/search.h"

// A timeline's cursor is the position before which the next page begins. Without data: INT64_MAX. False for
// text that was never a cursor.
bool cursor_position(struct view cursor, int64_t *ret);

// A page of a timeline, newest first, as the routes answer it: {NAME: […], next_cursor, position}.
void cursor_write_page(struct json_writer *w, const struct call *call, struct view name,
                       const struct timeline *timeline, int64_t position);

// The cursor of a list of sessions, marked with the list that gave it (session_list_mark). Without data *ret
// stays as it is: the beginning. False for one of another list, or none.
bool cursor_session(struct view cursor, uint32_t mark, struct session_cursor *ret);
void cursor_write_session(struct json_writer *w, uint32_t mark,
                          const struct session_cursor *cursor); // NULL: the end

// Of lists in order of their rows: the row before (or behind) which the next page begins. `start` without
// data.
bool cursor_row(struct view cursor, int64_t start, int64_t *ret);
void cursor_write_row(struct json_writer *w, int64_t row); // 0: the end

// Of a search: where each of its two lists goes on.
bool cursor_search(struct view cursor, struct search_cursor *ret);
void cursor_write_search(struct json_writer *w, const struct search_cursor *cursor); // NULL: the end

// 422 for query:cursor.
int cursor_refuse(struct call *call);
