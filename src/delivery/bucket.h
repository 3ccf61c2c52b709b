// SPDX-License-Identifier: Apache-2.0
// How many messages a second may go: a bucket that fills at a rate. Pure; times are monotonic.
#pragma once
#include <stdint.h>

struct bucket {
    int64_t rate;  // a second; 0: no limit
    int64_t level; // millionths of a message
    int64_t at_us; // when the level was so
};

// Full. It holds what a quarter of a second brings, one message at least.
struct bucket bucket_make(int64_t rate, int64_t now_us);

// How many of `wanted` may go now.
int bucket_room(struct bucket *b, int64_t now_us, int wanted);
void bucket_take(struct bucket *b, int count);

// When the next one may go, as of the last bucket_room.
int64_t bucket_due(const struct bucket *b);
