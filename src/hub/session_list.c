// SPDX-License-Identifier: Apache-2.0
#include "hub/session_list.h"
#include "base/error.h"
#include <errno.h>
#include <stdlib.h>

// What a list judges and orders by: {key} of store/sql/session_list.sql.
struct key {
    int64_t row, activity, priority, waiting_us, status, snoozed_us, channel, agent, queue, customer;
};

// A page as it is read.
struct reading {
    const struct snapshot *snapshot;
    const struct session_query *query;
    struct key *keys;
    int count, limit, read;
    bool has_more;
    struct session_cursor last; // of what was read
};

// ---- order

static bool is_ascending(const struct session_query *q)
{
    return (q->sort == SESSION_SORT_WAITING) != q->is_reversed;
}

static struct session_cursor cursor_of(const struct key *k, enum session_sort sort)
{
    switch (sort) {
    case SESSION_SORT_LAST_ACTIVITY:
        return (struct session_cursor){k->activity, k->row};
    case SESSION_SORT_CREATED_AT:
        return (struct session_cursor){k->row, k->row};
    case SESSION_SORT_PRIORITY:
        return (struct session_cursor){k->priority, k->row};
    case SESSION_SORT_WAITING:
        return (struct session_cursor){k->waiting_us, k->row};
    }
    return (struct session_cursor){0};
}

struct session_cursor session_list_start(const struct session_query *q)
{
    if (is_ascending(q))
        return (struct session_cursor){0, 0};
    return (struct session_cursor){INT64_MAX, INT64_MAX};
}

struct session_cursor session_list_cursor(const struct session_query *q, const struct session *s)
{
    const struct key k = {.row = s->row,
                          .activity = s->activity_position,
                          .priority = s->priority,
                          .waiting_us = s->waiting_since_us};
    return cursor_of(&k, q->sort);
}

static uint32_t mix(uint32_t hash, int64_t value)
{
    for (int i = 0; i < 8; i++)
        hash = (hash ^ (uint32_t)(value >> (8 * i) & 255)) * 16777619u;
    return hash;
}

uint32_t session_list_mark(const struct session_query *q)
{
    const int64_t parts[] = {q->sort,
                             q->is_reversed,
                             q->has_status,
                             q->has_status ? (int64_t)q->status : 0,
                             q->has_channel,
                             q->has_channel ? (int64_t)q->channel : 0,
                             q->has_priority,
                             q->has_priority ? (int64_t)q->priority : 0,
                             q->agent,
                             q->queue,
                             q->tag,
                             q->is_unassigned,
                             q->customer == NULL ? 0 : q->customer->survivor.row};
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        hash = mix(hash, parts[i]);
    return hash;
}

// ---- filters

static bool is_status(const struct key *k, enum session_list_status status)
{
    switch (status) {
    case SESSION_LIST_ACTIVE:
        return k->status == SESSION_ACTIVE;
    case SESSION_LIST_PENDING:
        return k->status == SESSION_PENDING;
    case SESSION_LIST_SNOOZED:
        return k->status == SESSION_PENDING && k->snoozed_us != 0;
    }
    return false;
}

static bool is_of(const struct cluster *cluster, int64_t customer)
{
    for (int i = 0; i < cluster->count; i++)
        if (cluster->members[i] == customer)
            return true;
    return false;
}

static int has_tag(const struct snapshot *snapshot, int64_t session, int64_t tag)
{
    struct query q = query_begin(snapshot->db, SQL_SESSION_HAS_TAG, snapshot->tenant);
    query_bind(&q, session);
    query_bind(&q, tag);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW;
}

// 1, 0 or negative.
static int is_wanted(const struct snapshot *snapshot, const struct session_query *q, const struct key *k)
{
    if ((q->has_status && !is_status(k, q->status)) ||
        (q->has_channel && k->channel != (int64_t)q->channel) ||
        (q->has_priority && k->priority != (int64_t)q->priority) || (q->agent != 0 && k->agent != q->agent) ||
        (q->is_unassigned && k->agent != 0) || (q->queue != 0 && k->queue != q->queue) ||
        (q->customer != NULL && !is_of(q->customer, k->customer)) ||
        (q->sort == SESSION_SORT_WAITING && k->waiting_us == 0) ||
        !access_sees_session(q->viewer, &(struct session){.agent = k->agent, .queue = k->queue}))
        return 0;
    return q->tag == 0 ? 1 : has_tag(snapshot, k->row, q->tag);
}

// ---- reading keys

