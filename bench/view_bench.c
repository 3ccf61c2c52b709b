// SPDX-License-Identifier: Apache-2.0
// The unified view alone, without any network: view_bench DIR VIEWS CUSTOMERS prints CPU µs a view as JSON.
// The directory is one that a hub filled with customers bench-0000000 and so on.
#include "hub/unified_view.h"
#include "store/store.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void publish(void *ctx, struct event_batch *batch)
{
    (void)ctx;
    (void)batch;
}

static void lost(void *ctx)
{
    (void)ctx;
    abort();
}

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void view(struct store *store, struct db *reader, struct view id, struct arena *arena,
                 struct buffer *out)
{
    struct snapshot snapshot;
    struct unified_view v;
    struct json_writer w = json_writer(out);
    buffer_clear(out);
    if (snapshot_begin(reader, 1, &snapshot) != 0)
        abort();
    if (unified_view_load(&snapshot, id, arena, &v) != CUSTOMER_OK)
        abort();
    unified_view_write(&w, &v, AUDIENCE_INTERNAL, view_from(store_epoch(store)), snapshot.position);
    snapshot_end(&snapshot);
    arena_reset(arena);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    int views = atoi(argv[2]), customers = atoi(argv[3]);
    struct random_pool pool;
    struct store *store;
    struct db *reader;
    struct arena arena;
    struct buffer out;
    unsigned seed = 1;
    char id[32];
    arena_init(&arena, 64 << 10, 16 << 20);
    buffer_init(&out, 1 << 20);
    if (store_open(&(struct store_config){.dir = argv[1],
                                          .clock = clock_system(),
                                          .random = random_system(&pool),
                                          .publish = publish,
                                          .lost = lost},
                   &store) != 0 ||
        store_reader(store, &reader) != 0)
        return 1;
    double before = 0;
    for (int n = -views / 4; n < views; n++) { // the first quarter warms the cache
        if (n == 0)
            before = cpu_seconds();
        int size = snprintf(id, sizeof(id), "bench-%07d", rand_r(&seed) % customers);
        view(store, reader, view_make(id, (size_t)size), &arena, &out);
    }
    printf("{\"cpu_us\": %.2f, \"bytes\": %zu}\n", (cpu_seconds() - before) / views * 1e6, out.size);
    db_close(reader);
    store_close(store);
    buffer_free(&out);
    arena_free(&arena);
    return 0;
}
