// SPDX-License-Identifier: Apache-2.0
#include "api/live_state.h"
#include "api/visitor.h"
#include "hub/agent.h"
#include "hub/cluster.h"
#include "hub/queue.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

// ---- names and rows

struct named_topic {
    struct topic_key key;
    char name[LIVE_TOPIC_MAX + 1]; // by which frames tell it
    int64_t last[AUDIENCES];
    int64_t floor;
};

enum topic_outcome {
    TOPIC_OK = 0,
    TOPIC_UNKNOWN = 1, // unknown or forbidden: the same to the client
};

// 1, 0 or negative.
static int sees(const struct snapshot *snapshot, const struct principal *p, const struct session *s)
{
    return p->visitor != NULL ? visitor_owns_row(snapshot->db, p, s->row) : access_sees_session(p->view, s);
}

static int find_session(const struct snapshot *snapshot, const struct principal *p, struct view id,
                        struct arena *arena, struct named_topic *ret)
{
    struct session s;
    int r = session_find(snapshot->db, snapshot->tenant, id, arena, &s);
    if (r != SESSION_OK)
        return r < 0 ? r : TOPIC_UNKNOWN;
    r = sees(snapshot, p, &s);
    if (r != 1)
        return r < 0 ? r : TOPIC_UNKNOWN;
    ret->key.kind = TOPIC_SESSION;
    ret->key.ref = s.row;
    ret->last[AUDIENCE_INTERNAL] = s.last_position;
    ret->last[AUDIENCE_PUBLIC] = s.last_public_position;
    return TOPIC_OK;
}

// For those alone who see what is internal.
static int find_customer(const struct snapshot *snapshot, struct view id, struct arena *arena,
                         struct named_topic *ret)
{
    struct cluster c;
    int r = cluster_find(snapshot->db, snapshot->tenant, id, arena, &c);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : TOPIC_UNKNOWN;
    ret->key.kind = TOPIC_CUSTOMER;
    ret->key.ref = c.survivor.row;
    snprintf(ret->name, sizeof(ret->name), "customer/%.*s", VIEW_ARG(c.survivor.id));
    return cluster_last_position(snapshot->db, snapshot->tenant, &c, &ret->last[AUDIENCE_INTERNAL]);
}

// Their last event is not looked for: whatever was before now counts as one, so that who resumes from before
// may read in vain.
static void note_all_before(const struct snapshot *snapshot, struct named_topic *ret)
{
    ret->last[AUDIENCE_INTERNAL] = ret->last[AUDIENCE_PUBLIC] = snapshot->position;
}

// An agent's topic is their own, and their supervisors'.
static int find_agent(const struct snapshot *snapshot, const struct access_view *view, struct view id,
                      struct arena *arena, struct named_topic *ret)
{
    struct agent agent;
    int r = agent_find(snapshot->db, snapshot->tenant, id, arena, &agent);
    if (r != AGENT_OK)
        return r < 0 ? r : TOPIC_UNKNOWN;
    if (!access_sees_all(view) && view->agent != agent.row)
        return TOPIC_UNKNOWN;
    ret->key.kind = TOPIC_AGENT;
    ret->key.ref = agent.row;
    note_all_before(snapshot, ret);
    return TOPIC_OK;
}

static int find_queue(const struct snapshot *snapshot, const struct access_view *view, struct view id,
                      struct arena *arena, struct named_topic *ret)
{
    struct queue queue;
    int r = queue_find(snapshot->db, snapshot->tenant, id, arena, &queue);
    if (r != QUEUE_OK)
        return r < 0 ? r : TOPIC_UNKNOWN;
    if (!access_sees_queue(view, queue.row))
        return TOPIC_UNKNOWN;
    ret->key.kind = TOPIC_QUEUE;
    ret->key.ref = queue.row;
    note_all_before(snapshot, ret);
    return TOPIC_OK;
}

// Topics without an id. The dashboard tells of everything; agents have the topics of their queues, their own
// and that of what is in no queue.
static int find_wide(const struct snapshot *snapshot, const struct access_view *view, struct view name,
                     struct named_topic *ret)
{
    note_all_before(snapshot, ret);
    if (view_equal(name, VIEW("unqueued"))) {
        ret->key.kind = TOPIC_QUEUE;
        return TOPIC_OK;
    }
    ret->key.kind = TOPIC_DASHBOARD;
    return view_equal(name, VIEW("dashboard")) && access_sees_all(view) ? TOPIC_OK : TOPIC_UNKNOWN;
}

