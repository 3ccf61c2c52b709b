// SPDX-License-Identifier: Apache-2.0
// What one message by a connector costs the writer: stored and queued, claimed, settled as sent. Without
// network and delivery thread. outbox_bench DIR MESSAGES CUSTOMERS WAITING: WAITING more rows wait for
// another connector meanwhile. Prints µs of the writer's CPU a message, as JSON.
#include "hub/connector.h"
#include "hub/message.h"
#include "hub/outbox.h"
#include "store/store.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 64 };

enum part { CONNECT, SAY, CLAIM, SETTLE };

struct item {
    struct work work;
    enum part part;
    char customer[32], provider[32];
    enum channel channel;
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int open;
    double writer_cpu; // of its thread, as it was when the last work was decided
    int64_t connector;
    int64_t rows[BATCH];
    int count, number;
} state = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static double cpu(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int make_connector(struct tx *tx)
{
    static const struct actor actor = {.kind = ACTOR_OPERATOR};
    return connector_put(
        tx, &actor, NULL, 0,
        &(struct connector_put){
            .channel = CHANNEL_SMS, .adapter = VIEW("fake"), .config = VIEW("{}"), .is_enabled = true},
        &state.connector);
}

static int say(struct tx *tx, const struct item *item)
{
    struct message_result result;
    return message_store(
        tx,
        &(struct message_in){.customer_id = view_from(item->customer),
                             .channel = item->channel,
                             .has_channel = true,
                             .direction = DIRECTION_OUTBOUND,
                             .author_type = AUTHOR_AGENT,
                             .content = VIEW("Your order is on its way, and comes tomorrow.")},
        &result);
}

static int claim(struct tx *tx)
{
    struct outbox_claim claims[BATCH];
    int seen;
    const struct outbox_claiming claiming = {.connector = state.connector,
                                             .run = VIEW("run"),
                                             .lease_until_us = tx->now_us + 60000000,
                                             .doubt = OUTBOX_DOUBT_SEND,
                                             .max = BATCH};
    int r = outbox_claim(tx, &claiming, claims, &state.count, &seen);
    for (int i = 0; r == 0 && i < state.count; i++)
        state.rows[i] = claims[i].row;
    return r;
}

static int settle(struct tx *tx)
{
    char name[32];
    int r = 0;
    for (int i = 0; r == 0 && i < state.count; i++) {
        snprintf(name, sizeof(name), "SM%d", state.number++);
        r = outbox_settle(tx,
                          &(struct outbox_result){.row = state.rows[i],
                                                  .run = VIEW("run"),
                                                  .ending = OUTBOX_ENDING_SENT,
                                                  .provider_id = view_from(name)},
                          NULL);
    }
    return r;
}

static int decide(struct work *work, struct tx *tx)
{
    struct item *item = (struct item *)(void *)work;
    state.writer_cpu = cpu(CLOCK_THREAD_CPUTIME_ID);
    switch (item->part) {
    case CONNECT:
        return make_connector(tx);
    case SAY:
        return say(tx, item);
    case CLAIM:
        return claim(tx);
    case SETTLE:
        return settle(tx);
    }
    return -1;
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    (void)work;
    if (outcome != WORK_COMMITTED || result != 0)
        abort();
    pthread_mutex_lock(&state.lock);
    state.writer_cpu = cpu(CLOCK_THREAD_CPUTIME_ID);
    if (--state.open == 0)
        pthread_cond_signal(&state.changed);
    pthread_mutex_unlock(&state.lock);
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

static struct store *store;
static struct item items[BATCH];

static void run(enum part part, int count)
{
    state.open = count;
    for (int i = 0; i < count; i++) {
        items[i].work = (struct work){.tenant = 1, .decide = decide, .done = done};
        items[i].part = part;
        if (store_submit(store, &items[i].work) != WORK_PUSHED)
            abort();
    }
    pthread_mutex_lock(&state.lock);
    while (state.open > 0)
        pthread_cond_wait(&state.changed, &state.lock);
    pthread_mutex_unlock(&state.lock);
}

static void say_some(int from, int count, int customers, enum channel channel)
{
    for (int i = 0; i < count; i++) {
        snprintf(items[i].customer, sizeof(items[i].customer), "+4366%08d", (from + i) % customers);
        items[i].channel = channel;
    }
    run(SAY, count);
}

int main(int argc, char **argv)
{
    struct random_pool pool;
    double parts[3] = {0};
    if (argc < 5)
        return 2;
    int messages = atoi(argv[2]), customers = atoi(argv[3]), waiting = atoi(argv[4]);
    if (store_open(&(struct store_config){.dir = argv[1],
                                          .clock = clock_system(),
                                          .random = random_system(&pool),
                                          .publish = publish,
                                          .lost = lost},
                   &store) < 0)
        return 1;
    for (int i = 0; i < waiting; i += BATCH)
        say_some(i, BATCH, customers, CHANNEL_EMAIL); // no connector has it
    run(CONNECT, 1);
    for (int i = 0; i < messages; i += BATCH) {
        double before = state.writer_cpu;
        say_some(i, BATCH, customers, CHANNEL_SMS);
        double said = state.writer_cpu;
        run(CLAIM, 1);
        if (state.count != BATCH)
            abort();
        double claimed = state.writer_cpu;
        run(SETTLE, 1);
        parts[0] += said - before;
        parts[1] += claimed - said;
        parts[2] += state.writer_cpu - claimed;
    }
    printf("{\"messages\":%d,\"waiting\":%d,\"store_us\":%.1f,\"claim_us\":%.1f,\"settle_us\":%.1f}\n",
           messages, waiting, parts[0] * 1e6 / messages, parts[1] * 1e6 / messages,
           parts[2] * 1e6 / messages);
    store_close(store);
    return 0;
}
