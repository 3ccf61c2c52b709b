// SPDX-License-Identifier: Apache-2.0
// Live updates: WebSocket clients of one loop, the topics they listen to, and what they send. Loop thread.
#pragma once
#include "base/list.h"
#include "bus/ring.h"
#include "bus/topic.h"

struct api_loop;
struct call;
struct loop;

// When somebody was last told to type in a session.
struct typing_mark {
    int64_t session, who; // who: as in api/presence.h
    int64_t at_us;        // 0: nobody
    bool is_typing;
};
enum { TYPING_MARKS = 1024 };

// A loop's live clients.
struct live_loop {
    struct topics topics;
    struct ring ring;
    struct map seen;      // by tenant: the last position given to this loop's topics
    struct list clients;  // struct live
    uint64_t last_ticket; // of resumes that workers read
    int count;
    struct typing_mark typing[TYPING_MARKS];
};

enum { LIVE_RING_BYTES = 32 << 20 };

void live_loop_init(struct live_loop *live);
void live_loop_free(struct live_loop *live); // every client must be gone

// A request of a socket route that was admitted: upgrades it, or refuses it. Gives the call away.
void live_open(struct call *call);

// Gives the batch's events to whoever listens on this loop.
void live_publish(struct api_loop *loop, struct event_batch *batch);

// Each second: closes those who did not say in time who they are.
void live_tick(void *ctx, struct loop *loop);
