// SPDX-License-Identifier: Apache-2.0
// What an endpoint is to be told next.
#include "base/error.h"
#include "delivery/webhook_run_state.h"
#include "hub/event_walk.h"
#include <errno.h>
#include <stdio.h>

enum { SLICE = 500 };

static void name_event(struct webhook_at *at, int64_t position)
{
    struct webhook_run *run = at->run;
    snprintf(at->asking.event_id, sizeof(at->asking.event_id), "evt_%.*s_%lld_%lld", VIEW_ARG(run->epoch),
             (long long)at->tenant->row, (long long)position);
}

static int keep_id(struct webhook_at *at, struct webhook_message *message)
{
    return arena_copy(&at->run->arena, view_from(at->asking.event_id), &message->id) ? 0
                                                                                     : error_trace(-ENOMEM);
}

// ---- what cannot be told

// The oldest stored position, one behind the newest where none is.
static int read_floor(const struct snapshot *snapshot, int64_t *ret)
{
    struct query q = query_begin(snapshot->db, SQL_EVENT_FLOOR, snapshot->tenant);
    int r = query_step(&q);
    *ret = r == QUERY_ROW ? query_int(&q, 0) : snapshot->position + 1;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int tell_gap(struct webhook_at *at, struct view reason, int64_t to, struct webhook_message *ret)
{
    struct webhook_run *run = at->run;
    struct json_writer w = json_writer(&run->payload);
    bool is_trimmed = view_equal(reason, VIEW("trimmed"));
    webhook_gap_write(&w, reason, view_from(at->head.epoch), at->head.position + is_trimmed, run->epoch, to);
    snprintf(at->asking.event_id, sizeof(at->asking.event_id), "evt_%.*s_%lld_gap_%lld", VIEW_ARG(run->epoch),
             (long long)at->tenant->row, (long long)at->head.position);
    at->asking.event_position = 0;
    at->asking.next_position = to;
    at->asking.type = WEBHOOK_GAP;
    *ret = (struct webhook_message){
        .type = WEBHOOK_GAP, .time_us = run_now_us(run), .payload = buffer_view(&run->payload)};
    int r = run->payload.failed ? error_trace(-ENOMEM) : keep_id(at, ret);
    return r < 0 ? r : WEBHOOK_FOUND;
}

static int tell_trimmed(struct webhook_at *at, const struct snapshot *snapshot, struct webhook_message *ret)
{
    int64_t floor;
    int r = read_floor(snapshot, &floor);
    return r < 0 ? r : tell_gap(at, VIEW("trimmed"), floor - 1, ret);
}

// ---- the log

static int load(struct webhook_at *at, const struct snapshot *snapshot, const struct event *event,
                enum webhook_type type, struct webhook_message *ret)
{
    struct webhook_run *run = at->run;
    arena_reset(&run->arena);
    buffer_clear(&run->payload);
    int r = webhook_body_load(snapshot, event, type, run->epoch, store_secrets(run->config.store),
                              run_wall_us(run), &run->arena, &run->payload, ret);
    at->asking.event_position = event->position;
    at->asking.next_position = event->position;
    at->asking.type = type;
    return r;
}

// Past it: it is not told.
static void pass(struct webhook_at *at, int64_t position)
{
    if (position <= at->head.position)
        return;
    at->head.position = position;
    if (at->passed_us == 0)
        at->passed_us = run_now_us(at->run);
}

static int walk(struct webhook_at *at, const struct snapshot *snapshot, struct webhook_message *ret)
{
    struct event_walk events;
    struct event event;
    enum webhook_type type;
    int r = event_walk_begin(snapshot, at->head.position, SLICE, &events), found = 0, looked = 0;
    if (r == EVENT_WALK_GONE)
        return tell_trimmed(at, snapshot, ret);
    while (r >= 0 && found == 0 && (r = event_walk_next(&events, &event)) == EVENT_WALK_ROW) {
        looked++;
        int loaded = WEBHOOK_BODY_GONE;
        if (webhook_type_of(&event, &type) && (at->types & 1u << type) != 0)
            loaded = load(at, snapshot, &event, type, ret);
        if (loaded == WEBHOOK_BODY_OK)
            found = WEBHOOK_FOUND;
        else if (loaded < 0)
            r = loaded;
        else
            pass(at, event.position);
    }
    event_walk_end(&events);
    if (r < 0 || found != 0)
        return r < 0 ? r : found;
    if (looked == SLICE)
        return WEBHOOK_FOUND_LATER;
    pass(at, snapshot->position);
    return WEBHOOK_FOUND_NONE;
}

int webhook_follow(struct webhook_at *at, struct webhook_message *ret)
{
    struct webhook_run *run = at->run;
    struct snapshot snapshot;
    int r = snapshot_begin(run->db, at->tenant->row, &snapshot);
    if (r < 0)
        return error_trace(r);
    at->asking.delivery = 0;
    arena_reset(&run->arena);
    buffer_clear(&run->payload);
    if (!view_equal(view_from(at->head.epoch), run->epoch))
        r = tell_gap(at, VIEW("restored"), at->head.position, ret);
    else
        r = walk(at, &snapshot, ret);
    snapshot_end(&snapshot);
    if (r == WEBHOOK_FOUND && ret->type != WEBHOOK_GAP) {
        name_event(at, ret->position);
        int kept = keep_id(at, ret);
        r = kept < 0 ? kept : r;
    }
    return r;
}

// ---- tests and replays

static int replay_event(struct webhook_at *at, const struct webhook_replay_at *replay,
                        struct webhook_message *ret)
{
    struct snapshot snapshot;
    struct event_walk events;
    struct event event;
    int r = snapshot_begin(at->run->db, at->tenant->row, &snapshot);
    if (r < 0)
        return error_trace(r);
    int loaded = WEBHOOK_BODY_GONE;
    r = event_walk_begin(&snapshot, replay->position - 1, 1, &events);
    if (r == 0)
        r = event_walk_next(&events, &event);
    if (r == EVENT_WALK_ROW && event.position == replay->position)
        loaded = load(at, &snapshot, &event, replay->type, ret);
    event_walk_end(&events);
    snapshot_end(&snapshot);
    if (r < 0 || loaded < 0)
        return r < 0 ? r : loaded;
    return loaded == WEBHOOK_BODY_OK ? WEBHOOK_FOUND : WEBHOOK_FOUND_NONE;
}

static int make_test(struct webhook_at *at, const struct webhook_replay_at *replay,
                     struct webhook_message *ret)
{
    struct webhook_run *run = at->run;
    struct json_writer w = json_writer(&run->payload);
    webhook_test_write(&w, view_from(at->id));
    *ret = (struct webhook_message){
        .type = WEBHOOK_TEST, .time_us = replay->created_us, .payload = buffer_view(&run->payload)};
    at->asking.event_position = 0;
    at->asking.type = WEBHOOK_TEST;
    return run->payload.failed ? error_trace(-ENOMEM) : WEBHOOK_FOUND;
}

int webhook_follow_replay(struct webhook_at *at, const struct webhook_replay_at *replay,
                          struct webhook_message *ret)
{
    arena_reset(&at->run->arena);
    buffer_clear(&at->run->payload);
    int r = replay->type == WEBHOOK_TEST ? make_test(at, replay, ret) : replay_event(at, replay, ret);
    if (r != WEBHOOK_FOUND)
        return r;
    at->asking.delivery = replay->row;
    at->asking.tries = replay->attempts;
    memcpy(at->asking.event_id, replay->event_id, sizeof(at->asking.event_id));
    int kept = keep_id(at, ret);
    return kept < 0 ? kept : WEBHOOK_FOUND;
}
