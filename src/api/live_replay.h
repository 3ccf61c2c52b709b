// SPDX-License-Identifier: Apache-2.0
// The frames that a client missed of one topic, gathered before any is sent: whole, or not at all. One thread
// at a time, the loop or a worker.
#pragma once
#include "api/live_state.h"

enum {
    REPLAY_EVENTS_MAX = 10000,    // positions that are read from the store; further behind: reset
    REPLAY_BYTES_MAX = 900 << 10, // more to send than this: reset, for reading anew is cheaper
};

struct replay {
    struct topic_key key;
    char topic[LIVE_TOPIC_MAX + 1];
    enum audience audience;
    const struct api *api;
    struct access_view view; // of who resumes
    int64_t after, until;    // events in (after, until] are wanted
    int64_t previous;        // of the next frame
    struct list frames;
    size_t bytes;
    bool has_failed; // too much, or no memory, or the store failed
};

// What the subscription's topic has behind `after`.
void replay_begin(struct replay *replay, const struct subscription *s, const struct api *api, int64_t after);

// Adds the event if it is wanted. Events come in order of position.
void replay_add(struct replay *replay, const struct event *event, const struct event_body *body);

// Adds all that the store has of (after, until], as of a snapshot of its own whose position is *ret_position.
// has_failed when some of it is gone.
void replay_read(struct replay *replay, struct db *db, int64_t *ret_position);

// Sends the frames (to nobody: NULL) and frees them.
void replay_end(struct replay *replay, struct live *live);
