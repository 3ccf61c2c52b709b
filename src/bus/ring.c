// SPDX-License-Identifier: Apache-2.0
#include "bus/ring.h"
#include <stdlib.h>

struct floor {
    int64_t position;
};

void ring_init(struct ring *ring, size_t bytes_max)
{
    *ring = (struct ring){.bytes_max = bytes_max};
}

static void drop_oldest(struct ring *ring)
{
    struct event_batch *batch = ring->batches[ring->first];
    for (const struct event *e = batch->first; e != NULL; e = e->next) {
        struct floor *floor = map_get(&ring->floors, (struct map_key){e->tenant, 0, 0});
        floor->position = e->position;
    }
    ring->first = (ring->first + 1) % ring->capacity;
    ring->count--;
    ring->bytes -= batch->arena.used;
    event_batch_unref(batch);
}

void ring_forget(struct ring *ring)
{
    while (ring->count > 0)
        drop_oldest(ring);
}

static void drop_everything(struct ring *ring)
{
    ring_forget(ring);
    size_t at = 0;
    for (void *floor; (floor = map_next(&ring->floors, &at)) != NULL;)
        free(floor);
    map_free(&ring->floors);
}

void ring_free(struct ring *ring)
{
    drop_everything(ring);
    free(ring->batches);
    ring_init(ring, ring->bytes_max);
}

static bool grow(struct ring *ring)
{
    size_t capacity = ring->capacity == 0 ? 64 : ring->capacity * 2;
    struct event_batch **batches = malloc(capacity * sizeof(*batches));
    if (batches == NULL)
        return false;
    for (size_t i = 0; i < ring->count; i++)
        batches[i] = ring->batches[(ring->first + i) % ring->capacity];
    free(ring->batches);
    ring->batches = batches;
    ring->capacity = capacity;
    ring->first = 0;
    return true;
}

static bool add_floors(struct ring *ring, const struct event_batch *batch)
{
    for (const struct event *e = batch->first; e != NULL; e = e->next) {
        struct map_key key = {e->tenant, 0, 0};
        if (map_get(&ring->floors, key) != NULL)
            continue;
        struct floor *floor = malloc(sizeof(*floor));
        if (floor == NULL)
            return false;
        floor->position = e->position - 1;
        if (map_put(&ring->floors, key, floor) < 0) {
            free(floor);
            return false;
        }
    }
    return true;
}

void ring_add(struct ring *ring, struct event_batch *batch)
{
    if ((ring->count == ring->capacity && !grow(ring)) || !add_floors(ring, batch)) {
        drop_everything(ring);
        return;
    }
    ring->batches[(ring->first + ring->count++) % ring->capacity] = event_batch_ref(batch);
    ring->bytes += batch->arena.used;
    while (ring->bytes > ring->bytes_max && ring->count > 0)
        drop_oldest(ring);
}

bool ring_covers(const struct ring *ring, int64_t tenant, int64_t after)
{
    const struct floor *floor = map_get(&ring->floors, (struct map_key){tenant, 0, 0});
    return floor != NULL && after >= floor->position;
}

// Whether the batch holds an event of the tenant that is not behind `after`.
static bool reaches_back(const struct event_batch *batch, int64_t tenant, int64_t after)
{
    for (const struct event *e = batch->first; e != NULL; e = e->next)
        if (e->tenant == tenant)
            return e->position <= after;
    return false;
}

void ring_walk(const struct ring *ring, int64_t tenant, int64_t after,
               void (*each)(void *ctx, const struct event *event), void *ctx)
{
    size_t from = ring->count;
    while (from > 0 && !reaches_back(ring->batches[(ring->first + from - 1) % ring->capacity], tenant, after))
        from--;
    for (size_t i = from == 0 ? 0 : from - 1; i < ring->count; i++) {
        const struct event_batch *batch = ring->batches[(ring->first + i) % ring->capacity];
        for (const struct event *e = batch->first; e != NULL; e = e->next)
            if (e->tenant == tenant && e->position > after)
                each(ctx, e);
    }
}
