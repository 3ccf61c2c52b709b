// SPDX-License-Identifier: Apache-2.0
#include "api/live_state.h"
#include "base/id.h"
#include "hub/event_walk.h"
#include "hub/position.h"
#include <errno.h>
#include <stdlib.h>

// ---- names and rows

struct named_topic {
    struct topic_key key;
    int64_t last[AUDIENCES];
    int64_t floor;
};

enum topic_outcome {
    TOPIC_OK = 0,
    TOPIC_UNKNOWN = 1, // unknown or forbidden: the same to the client
};

static int find_session(const struct snapshot *snapshot, struct view id, struct arena *arena,
                        struct named_topic *ret)
{
    struct session s;
    int r = session_find(snapshot->db, snapshot->tenant, id, arena, &s);
    if (r != SESSION_OK)
        return r < 0 ? r : TOPIC_UNKNOWN;
    ret->key.kind = TOPIC_SESSION;
    ret->key.ref = s.row;
    ret->last[AUDIENCE_INTERNAL] = s.last_position;
    ret->last[AUDIENCE_PUBLIC] = s.last_public_position;
    return TOPIC_OK;
}

static int find_customer(const struct snapshot *snapshot, struct view id, struct arena *arena,
                         struct named_topic *ret)
{
    struct customer c;
    int r = customer_find(snapshot->db, snapshot->tenant, id, arena, &c);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : TOPIC_UNKNOWN;
    ret->key.kind = TOPIC_CUSTOMER;
    ret->key.ref = c.row;
    return customer_last_positions(snapshot->db, snapshot->tenant, c.row, &ret->last[AUDIENCE_INTERNAL],
                                   &ret->last[AUDIENCE_PUBLIC]);
}

// Agents come with routing; until then their topics are silent, and a number made of the id (FNV-1a) stands
// for the row.
static int find_agent(struct view id, struct named_topic *ret)
{
    uint64_t number = 0xcbf29ce484222325u;
    for (size_t i = 0; i < id.size; i++)
        number = (number ^ (unsigned char)id.data[i]) * 0x100000001b3u;
    ret->key.kind = TOPIC_AGENT;
    ret->key.ref = (int64_t)number;
    return id_is_valid(id) ? TOPIC_OK : TOPIC_UNKNOWN;
}

static int find_named(const struct snapshot *snapshot, struct view name, enum audience audience,
                      struct arena *arena, struct named_topic *ret)
{
    struct view id = name;
    struct view kind = view_cut(&id, '/');
    bool is_internal = audience == AUDIENCE_INTERNAL;
    *ret = (struct named_topic){.key.tenant = snapshot->tenant, .floor = snapshot->position};
    if (view_equal(name, VIEW("dashboard")) && is_internal) {
        ret->key.kind = TOPIC_DASHBOARD;
        ret->last[AUDIENCE_INTERNAL] = ret->last[AUDIENCE_PUBLIC] = snapshot->position;
        return TOPIC_OK;
    }
    if (id.data == NULL)
        return TOPIC_UNKNOWN;
    if (view_equal(kind, VIEW("session")))
        return find_session(snapshot, id, arena, ret);
    if (view_equal(kind, VIEW("customer")) && is_internal)
        return find_customer(snapshot, id, arena, ret);
    if (view_equal(kind, VIEW("agent")) && is_internal)
        return find_agent(id, ret);
    return TOPIC_UNKNOWN;
}

