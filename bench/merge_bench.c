// SPDX-License-Identifier: Apache-2.0
// Two customers who have said much become one person, and are set free again: what that takes on the writer,
// what their view and history take to read then. merge_bench DIR INTERACTIONS ROUNDS: makes two customers
// with so many interactions each in an empty DIR, prints medians and the worst of ROUNDS in µs as JSON.
#include "hub/customer_merge.h"
#include "hub/message.h"
#include "hub/unified_view.h"
#include "store/store.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FILL = 100, ROUNDS_MAX = 10000 };

struct errand {
    struct work work; // first
    int (*act)(struct errand *errand, struct tx *tx);
    const char *customer;
    double decided_us;
    bool is_done;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int decide(struct work *work, struct tx *tx)
{
    struct errand *errand = (struct errand *)(void *)work;
    double began = now_us();
    int r = errand->act(errand, tx);
    errand->decided_us = now_us() - began;
    return r;
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    struct errand *errand = (struct errand *)(void *)work;
    if (outcome != WORK_COMMITTED || result != 0)
        abort();
    pthread_mutex_lock(&lock);
    errand->is_done = true;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
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

// Whole, with its commit.
static double run(struct store *store, struct errand *errand)
{
    double began = now_us();
    errand->work = (struct work){.tenant = 1, .decide = decide, .done = done};
    errand->is_done = false;
    if (store_submit(store, &errand->work) != WORK_PUSHED)
        abort();
    pthread_mutex_lock(&lock);
    while (!errand->is_done)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return now_us() - began;
}

static int say_much(struct errand *errand, struct tx *tx)
{
    struct message_result result;
    int r = 0;
    for (int i = 0; i < FILL && r == 0; i++)
        r = message_store(tx,
                          &(struct message_in){.customer_id = view_from(errand->customer),
                                               .channel = CHANNEL_CHAT,
                                               .has_channel = true,
                                               .direction = DIRECTION_INBOUND,
                                               .author_type = AUTHOR_CUSTOMER,
                                               .content = VIEW("The amount is not what we agreed on.")},
                          &result);
    return r;
}

static int merge(struct errand *errand, struct tx *tx)
{
    struct actor actor = {.kind = ACTOR_OPERATOR};
    int64_t row;
    (void)errand;
    return customer_merge(tx, &actor, VIEW("one"), VIEW("other"), (struct view){0}, &row);
}

static int unmerge(struct errand *errand, struct tx *tx)
{
    struct actor actor = {.kind = ACTOR_OPERATOR};
    int64_t row;
    (void)errand;
    return customer_unmerge(tx, &actor, VIEW("one"), VIEW("other"), (struct view){0}, &row);
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void print(const char *name, double *figures, int count)
{
    qsort(figures, (size_t)count, sizeof(*figures), compare);
    printf("\"%s\": {\"median_us\": %.0f, \"worst_us\": %.0f}, ", name, figures[count / 2],
           figures[count - 1]);
}

static void measure_writes(struct store *store, int rounds)
{
    static double decided[2][ROUNDS_MAX], whole[2][ROUNDS_MAX];
    for (int i = 0; i < rounds; i++)
        for (int k = 0; k < 2; k++) {
            struct errand errand = {.act = k == 0 ? merge : unmerge};
            whole[k][i] = run(store, &errand);
            decided[k][i] = errand.decided_us;
        }
    print("merge_decide", decided[0], rounds);
    print("merge_with_commit", whole[0], rounds);
    print("unmerge_decide", decided[1], rounds);
    print("unmerge_with_commit", whole[1], rounds);
}

static void measure_reads(struct db *reader, const char *suffix, int rounds)
{
    static double views[ROUNDS_MAX], deep[ROUNDS_MAX];
    char name[64];
    struct arena arena;
    struct snapshot snapshot;
    struct unified_view view;
    arena_init(&arena, 1 << 20, (size_t)64 << 20);
    for (int i = 0; i < rounds; i++) {
        double began = now_us();
        if (snapshot_begin(reader, 1, &snapshot) != 0 ||
            unified_view_load(&snapshot, VIEW("other"), &arena, &view) != 0)
            abort();
        views[i] = now_us() - began;
        struct cluster cluster;
        struct timeline page;
        began = now_us();
        if (cluster_find(reader, 1, VIEW("other"), &arena, &cluster) != 0 ||
            timeline_of_cluster(reader, 1, &cluster, snapshot.position / 2, 50, &arena, &page) != 0)
            abort();
        deep[i] = now_us() - began;
        snapshot_end(&snapshot);
        arena_reset(&arena);
    }
    arena_free(&arena);
    snprintf(name, sizeof(name), "view_%s", suffix);
    print(name, views, rounds);
    snprintf(name, sizeof(name), "history_page_%s", suffix);
    print(name, deep, rounds);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    int interactions = atoi(argv[2]), rounds = atoi(argv[3]);
    struct random_pool pool;
    struct store *store;
    struct db *reader;
    if (rounds > ROUNDS_MAX || store_open(&(struct store_config){.dir = argv[1],
                                                                 .clock = clock_system(),
                                                                 .random = random_system(&pool),
                                                                 .publish = publish,
                                                                 .lost = lost},
                                          &store) != 0)
        return 1;
    for (int i = 0; i < interactions; i += FILL)
        for (int k = 0; k < 2; k++)
            run(store, &(struct errand){.act = say_much, .customer = k == 0 ? "one" : "other"});
    if (store_reader(store, &reader) != 0)
        return 1;
    printf("{\"interactions\": %d, ", interactions);
    measure_reads(reader, "apart", rounds);
    measure_writes(store, rounds);
    run(store, &(struct errand){.act = merge});
    measure_reads(reader, "merged", rounds);
    printf("\"rounds\": %d}\n", rounds);
    db_close(reader);
    store_close(store);
    return 0;
}
