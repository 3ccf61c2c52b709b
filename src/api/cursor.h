// SPDX-License-Identifier: Apache-2.0
// Cursors of lists: opaque to callers, checked when they come back.
#pragma once
#include "api/call.h"
#include "hub/timeline.h"

// A timeline's cursor is the position before which the next page begins. Without data: INT64_MAX. False for
// text that was never a cursor.
bool cursor_position(struct view cursor, int64_t *ret);

// A page of a timeline, newest first, as the routes answer it: {NAME: […], next_cursor, position}.
void cursor_write_page(struct json_writer *w, const struct call *call, struct view name,
                       const struct timeline *timeline, int64_t position);

bool cursor_session(struct view cursor, struct session_cursor *ret);
void cursor_write_session(struct json_writer *w, const struct session_cursor *cursor); // NULL: the end

// Of lists in order of rows, newest first: the row before which the next page begins. Without data:
// INT64_MAX.
bool cursor_row(struct view cursor, int64_t *ret);
void cursor_write_row(struct json_writer *w, int64_t row); // 0: the end

// 422 for query:cursor.
int cursor_refuse(struct call *call);
