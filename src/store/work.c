// SPDX-License-Identifier: Apache-2.0
#include "store/work.h"
#include "base/error.h"
#include "base/list.h"
#include "base/map.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

enum { QUANTUM = 8, BULK_PER_CENT = 30 };

struct lane {
    struct list node; // in queue.rings[class] while it holds work
    struct work *head, *tail;
};

struct flow {
    int64_t tenant;
    int counts[WORK_CLASSES];
    struct lane lanes[WORK_CLASSES];
};

struct work_queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct work_queue_limits limits;
    struct map flows; // by tenant, only those that hold work
    struct list rings[WORK_CLASSES];
    int counts[WORK_CLASSES];
    size_t bytes[WORK_CLASSES];
    bool is_stopped;
};

int work_queue_new(struct work_queue_limits limits, struct work_queue **ret)
{
    struct work_queue *q = calloc(1, sizeof(*q));
    if (q == NULL)
        return error_trace(-ENOMEM);
    q->limits = limits;
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->filled, NULL);
    for (int c = 0; c < WORK_CLASSES; c++)
        list_init(&q->rings[c]);
    *ret = q;
    return 0;
}

void work_queue_free(struct work_queue *q)
{
    if (q == NULL)
        return;
    map_free(&q->flows);
    pthread_cond_destroy(&q->filled);
    pthread_mutex_destroy(&q->lock);
    free(q);
}

static struct flow *flow_of(struct work_queue *q, int64_t tenant)
{
    struct map_key key = {tenant, 0, 0};
    struct flow *flow = map_get(&q->flows, key);
    if (flow != NULL)
        return flow;
    flow = calloc(1, sizeof(*flow));
    if (flow == NULL)
        return NULL;
    flow->tenant = tenant;
    for (int c = 0; c < WORK_CLASSES; c++)
        list_init(&flow->lanes[c].node);
    if (map_put(&q->flows, key, flow) < 0) {
        free(flow);
        return NULL;
    }
    return flow;
}

static void append(struct work_queue *q, struct flow *flow, struct work *work)
{
    struct lane *lane = &flow->lanes[work->class];
    work->next = NULL;
    if (lane->head == NULL) {
        lane->head = work;
        list_append(&q->rings[work->class], &lane->node);
    } else {
        lane->tail->next = work;
    }
    lane->tail = work;
    flow->counts[work->class]++;
    q->counts[work->class]++;
    q->bytes[work->class] += work->bytes;
}

static int judge(const struct work_queue *q, const struct flow *flow, const struct work *work)
{
    if (work->class == WORK_BULK)
        return q->counts[WORK_BULK] >= q->limits.bulk_max ? WORK_QUEUE_FULL : WORK_PUSHED;
    if (flow->counts[WORK_LIVE] >= q->limits.tenant_max)
        return WORK_TENANT_FULL;
    if (q->counts[WORK_LIVE] >= q->limits.total_max ||
        q->bytes[WORK_LIVE] + work->bytes > q->limits.bytes_max)
        return WORK_QUEUE_FULL;
    return WORK_PUSHED;
}

static int push_locked(struct work_queue *q, struct work *work)
{
    if (q->is_stopped)
        return WORK_QUEUE_STOPPED;
    struct flow *flow = flow_of(q, work->tenant);
    if (flow == NULL)
        return WORK_QUEUE_FULL;
    int r = judge(q, flow, work);
    if (r == WORK_PUSHED)
        append(q, flow, work);
    return r;
}

static void drop_if_empty(struct work_queue *q, struct flow *flow)
{
    if (flow->counts[WORK_LIVE] + flow->counts[WORK_BULK] > 0)
        return;
    map_remove(&q->flows, (struct map_key){flow->tenant, 0, 0});
    free(flow);
}

int work_queue_push(struct work_queue *q, struct work *work)
{
    pthread_mutex_lock(&q->lock);
    int r = push_locked(q, work);
    if (r != WORK_PUSHED) {
        struct flow *flow = map_get(&q->flows, (struct map_key){work->tenant, 0, 0});
        if (flow != NULL)
            drop_if_empty(q, flow);
    }
    pthread_mutex_unlock(&q->lock);
    if (r == WORK_PUSHED)
        pthread_cond_signal(&q->filled);
    return r;
}

struct taken {
    struct work *head, *tail;
    int count;
};

// Up to a quantum of the ring's first tenant, who then goes to the back.
static void take_turn(struct work_queue *q, enum work_class class, int most, struct taken *taken)
{
    struct lane *lane = list_entry(q->rings[class].next, struct lane, node);
    struct flow *flow = map_get(&q->flows, (struct map_key){lane->head->tenant, 0, 0});
    list_remove(&lane->node);
    for (int n = 0; n < most && n < QUANTUM && lane->head != NULL; n++) {
        struct work *work = lane->head;
        lane->head = work->next;
        work->next = NULL;
        if (taken->tail == NULL)
            taken->head = work;
        else
            taken->tail->next = work;
        taken->tail = work;
        taken->count++;
        flow->counts[class]--;
        q->counts[class]--;
        q->bytes[class] -= work->bytes;
    }
    if (lane->head != NULL)
        list_append(&q->rings[class], &lane->node);
    drop_if_empty(q, flow);
}

static void take_class(struct work_queue *q, enum work_class class, int most, struct taken *taken)
{
    int until = taken->count + most;
    while (taken->count < until && q->counts[class] > 0)
        take_turn(q, class, until - taken->count, taken);
}

struct work *work_queue_take(struct work_queue *q, int max)
{
    struct taken taken = {0};
    pthread_mutex_lock(&q->lock);
    while (!q->is_stopped && q->counts[WORK_LIVE] + q->counts[WORK_BULK] == 0)
        pthread_cond_wait(&q->filled, &q->lock);
    int bulk = max * BULK_PER_CENT / 100;
    int reserved = q->counts[WORK_BULK] < bulk ? q->counts[WORK_BULK] : bulk;
    take_class(q, WORK_LIVE, max - reserved, &taken);
    if (q->counts[WORK_LIVE] == 0)
        bulk = taken.count == 0 ? max : taken.count * BULK_PER_CENT / (100 - BULK_PER_CENT) + 1;
    take_class(q, WORK_BULK, bulk < max - taken.count ? bulk : max - taken.count, &taken);
    pthread_mutex_unlock(&q->lock);
    return taken.head;
}

void work_queue_stop(struct work_queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->is_stopped = true;
    pthread_mutex_unlock(&q->lock);
    pthread_cond_broadcast(&q->filled);
}

void work_queue_level(struct work_queue *q, int *ret_count, size_t *ret_bytes)
{
    pthread_mutex_lock(&q->lock);
    *ret_count = q->counts[WORK_LIVE] + q->counts[WORK_BULK];
    *ret_bytes = q->bytes[WORK_LIVE] + q->bytes[WORK_BULK];
    pthread_mutex_unlock(&q->lock);
}
