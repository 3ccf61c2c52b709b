// SPDX-License-Identifier: Apache-2.0
#include "net/websocket_conn.h"
#include <stdlib.h>

enum { DEFLATE_ABOVE = 1024, FRAME_OVERHEAD = 16 };

static struct frame *frame_from(const struct buffer *both, size_t plain)
{
    struct frame *f = malloc(sizeof(*f) + both->size);
    if (f == NULL)
        return NULL;
    atomic_init(&f->refs, 1);
    f->size = (uint32_t)plain;
    f->deflated_size = (uint32_t)(both->size - plain);
    if (both->size > 0)
        memcpy(f->data, both->data, both->size);
    return f;
}

struct frame *frame_text(struct view payload, bool may_deflate)
{
    if (payload.size > UINT32_MAX / 4)
        return NULL;
    struct buffer both;
    buffer_init(&both, 2 * payload.size + (size_t)2 * FRAME_OVERHEAD + 256);
    websocket_frame(&both, WEBSOCKET_TEXT, payload);
    size_t plain = both.size;
    if (may_deflate && payload.size > DEFLATE_ABOVE)
        websocket_frame_deflated(&both, payload); // without it the plain form serves everybody
    struct frame *f = plain == 0 ? NULL : frame_from(&both, plain);
    buffer_free(&both);
    return f;
}

struct frame *frame_ref(struct frame *frame)
{
    atomic_fetch_add_explicit(&frame->refs, 1, memory_order_relaxed);
    return frame;
}

void frame_unref(struct frame *frame)
{
    if (frame != NULL && atomic_fetch_sub_explicit(&frame->refs, 1, memory_order_acq_rel) == 1)
        free(frame);
}
