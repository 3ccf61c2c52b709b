// SPDX-License-Identifier: Apache-2.0
#include "hub/session_change.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/agent.h"
#include "hub/event_body.h"
#include "hub/queue.h"
#include "hub/session_sums.h"
#include <errno.h>

// ---- beginning

static int begin(struct tx *tx, int outcome, struct session_change *change)
{
    if (outcome != SESSION_OK)
        return outcome;
    change->now = change->before;
    return customer_key_load(tx, change->before.customer, &change->customer);
}

int session_change_begin(struct tx *tx, struct view id, struct session_change *ret)
{
    return begin(tx, session_find(tx->db, tx->tenant, id, &tx->batch->arena, &ret->before), ret);
}

int session_change_load(struct tx *tx, int64_t row, struct session_change *ret)
{
    return begin(tx, session_load(tx->db, tx->tenant, row, &tx->batch->arena, &ret->before), ret);
}

// ---- entries

static enum author_type author_of(const struct actor *actor)
{
    switch (actor->kind) {
    case ACTOR_AGENT:
        return AUTHOR_AGENT;
    case ACTOR_CUSTOMER:
        return AUTHOR_CUSTOMER;
    case ACTOR_SYSTEM:
    case ACTOR_KEY:
    case ACTOR_OPERATOR:
        break;
    }
    return AUTHOR_SYSTEM;
}

// Customers are not told the names of programs and operators.
static bool is_named(const struct actor *actor, enum audience audience)
{
    return actor->kind == ACTOR_AGENT || audience == AUDIENCE_INTERNAL;
}

static int make_entry(struct tx *tx, const struct session_change *change, const struct actor *actor,
                      const struct timeline_entry *entry, struct interaction **ret)
{
    const struct session *s = &change->now;
    struct interaction *i = tx_alloc(tx, sizeof(*i));
    char *id = tx_alloc(tx, ID_SIZE + 1);
    if (i == NULL || id == NULL)
        return error_trace(-ENOMEM);
    id_make(id, tx->now_us, tx->random);
    *i = (struct interaction){
        .position = tx_next_position(tx),
        .id = view_make(id, ID_SIZE),
        .customer = change->before.customer, // whose session it is, whoever it was merged into since,
        .session = s->row,
        .connector = interaction_no_connector(s->channel),
        .channel = s->channel,
        .type = entry->type,
        .direction = entry->is_inbound ? DIRECTION_INBOUND : DIRECTION_OUTBOUND,
        .audience = entry->audience,
        .author_type = author_of(actor),
        .content = VIEW(""),
        .delivery = entry->delivery,
        .created_us = tx->now_us,
    };
    if (!tx_copy(tx, entry->attachments, &i->attachments) || !tx_copy(tx, entry->metadata, &i->metadata) ||
        !tx_copy(tx, entry->change, &i->change))
        return error_trace(-ENOMEM);
    if (entry->content.data != NULL && !tx_copy(tx, entry->content, &i->content))
        return error_trace(-ENOMEM);
    if (is_named(actor, entry->audience) &&
        (!tx_copy(tx, actor->id, &i->author_id) || !tx_copy(tx, actor->name, &i->author_name)))
        return error_trace(-ENOMEM);
    *ret = i;
    return 0;
}

// What customers do not see is no activity of theirs: the session keeps its place in the lists.
static void count_entry(struct session *s, const struct interaction *i)
{
    s->interactions++;
    s->last_position = i->position;
    if (i->audience != AUDIENCE_PUBLIC)
        return;
    s->last_public_position = i->position;
    if (!session_is_same_minute(s->last_activity_us, i->created_us))
        s->activity_position = i->position;
    s->last_activity_us = i->created_us;
}

