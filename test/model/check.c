// SPDX-License-Identifier: Apache-2.0
// Everything in the store against the model, through the functions that the API's reads use.
#include "hub/cluster.h"
#include "hub/session_history.h"
#include "hub/timeline.h"
#include "hub/unified_view.h"
#include "round.h"
#include "store/db.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { SAMPLE = 150, PAGE = 37 };

struct check {
    struct round *r;
    struct m_tenant *t;
    struct snapshot snapshot;
    struct arena arena;
};

static void same(const struct check *c, const char *what, const char *id, int64_t model, int64_t hub)
{
    if (model != hub)
        mismatch(c->r, "tenant %lld, %s of %s: the model says %lld, the hub %lld", (long long)c->t->id, what,
                 id, (long long)model, (long long)hub);
}

int64_t round_count(struct round *r, const char *sql)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db_handle(r->store.reader), sql, -1, &s, NULL) != SQLITE_OK)
        mismatch(r, "no such query: %s", sql);
    int64_t value = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : -1;
    sqlite3_finalize(s);
    return value;
}

// ---- timelines

static void check_entry(const struct check *c, const char *id, const struct m_entry *e,
                        const struct interaction *i)
{
    char words[32];
    same(c, "an entry's time", id, e->us, i->created_us);
    same(c, "an entry's type", id, e->type, i->type);
    same(c, "an entry's audience", id, e->audience, i->audience);
    same(c, "an entry's channel", id, e->channel, i->channel);
    same(c, "an entry's author", id, e->is_customers, i->author_type == AUTHOR_CUSTOMER);
    snprintf(words, sizeof(words), "m%d", e->words);
    if ((e->type == INTERACTION_MESSAGE || e->type == INTERACTION_NOTE) &&
        !view_equal(i->content, view_from(words)))
        mismatch(c->r, "tenant %lld, %s: an entry says %.*s, not %s", (long long)c->t->id, id,
                 VIEW_ARG(i->content), words);
}

// The newest of them, newest first.
static void check_timeline(const struct check *c, const char *id, const struct m_entry **all, int count,
                           int limit, const struct timeline *t)
{
    int expected = count < limit ? count : limit;
    int64_t before = INT64_MAX;
    same(c, "the number of entries", id, expected, t->count);
    same(c, "whether there are older entries", id, count > limit, t->has_more);
    for (int i = 0; i < t->count; i++) {
        check_entry(c, id, all[count - 1 - i], &t->items[i]);
        if (t->items[i].position >= before)
            mismatch(c->r, "the timeline of %s is out of order", id);
        before = t->items[i].position;
    }
}

// ---- sessions

static int64_t row_of(const struct m_owner *owners, int number)
{
    return number == NOBODY ? 0 : owners[number].row;
}

static void check_session_row(const struct check *c, const struct m_session *m, const struct session *s)
{
    same(c, "customer", m->id, c->t->customers[m->customer].row, s->customer);
    same(c, "person", m->id, c->t->customers[model_root(c->t, m->customer)].row, s->person);
    same(c, "is_open", m->id, m->is_open, s->is_open);
    same(c, "is_default", m->id, m->is_default, s->is_default);
    same(c, "status", m->id, m->status, s->status);
    same(c, "priority", m->id, m->priority, s->priority);
    same(c, "channel", m->id, m->channel, s->channel);
    same(c, "primary channel", m->id, m->primary, s->primary_channel);
    same(c, "channels", m->id, m->channels, s->channels);
    same(c, "left channels", m->id, m->left, s->left_channels);
    same(c, "agent", m->id, row_of(c->t->agents, m->agent), s->agent);
    same(c, "queue", m->id, row_of(c->t->queues, m->queue), s->queue);
    same(c, "merged into", m->id, m->merged_into == NOBODY ? 0 : c->t->sessions[m->merged_into].row,
         s->merged_into);
    same(c, "rating", m->id, m->rating, s->rating);
    same(c, "interactions", m->id, m->count, s->interactions);
    same(c, "messages in", m->id, m->in, s->messages_in);
    same(c, "messages out", m->id, m->out, s->messages_out);
    same(c, "responses", m->id, m->responses, s->responses);
    same(c, "response time", m->id, m->response_sum_us, s->response_sum_us);
    same(c, "waiting since", m->id, m->waiting_us, s->waiting_since_us);
    same(c, "snoozed until", m->id, m->snoozed_us, s->snoozed_until_us);
    same(c, "resolved at", m->id, m->resolved_us, s->resolved_us);
    same(c, "last activity", m->id, m->activity_us, s->last_activity_us);
    same(c, "reopened", m->id, m->reopened, s->reopened);
}

