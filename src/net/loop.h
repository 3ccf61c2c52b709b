// SPDX-License-Identifier: Apache-2.0
// A loop is one thread that owns connections: it accepts, reads, replies and fans out. Other threads
// reach it by mail only.
#pragma once
#include "base/clock.h"
#include <stdint.h>

struct loop;

// Something for a loop to do, embedded in what it is about. The sender gives it away.
struct mail {
    struct mail *next;
    void (*deliver)(struct mail *mail, struct loop *loop); // on the loop's thread, once
};

struct loop_config {
    int number; // 0, 1, …: told in metrics and by loop_number
    struct clock clock;
    void *user; // for loop_user: the application's own state of this loop
    void (*turn_end)(void *user, struct loop *loop); // may be NULL; after each turn that did something,
                                                     // before what was written is flushed
};

// Creates the loop without a thread; loop_run gives it the calling one.
int loop_new(const struct loop_config *config, struct loop **ret);

// Runs until loop_stop, then closes every connection and returns. Blocks.
int loop_run(struct loop *loop);

// Any thread. Connections get their last bytes for at most `grace_ms`, WebSockets a close frame 1001.
void loop_stop(struct loop *loop, int grace_ms);

// After loop_run returned (or was never called). NULL is harmless. Mail not delivered yet is delivered.
void loop_free(struct loop *loop);

// Any thread. Mail of one sender arrives in the order it was posted; one wake-up serves many.
void loop_post(struct loop *loop, struct mail *mail);

void *loop_user(const struct loop *loop);
int loop_number(const struct loop *loop);

// The loop's monotonic time, read once a turn. Loop thread only.
int64_t loop_now_us(const struct loop *loop);

// The longest turn since the last call, in µs; resets. Any thread.
int64_t loop_take_longest_turn_us(struct loop *loop);

// Runs `tick` on the loop thread every `every_ms` (coarse) until the loop stops.
int loop_every(struct loop *loop, int every_ms, void (*tick)(void *ctx, struct loop *loop), void *ctx);