static int find_named(const struct snapshot *snapshot, const struct principal *p, struct view name,
                      enum audience audience, struct arena *arena, struct named_topic *ret)
{
    const struct access_view *view = p->view;
    struct view id = name;
    struct view kind = view_cut(&id, '/');
    bool is_internal = audience == AUDIENCE_INTERNAL;
    *ret = (struct named_topic){.key.tenant = snapshot->tenant, .floor = snapshot->position};
    snprintf(ret->name, sizeof(ret->name), "%.*s", VIEW_ARG(name));
    if (id.data == NULL)
        return is_internal ? find_wide(snapshot, view, name, ret) : TOPIC_UNKNOWN;
    if (view_equal(kind, VIEW("session")))
        return find_session(snapshot, p, id, arena, ret);
    if (view_equal(kind, VIEW("customer")) && is_internal)
        return find_customer(snapshot, id, arena, ret);
    if (view_equal(kind, VIEW("agent")) && is_internal)
        return find_agent(snapshot, view, id, arena, ret);
    if (view_equal(kind, VIEW("queue")) && is_internal)
        return find_queue(snapshot, view, id, arena, ret);
    return TOPIC_UNKNOWN;
}

static int look_up(struct live *live, struct view name, enum audience audience, struct named_topic *ret)
{
    struct api_loop *loop = live->loop;
    struct snapshot snapshot;
    if (name.size == 0 || name.size > LIVE_TOPIC_MAX)
        return TOPIC_UNKNOWN;
    int r = snapshot_begin(loop->reader, live->principal.tenant, &snapshot);
    if (r < 0)
        return r;
    r = find_named(&snapshot, &live->principal, name, audience, &loop->arena, ret);
    snapshot_end(&snapshot);
    arena_reset(&loop->arena);
    return r;
}

// The topic of that name on this loop, made if nobody listens to it yet.
static int open_topic(struct live *live, struct view name, enum audience audience, struct topic **ret)
{
    struct api_loop *loop = live->loop;
    struct named_topic named;
    int r = look_up(live, name, audience, &named);
    if (r != TOPIC_OK)
        return r;
    struct topic *topic = topic_get(&loop->live.topics, named.key);
    if (topic == NULL) {
        topic = topic_add(&loop->live.topics, named.key, view_from(named.name));
        if (topic == NULL)
            return -ENOMEM;
        memcpy(topic->last, named.last, sizeof(topic->last));
        topic->floor = named.floor;
    }
    *ret = topic;
    return TOPIC_OK;
}

// ---- subscriptions

int64_t live_seen(const struct live_loop *l, int64_t tenant)
{
    const int64_t *seen = map_get(&l->seen, (struct map_key){tenant, 0, 0});
    return seen == NULL ? 0 : *seen;
}

int64_t live_from(const struct live *live, const struct topic *topic)
{
    int64_t seen = live_seen(&live->loop->live, topic->key.tenant);
    return seen > topic->floor ? seen : topic->floor;
}

static struct subscription *find_by_key(const struct live *live, const struct topic_key *key)
{
    for (struct list *n = live->subscriptions.next; n != &live->subscriptions; n = n->next) {
        struct subscription *s = list_entry(n, struct subscription, owned);
        if (s->topic->key.kind == key->kind && s->topic->key.ref == key->ref)
            return s;
    }
    return NULL;
}

struct subscription *live_find_subscription(struct live *live, struct view topic)
{
    struct named_topic named;
    for (struct list *n = live->subscriptions.next; n != &live->subscriptions; n = n->next) {
        struct subscription *s = list_entry(n, struct subscription, owned);
        if (view_equal(view_from(s->topic->name), topic))
            return s;
    }
    // A customer has as many names as were merged.
    if (!view_starts(topic, VIEW("customer/")) ||
        look_up(live, topic, live->principal.audience, &named) != TOPIC_OK)
        return NULL;
    return find_by_key(live, &named.key);
}

static void refuse_topic(struct live *live, struct view topic, int outcome)
{
    struct problem unknown = {.status = 404,
                              .code = VIEW("topic.not_found"),
                              .detail = VIEW("there is no such topic, or it is not yours")};
    struct problem failed = {.status = 503,
                             .code = VIEW("topic.failed"),
                             .detail = VIEW("the topic could not be opened; try again")};
    live_send_error(live, outcome > 0 ? &unknown : &failed, topic, (struct view){0});
}

