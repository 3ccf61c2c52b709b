// SPDX-License-Identifier: Apache-2.0
#include "bus/event.h"
#include <stdlib.h>

enum { CHUNK = 16 << 10, MAX = 64 << 20 };

struct event_batch *event_batch_new(void)
{
    struct event_batch *batch = calloc(1, sizeof(*batch));
    if (batch == NULL)
        return NULL;
    atomic_init(&batch->refs, 1);
    arena_init(&batch->arena, CHUNK, MAX);
    return batch;
}

struct event_batch *event_batch_ref(struct event_batch *batch)
{
    atomic_fetch_add_explicit(&batch->refs, 1, memory_order_relaxed);
    return batch;
}

void event_batch_unref(struct event_batch *batch)
{
    if (batch == NULL || atomic_fetch_sub_explicit(&batch->refs, 1, memory_order_acq_rel) != 1)
        return;
    arena_free(&batch->arena);
    free(batch);
}