static struct key read_key(const struct query *q)
{
    return (struct key){query_int(q, 0), query_int(q, 1), query_int(q, 2), query_int(q, 3), query_int(q, 4),
                        query_int(q, 5), query_int(q, 6), query_int(q, 7), query_int(q, 8), query_int(q, 9)};
}

// Judges the rows of a bound query until the page is full or enough was read: then there is more.
static int take_rows(struct reading *g, struct query *q)
{
    int r;
    while ((r = query_step(q)) == QUERY_ROW) {
        if (g->count == g->limit || g->read == SESSION_LIST_READ) {
            g->has_more = true;
            break;
        }
        struct key k = read_key(q);
        int wanted = is_wanted(g->snapshot, g->query, &k);
        if (wanted < 0) {
            r = wanted;
            break;
        }
        if (wanted)
            g->keys[g->count++] = k;
        g->read++;
        g->last = cursor_of(&k, g->query->sort);
    }
    query_end(q);
    return r < 0 ? error_trace(r) : 0;
}

// ---- which index leads

enum leader {
    BY_TAG,
    BY_AGENT,
    BY_QUEUE,
    BY_PENDING,
    BY_PRIORITY,
    BY_UNASSIGNED,
    BY_CHANNEL,
    BY_ALL,
    LEADERS
};
enum { NEWEST, OLDEST, SORTS = 4 };

// The statements by (filter, order), newest or highest first and the other way round. 0: no index.
static const enum statement walks[LEADERS][SORTS][2] = {
    [BY_ALL] = {{SQL_SESSIONS_ALL_NEWEST, SQL_SESSIONS_ALL_OLDEST},
                {SQL_SESSIONS_MADE_ALL_NEWEST, SQL_SESSIONS_MADE_ALL_OLDEST},
                {SQL_SESSIONS_MADE_PRIORITY_NEWEST, SQL_SESSIONS_MADE_PRIORITY_OLDEST},
                {SQL_SESSIONS_WAITING_ALL_NEWEST, SQL_SESSIONS_WAITING_ALL_OLDEST}},
    [BY_TAG] = {{SQL_SESSIONS_TAG_NEWEST, SQL_SESSIONS_TAG_OLDEST},
                {SQL_SESSIONS_MADE_TAG_NEWEST, SQL_SESSIONS_MADE_TAG_OLDEST}},
    [BY_AGENT] = {{SQL_SESSIONS_AGENT_NEWEST, SQL_SESSIONS_AGENT_OLDEST}},
    [BY_QUEUE] = {{SQL_SESSIONS_QUEUE_NEWEST, SQL_SESSIONS_QUEUE_OLDEST},
                  {SQL_SESSIONS_MADE_QUEUE_NEWEST, SQL_SESSIONS_MADE_QUEUE_OLDEST},
                  {SQL_SESSIONS_MADE_QUEUE_PRIORITY_NEWEST, SQL_SESSIONS_MADE_QUEUE_PRIORITY_OLDEST},
                  [SESSION_SORT_WAITING] = {SQL_SESSIONS_WAITING_QUEUE_NEWEST,
                                            SQL_SESSIONS_WAITING_QUEUE_OLDEST}},
    [BY_PENDING] = {{SQL_SESSIONS_PENDING_NEWEST, SQL_SESSIONS_PENDING_OLDEST}},
    [BY_PRIORITY] = {{SQL_SESSIONS_PRIORITY_NEWEST, SQL_SESSIONS_PRIORITY_OLDEST},
                     {SQL_SESSIONS_MADE_PRIORITY_NEWEST, SQL_SESSIONS_MADE_PRIORITY_OLDEST}},
    [BY_UNASSIGNED] = {{SQL_SESSIONS_UNASSIGNED_NEWEST, SQL_SESSIONS_UNASSIGNED_OLDEST}},
    [BY_CHANNEL] = {{SQL_SESSIONS_CHANNEL_NEWEST, SQL_SESSIONS_CHANNEL_OLDEST}},
};

// Whether the query has that filter, and its row or number (0: none is bound).
static bool leads(const struct session_query *q, enum leader leader, int64_t *ret_value)
{
    *ret_value = 0;
    switch (leader) {
    case BY_TAG:
        *ret_value = q->tag;
        return q->tag != 0;
    case BY_AGENT:
        *ret_value = q->agent;
        return q->agent != 0;
    case BY_QUEUE:
        *ret_value = q->queue;
        return q->queue != 0;
    case BY_PENDING:
        return q->has_status && q->status != SESSION_LIST_ACTIVE;
    case BY_PRIORITY: // by activity there is no index of those of normal priority
        *ret_value = q->priority;
        return q->has_priority && (q->priority != PRIORITY_NORMAL || q->sort == SESSION_SORT_CREATED_AT);
    case BY_UNASSIGNED:
        return q->is_unassigned;
    case BY_CHANNEL:
        *ret_value = q->channel;
        return q->has_channel;
    case BY_ALL:
        return true;
    case LEADERS:
        break;
    }
    return false;
}

