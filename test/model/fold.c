// SPDX-License-Identifier: Apache-2.0
// What somebody knows who was told everything and read nothing: the last state of each session from the
// bodies of its events, and how many entries it has.
#include "hub/event_body.h"
#include "round.h"
#include <stdlib.h>

struct known {
    int64_t row, last;
    int entries;
    bool is_told;
    enum session_status status;
    enum priority priority;
    enum channel channel;
    unsigned channels;
    int64_t agent, queue, merged_into, snoozed_us;
    int rating;
};

struct fold {
    struct known *sessions; // by row: rows are numbered as they are made
    int64_t room;
    int64_t positions[TENANTS + 1];
};

struct fold *fold_new(void)
{
    return calloc(1, sizeof(struct fold));
}

static struct known *know(struct fold *f, int64_t row)
{
    if (row >= f->room) {
        int64_t room = row * 2 + 64;
        f->sessions = realloc(f->sessions, (size_t)room * sizeof(*f->sessions));
        memset(f->sessions + f->room, 0, (size_t)(room - f->room) * sizeof(*f->sessions));
        f->room = room;
    }
    return &f->sessions[row];
}

static void take_session(struct known *k, const struct session *s)
{
    k->is_told = true;
    k->status = s->status;
    k->priority = s->priority;
    k->channel = s->channel;
    k->channels = s->channels;
    k->agent = s->agent;
    k->queue = s->queue;
    k->merged_into = s->merged_into;
    k->snoozed_us = s->snoozed_until_us;
    k->rating = s->rating;
}

static void take_entry(struct known *k, const struct interaction *i)
{
    k->entries++;
    if (i->type != INTERACTION_MESSAGE)
        return;
    k->channels |= channel_bit(i->channel);
    if (i->author_type == AUTHOR_CUSTOMER)
        k->channel = i->channel;
}

static void take(struct round *r, const struct event *e)
{
    const struct event_body *body = e->body;
    if (e->position != ++r->fold->positions[e->tenant])
        mismatch(r, "tenant %lld is told position %lld, not %lld", (long long)e->tenant,
                 (long long)e->position, (long long)r->fold->positions[e->tenant]);
    if (e->session == 0 || body == NULL)
        return;
    struct known *k = know(r->fold, e->session);
    if (e->kind == EVENT_SESSION_UPDATE)
        take_session(k, body->session);
    if (e->kind == EVENT_NEW_MESSAGE || e->kind == EVENT_CHANNEL_TRANSFER)
        take_entry(k, body->interaction);
}

void fold_publish(void *ctx, struct event_batch *batch)
{
    struct round *r = ctx;
    for (const struct event *e = batch->first; e != NULL && r->fold != NULL; e = e->next)
        if (e->tenant <= TENANTS)
            take(r, e);
}

static void same(const struct round *r, const char *what, const char *id, int64_t model, int64_t told)
{
    if (model != told)
        mismatch(r, "%s of %s as live clients know it: the model says %lld, the events %lld", what, id,
                 (long long)model, (long long)told);
}

static void check(const struct round *r, const struct m_tenant *t, const struct m_session *s)
{
    const struct known *k = know(r->fold, s->row);
    same(r, "whether it exists", s->id, 1, k->is_told);
    same(r, "entries", s->id, s->count, k->entries);
    same(r, "status", s->id, s->status, k->status);
    same(r, "priority", s->id, s->priority, k->priority);
    same(r, "channel", s->id, s->channel, k->channel);
    same(r, "channels", s->id, s->channels, k->channels);
    same(r, "agent", s->id, s->agent == NOBODY ? 0 : t->agents[s->agent].row, k->agent);
    same(r, "queue", s->id, s->queue == NOBODY ? 0 : t->queues[s->queue].row, k->queue);
    same(r, "merged into", s->id, s->merged_into == NOBODY ? 0 : t->sessions[s->merged_into].row,
         k->merged_into);
    same(r, "snoozed until", s->id, s->snoozed_us, k->snoozed_us);
    same(r, "rating", s->id, s->rating, k->rating);
}

void fold_check(const struct round *r)
{
    for (int i = 0; i < TENANTS; i++)
        for (int j = 0; j < r->tenants[i].session_count; j++)
            if (!r->tenants[i].sessions[j].is_dead)
                check(r, &r->tenants[i], &r->tenants[i].sessions[j]);
}
