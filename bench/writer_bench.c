// SPDX-License-Identifier: Apache-2.0
// The writer alone: stores messages of random customers in batches of a given size, without any network.
// writer_bench DIR MESSAGES BATCH CUSTOMERS [ids|minutes]: prints CPU and wall µs a message as JSON. With
// `minutes` each batch comes a minute after the one before, so that each message moves its session in every
// list that goes by activity; run it twice in one directory and the second time all sessions are there.
#include "hub/message.h"
#include "store/store.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct item {
    struct work work;
    char customer[32], provider[32];
    bool has_provider;
};

struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int open;
};

static struct gate gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};

static int decide(struct work *work, struct tx *tx)
{
    struct item *item = (struct item *)(void *)work;
    struct message_result result;
    return message_store(
        tx,
        &(struct message_in){
            .customer_id = view_from(item->customer),
            .channel = CHANNEL_CHAT,
            .has_channel = true,
            .direction = DIRECTION_INBOUND,
            .author_type = AUTHOR_CUSTOMER,
            .content = VIEW(
                "I have a question about my last invoice: the amount is not what we agreed on the phone."),
            .provider_id = item->has_provider ? view_from(item->provider) : (struct view){0}},
        &result);
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    (void)work;
    if (outcome != WORK_COMMITTED || result != 0)
        abort();
    pthread_mutex_lock(&gate.lock);
    if (--gate.open == 0)
        pthread_cond_signal(&gate.changed);
    pthread_mutex_unlock(&gate.lock);
}

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

static double seconds(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

// The machine's clock, with a minute more for each batch.
static atomic_llong skipped_us;

static int64_t wall_us(void *ctx)
{
    struct clock *system = ctx;
    return clock_wall_us(system) + skipped_us;
}

static int64_t mono_us(void *ctx)
{
    struct clock *system = ctx;
    return clock_mono_us(system);
}

static void run_batch(struct store *store, struct item *items, int count)
{
    gate.open = count;
    for (int i = 0; i < count; i++)
        if (store_submit(store, &items[i].work) != WORK_PUSHED)
            abort();
    pthread_mutex_lock(&gate.lock);
    while (gate.open > 0)
        pthread_cond_wait(&gate.changed, &gate.lock);
    pthread_mutex_unlock(&gate.lock);
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    int messages = atoi(argv[2]), batch = atoi(argv[3]), customers = atoi(argv[4]);
    struct random_pool pool;
    struct store *store;
    struct item *items = calloc((size_t)batch, sizeof(*items));
    unsigned seed = 1;
    bool has_ids = argc > 5 && strcmp(argv[5], "ids") == 0;
    bool has_minutes = argc > 5 && strcmp(argv[5], "minutes") == 0;
    struct clock system = clock_system();
    struct clock moved = {wall_us, mono_us, &system};
    if (store_open(&(struct store_config){.dir = argv[1],
                                          .clock = moved,
                                          .random = random_system(&pool),
                                          .publish = publish,
                                          .lost = lost},
                   &store) != 0)
        return 1;
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
    for (int n = 0; n < messages; n += batch) {
        for (int i = 0; i < batch; i++) {
            items[i] =
                (struct item){.work = {.tenant = 1, .decide = decide, .done = done}, .has_provider = has_ids};
            snprintf(items[i].customer, sizeof(items[i].customer), "customer-%d", rand_r(&seed) % customers);
            snprintf(items[i].provider, sizeof(items[i].provider), "SM%08x%08x", n + i, seed);
        }
        run_batch(store, items, batch);
        if (has_minutes)
            skipped_us += 61000000;
    }
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = seconds(CLOCK_MONOTONIC) - wall;
    printf("{\"cpu_us\": %.2f, \"wall_us\": %.2f}\n", cpu / messages * 1e6, wall / messages * 1e6);
    store_close(store);
    free(items);
    return 0;
}