static const bool takes_value[LEADERS] = {
    [BY_TAG] = true, [BY_AGENT] = true, [BY_QUEUE] = true, [BY_PRIORITY] = true, [BY_CHANNEL] = true};

// Begins a walk behind the cursor, but for the values that the statement ends with.
static struct query begin_walk(const struct reading *g, enum leader leader, struct session_cursor from,
                               enum session_sort sort, bool ascending)
{
    struct query q =
        query_begin(g->snapshot->db, walks[leader][sort][ascending ? OLDEST : NEWEST], g->snapshot->tenant);
    query_bind(&q, sort == SESSION_SORT_PRIORITY ? from.row : from.key);
    if (sort == SESSION_SORT_WAITING)
        query_bind(&q, from.row);
    query_bind(&q, SESSION_LIST_READ + 1);
    return q;
}

// One priority after the other, each by age.
static int walk_priorities(struct reading *g, enum leader leader, struct session_cursor from, int64_t value)
{
    bool up = is_ascending(g->query);
    struct session_cursor start = session_list_start(g->query);
    int64_t p = from.key > PRIORITY_URGENT ? PRIORITY_URGENT : from.key;
    int r = 0;
    for (; r == 0 && !g->has_more && p >= PRIORITY_LOW && p <= PRIORITY_URGENT; p += up ? 1 : -1) {
        if (!g->query->has_priority || p == (int64_t)g->query->priority) {
            struct query q = begin_walk(g, leader, from, SESSION_SORT_PRIORITY, up);
            if (takes_value[leader])
                query_bind(&q, value);
            query_bind(&q, p);
            r = take_rows(g, &q);
        }
        from.row = start.row;
    }
    return r;
}

static int walk(struct reading *g, enum leader leader, struct session_cursor from, int64_t value)
{
    if (g->query->sort == SESSION_SORT_PRIORITY)
        return walk_priorities(g, leader, from, value);
    struct query q = begin_walk(g, leader, from, g->query->sort, is_ascending(g->query));
    if (takes_value[leader])
        query_bind(&q, value);
    return take_rows(g, &q);
}

// ---- few rows, put in order here

// Whether a leader leaves more than is put in order here: 1, 0 or negative. Reads the index alone.
static int is_crowd(const struct snapshot *snapshot, enum leader leader, int64_t value)
{
    static const enum statement crowds[LEADERS] = {
        [BY_TAG] = SQL_SESSIONS_TAG_CROWD,           [BY_AGENT] = SQL_SESSIONS_AGENT_CROWD,
        [BY_QUEUE] = SQL_SESSIONS_QUEUE_CROWD,       [BY_PENDING] = SQL_SESSIONS_PENDING_CROWD,
        [BY_PRIORITY] = SQL_SESSIONS_PRIORITY_CROWD, [BY_UNASSIGNED] = SQL_SESSIONS_UNASSIGNED_CROWD,
        [BY_CHANNEL] = SQL_SESSIONS_CHANNEL_CROWD};
    struct query q = query_begin(snapshot->db, crowds[leader], snapshot->tenant);
    query_bind(&q, SESSION_LIST_READ);
    if (takes_value[leader])
        query_bind(&q, value);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW;
}

// Reads all that is wanted of one leader.
static int gather(struct reading *g, enum leader leader, int64_t value)
{
    const struct session_cursor start = {INT64_MAX, INT64_MAX};
    struct query q = begin_walk(g, leader, start, SESSION_SORT_LAST_ACTIVITY, false);
    if (takes_value[leader])
        query_bind(&q, value);
    return take_rows(g, &q);
}

static int gather_customer(struct reading *g)
{
    const struct cluster *cluster = g->query->customer;
    int r = 0;
    for (int i = 0; r == 0 && i < cluster->count; i++) {
        struct query q = query_begin(g->snapshot->db, SQL_SESSIONS_OF_CUSTOMER_OPEN, g->snapshot->tenant);
        query_bind(&q, cluster->members[i]);
        query_bind(&q, SESSION_LIST_READ + 1);
        r = take_rows(g, &q);
    }
    return r;
}