static void check_tags(const struct check *c, const struct m_session *m, const struct session *s)
{
    char text[128] = "", *at = text;
    for (int i = 0; i < TAGS; i++)
        if (m->tags & 1u << i)
            at += sprintf(at, "%s\"tag%d\"", at == text ? "[" : ",", i);
    if (at != text)
        sprintf(at, "]");
    if (!view_equal(s->tags, view_from(text)))
        mismatch(c->r, "the tags of %s are %.*s, not %s", m->id, VIEW_ARG(s->tags), text);
}

static void check_session(struct check *c, int number)
{
    const struct m_session *m = &c->t->sessions[number];
    struct session s;
    struct timeline timeline;
    int count;
    arena_reset(&c->arena);
    if (m->is_dead && m->id[0] == '\0')
        return;
    same(c, "whether it exists", m->id, m->is_dead ? SESSION_NONE : SESSION_OK,
         session_find(c->r->store.reader, c->t->id, view_from(m->id), &c->arena, &s));
    if (m->is_dead)
        return;
    check_session_row(c, m, &s);
    check_tags(c, m, &s);
    const struct m_entry **all = model_timeline(c->t, number, &count);
    same(c, "whether it has a timeline", m->id, 0,
         timeline_of_session(c->r->store.reader, c->t->id, &s, INT64_MAX, 200, &c->arena, &timeline));
    check_timeline(c, m->id, all, count, 200, &timeline);
    free(all);
}

static void check_sessions(struct check *c, bool is_whole)
{
    int count = c->t->session_count;
    for (int i = 0; i < count; i++)
        if (is_whole ? i % 7 == (int)(c->r->seed % 7) || count - i < 500
                     : count - i < SAMPLE || (i * 31 + (int)c->r->op) % count < SAMPLE)
            check_session(c, i);
}

// ---- people

struct sums {
    int64_t active, channels, interactions, responses, response_us, closed, resolved, ratings, rating_sum,
        activity_us, used;
};

static struct sums add_up(const struct m_tenant *t, int root)
{
    struct sums u = {0};
    for (int i = 0; i < CUSTOMERS; i++)
        if (t->customers[i].exists && model_root(t, i) == root)
            u.used |= t->customers[i].channels;
    for (int i = 0; i < t->session_count; i++) {
        const struct m_session *s = &t->sessions[i];
        if (model_root(t, s->customer) != root)
            continue;
        u.interactions += s->count;
        u.responses += s->responses;
        u.response_us += s->response_sum_us;
        u.ratings += s->rating != 0;
        u.rating_sum += s->rating;
        if (s->is_open) {
            u.active++;
            u.channels |= s->channels;
            u.activity_us = s->activity_us > u.activity_us ? s->activity_us : u.activity_us;
        } else if (s->merged_into == NOBODY) {
            u.closed++;
            u.resolved += s->resolved_us != 0;
        }
    }
    return u;
}

static void check_view(struct check *c, int customer, int root)
{
    char id[32];
    struct unified_view v;
    struct sums u = add_up(c->t, root);
    int count;
    model_customer_id(customer, id);
    same(c, "whether a view exists", id, CUSTOMER_OK,
         unified_view_load(&c->snapshot, view_from(id), &c->arena, &v));
    same(c, "the survivor", id, c->t->customers[root].row, v.customer.row);
    same(c, "active sessions", id, u.active, v.active_sessions);
    same(c, "active channels", id, u.channels, v.active_channels);
    same(c, "channels used", id, u.used, v.customer.channels);
    same(c, "interactions", id, u.interactions, v.total_interactions);
    same(c, "responses", id, u.responses, v.responses);
    same(c, "response time", id, u.response_us, v.response_sum_us);
    same(c, "closed sessions", id, u.closed, v.customer.closed_sessions);
    same(c, "resolved sessions", id, u.resolved, v.customer.resolved_sessions);
    same(c, "ratings", id, u.ratings, v.customer.ratings);
    same(c, "sum of ratings", id, u.rating_sum, v.customer.rating_sum);
    same(c, "last activity", id, u.activity_us, v.last_activity_us);
    same(c, "whether they are blocked", id, model_is_blocked(c->t, root), v.customer.blocked_us != 0);
    const struct m_entry **all = model_history(c->t, root, &count);
    check_timeline(c, id, all, count, TIMELINE_LAST, &v.timeline);
    free(all);
}

