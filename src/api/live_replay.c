// SPDX-License-Identifier: Apache-2.0
#include "api/live_replay.h"
#include "hub/event_walk.h"
#include <stdlib.h>

enum { TEXT_MAX = 1 << 20, ARENA_MAX = 4 << 20 };

struct replay_frame {
    struct list node;
    struct frame *frame;
};

void replay_begin(struct replay *replay, const struct subscription *s, const struct api *api, int64_t after)
{
    *replay = (struct replay){
        .key = s->topic->key,
        .audience = s->audience,
        .api = api,
        .after = after,
        .until = s->from,
        .previous = after,
    };
    const struct live *live = s->owner;
    if (live->principal.view != NULL)
        replay->view = *live->principal.view;
    strncpy(replay->topic, s->topic->name, LIVE_TOPIC_MAX);
    list_init(&replay->frames);
}

// What one of the two was told before a merge, or its undoing, is not told to the topic of the other: such a
// gap cannot be filled.
static bool is_of_two_topics(const struct replay *replay, const struct event *event)
{
    return event->kind == EVENT_CUSTOMER_MERGED && replay->key.kind == TOPIC_CUSTOMER;
}

static bool is_wanted(struct replay *replay, const struct event *event)
{
    struct topic_key keys[TOPICS_OF_EVENT];
    if (replay->has_failed || event->position <= replay->after || event->position > replay->until ||
        !event_is_for(event, replay->audience))
        return false;
    int count = topics_of(event, keys);
    for (int i = 0; i < count; i++)
        if (keys[i].kind == replay->key.kind && keys[i].ref == replay->key.ref) {
            replay->has_failed = is_of_two_topics(replay, event);
            return !replay->has_failed;
        }
    return false;
}

static struct frame *make_frame(struct replay *replay, const struct event *event,
                                const struct event_body *body)
{
    struct buffer text, payload;
    buffer_init(&text, TEXT_MAX);
    buffer_init(&payload, TEXT_MAX);
    live_event_write(&text, event, body, replay->audience, view_from(replay->topic), replay->previous,
                     &payload, replay->api);
    struct frame *frame = text.failed ? NULL : frame_text(buffer_view(&text), true);
    buffer_free(&payload);
    buffer_free(&text);
    return frame;
}

void replay_add(struct replay *replay, const struct event *event, const struct event_body *body)
{
    if (!is_wanted(replay, event) || live_hides(&replay->view, event, body))
        return;
    struct replay_frame *rf = malloc(sizeof(*rf));
    struct frame *frame = rf == NULL ? NULL : make_frame(replay, event, body);
    if (frame == NULL || replay->bytes + frame->size > REPLAY_BYTES_MAX) {
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

static void add_stored(struct replay *replay, struct db *db, struct arena *arena, const struct event *event)
{
    struct event_body body;
    if (!is_wanted(replay, event))
        return;
    int r = event_body_load(db, event, arena, &body);
    if (r == EVENT_BODY_OK)
        replay_add(replay, event, &body);
    else if (r < 0)
        replay->has_failed = true;
    arena_reset(arena);
}

static bool walk_events(struct replay *replay, const struct snapshot *snapshot, struct arena *arena)
{
    struct event_walk walk;
    struct event event;
    int r = event_walk_begin(snapshot, replay->after, REPLAY_EVENTS_MAX, &walk);
    while (r == 0 && (r = event_walk_next(&walk, &event)) == EVENT_WALK_ROW && !replay->has_failed) {
        add_stored(replay, snapshot->db, arena, &event);
        r = 0;
    }
    event_walk_end(&walk);
    return r == EVENT_WALK_DONE;
}

void replay_read(struct replay *replay, struct db *db, int64_t *ret_position)
{
    struct snapshot snapshot;
    struct arena arena;
    *ret_position = replay->after;
    if (snapshot_begin(db, replay->key.tenant, &snapshot) < 0) {
        replay->has_failed = true;
        return;
    }
    *ret_position = snapshot.position;
    arena_init(&arena, 16 << 10, ARENA_MAX);
    if (snapshot.position - replay->after > REPLAY_EVENTS_MAX || !walk_events(replay, &snapshot, &arena))
        replay->has_failed = true;
    arena_free(&arena);
    snapshot_end(&snapshot);
}

void replay_end(struct replay *replay, struct live *live)
{
    while (!list_is_empty(&replay->frames)) {
        struct replay_frame *rf = list_entry(replay->frames.next, struct replay_frame, node);
        list_remove(&rf->node);
        if (live != NULL)
            websocket_send(live->ws, rf->frame);
        frame_unref(rf->frame);
        free(rf);
    }
}
