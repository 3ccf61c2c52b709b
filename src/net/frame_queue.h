// SPDX-License-Identifier: Apache-2.0
// Frames that wait for one peer, in order: references, not copies. A few fit without memory of their own.
#pragma once
#include "net/websocket_conn.h"
#include <sys/uio.h>

enum { FRAME_QUEUE_INLINE = 4, FRAME_PARTS_MAX = 64 };

struct frame_queue {
    struct frame **frames; // `few`, or from malloc
    uint32_t capacity, first, count;
    uint32_t sent;    // bytes of the first frame that left
    bool is_deflated; // the peer takes the deflated form
    size_t bytes;     // that wait
    struct frame *few[FRAME_QUEUE_INLINE];
};

void frame_queue_init(struct frame_queue *q, bool is_deflated);
void frame_queue_free(struct frame_queue *q);

// Takes the reference; false (and the reference dropped) when memory is short.
bool frame_queue_add(struct frame_queue *q, struct frame *frame);

// What to write next: at most FRAME_PARTS_MAX parts.
int frame_queue_parts(const struct frame_queue *q, struct iovec parts[static FRAME_PARTS_MAX]);

// The peer took so many bytes. Returns how many frames left whole.
uint32_t frame_queue_sent(struct frame_queue *q, size_t bytes);

// Drops all but a frame that left in part.
void frame_queue_cut(struct frame_queue *q);
