// SPDX-License-Identifier: Apache-2.0
// Fills an empty data directory with open sessions, one of each customer bench-0000000 and so on, over the
// last two weeks: session_fill DIR SESSIONS. With agents agent-000 to agent-199 and queues queue-00 to
// queue-19 that have most of them; tags, priorities, channels and snoozes drawn so that each filter leaves
// from a few hundred to most of them.
#include "hub/agent_change.h"
#include "hub/message.h"
#include "hub/queue.h"
#include "hub/session_snooze.h"
#include "hub/session_tags.h"
#include "store/store.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCH = 128, AGENTS = 200, QUEUES = 20, CLUSTERS = 100 };
static const int64_t DAY_US = 86400000000;

struct item {
    struct work work;
    int number;
    unsigned seed;
};

struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int open;
};

static struct gate gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
static const struct actor filler = {.kind = ACTOR_OPERATOR};
static int64_t end_us;
static atomic_llong back_us; // how far the store's clock is behind

static int64_t wall_us(void *ctx)
{
    (void)ctx;
    return end_us - back_us;
}

static int64_t mono_us(void *ctx)
{
    struct clock *system = ctx;
    return clock_mono_us(system);
}

static int make_people(struct work *work, struct tx *tx)
{
    char id[32];
    struct agent agent;
    struct queue queue;
    int r = 0;
    (void)work;
    for (int i = 0; r == 0 && i < AGENTS; i++) {
        snprintf(id, sizeof(id), "agent-%03d", i);
        r = agent_create(tx, &filler, view_from(id),
                         &(struct agent_change){.name = view_from(id),
                                                .has_role = true,
                                                .role = ACCESS_AGENT,
                                                .has_capacity = true,
                                                .capacity = 100},
                         &agent);
    }
    for (int i = 0; r == 0 && i < QUEUES; i++) {
        snprintf(id, sizeof(id), "queue-%02d", i);
        r = queue_create(tx, &filler, view_from(id), &(struct queue_change){.name = view_from(id)}, &queue);
    }
    return r;
}

static int draw(struct item *item, int below)
{
    return rand_r(&item->seed) % below;
}

// agent-000 has a tenth of all (a machine), half are spread over the others, queues have half.
static void draw_owner(struct item *item, struct session_change *change)
{
    int agent = draw(item, 10) == 0 ? 1 : draw(item, 9) < 5 ? 2 + draw(item, AGENTS - 1) : 0;
    session_set_owner(change, agent, draw(item, 2) == 0 ? 1 + draw(item, QUEUES) : 0);
}

static enum priority draw_priority(struct item *item)
{
    int n = draw(item, 100);
    return n < 3 ? PRIORITY_URGENT : n < 10 ? PRIORITY_HIGH : n < 20 ? PRIORITY_LOW : PRIORITY_NORMAL;
}

static int draw_rest(struct tx *tx, struct item *item, struct session_change *change)
{
    char tag[64];
    int r = 0;
    draw_owner(item, change);
    change->now.priority = draw_priority(item);
    if (draw(item, 20) == 0) {
        int size = snprintf(tag, sizeof(tag), "[\"vip\",\"group-%02d\"]", draw(item, CLUSTERS));
        r = session_retag(tx, change, &(struct session_tagging){.add = view_make(tag, (size_t)size)});
    }
    if (r == 0 && draw(item, 10) == 0)
        r = draw(item, 2) == 0
                ? session_snooze(tx, change, &filler, end_us + 10 * DAY_US, (struct view){0})
                : session_apply(tx, change, SESSION_PEND, &filler, (struct view){0}, (struct view){0});
    return r;
}

static int fill(struct work *work, struct tx *tx)
{
    struct item *item = (struct item *)(void *)work;
    struct message_result result;
    struct session_change change;
    char customer[32];
    snprintf(customer, sizeof(customer), "bench-%07d", item->number);
    enum channel channel = (enum channel)(draw(item, 3) == 0 ? draw(item, CHANNELS) : CHANNEL_CHAT);
    int r = message_store(tx,
                          &(struct message_in){.customer_id = view_from(customer),
                                               .channel = channel,
                                               .has_channel = true,
                                               .direction = DIRECTION_INBOUND,
                                               .author_type = AUTHOR_CUSTOMER,
                                               .content = VIEW("I have a question about my last invoice.")},
                          &result);
    if (r == 0)
        r = session_change_begin(tx, result.session_id, &change);
    if (r == 0)
        r = draw_rest(tx, item, &change);
    return r == 0 ? session_change_end(tx, &change) : r;
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

static void fill_all(struct store *store, int sessions)
{
    struct item *items = calloc(BATCH, sizeof(*items));
    for (int n = 0; n < sessions; n += BATCH) {
        int count = sessions - n < BATCH ? sessions - n : BATCH;
        for (int i = 0; i < count; i++)
            items[i] = (struct item){.work = {.tenant = 1, .decide = fill, .done = done},
                                     .number = n + i,
                                     .seed = (unsigned)(n + i) * 7919u + 1};
        back_us = 14 * DAY_US * (sessions - n) / sessions;
        run_batch(store, items, count);
    }
    free(items);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    struct random_pool pool;
    struct store *store;
    struct clock system = clock_system();
    struct item people = {.work = {.tenant = 1, .decide = make_people, .done = done}};
    end_us = clock_wall_us(&system);
    back_us = 14 * DAY_US;
    if (store_open(&(struct store_config){.dir = argv[1],
                                          .clock = {wall_us, mono_us, &system},
                                          .random = random_system(&pool),
                                          .publish = publish,
                                          .lost = lost},
                   &store) != 0)
        return 1;
    run_batch(store, &people, 1);
    fill_all(store, atoi(argv[2]));
    store_close(store);
    printf("{\"sessions\": %d}\n", atoi(argv[2]));
    return 0;
}
