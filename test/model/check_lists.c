// SPDX-License-Identifier: Apache-2.0
// Lists of open sessions, page by page, against a filter of the model.
#include "hub/session_list.h"
#include "round.h"
#include "store/db.h"
#include <sqlite3.h>
#include <stdlib.h>

enum { PAGE = 37 };

struct listing {
    struct round *r;
    struct m_tenant *t;
    struct session_query query;
    struct cluster cluster;
    int agent, queue, tag, root; // numbers; NOBODY: any
    int *numbers;                // of sessions, as the hub lists them
    int count;
};

static bool is_listed(const struct listing *l, const struct m_session *s)
{
    const struct session_query *q = &l->query;
    if (!s->is_open || (q->sort == SESSION_SORT_WAITING && s->waiting_us == 0))
        return false;
    if (q->has_status && (s->status == SESSION_PENDING) != (q->status != SESSION_LIST_ACTIVE))
        return false;
    if (q->has_status && q->status == SESSION_LIST_SNOOZED && s->snoozed_us == 0)
        return false;
    return (!q->has_channel || s->channel == q->channel) &&
           (!q->has_priority || s->priority == q->priority) && (l->agent == NOBODY || s->agent == l->agent) &&
           (l->queue == NOBODY || s->queue == l->queue) && (!q->is_unassigned || s->agent == NOBODY) &&
           (l->tag == NOBODY || s->tags & 1u << l->tag) &&
           (l->root == NOBODY || model_root(l->t, s->customer) == l->root);
}

// Whether `a` may stand before `b`.
static bool is_in_order(const struct listing *l, int a, int b)
{
    const struct m_session *x = &l->t->sessions[a], *y = &l->t->sessions[b];
    int64_t d = 0;
    switch (l->query.sort) {
    case SESSION_SORT_LAST_ACTIVITY:
        return x->activity_us / SESSION_MINUTE_US >= y->activity_us / SESSION_MINUTE_US;
    case SESSION_SORT_CREATED_AT:
        break;
    case SESSION_SORT_PRIORITY:
        d = (int64_t)x->priority - (int64_t)y->priority;
        break;
    case SESSION_SORT_WAITING:
        return x->waiting_us <= y->waiting_us;
    }
    return d != 0 ? d > 0 : x->row > y->row;
}

static int number_of(const struct m_tenant *t, int64_t row)
{
    for (int i = t->session_count - 1; i >= 0; i--)
        if (t->sessions[i].row == row)
            return i;
    return NOBODY;
}

// Whoever shows a list leaves out what cannot be loaded any more.
static bool is_dead(const struct m_tenant *t, int number)
{
    return number != NOBODY && t->sessions[number].is_dead;
}

static void read_list(struct listing *l, struct snapshot *snapshot, struct arena *arena)
{
    struct session_cursor cursor = session_list_start(&l->query);
    struct session_rows rows = {.has_more = true};
    while (rows.has_more) {
        if (session_list_read(snapshot, &l->query, cursor, PAGE, arena, &rows) != 0)
            mismatch(l->r, "a list cannot be read");
        for (int i = 0; i < rows.count && l->count < l->t->session_count; i++)
            if (!is_dead(l->t, number_of(l->t, rows.rows[i])))
                l->numbers[l->count++] = number_of(l->t, rows.rows[i]);
        cursor = rows.next;
    }
}

static void compare(const struct listing *l)
{
    unsigned char *seen = calloc((size_t)l->t->session_count + 1, 1);
    int expected = 0;
    for (int i = 0; i < l->t->session_count; i++)
        expected += is_listed(l, &l->t->sessions[i]);
    const char *fault = expected != l->count ? "has another number" : NULL;
    for (int i = 0; i < l->count && fault == NULL; i++) {
        int at = l->numbers[i];
        if (at == NOBODY || !is_listed(l, &l->t->sessions[at]))
            fault = "has one that does not belong there";
        else if (seen[at]++)
            fault = "has one twice";
        else if (i > 0 && !is_in_order(l, l->numbers[i - 1], at))
            fault = "is out of order";
    }
    const struct session_query *q = &l->query;
    if (fault != NULL)
        mismatch(l->r,
                 "tenant %lld, a list of %d (%d expected) %s: status %d/%d channel %d/%d priority %d/%d "
                 "agent %d queue %d tag %d person %d unassigned %d sort %d",
                 (long long)l->t->id, l->count, expected, fault, q->has_status, q->status, q->has_channel,
                 q->channel, q->has_priority, q->priority, l->agent, l->queue, l->tag, l->root,
                 q->is_unassigned, q->sort);
    free(seen);
}

static int64_t tag_row(struct listing *l, int tag)
{
    char sql[128];
    sqlite3_snprintf(sizeof(sql), sql, "SELECT tag FROM tag WHERE tenant = %lld AND name = 'tag%d'",
                     (long long)l->t->id, tag);
    return round_count(l->r, sql);
}

static void pick_filters(struct listing *l, struct arena *arena)
{
    struct session_query *q = &l->query;
    struct round *r = l->r;
    char id[32];
    q->sort = (enum session_sort)draw(r, 4);
    q->has_status = chance(r, 3);
    q->status = (enum session_list_status)draw(r, 3);
    q->has_channel = chance(r, 4);
    q->channel = (enum channel)draw(r, CHANNELS);
    q->has_priority = chance(r, 4);
    q->priority = (enum priority)draw(r, 4);
    l->agent = l->t->agent_count > 0 && chance(r, 4) ? draw(r, l->t->agent_count) : NOBODY;
    l->queue = l->t->queue_count > 0 && chance(r, 4) ? draw(r, l->t->queue_count) : NOBODY;
    l->tag = chance(r, 4) ? draw(r, TAGS) : NOBODY;
    q->is_unassigned = l->agent == NOBODY && chance(r, 5);
    int customer = draw(r, CUSTOMERS), who = model_find(l->t, customer);
    l->root = who != NOBODY && chance(r, 4) ? model_root(l->t, who) : NOBODY;
    q->agent = l->agent == NOBODY ? 0 : l->t->agents[l->agent].row;
    q->queue = l->queue == NOBODY ? 0 : l->t->queues[l->queue].row;
    q->tag = l->tag == NOBODY ? 0 : tag_row(l, l->tag);
    if (l->tag != NOBODY && q->tag <= 0)
        q->tag = SESSION_LIST_NOBODY;
    model_customer_id(customer, id);
    if (l->root != NOBODY &&
        cluster_find(l->r->store.reader, l->t->id, view_from(id), arena, &l->cluster) == CUSTOMER_OK)
        q->customer = &l->cluster;
}

void round_check_lists(struct round *r, struct m_tenant *t)
{
    for (int i = 0; i < 24; i++) {
        struct listing l = {.r = r, .t = t, .numbers = calloc((size_t)t->session_count + 1, sizeof(int))};
        struct snapshot snapshot;
        struct arena arena;
        arena_init(&arena, 64 << 10, 64 << 20);
        pick_filters(&l, &arena);
        if (snapshot_begin(r->store.reader, t->id, &snapshot) != 0)
            mismatch(r, "no snapshot");
        read_list(&l, &snapshot, &arena);
        snapshot_end(&snapshot);
        compare(&l);
        arena_free(&arena);
        free(l.numbers);
    }
}