static int tell_entry(struct tx *tx, const struct session_change *change, const struct interaction *i,
                      enum event_kind kind, int64_t position)
{
    struct event_body *body = tx_alloc(tx, sizeof(*body));
    if (body == NULL)
        return error_trace(-ENOMEM);
    *body = (struct event_body){
        .session_id = change->now.id, .customer_id = change->customer.id, .interaction = i};
    return tx_announce(tx, &(struct event){.position = position,
                                           .session = change->now.row,
                                           .customer = change->customer.row,
                                           .agent = change->now.agent,
                                           .queue = change->now.queue,
                                           .ref = i->row,
                                           .audience = i->audience,
                                           .kind = kind,
                                           .body = body});
}

int timeline_add(struct tx *tx, struct session_change *change, const struct actor *actor,
                 const struct timeline_entry *entry, struct interaction **ret)
{
    struct interaction *i;
    int r = make_entry(tx, change, actor, entry, &i);
    if (r == 0)
        r = interaction_insert(tx, i);
    if (r < 0)
        return error_trace(r);
    count_entry(&change->now, i);
    if (ret != NULL)
        *ret = i;
    interaction_fill_author(i, change->customer.id, change->customer.name);
    return tell_entry(tx, change, i, entry->kind != 0 ? entry->kind : EVENT_NEW_MESSAGE, i->position);
}

int timeline_retell(struct tx *tx, struct session_change *change, const struct interaction *entry,
                    enum event_kind kind)
{
    struct session *s = &change->now;
    s->last_position = tx_next_position(tx);
    if (entry->audience == AUDIENCE_PUBLIC)
        s->last_public_position = s->last_position;
    return tell_entry(tx, change, entry, kind, s->last_position);
}

// ---- ending

void session_set_owner(struct session_change *change, int64_t agent, int64_t queue)
{
    change->now.agent = agent;
    change->now.queue = queue;
}

int session_restore_owner(struct tx *tx, struct session_change *change, int64_t agent, int64_t queue)
{
    struct agent a;
    struct queue q;
    int r = agent == 0 ? AGENT_NONE : agent_load(tx->db, tx->tenant, agent, &tx->batch->arena, &a);
    if (r < 0)
        return error_trace(r);
    bool has_agent = r == AGENT_OK && a.deleted_us == 0;
    r = queue == 0 ? QUEUE_NONE : queue_load(tx->db, tx->tenant, queue, &tx->batch->arena, &q);
    if (r < 0)
        return error_trace(r);
    bool has_queue = r == QUEUE_OK && q.deleted_us == 0;
    session_set_owner(change, has_agent ? agent : 0, has_queue ? queue : 0);
    if (change->now.agent == 0)
        change->now.agent_id = change->now.agent_name = (struct view){0};
    if (change->now.queue == 0)
        change->now.queue_id = (struct view){0};
    return 0;
}

static bool is_same_text(struct view a, struct view b)
{
    return (a.data == NULL) == (b.data == NULL) && view_equal(a, b);
}

bool session_is_changed(const struct session_change *change)
{
    const struct session *a = &change->before, *b = &change->now;
    return a->status != b->status || a->is_default != b->is_default || a->priority != b->priority ||
           a->primary_channel != b->primary_channel || a->channels != b->channels ||
           a->channel != b->channel || a->left_channels != b->left_channels || a->agent != b->agent ||
           a->queue != b->queue || a->snoozed_until_us != b->snoozed_until_us ||
           a->merged_into != b->merged_into || a->rating != b->rating ||
           !is_same_text(a->sentiment, b->sentiment) || !is_same_text(a->context, b->context) ||
           !is_same_text(a->tags, b->tags) || !is_same_text(a->rating_comment, b->rating_comment);
}