// The topic of that name on this loop, made if nobody listens to it yet.
static int open_topic(struct live *live, struct view name, enum audience audience, struct topic **ret)
{
    struct api_loop *loop = live->loop;
    struct snapshot snapshot;
    struct named_topic named;
    if (name.size == 0 || name.size > LIVE_TOPIC_MAX)
        return TOPIC_UNKNOWN;
    int r = snapshot_begin(loop->reader, live->principal.tenant, &snapshot);
    if (r < 0)
        return r;
    r = find_named(&snapshot, name, audience, &loop->arena, &named);
    snapshot_end(&snapshot);
    arena_reset(&loop->arena);
    if (r != TOPIC_OK)
        return r;
    struct topic *topic = topic_get(&loop->live.topics, named.key);
    if (topic == NULL) {
        topic = topic_add(&loop->live.topics, named.key, name);
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

// Frames behind this position reach a new listener of the topic by themselves.
static int64_t live_from(const struct live *live, const struct topic *topic)
{
    int64_t seen = live_seen(&live->loop->live, topic->key.tenant);
    return seen > topic->floor ? seen : topic->floor;
}

static struct subscription *find_subscription(const struct live *live, struct view topic)
{
    for (struct list *n = live->subscriptions.next; n != &live->subscriptions; n = n->next) {
        struct subscription *s = list_entry(n, struct subscription, owned);
        if (view_equal(view_from(s->topic->name), topic))
            return s;
    }
    return NULL;
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

static void send_state(struct live *live, struct view type, const struct subscription *s, struct view topic)
{
    live_send(live,
              &(struct live_envelope){.type = type,
                                      .topic = topic,
                                      .position = s->from,
                                      .previous = s->topic->last[s->audience],
                                      .time_us = api_now_us(live->loop->api)},
              VIEW("{}"));
}

// The client's subscription to the topic, made if it has none. NULL when an error was answered.
static struct subscription *need_subscription(struct live *live, struct view name, enum audience audience)
{
    struct topic *topic;
    struct subscription *s = find_subscription(live, name);
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
    *s = (struct subscription){.audience = audience, .from = live_from(live, topic), .owner = live};
    topic_join(topic, s);
    list_append(&live->subscriptions, &s->owned);
    live->subscription_count++;
    return s;
}

static void drop_subscription(struct live *live, struct subscription *s)
{
    list_remove(&s->owned);
    topic_leave(&live->loop->live.topics, s);
    free(s);
    live->subscription_count--;
}

void live_subscribe(struct live *live, struct view topic, enum audience audience)
{
    struct subscription *s = need_subscription(live, topic, audience);
    if (s != NULL)
        send_state(live, VIEW("subscribed"), s, topic);
}

void live_unsubscribe(struct live *live, struct view topic)
{
    struct subscription *s = find_subscription(live, topic);
    if (s != NULL)
        drop_subscription(live, s);
}

void live_unsubscribe_all(struct live *live)
{
    while (!list_is_empty(&live->subscriptions))
        drop_subscription(live, list_entry(live->subscriptions.next, struct subscription, owned));
}

// ---- resume

// Gathers the frames that a client missed. Nothing is sent before all are there: whole, or a reset.
struct replay {
    struct live *live;
    struct subscription *subscription;
    int64_t previous;
    struct list frames; // struct replay_frame
    size_t bytes;
    bool has_failed;
};

struct replay_frame {
    struct list node;
    struct frame *frame;
};

static bool belongs(const struct topic *topic, const struct event *event)
{
    struct topic_key keys[TOPICS_OF_EVENT];
    int count = topics_of(event, keys);
    for (int i = 0; i < count; i++)
        if (keys[i].kind == topic->key.kind && keys[i].ref == topic->key.ref)
            return true;
    return false;
}

static bool is_wanted(const struct replay *replay, const struct event *event)
{
    const struct subscription *s = replay->subscription;
    return !replay->has_failed && event->position <= s->from && event_is_for(event, s->audience) &&
           belongs(s->topic, event);
}

static void add_frame(struct replay *replay, const struct event *event, const struct event_body *body)
{
    struct buffer *out = &replay->live->loop->scratch;
    struct buffer payload;
    struct replay_frame *rf = malloc(sizeof(*rf));
    buffer_init(&payload, 1 << 20);
    buffer_clear(out);
    live_event_write(out, event, body, replay->subscription->audience, replay->subscription->topic,
                     replay->previous, &payload, replay->live->loop->api->epoch);
    struct frame *frame = rf == NULL || out->failed ? NULL : frame_text(buffer_view(out), true);
    buffer_free(&payload);
    if (frame == NULL || replay->bytes + frame->size > LIVE_REPLAY_BYTES) {
        frame_unref(frame);
        free(rf);
        replay->has_failed = true;
        return;
    }
    rf->frame = frame;
    list_append(&replay->frames, &rf->node);
    replay->bytes += frame->size;
    replay->previous = event->position;
}

static void replay_from_memory(void *ctx, const struct event *event)
{
    struct replay *replay = ctx;
    if (is_wanted(replay, event))
        add_frame(replay, event, event->body);
}

static void replay_from_store(struct replay *replay, struct db *db, struct arena *arena,
                              const struct event *event)
{
    struct event_body body;
    if (!is_wanted(replay, event))
        return;
    int r = event_body_load(db, event, arena, &body);
    if (r == EVENT_BODY_OK)
        add_frame(replay, event, &body);
    else if (r < 0)
        replay->has_failed = true;
    arena_reset(arena);
}

// Reads what was missed from the event table. False when too much of it is gone or it is too long.
static bool read_missed(struct replay *replay, int64_t after)
{
    struct api_loop *loop = replay->live->loop;
    struct snapshot snapshot;
    int64_t tenant = replay->live->principal.tenant;
    if (replay->subscription->from - after > LIVE_REPLAY_EVENTS ||
        snapshot_begin(loop->reader, tenant, &snapshot) < 0)
        return false;
    struct event_walk walk;
    int r = event_walk_begin(&snapshot, after, LIVE_REPLAY_EVENTS, &walk);
    struct event event;
    while (r == 0 && (r = event_walk_next(&walk, &event)) == EVENT_WALK_ROW && !replay->has_failed) {
        replay_from_store(replay, loop->reader, &loop->arena, &event);
        r = 0;
    }
    event_walk_end(&walk);
    snapshot_end(&snapshot);
    return r == EVENT_WALK_DONE && !replay->has_failed;
}

static bool gather(struct replay *replay, int64_t after)
{
    struct api_loop *loop = replay->live->loop;
    const struct subscription *s = replay->subscription;
    int64_t tenant = replay->live->principal.tenant;
    if (after >= s->topic->last[s->audience])
        return true;
    if (live_seen(&loop->live, tenant) >= s->from && ring_covers(&loop->live.ring, tenant, after)) {
        ring_walk(&loop->live.ring, tenant, after, replay_from_memory, replay);
        return !replay->has_failed;
    }
    return read_missed(replay, after);
}

static void send_or_drop(struct replay *replay, bool send)
{
    while (!list_is_empty(&replay->frames)) {
        struct replay_frame *rf = list_entry(replay->frames.next, struct replay_frame, node);
        list_remove(&rf->node);
        if (send)
            websocket_send(replay->live->ws, rf->frame);
        frame_unref(rf->frame);
        free(rf);
    }
}

// A client may know of a commit before this loop is told of it: from a read, or from another loop on which it
// was connected. What it knows is not given again. False when nothing that far was ever committed.
static bool admit(struct subscription *s, int64_t after)
{
    const struct live *live = s->owner;
    struct snapshot snapshot;
    if (after <= s->from)
        return true;
    if (snapshot_begin(live->loop->reader, live->principal.tenant, &snapshot) < 0)
        return false;
    bool is_committed = after <= snapshot.position;
    snapshot_end(&snapshot);
    if (is_committed)
        s->from = after;
    return is_committed;
}

void live_resume(struct live *live, struct view topic, struct view position, enum audience audience)
{
    int64_t after;
    // A second resume of a topic begins anew: what was queued for the first has been sent already.
    live_unsubscribe(live, topic);
    struct subscription *s = need_subscription(live, topic, audience);
    if (s == NULL)
        return;
    struct replay replay = {.live = live, .subscription = s};
    list_init(&replay.frames);
    bool is_whole = position_from(position, live->loop->api->epoch, &after) && admit(s, after);
    if (is_whole) {
        replay.previous = after;
        is_whole = gather(&replay, after);
    }
    send_or_drop(&replay, is_whole);
    send_state(live, is_whole ? VIEW("resumed") : VIEW("reset"), s, topic);
}
