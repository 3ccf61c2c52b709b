// SPDX-License-Identifier: Apache-2.0
#include "net/frame_queue.h"
#include <stdlib.h>

void frame_queue_init(struct frame_queue *q, bool is_deflated)
{
    *q = (struct frame_queue){.capacity = FRAME_QUEUE_INLINE, .is_deflated = is_deflated};
    q->frames = q->few;
}

static struct frame **slot(const struct frame_queue *q, uint32_t i)
{
    return &q->frames[(q->first + i) & (q->capacity - 1)];
}

static struct view form_of(const struct frame_queue *q, const struct frame *f)
{
    if (q->is_deflated && f->deflated_size > 0)
        return view_make(f->data + f->size, f->deflated_size);
    return view_make(f->data, f->size);
}

static void shrink(struct frame_queue *q)
{
    if (q->frames != q->few)
        free(q->frames);
    q->frames = q->few;
    q->capacity = FRAME_QUEUE_INLINE;
    q->first = 0;
}

void frame_queue_free(struct frame_queue *q)
{
    for (uint32_t i = 0; i < q->count; i++)
        frame_unref(*slot(q, i));
    q->count = 0;
    q->bytes = 0;
    q->sent = 0;
    shrink(q);
}

static bool grow(struct frame_queue *q)
{
    struct frame **frames = malloc((size_t)q->capacity * 2 * sizeof(struct frame *));
    if (frames == NULL)
        return false;
    for (uint32_t i = 0; i < q->count; i++)
        frames[i] = *slot(q, i);
    uint32_t capacity = q->capacity * 2;
    shrink(q);
    q->frames = frames;
    q->capacity = capacity;
    return true;
}

bool frame_queue_add(struct frame_queue *q, struct frame *frame)
{
    if (q->count == q->capacity && !grow(q)) {
        frame_unref(frame);
        return false;
    }
    *slot(q, q->count++) = frame;
    q->bytes += form_of(q, frame).size;
    return true;
}

int frame_queue_parts(const struct frame_queue *q, struct iovec parts[static FRAME_PARTS_MAX])
{
    int count = 0;
    for (uint32_t i = 0; i < q->count && count < FRAME_PARTS_MAX; i++) {
        struct view form = form_of(q, *slot(q, i));
        size_t gone = i == 0 ? q->sent : 0;
        parts[count++] = (struct iovec){
            .iov_base = (void *)(uintptr_t)(form.data + gone),
            .iov_len = form.size - gone,
        };
    }
    return count;
}

uint32_t frame_queue_sent(struct frame_queue *q, size_t bytes)
{
    uint32_t whole = 0;
    q->bytes -= bytes;
    while (bytes > 0) {
        size_t left = form_of(q, *slot(q, 0)).size - q->sent;
        if (bytes < left) {
            q->sent += (uint32_t)bytes;
            return whole;
        }
        bytes -= left;
        frame_unref(*slot(q, 0));
        q->first = (q->first + 1) & (q->capacity - 1);
        q->count--;
        q->sent = 0;
        whole++;
    }
    if (q->count == 0)
        shrink(q);
    return whole;
}

void frame_queue_cut(struct frame_queue *q)
{
    uint32_t keep = q->sent > 0 ? 1 : 0;
    while (q->count > keep) {
        struct frame *last = *slot(q, --q->count);
        q->bytes -= form_of(q, last).size;
        frame_unref(last);
    }
}
