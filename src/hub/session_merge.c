// SPDX-License-Identifier: Apache-2.0
#include "hub/session_merge.h"
#include "base/error.h"
#include "hub/audit.h"
#include "hub/cluster.h"
#include "hub/participant.h"

struct family {
    int64_t rows[SESSION_FAMILY_MAX];
    int count;
    int64_t person; // one of those who must be one; 0: whoever they are
};

static int add_one(struct db *db, int64_t tenant, int64_t session, int64_t customer, struct family *f)
{
    int r = f->person == 0 ? 1 : cluster_is_same(db, tenant, customer, f->person);
    if (r == 1)
        f->rows[f->count++] = session;
    return r < 0 ? r : 0;
}

// Those merged into rows[at]. The statement is given back before the next one is begun.
static int add_merged(struct db *db, int64_t tenant, struct family *f, int at)
{
    int64_t rows[SESSION_FAMILY_MAX], customers[SESSION_FAMILY_MAX];
    struct query q = query_begin(db, SQL_SESSIONS_MERGED_INTO, tenant);
    query_bind(&q, f->rows[at]);
    int r, found = 0;
    while ((r = query_step(&q)) == QUERY_ROW && found < SESSION_FAMILY_MAX) {
        rows[found] = query_int(&q, 0);
        customers[found++] = query_int(&q, 1);
    }
    query_end(&q);
    if (r > 0)
        r = 0;
    for (int i = 0; r == 0 && i < found && f->count < SESSION_FAMILY_MAX; i++)
        r = add_one(db, tenant, rows[i], customers[i], f);
    return error_trace(r);
}

static int find_family(struct db *db, int64_t tenant, int64_t session, struct family *f)
{
    int r = 0;
    f->rows[0] = session;
    f->count = 1;
    for (int i = 0; r == 0 && i < f->count; i++)
        r = add_merged(db, tenant, f, i);
    return r;
}

int session_family(struct db *db, int64_t tenant, const struct session *session,
                   int64_t ret_rows[static SESSION_FAMILY_MAX], int *ret_count)
{
    struct family f = {.person = session->customer};
    int r = find_family(db, tenant, session->row, &f);
    memcpy(ret_rows, f.rows, (size_t)f.count * sizeof(*ret_rows));
    *ret_count = f.count;
    return r;
}

// Those of customers who are apart now count too: they may be one again.
static int check_room(struct tx *tx, const struct session *into, const struct session *from)
{
    struct family one = {0}, other = {0};
    int r = find_family(tx->db, tx->tenant, into->row, &one);
    if (r == 0)
        r = find_family(tx->db, tx->tenant, from->row, &other);
    if (r < 0)
        return r;
    return one.count + other.count > SESSION_FAMILY_MAX ? SESSION_ACT_TOO_MANY : 0;
}

static int check(struct tx *tx, const struct session *into, const struct session *from)
{
    if (into->row == from->row)
        return SESSION_ACT_SAME_SESSION;
    int r = cluster_is_same(tx->db, tx->tenant, into->customer, from->customer);
    if (r != 1)
        return r < 0 ? r : SESSION_ACT_OTHER_CUSTOMER;
    if (into->merged_into != 0 || from->merged_into != 0)
        return SESSION_ACT_MERGED;
    return into->is_open ? check_room(tx, into, from) : SESSION_ACT_CLOSED;
}

static int end_merged(struct tx *tx, struct session_change *from, const struct session *into,
                      const struct actor *actor)
{
    int r = session_apply(tx, from, SESSION_JOIN, actor, VIEW("merged"), (struct view){0});
    if (r != 0)
        return r;
    from->now.merged_into = into->row;
    return session_change_end(tx, from);
}

// What the other takes over: where the customer can be met, who waits for an answer, whether it is the
// customer's default session (of the customer of its own, where two are one).
static int take_over(struct tx *tx, struct session_change *into, const struct session *from)
{
    struct session *s = &into->now;
    s->channels |= from->channels;
    if (from->waiting_since_us != 0 &&
        (s->waiting_since_us == 0 || from->waiting_since_us < s->waiting_since_us))
        s->waiting_since_us = from->waiting_since_us;
    if (from->priority > s->priority)
        s->priority = from->priority;
    if (!from->is_default || s->is_default)
        return 0;
    int r = session_has_default(tx, s->customer);
    s->is_default = r == 0;
    return r < 0 ? r : 0;
}

int session_merge(struct tx *tx, struct session_change *into, struct session_change *from,
                  const struct actor *actor)
{
    struct timeline_entry entry = {.type = INTERACTION_MERGE, .audience = AUDIENCE_INTERNAL};
    int r = check(tx, &into->now, &from->now);
    if (r == 0)
        r = end_merged(tx, from, &into->now, actor);
    if (r != 0)
        return r < 0 ? error_trace(r) : r;
    r = take_over(tx, into, &from->before);
    if (r == 0)
        r = participants_follow(tx, from->now.row, into->now.row);
    if (r == 0)
        r = session_change_text(tx, from->now.id, into->now.id, (struct view){0}, &entry.change);
    if (r == 0)
        r = timeline_add(tx, into, actor, &entry, NULL);
    if (r == 0)
        r = audit_write(tx, actor,
                        &(struct audit_entry){.action = VIEW("session.merge"),
                                              .object = VIEW("session"),
                                              .object_id = into->now.id,
                                              .customer = into->customer.row,
                                              .detail = entry.change});
    return r < 0 ? error_trace(r) : r;
}