void live_send_state(struct live *live, struct view type, const struct subscription *s)
{
    bool is_waiting = s->ticket != 0; // where it stands is told when it is resumed
    live_send(live,
              &(struct live_envelope){.type = type,
                                      .topic = view_from(s->topic->name),
                                      .position = is_waiting ? -1 : s->from,
                                      .previous = is_waiting ? -1 : s->topic->last[s->audience],
                                      .time_us = api_now_us(live->loop->api)},
              VIEW("{}"));
    if (!is_waiting && s->topic->key.kind == TOPIC_SESSION)
        live_send_presence(live, s);
}

struct subscription *live_need_subscription(struct live *live, struct view name, enum audience audience)
{
    struct topic *topic;
    struct subscription *s = live_find_subscription(live, name);
    if (s != NULL)
        return s;
    if (live->subscription_count >= LIVE_SUBSCRIPTIONS_MAX) {
        live_send_error(live,
                        &(struct problem){.status = 429,
                                          .code = VIEW("topic.too_many"),
                                          .detail = VIEW("one connection takes 100 topics")},
                        name, (struct view){0});
        return NULL;
    }
    s = calloc(1, sizeof(*s));
    int r = s == NULL ? -ENOMEM : open_topic(live, name, audience, &topic);
    if (r != TOPIC_OK) {
        free(s);
        refuse_topic(live, name, r);
        return NULL;
    }
    *s =
        (struct subscription){.audience = audience, .from = live_from(live, topic), .gap = -1, .owner = live};
    topic_join(topic, s);
    list_append(&live->subscriptions, &s->owned);
    live->subscription_count++;
    live_enter(live, s);
    return s;
}

static void drop_subscription(struct live *live, struct subscription *s)
{
    if (s->ticket != 0)
        live_cancel_resume(live, s->ticket);
    list_remove(&s->owned);
    live_leave(live, s);
    topic_leave(&live->loop->live.topics, s);
    free(s);
    live->subscription_count--;
}

void live_subscribe(struct live *live, struct view topic, enum audience audience)
{
    struct subscription *s = live_need_subscription(live, topic, audience);
    if (s != NULL)
        live_send_state(live, VIEW("subscribed"), s);
}

void live_unsubscribe(struct live *live, struct view topic)
{
    struct subscription *s = live_find_subscription(live, topic);
    if (s != NULL)
        drop_subscription(live, s);
}

bool live_hides(const struct access_view *view, const struct event *event, const struct event_body *body)
{
    // A visitor's topics are sessions of their own.
    if (event->session == 0 || access_sees_all(view) || view->is_visitor)
        return false;
    struct session then = {.agent = event->agent, .queue = event->queue};
    bool is_told_now = body != NULL && body->session != NULL;
    return !access_sees_session(view, is_told_now ? body->session : &then);
}

// The first of those who may not see the session any more; they are told that there is no such topic.
static bool hide_one(struct topic *topic, const struct session *session)
{
    for (int a = 0; a < AUDIENCES; a++) {
        for (struct list *n = topic->subscriptions[a].next; n != &topic->subscriptions[a]; n = n->next) {
            struct subscription *s = list_entry(n, struct subscription, node);
            struct live *live = s->owner;
            if (live->principal.visitor != NULL || access_sees_session(live->principal.view, session))
                continue;
            refuse_topic(live, view_from(topic->name), TOPIC_UNKNOWN);
            drop_subscription(live, s);
            return true;
        }
    }
    return false;
}

void live_hide(struct api_loop *loop, struct topic_key key, const struct session *session)
{
    struct topic *topic;
    do // the topic goes with its last listener
        topic = topic_get(&loop->live.topics, key);
    while (topic != NULL && hide_one(topic, session));
}

// The first subscription to a session that is not the visitor's any more; NULL: there is none. What cannot be
// told counts as not theirs.
static struct subscription *find_lost(struct live *live)
{
    for (struct list *n = live->subscriptions.next; n != &live->subscriptions; n = n->next) {
        struct subscription *s = list_entry(n, struct subscription, owned);
        if (visitor_owns_row(live->loop->reader, &live->principal, s->topic->key.ref) != 1)
            return s;
    }
    return NULL;
}

void live_judge_visitor(struct live *live)
{
    for (struct subscription *s; (s = find_lost(live)) != NULL;) {
        refuse_topic(live, view_from(s->topic->name), TOPIC_UNKNOWN);
        drop_subscription(live, s);
    }
}

void live_unsubscribe_all(struct live *live)
{
    while (!list_is_empty(&live->subscriptions))
        drop_subscription(live, list_entry(live->subscriptions.next, struct subscription, owned));
}
