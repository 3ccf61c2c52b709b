// SPDX-License-Identifier: Apache-2.0
// The delivery with a fake provider in the same process, without any network.
//   delivery_bench DIR MESSAGES LANES SINGLES [LATENCY_MS]
// MESSAGES wait in as many lanes when it starts: how many leave and are recorded a second. Then SINGLES come
// one by one to an idle hub: how long from the commit to the adapter's send. Prints JSON.
#include "channel/fake/fake.h"
#include "delivery/delivery.h"
#include "hub/connector.h"
#include "hub/message.h"
#include "store/tx.h"
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCH = 200, SINGLES_MAX = 100000 };

static struct clock machine;
static atomic_llong sent, sent_us, committed_us;
static _Atomic(struct delivery *) delivery;

static int timed_send(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    int64_t now = clock_mono_us(&machine);
    int r = fake_ops.send(state, m, fault);
    if (r == CHANNEL_OK) {
        atomic_store(&sent_us, now);
        atomic_fetch_add(&sent, 1);
    }
    return r;
}

// ---- works

struct item {
    struct work work; // first
    int number, lane;
    const struct secret_keys *keys; // of the connector
    char config[64];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int open_works;

static int say(struct work *work, struct tx *tx)
{
    const struct item *i = (const struct item *)(const void *)work;
    struct message_result result;
    char customer[32], to[32];
    snprintf(customer, sizeof(customer), "customer-%d", i->lane);
    snprintf(to, sizeof(to), "+4930%08d", i->lane);
    return message_store(
        tx,
        &(struct message_in){.customer_id = view_from(customer),
                             .channel = CHANNEL_SMS,
                             .has_channel = true,
                             .direction = DIRECTION_OUTBOUND,
                             .author_type = AUTHOR_AGENT,
                             .author_id = VIEW("mia"),
                             .to = view_from(to),
                             .content = VIEW("Your parcel leaves today and should be with you tomorrow.")},
        &result);
}

static int configure(struct work *work, struct tx *tx)
{
    const struct item *i = (const struct item *)(const void *)work;
    int64_t row;
    return connector_put(tx, &(struct actor){.kind = ACTOR_OPERATOR}, i->keys, 0,
                         &(struct connector_put){.channel = CHANNEL_SMS,
                                                 .adapter = VIEW("fake"),
                                                 .config = view_from(i->config),
                                                 .is_enabled = true},
                         &row);
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    (void)work;
    if (outcome != WORK_COMMITTED || result != 0)
        abort();
    atomic_store(&committed_us, clock_mono_us(&machine));
    pthread_mutex_lock(&lock);
    if (--open_works == 0)
        pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
}

static void run(struct store *store, struct item *items, int count)
{
    open_works = count;
    for (int i = 0; i < count; i++)
        if (store_submit(store, &items[i].work) != WORK_PUSHED)
            abort();
    pthread_mutex_lock(&lock);
    while (open_works > 0)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

// ---- the store's callbacks

static void publish(void *ctx, struct event_batch *batch)
{
    (void)ctx;
    (void)batch;
}

static void wake(void *ctx, enum wake who, int64_t at_us)
{
    (void)ctx;
    delivery_wake(atomic_load(&delivery), who, at_us);
}

static void lost(void *ctx)
{
    (void)ctx;
    abort();
}

static void nap(long us)
{
    nanosleep(&(struct timespec){.tv_nsec = us * 1000}, NULL);
}

// ---- what is measured

static void fill(struct store *store, int messages, int lanes)
{
    struct item *items = calloc(BATCH, sizeof(*items));
    for (int n = 0; n < messages; n += BATCH) {
        int count = messages - n < BATCH ? messages - n : BATCH;
        for (int i = 0; i < count; i++)
            items[i] = (struct item){
                .work = {.tenant = 1, .decide = say, .done = done}, .number = n + i, .lane = (n + i) % lanes};
        run(store, items, count);
    }
    free(items);
}

static int64_t settled(struct db *db)
{
    struct query q = query_begin(db, SQL_DELIVERY_FIRST_LEASE, 0);
    int r = query_step(&q);
    query_end(&q);
    return r == QUERY_ROW;
}

static double cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double drain(struct db *db, int messages, double *ret_cpu_us)
{
    double cpu = cpu_us();
    int64_t from = clock_mono_us(&machine);
    while (atomic_load(&sent) < messages || settled(db))
        nap(2000);
    *ret_cpu_us = (cpu_us() - cpu) / messages;
    return (double)messages * 1e6 / (double)(clock_mono_us(&machine) - from);
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void singles(struct store *store, int count, int64_t *took)
{
    for (int i = 0; i < count; i++) {
        long long before = atomic_load(&sent);
        struct item item = {.work = {.tenant = 1, .decide = say, .done = done}, .lane = i};
        run(store, &item, 1);
        while (atomic_load(&sent) == before)
            nap(50);
        took[i] = atomic_load(&sent_us) - atomic_load(&committed_us);
        nap(20000);
    }
    qsort(took, (size_t)count, sizeof(*took), compare);
}

static struct delivery *begin(struct store *store, struct registry *adapters, struct random_pool *pool)
{
    struct delivery *d;
    if (delivery_new(
            &(struct delivery_config){
                .store = store, .adapters = adapters, .clock = machine, .random = random_system(pool)},
            &d) != 0)
        abort();
    atomic_store(&delivery, d);
    return d;
}

int main(int argc, char **argv)
{
    static int64_t took[SINGLES_MAX];
    static struct random_pool pools[2];
    if (argc < 5 || atoi(argv[4]) > SINGLES_MAX || atoi(argv[4]) < 1)
        return 2;
    int messages = atoi(argv[2]), lanes = atoi(argv[3]), count = atoi(argv[4]);
    struct channel_ops ops = fake_ops;
    struct registry *adapters;
    struct store *store;
    struct db *db;
    machine = clock_system();
    ops.send = timed_send;
    if (registry_new(&adapters) != 0 || registry_add(adapters, &ops) != CHANNEL_OK)
        return 1;
    if (store_open(&(struct store_config){.dir = argv[1],
                                          .clock = machine,
                                          .random = random_system(&pools[0]),
                                          .publish = publish,
                                          .wake = wake,
                                          .lost = lost},
                   &store) != 0 ||
        store_reader(store, &db) != 0)
        return 1;
    struct item item = {.work = {.tenant = 1, .decide = configure, .done = done},
                        .keys = store_secrets(store)};
    snprintf(item.config, sizeof(item.config), "{\"account\":\"bench\",\"reads\":false,\"latency_ms\":%d}",
             argc > 5 ? atoi(argv[5]) : 0);
    run(store, &item, 1);
    fill(store, messages, lanes);
    struct delivery *d = begin(store, adapters, &pools[1]);
    if (delivery_start(d) != 0)
        return 1;
    double cpu, rate = drain(db, messages, &cpu);
    singles(store, count, took);
    printf(
        "{\"deliveries_per_second\": %.0f, \"cpu_us\": %.0f, \"idle_p50_ms\": %.2f, \"idle_p99_ms\": %.2f}\n",
        rate, cpu, (double)took[count / 2] / 1e3, (double)took[count * 99 / 100] / 1e3);
    delivery_stop(d);
    store_close_writer(store);
    delivery_free(d);
    db_close(db);
    store_close(store);
    registry_free(adapters);
    return 0;
}
