// SPDX-License-Identifier: Apache-2.0
// Lists of open sessions: filters, orders, pages. The most selective filter that has an index in the wanted
// order leads; the others judge what it reads, at most SESSION_LIST_READ rows a page, so a page may be short
// and still not be the last. What a filter leaves of at most so many rows is put in order here.
#pragma once
#include "hub/access.h"
#include "hub/cluster.h"
#include "hub/session.h"

enum { SESSION_LIST_READ = 500 };

enum session_list_status { SESSION_LIST_ACTIVE, SESSION_LIST_PENDING, SESSION_LIST_SNOOZED };
enum session_sort {
    SESSION_SORT_LAST_ACTIVITY, // to the minute: within one as they came into it
    SESSION_SORT_CREATED_AT,
    SESSION_SORT_PRIORITY, // of the same priority the youngest first
    SESSION_SORT_WAITING,  // only who waits for an answer, the longest first
};

// Rows: 0 for any. What has no row under the id that was asked for: SESSION_LIST_NOBODY.
enum { SESSION_LIST_NOBODY = -1 };

struct session_query {
    bool has_status, has_channel, has_priority;
    enum session_list_status status;
    enum channel channel; // where it is held now
    enum priority priority;
    int64_t agent, queue, tag;
    bool is_unassigned;
    const struct cluster *customer;   // NULL: any
    const struct access_view *viewer; // whose list it is; NULL: somebody who sees everything
    enum session_sort sort;
    bool is_reversed; // the other way round
};

struct session_cursor {
    int64_t key, row;
};

// The beginning of the list.
struct session_cursor session_list_start(const struct session_query *query);
// Tells one list from others: a cursor belongs to the list that gave it.
uint32_t session_list_mark(const struct session_query *query);

// Where a page ends that ends with this session.
struct session_cursor session_list_cursor(const struct session_query *query, const struct session *session);

struct session_rows {
    int64_t *rows; // of sessions, in order, in the arena
    int count;
    bool has_more;
    struct session_cursor next; // where the next page goes on
};

// At most `limit` sessions behind the cursor.
int session_list_read(const struct snapshot *snapshot, const struct session_query *query,
                      struct session_cursor cursor, int limit, struct arena *arena, struct session_rows *ret);