static void bind_state(struct query *q, const struct session *s)
{
    query_bind(q, s->is_default);
    query_bind(q, s->was_default);
    query_bind(q, s->is_open);
    query_bind(q, s->status);
    query_bind(q, s->priority);
    query_bind(q, s->primary_channel);
    query_bind(q, s->channels);
    query_bind_or_null(q, s->agent);
    query_bind_or_null(q, s->queue);
    query_bind_text(q, s->sentiment);
    query_bind_text(q, s->context);
    query_bind_text(q, s->tags);
    query_bind_or_null(q, s->snoozed_until_us);
    query_bind_or_null(q, s->merged_into);
    query_bind(q, s->reopened);
    query_bind_or_null(q, s->resolved_us);
    query_bind_or_null(q, s->closed_us);
    query_bind_or_null(q, s->rating);
    query_bind_text(q, s->rating_comment);
    query_bind_or_null(q, s->rated_us);
}

static void bind_figures(struct query *q, const struct session *s)
{
    query_bind(q, s->interactions);
    query_bind_or_null(q, s->waiting_since_us);
    query_bind(q, s->last_position);
    query_bind(q, s->last_public_position);
    query_bind(q, s->last_activity_us);
    query_bind(q, s->activity_position);
    query_bind(q, s->version);
    query_bind(q, s->updated_us);
    query_bind(q, s->channel);
    query_bind(q, s->left_channels);
}

static int store(struct tx *tx, const struct session *s)
{
    struct query q = query_begin(tx->db, SQL_SESSION_STORE, tx->tenant);
    query_bind(&q, s->row);
    bind_state(&q, s);
    bind_figures(&q, s);
    return error_trace(query_run(&q, NULL));
}

// The lists by tag have columns of the session's own.
static int store_tags(struct tx *tx, const struct session_change *change)
{
    const struct session *a = &change->before, *b = &change->now;
    if (b->tags.data == NULL || (a->is_open == b->is_open && a->activity_position == b->activity_position))
        return 0;
    return session_move_tags(tx, b);
}

// The session as it is stored now, for live clients.
static int make_body(struct tx *tx, int64_t row, struct event_body **ret)
{
    struct session *whole = tx_alloc(tx, sizeof(*whole));
    struct event_body *body = tx_alloc(tx, sizeof(*body));
    if (whole == NULL || body == NULL)
        return error_trace(-ENOMEM);
    int r = session_load(tx->db, tx->tenant, row, &tx->batch->arena, whole);
    if (r != SESSION_OK)
        return error_fold(r);
    *body = (struct event_body){.session_id = whole->id, .customer_id = whole->customer_id, .session = whole};
    *ret = body;
    return 0;
}

// To the session's own topics, and to the agent who had it before: an event for that one alone.
static int announce(struct tx *tx, const struct session_change *change)
{
    const struct session *s = &change->now;
    int64_t former = change->before.agent;
    struct event_body *body;
    int r = make_body(tx, s->row, &body);
    if (r < 0)
        return r;
    struct event event = {.position = s->last_position,
                          .session = s->row,
                          .customer = change->customer.row,
                          .agent = s->agent,
                          .queue = s->queue,
                          .ref = s->row,
                          .audience = AUDIENCE_PUBLIC,
                          .kind = EVENT_SESSION_UPDATE,
                          .body = body};
    r = tx_announce(tx, &event);
    if (r < 0 || former == 0 || former == s->agent)
        return r;
    return tx_announce(tx, &(struct event){.position = tx_next_position(tx),
                                           .agent = former,
                                           .ref = s->row,
                                           .audience = AUDIENCE_INTERNAL,
                                           .kind = EVENT_SESSION_UPDATE,
                                           .body = body});
}

int session_change_end(struct tx *tx, struct session_change *change)
{
    bool is_news = session_is_changed(change);
    if (!is_news && change->now.last_position == change->before.last_position)
        return 0;
    if (is_news) {
        change->now.version++;
        change->now.updated_us = tx->now_us;
        change->now.last_position = change->now.last_public_position = tx_next_position(tx);
    }
    int r = store(tx, &change->now);
    if (r == 0)
        r = store_tags(tx, change);
    if (r == 0)
        r = session_sums_move(tx, &change->before, &change->now);
    if (r == 0 && is_news)
        r = announce(tx, change);
    return error_trace(r);
}