struct walked {
    const struct check *c;
    int root, at; // the number that the next must be below
    int count;
};

static int walk_session(void *ctx, const struct session *s)
{
    struct walked *w = ctx;
    const struct m_tenant *t = w->c->t;
    while (--w->at >= 0 && model_root(t, t->sessions[w->at].customer) != w->root)
        continue;
    same(w->c, "a session in the history", w->at >= 0 ? t->sessions[w->at].id : "nobody",
         w->at >= 0 ? t->sessions[w->at].row : 0, s->row);
    w->count++;
    return 0;
}

static void check_history(struct check *c, int customer, int root)
{
    char id[32];
    struct cluster cluster;
    struct walked w = {.c = c, .root = root, .at = c->t->session_count};
    int64_t cursor = INT64_MAX;
    bool has_more = true;
    model_customer_id(customer, id);
    same(c, "whether a cluster exists", id, CUSTOMER_OK,
         cluster_find(c->r->store.reader, c->t->id, view_from(id), &c->arena, &cluster));
    same(c, "members", id, model_cluster_count(c->t, root), cluster.count);
    for (int i = 0; i < cluster.count; i++)
        for (int j = 0; j < CUSTOMERS; j++)
            if (c->t->customers[j].row == cluster.members[i])
                same(c, "a member's survivor", id, root, model_root(c->t, j));
    for (int pages = 0; has_more && pages < 4; pages++)
        same(c, "a page of sessions", id, 0,
             session_history_walk(&c->snapshot, &cluster, &cursor, PAGE, &c->arena, walk_session, &w,
                                  &has_more));
    for (int i = 0; i < w.at && !has_more; i++)
        same(c, "a session that the history lacks", id, 0,
             model_root(c->t, c->t->sessions[i].customer) == root);
}

static void check_customer(struct check *c, int customer)
{
    char id[32];
    struct cluster cluster;
    int who = model_find(c->t, customer);
    arena_reset(&c->arena);
    if (who == NOBODY) {
        model_customer_id(customer, id);
        same(c, "whether they exist", id, CUSTOMER_NONE,
             cluster_find(c->r->store.reader, c->t->id, view_from(id), &c->arena, &cluster));
        return;
    }
    check_view(c, customer, model_root(c->t, who));
    check_history(c, customer, model_root(c->t, who));
}

static void check_transfers(struct check *c)
{
    int first = c->t->transfer_count - 400;
    for (int i = first < 0 ? 0 : first; i < c->t->transfer_count; i++) {
        const struct m_transfer *m = &c->t->transfers[i];
        struct transfer x;
        if (c->t->sessions[m->session].is_dead)
            continue;
        arena_reset(&c->arena);
        same(c, "whether there is a transfer", m->id, TRANSFER_OK,
             transfer_find(c->r->store.reader, c->t->id, view_from(m->id), &c->arena, &x));
        same(c, "state", m->id, m->state, x.state);
        same(c, "session", m->id, c->t->sessions[m->session].row, x.session);
    }
}

// ---- rows that are stored twice, and rows that belong to nobody

static const struct {
    const char *sql;
    bool is_long; // only at the end
} nothing[] = {
#include "nothing.inc"
};

static void check_rows(struct round *r, bool is_whole)
{
    for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++)
        if ((is_whole || !nothing[i].is_long) && round_count(r, nothing[i].sql) != 0)
            mismatch(r, "%lld: %s", (long long)round_count(r, nothing[i].sql), nothing[i].sql);
}

void round_check(struct round *r, bool is_whole)
{
    check_rows(r, is_whole);
    fold_check(r);
    for (int i = 0; i < TENANTS; i++) {
        struct check c = {.r = r, .t = &r->tenants[i]};
        arena_init(&c.arena, 64 << 10, 64 << 20);
        check_sessions(&c, is_whole);
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            if (snapshot_begin(r->store.reader, c.t->id, &c.snapshot) != 0)
                mismatch(r, "no snapshot");
            check_customer(&c, customer);
            snapshot_end(&c.snapshot);
        }
        check_transfers(&c);
        arena_free(&c.arena);
        round_check_lists(r, c.t);
    }
}