static int compare(struct session_cursor a, struct session_cursor b)
{
    if (a.key != b.key)
        return a.key < b.key ? -1 : 1;
    return a.row < b.row ? -1 : a.row > b.row;
}

// Insertion into the page so far: what the cursor or the page's end leaves out costs one comparison.
static void put_in_order(struct reading *page, const struct key *k, struct session_cursor from)
{
    enum session_sort sort = page->query->sort;
    int way = is_ascending(page->query) ? 1 : -1;
    struct session_cursor at = cursor_of(k, sort);
    int i = page->count;
    if (compare(at, from) * way <= 0)
        return;
    if (page->count == page->limit) {
        page->has_more = true;
        if (compare(at, cursor_of(&page->keys[i - 1], sort)) * way > 0)
            return;
        i--;
    } else {
        page->count++;
    }
    for (; i > 0 && compare(at, cursor_of(&page->keys[i - 1], sort)) * way < 0; i--)
        page->keys[i] = page->keys[i - 1];
    page->keys[i] = *k;
}

// Reads all that the customer, or else the leader, leaves and makes it the page. *ret_done is false when
// there is too much of it.
static int try_gather(struct reading *page, enum leader leader, int64_t value, struct session_cursor from,
                      struct arena *arena, bool *ret_done)
{
    bool is_customer = page->query->customer != NULL;
    struct reading all = {.snapshot = page->snapshot, .query = page->query, .limit = SESSION_LIST_READ};
    *ret_done = false;
    int r = is_customer ? 0 : is_crowd(page->snapshot, leader, value);
    if (r != 0)
        return r < 0 ? r : 0;
    all.keys = arena_alloc(arena, SESSION_LIST_READ * sizeof(*all.keys));
    if (all.keys == NULL)
        return error_trace(-ENOMEM);
    r = is_customer ? gather_customer(&all) : gather(&all, leader, value);
    *ret_done = r == 0 && !all.has_more;
    if (!*ret_done)
        return r;
    for (int i = 0; i < all.count; i++)
        put_in_order(page, &all.keys[i], from);
    if (page->count > 0)
        page->last = cursor_of(&page->keys[page->count - 1], page->query->sort);
    return 0;
}

// ---- a page

static bool is_empty(const struct session_query *q)
{
    return q->agent == SESSION_LIST_NOBODY || q->queue == SESSION_LIST_NOBODY ||
           q->tag == SESSION_LIST_NOBODY || (q->customer != NULL && q->customer->count == 0) ||
           (q->is_unassigned && q->agent != 0);
}

// The most selective filter leads if there is an index of it in this order; else, if it leaves little, that
// is put in order; else the next one leads.
static int read_keys(struct reading *page, struct session_cursor from, struct arena *arena)
{
    const struct session_query *q = page->query;
    bool is_done = false, may_gather = true;
    int64_t value;
    if (q->customer != NULL) {
        int r = try_gather(page, BY_ALL, 0, from, arena, &is_done);
        if (r < 0 || is_done)
            return r;
        may_gather = false;
    }
    for (int leader = 0; leader < BY_ALL; leader++) {
        if (!leads(q, (enum leader)leader, &value))
            continue;
        if (walks[leader][q->sort][NEWEST] != 0)
            return walk(page, (enum leader)leader, from, value);
        if (!may_gather)
            continue;
        int r = try_gather(page, (enum leader)leader, value, from, arena, &is_done);
        if (r < 0 || is_done)
            return r;
        may_gather = false;
    }
    return walk(page, BY_ALL, from, 0);
}

int session_list_read(const struct snapshot *snapshot, const struct session_query *query,
                      struct session_cursor cursor, int limit, struct arena *arena, struct session_rows *ret)
{
    struct reading page = {.snapshot = snapshot,
                           .query = query,
                           .limit = limit,
                           .keys = arena_alloc(arena, (size_t)limit * sizeof(*page.keys)),
                           .last = cursor};
    struct session_rows made = {.rows = arena_alloc(arena, (size_t)limit * sizeof(*made.rows))};
    if (page.keys == NULL || made.rows == NULL)
        return error_trace(-ENOMEM);
    int r = is_empty(query) ? 0 : read_keys(&page, cursor, arena);
    if (r < 0)
        return error_trace(r);
    for (int i = 0; i < page.count; i++)
        made.rows[i] = page.keys[i].row;
    made.count = page.count;
    made.has_more = page.has_more;
    made.next = page.last;
    *ret = made;
    return 0;
}
