// SPDX-License-Identifier: Apache-2.0
#include "hub/testing_hub.h"
#include "hub/customer_merge.h"
#include <stdio.h>
#include <stdlib.h>

struct saying {
    const struct message_in *in;
    struct said said;
};

static int say(void *ctx, struct tx *tx)
{
    struct saying *s = ctx;
    struct message_result result;
    int r = message_store(tx, s->in, &result);
    if (r != 0)
        return r;
    snprintf(s->said.id, sizeof(s->said.id), "%.*s", VIEW_ARG(result.id));
    snprintf(s->said.session_id, sizeof(s->said.session_id), "%.*s", VIEW_ARG(result.session_id));
    s->said.position = result.position;
    s->said.created_us = result.created_us;
    s->said.is_duplicate = result.is_duplicate;
    return 0;
}

int hub_say(struct testing_store *t, const struct message_in *in, struct said *said)
{
    struct saying s = {.in = in};
    int r = testing_commit(t, say, &s);
    if (said != NULL)
        *said = s.said;
    return r;
}

void hub_says(struct testing_store *t, const char *customer, enum channel channel, const char *content)
{
    assert_int_equal(hub_say(t,
                             &(struct message_in){.customer_id = view_from(customer),
                                                  .channel = channel,
                                                  .has_channel = true,
                                                  .direction = DIRECTION_INBOUND,
                                                  .author_type = AUTHOR_CUSTOMER,
                                                  .content = view_from(content)},
                             NULL),
                     0);
}

struct opening {
    const struct conversation_in *in;
    char *session_id;
    bool is_new;
};

static int open_it(void *ctx, struct tx *tx)
{
    struct opening *o = ctx;
    struct conversation_result result;
    int r = conversation_open(tx, o->in, &result);
    if (r == 0 && o->session_id != NULL)
        snprintf(o->session_id, 160, "%.*s", VIEW_ARG(result.session_id));
    if (r == 0)
        o->is_new = result.is_new;
    return r;
}

int hub_open(struct testing_store *t, const struct conversation_in *in, char session_id[160], bool *is_new)
{
    struct opening o = {.in = in, .session_id = session_id};
    int r = testing_commit(t, open_it, &o);
    if (is_new != NULL)
        *is_new = o.is_new;
    return r;
}

struct merging {
    const char *survivor, *other;
    bool is_undone;
};

static int merge(void *ctx, struct tx *tx)
{
    const struct merging *m = ctx;
    struct actor actor = {.kind = ACTOR_OPERATOR};
    int64_t row;
    if (m->is_undone)
        return customer_unmerge(tx, &actor, view_from(m->survivor), view_from(m->other), (struct view){0},
                                &row);
    return customer_merge(tx, &actor, view_from(m->survivor), view_from(m->other), (struct view){0}, &row);
}

int hub_merge(struct testing_store *t, const char *survivor, const char *other)
{
    return testing_commit(t, merge, &(struct merging){survivor, other, false});
}

int hub_unmerge(struct testing_store *t, const char *survivor, const char *other)
{
    return testing_commit(t, merge, &(struct merging){survivor, other, true});
}

struct session hub_session(struct testing_store *t, const char *id, struct arena *arena)
{
    struct session s;
    assert_int_equal(session_find(t->reader, 1, view_from(id), arena, &s), SESSION_OK);
    return s;
}

struct customer hub_customer(struct testing_store *t, const char *id, struct arena *arena)
{
    struct customer c;
    assert_int_equal(customer_find(t->reader, 1, view_from(id), arena, &c), CUSTOMER_OK);
    return c;
}

struct cluster hub_cluster(struct testing_store *t, const char *id, struct arena *arena)
{
    struct cluster c;
    assert_int_equal(cluster_find(t->reader, 1, view_from(id), arena, &c), CUSTOMER_OK);
    return c;
}

int hub_events(const struct testing_store *t)
{
    int count = 0;
    for (int i = 0; i < t->batch_count; i++)
        count += t->batches[i]->count;
    return count;
}

const struct event *hub_event(const struct testing_store *t, int number)
{
    for (int i = 0; i < t->batch_count; i++)
        for (const struct event *e = t->batches[i]->first; e != NULL; e = e->next)
            if (number-- == 0)
                return e;
    fail_msg("there are fewer events");
    return NULL;
}

struct view hub_text(const char *text)
{
    return text == NULL ? (struct view){0} : view_from(text);
}
